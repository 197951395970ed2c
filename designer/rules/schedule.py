"""Rules on schedules: times that the scheduler can read, and what it does with what it cannot deliver."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache

from designer import catalog
from designer.blueprint.base import Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.eventbridge import EventBridgeTrigger
from designer.blueprint.triggers.schedule import ScheduleTrigger
from designer.failures import Protection, missing
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, all_of, remove, set_value
from designer.rules.creating import created, new_queue
from designer.rules.schedule_grammar import calendar, corrected, interval, moment, on_last_day, problem
from designer.rules.settings import hint, nearest, quoted

_TYPES = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html"
_DEAD_LETTER = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html"
_API = "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html"


def _example(settings: str, function: str = "", queues: str = "undelivered: {}, failed: {}") -> str:
    nightly = f"{{type: schedule, {settings}}}"
    worker = f"{{triggers: {{nightly: {nightly}}}, dead_letter: failed{function}}}"
    return f"name: shop\nfunctions: {{report: {worker}}}\nqueues: {{{queues}}}\n"


class ScheduleExpressionValid(Rule):
    """A schedule's expression is none that the scheduler can read.

    The deployment fails. AWS's cron has six fields, with a ? for one of the two days; a rate of one
    has its unit in the singular.
    """

    id = "schedule-expression-valid"
    severity = Severity.ERROR
    topic = "schedule"
    source = _TYPES
    bad = _example("expression: rate(1 hours), dead_letter: undelivered")
    good = _example("expression: rate(1 hour), dead_letter: undelivered")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every expression without the form, or too long."""
        del today
        allowed = catalog.limits("scheduler.expression_length")
        for _, trigger in blueprint.each_trigger(ScheduleTrigger):
            text, at = trigger.value.expression, trigger / "expression"
            wrong = problem(text)
            if wrong is not None:
                right = corrected(text)
                fix = set_value(f"Use {right}", at, right) if right else None
                yield self.finding(at, f"{quoted(text)} {wrong}.", fix)
            elif len(text) not in allowed:
                yield self.finding(at, f"The expression has {len(text)} characters; AWS takes {allowed}.")


class ScheduleTimezoneKnown(Rule):
    """A schedule names a time zone that does not exist.

    The deployment fails: zones are named as in the IANA database, by continent and city.
    """

    id = "schedule-timezone-known"
    severity = Severity.ERROR
    topic = "schedule"
    source = _TYPES
    bad = _example("expression: 'cron(0 3 * * ? *)', timezone: Berlin, dead_letter: undelivered")
    good = _example("expression: 'cron(0 3 * * ? *)', timezone: Europe/Berlin, dead_letter: undelivered")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every time zone that is not on the list."""
        del today
        for _, trigger in blueprint.each_trigger(ScheduleTrigger):
            zone, at = trigger.value.timezone, trigger / "timezone"
            if zone is not None and zone not in catalog.timezones():
                near = _zone(zone)
                title = f"Use {near}" if near else "Use UTC"
                fix = set_value(title, at, near, safe=False)
                message = f"{quoted(zone)} is no time zone{hint(zone, [near] if near else [])}"
                yield self.finding(at, message, fix)


@lru_cache(maxsize=1024)
def _zone(text: str) -> str | None:
    """The zone that was probably meant, also by its city alone."""
    city = text.replace(" ", "_").casefold()
    known = sorted(catalog.timezones())
    same = (name for name in known if name.casefold().rpartition("/")[2] == city)
    return next(same, None) or nearest(text, known)


class ScheduleTimesValid(Rule):
    """A schedule begins or ends at what is no time, or ends before it begins.

    The deployment fails, or the schedule never runs.
    """

    id = "schedule-times-valid"
    severity = Severity.ERROR
    topic = "schedule"
    source = _API
    bad = _example('expression: rate(1 day), start: "2099-01-01", dead_letter: undelivered')
    good = _example('expression: rate(1 day), start: "2099-01-01T00:00:00Z", dead_letter: undelivered')

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every start and end without the form, and every end that does not come after its start."""
        del today
        says = catalog.pattern("scheduler.time").says
        for _, trigger in blueprint.each_trigger(ScheduleTrigger):
            for field in ("start", "end"):
                text = getattr(trigger.value, field)
                if text is not None and _time(text) is None:
                    fix = remove(f"Do without the {field}", trigger / field, safe=False)
                    yield self.finding(trigger / field, f"{quoted(text)} has to be {says}.", fix)
            start, end = _time(trigger.value.start), _time(trigger.value.end)
            if start and end and end <= start:
                fix = remove("Do without the end", trigger / "end", safe=False)
                message = f"It ends at {trigger.value.end}, but it begins at {trigger.value.start}."
                yield self.finding(trigger / "end", message, fix)


