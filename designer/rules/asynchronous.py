"""Rules on asynchronous invocations: where events go that a function could not handle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from designer.blueprint.base import Edit, Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.wording import listed
from designer.capacity.flow import invoked_by
from designer.failures import Protection, idle, journeys, lost
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, all_of, set_value
from designer.rules.creating import created, new_queue

_RETAIN = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"
_FAILED = "failed: {message_retention: 1209600}"


def _example(settings: str = "", queues: str = _FAILED) -> str:
    nightly = "{type: schedule, expression: rate(1 day), dead_letter: undelivered}"
    function = f"{{triggers: {{nightly: {nightly}}}{settings}}}"
    return f"name: shop\nfunctions: {{report: {function}}}\nqueues: {{undelivered: {{}}, {queues}}}\n"


class AsyncWithoutFailurePath(Rule):
    """An event that a function fails on is lost.

    Nobody waits for an asynchronous invocation. Lambda tries it twice more and then drops the event,
    unless it has a place for it.
    """

    id = "async-without-failure-path"
    severity = Severity.WARNING
    topic = "asynchronous"
    source = _RETAIN
    profiles = LASTING
    bad = _example()
    good = _example(", asynchronous: {on_failure: failed}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function whose journeys end in a loss that a destination would have caught."""
        del today
        for journey, gap in lost(blueprint, Protection.DESTINATION):
            function = blueprint.function(journey.function)
            if function is not None:
                message = f"What {journey.trigger} starts is lost when it fails; it needs a destination."
                place = gap.at if function.value.asynchronous else gap.at[:-1]
                yield self.finding(place, message, _destination(blueprint, function, gap.at))


def _destination(blueprint: Blueprint, function: Node[Function], at: Path) -> Fix:
    """The fix that creates a queue and sends there what failed."""
    create = new_queue(blueprint, function.name, "failed")
    name = created(create)
    whole = function.value.asynchronous is None
    sets = Edit(at[:-1], {"on_failure": name}) if whole else Edit(at, name)
    return all_of(f"Create {name}", [create, sets])


class AsyncFailureTargetFifo(Rule):
    """Events of a function are to go to a FIFO queue or topic.

    Lambda refuses it: destinations and dead-letter queues of functions are standard ones.
    """

    id = "async-failure-target-fifo"
    severity = Severity.ERROR
    topic = "asynchronous"
    source = _RETAIN
    bad = _example(", asynchronous: {on_failure: failed}", "failed: {fifo: true}")
    good = _example(", asynchronous: {on_failure: failed}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every destination and every dead-letter queue of a function that is FIFO."""
        del today
        for function in blueprint.each_function():
            for at, name in _targets(function):
                thing = blueprint.thing(name)
                if thing is not None and getattr(thing.value, "is_fifo", False):
                    kind = thing.value.KIND
                    message = f"{name} is a FIFO {kind}; {_spoken(at)} has to be a standard {kind}."
                    yield self.finding(at, message, _another(blueprint, function, at))


class FailureTargetIsSource(Rule):
    """What a function failed on comes straight back to it.

    The queue or topic that takes its events invokes it, if by way of others, so an event that cannot be
    handled goes round until Lambda stops the function.
    """

    id = "failure-target-is-source"
    severity = Severity.ERROR
    topic = "asynchronous"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html"
    bad = """
      name: shop
      functions:
        worker:
          triggers:
            poll: {type: sqs, queue: jobs}
            nightly: {type: schedule, expression: rate(1 day), dead_letter: failed}
          asynchronous: {on_failure: jobs}
      queues: {jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}, failed: {}}
    """
    good = """
      name: shop
      functions:
        worker:
          triggers:
            poll: {type: sqs, queue: jobs}
            nightly: {type: schedule, expression: rate(1 day), dead_letter: failed}
          asynchronous: {on_failure: failed}
      queues: {jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}, failed: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every destination and every dead-letter queue that leads back to the function."""
        del today
        for function in blueprint.each_function():
            for at, name in _targets(function):
                if function.name in invoked_by(name, blueprint):
                    message = f"{name} leads back to {function.name}, which would get its own events again."
                    yield self.finding(at, message, _another(blueprint, function, at))


class AsyncDlqAndDestination(Rule):
    """Each event that a function fails on is kept twice.

    Lambda sends it to the dead-letter queue and to the destination. The destination's copy tells
    more: the error and the answer as well.
    """

    id = "async-dlq-and-destination"
    severity = Severity.INFO
    topic = "asynchronous"
    source = _RETAIN
    profiles = LASTING
    bad = _example(", asynchronous: {on_failure: failed}, dead_letter: undelivered")
    good = _example(", asynchronous: {on_failure: failed}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function that has both."""
        del today
        for function in blueprint.each_function():
            settings, dead = function.value.asynchronous, function.value.dead_letter
            if dead and settings and settings.on_failure:
                at = function / "dead_letter"
                message = f"Events go to {dead} and to {settings.on_failure}; the destination is enough."
                fix = set_value("Keep the destination only", at, None, safe=False)
                yield self.finding(at, message, fix)


class FunctionDlqIneffective(Rule):
    """A function says what becomes of asynchronous events, but it gets none.

    Lambda's poller and APIs wait for the function: the settings never act, and what fails is lost or
    tried again by other rules. A queue needs a dead-letter queue of its own, a caller an answer.
    """

    id = "function-dlq-ineffective"
    severity = Severity.WARNING
    topic = "asynchronous"
    source = _RETAIN
    yields_to = ("failure-target-is-source",)
    bad = """
      name: shop
      functions: {worker: {dead_letter: failed, triggers: {poll: {type: sqs, queue: jobs}}}}
      queues: {jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}, failed: {}}
    """
    good = """
      name: shop
      functions: {worker: {triggers: {poll: {type: sqs, queue: jobs}}}}
      queues: {jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}, failed: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Such settings that take part in no journey of the function's events."""
        del today
        for function in blueprint.each_function():
            fields = ("dead_letter", "asynchronous")
            said = [function / field for field in fields if getattr(function.value, field) is not None]
            for at in idle(blueprint, function.name, *said):
                waiting = blueprint.once(_waiting)[function.name]
                verb = "wait" if len(waiting) > 1 else "waits"
                message = f"It never acts: {listed(waiting)} {verb} for {function.name} to finish."
                yield self.finding(at, message, set_value("Do without it", at, None, safe=False))


def _waiting(blueprint: Blueprint) -> Mapping[str, Mapping[str, None]]:
    """What waits for each function, by the names of triggers, workflows' tasks and callers."""
    found: dict[str, dict[str, None]] = {}
    for each in journeys(blueprint):
        found.setdefault(each.function, {})[each.trigger] = None
    return found


def _targets(function: Node[Function]) -> Iterator[tuple[Path, str]]:
    """Where a function's events go, besides functions and things that are not there."""
    if function.value.dead_letter:
        yield function / "dead_letter", function.value.dead_letter
    settings = function.value.asynchronous
    for field in ("on_failure", "on_success") if settings else ():
        name = getattr(settings, field)
        if name:
            yield (*function.path, "asynchronous", field), name


def _another(blueprint: Blueprint, function: Node[Function], at: Path) -> Fix:
    """The fix that creates a standard queue and sends the events there."""
    create = new_queue(blueprint, function.name, "done" if at[-1] == "on_success" else "failed")
    return all_of(f"Create {created(create)}", [create, Edit(at, created(create))], safe=False)


def _spoken(at: Path) -> str:
    return "a dead-letter queue" if at[-1] == "dead_letter" else "a destination"