class ScheduleOver(Rule):
    """A schedule's time has passed.

    It never runs again, and AWS may refuse to create it.
    """

    id = "schedule-over"
    severity = Severity.WARNING
    topic = "schedule"
    source = _TYPES
    bad = _example("expression: at(2020-02-29T12:00:00), dead_letter: undelivered")
    good = _example("expression: at(2099-02-28T12:00:00), dead_letter: undelivered")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every single time, and every end, of a day before today, and years that are all past."""
        for _, trigger in blueprint.each_trigger(ScheduleTrigger):
            once, end = moment(trigger.value.expression), _time(trigger.value.end)
            gone = remove("Remove the schedule", trigger.path, safe=False)
            endless = remove("Do without the end", trigger / "end", safe=False)
            for field, time, fix in (("expression", once, gone), ("end", end, endless)):
                if time is not None and time.date() < today:
                    message = f"{time.date().isoformat()} is over, so nothing is started any more."
                    yield self.finding(trigger / field, message, fix)
            days = calendar(trigger.value.expression)
            if days is not None and max(days.years) < today.year:
                message = f"{max(days.years)} is over, so nothing is started any more."
                yield self.finding(trigger / "expression", message, gone)


class ScheduleNever(Rule):
    """A schedule is for a day that does not exist.

    No such month has that day, as with the 31st of February: it never runs, and AWS may refuse to
    create it.
    """

    id = "schedule-never"
    severity = Severity.WARNING
    topic = "schedule"
    source = _TYPES
    bad = _example("expression: 'cron(0 8 31 2 ? *)', dead_letter: undelivered")
    good = _example("expression: 'cron(0 8 L 2 ? *)', dead_letter: undelivered")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every cron whose months are all too short for its days, in the years that are left."""
        for _, trigger in blueprint.each_trigger(ScheduleTrigger):
            days = calendar(trigger.value.expression)
            if days is not None and max(days.years) >= today.year and not days.fires(today.year):
                message = f"No month that it names has day {days.day}; write L for the last day of a month."
                at, last = trigger / "expression", on_last_day(trigger.value.expression)
                yield self.finding(at, message, set_value(f"Use {last}", at, last, safe=False))


class ScheduleOverlap(Rule):
    """A schedule may start a function again before it has finished.

    Two runs at once work on the same things. A longer interval, a shorter timeout or a reservation of
    one copy keeps them apart.
    """

    id = "schedule-overlap"
    severity = Severity.WARNING
    topic = "schedule"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html"
    profiles = LASTING
    bad = _example("expression: rate(5 minutes), dead_letter: undelivered", ", timeout: 301")
    good = _example("expression: rate(5 minutes), dead_letter: undelivered", ", timeout: 300")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every rate that is shorter than the function's timeout, unless one copy only may run."""
        del today
        for function, trigger in blueprint.each_trigger(ScheduleTrigger):
            seconds, timeout = interval(trigger.value.expression), function.value.timeout
            if seconds and seconds < timeout and function.value.concurrency.reserved != 1:
                message = f"It starts every {seconds:,} s what may run for {timeout:,} s."
                at = blueprint.origin(function.name, "timeout")
                fix = set_value(f"Stop {function.name} after {seconds:,} s", at, seconds, safe=False)
                yield self.finding(trigger / "expression", message, fix)


class EventbridgeTargetWithoutDlq(Rule):
    """What a schedule or a rule cannot deliver is lost.

    EventBridge tries for a day, and not at all where it may not invoke the function. A dead-letter queue
    of the schedule or rule keeps the event; the function's own destination never sees it.
    """

    id = "eventbridge-target-without-dlq"
    severity = Severity.WARNING
    topic = "schedule"
    source = _DEAD_LETTER
    profiles = LASTING
    bad = _example("expression: rate(1 day)")
    good = _example("expression: rate(1 day), dead_letter: undelivered")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every schedule and every rule whose journeys end in a loss that one would have caught."""
        del today
        needed = missing(blueprint, Protection.DELIVERY)
        for function, trigger in _delivering(blueprint):
            if trigger / "dead_letter" in needed:
                message = f"What {trigger.name} cannot deliver to {function.name} is lost."
                fix = _dead_letter(blueprint, function, trigger)
                yield self.finding(trigger / "dead_letter", message, fix)


class ScheduleDlqType(Rule):
    """What a schedule cannot deliver is to go to a FIFO queue.

    The scheduler writes to standard queues only.
    """

    id = "schedule-dlq-type"
    severity = Severity.ERROR
    topic = "schedule"
    source = _DEAD_LETTER
    bad = _example(
        "expression: rate(1 day), dead_letter: undelivered", queues="undelivered: {fifo: true}, failed: {}"
    )
    good = _example("expression: rate(1 day), dead_letter: undelivered")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every dead-letter queue of a schedule that is FIFO."""
        del today
        for function, trigger in blueprint.each_trigger(ScheduleTrigger):
            queue = blueprint.queue(trigger.value.dead_letter) if trigger.value.dead_letter else None
            if queue is not None and queue.value.is_fifo:
                message = f"{queue.name} is a FIFO queue; a schedule's dead-letter queue has to be standard."
                fix = _dead_letter(blueprint, function, trigger, safe=False)
                yield self.finding(trigger / "dead_letter", message, fix)


class EventbridgeDlqStandard(Rule):
    """What a rule of EventBridge cannot deliver is to go to a FIFO queue.

    EventBridge writes to standard queues only, and refuses the target.
    """

    id = "eventbridge-dlq-standard"
    severity = Severity.ERROR
    topic = "eventbridge"
    source = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"
    bad = _example("dead_letter: undelivered", queues="undelivered: {fifo: true}, failed: {}").replace(
        "schedule,", "eventbridge, pattern: {source: [shop]},"
    )
    good = bad.replace("fifo: true", "fifo: false")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every dead-letter queue of a rule that is FIFO."""
        del today
        for function, trigger in blueprint.each_trigger(EventBridgeTrigger):
            queue = blueprint.queue(trigger.value.dead_letter) if trigger.value.dead_letter else None
            if queue is not None and queue.value.is_fifo:
                message = f"{queue.name} is a FIFO queue; a rule's dead-letter queue has to be standard."
                fix = _dead_letter(blueprint, function, trigger, safe=False)
                yield self.finding(trigger / "dead_letter", message, fix)


def _delivering(
    blueprint: Blueprint,
) -> Iterator[tuple[Node[Function], Node[ScheduleTrigger] | Node[EventBridgeTrigger]]]:
    yield from blueprint.each_trigger(ScheduleTrigger)
    yield from blueprint.each_trigger(EventBridgeTrigger)


def _dead_letter(
    blueprint: Blueprint,
    function: Node[Function],
    trigger: Node[ScheduleTrigger] | Node[EventBridgeTrigger],
    *,
    safe: bool = True,
) -> Fix:
    """The fix that takes the queue of another schedule or rule of the function, or creates one."""
    at = trigger / "dead_letter"
    for each in function.value.triggers.values():
        if isinstance(each, ScheduleTrigger | EventBridgeTrigger) and each.dead_letter:
            queue = blueprint.queue(each.dead_letter)
            if queue is not None and not queue.value.is_fifo:
                return set_value(f"Send it to {queue.name}", at, queue.name, safe=safe)
    create = new_queue(blueprint, function.name, "undelivered")
    return all_of(f"Create {created(create)}", [create, Edit(at, created(create))], safe=safe)


class ScheduleInputValid(Rule):
    """A schedule's event holds a number that JSON cannot say.

    The deployment fails, or the function cannot read its event.
    """

    id = "schedule-input-valid"
    severity = Severity.ERROR
    topic = "schedule"
    source = _API
    bad = _example("expression: rate(1 day), dead_letter: undelivered, input: {factor: .nan}")
    good = _example("expression: rate(1 day), dead_letter: undelivered, input: {factor: 1.5}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every event with a number that is infinite or none."""
        del today
        for _, trigger in blueprint.each_trigger(ScheduleTrigger):
            if trigger.value.input is not None and not _is_json(trigger.value.input):
                message = "The event holds a number that is infinite or none; JSON has no such numbers."
                fix = set_value("Send AWS's own event", trigger / "input", None, safe=False)
                yield self.finding(trigger / "input", message, fix)


def _is_json(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, Mapping):
        return all(map(_is_json, value.values()))
    return all(map(_is_json, value)) if isinstance(value, tuple) else True


def _time(text: str | None) -> datetime | None:
    if text is None or not catalog.pattern("scheduler.time").matches(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
