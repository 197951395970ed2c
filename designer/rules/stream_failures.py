"""Rules on what becomes of records that a function fails on: how long they block, where they go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Edit
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.base import Trigger
from designer.blueprint.triggers.kafka import KafkaTrigger
from designer.failures import Protection, missing
from designer.rules.base import LASTING, Finding, Rule, Severity, all_of, remove, set_value
from designer.rules.creating import created, new_queue
from designer.rules.polled import ordered

_ERRORS = "https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html"
_API = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"


def _example(trigger: str, others: str = "failed: {}") -> str:
    return f"""
name: shop
functions: {{sums: {{triggers: {{clicks: {{type: kinesis, stream: clicks, {trigger}}}}}}}}}
streams: {{clicks: {{retention: 168}}}}
queues: {{{others}}}
"""


class StreamWithoutFailureDestination(Rule):
    """Records that a function could not handle vanish.

    When Lambda gives a batch up, it goes on with the next one and keeps nothing. A destination is told
    which records it was, so that they can be read again while the stream has them.
    """

    id = "stream-without-failure-destination"
    severity = Severity.WARNING
    topic = "streams"
    source = _ERRORS
    profiles = LASTING
    bad = _example("maximum_retries: 3")
    good = _example("maximum_retries: 3, on_failure: failed")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger whose records are lost for want of a destination."""
        del today
        needed = missing(blueprint, Protection.GIVEN_UP)
        for function, trigger in ordered(blueprint):
            if trigger / "on_failure" in needed:
                create = new_queue(blueprint, f"{function.name}-{trigger.name}", "failed")
                edits = [create, Edit(trigger / "on_failure", created(create))]
                message = f"Batches that {function.name} cannot handle have nowhere to go."
                fix = all_of(f"Create {created(create)}", edits)
                yield self.finding(trigger / "on_failure", message, fix)


def _lacks_pollers(trigger: Trigger) -> bool:
    """Whether nothing limits or splits its batches until it gets pollers of its own, as with Kafka."""
    return isinstance(trigger, KafkaTrigger) and trigger.pollers is None


class StreamUnboundedRetries(Rule):
    """One bad record blocks everything behind it until it expires.

    Lambda tries a batch again for as long as the source keeps it: a day on a table's stream, up to a year
    on Kinesis. Nothing behind it in the shard or partition is read, and splitting a batch does not help.
    """

    id = "stream-unbounded-retries"
    severity = Severity.WARNING
    topic = "streams"
    source = _ERRORS
    profiles = LASTING
    yields_to = ("setting-range",)
    bad = _example("on_failure: failed, bisect: true")
    good = _example("on_failure: failed, maximum_retries: 3")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger, and every pipe on a stream, that limits neither the retries nor the age."""
        del today
        needed = missing(blueprint, Protection.LIMIT)
        retries, age = (
            catalog.number("polling.recommended_retries"),
            catalog.number("polling.recommended_age"),
        )
        for function, trigger in blueprint.every_trigger():
            if trigger / "maximum_retries" in needed:
                edits = [
                    Edit(trigger / "maximum_retries", retries.value),
                    Edit(trigger / "maximum_record_age", age.value),
                ]
                if _lacks_pollers(trigger.value):
                    edits.append(Edit(trigger / "pollers", {}))
                title = f"Try {retries.value} times, and for {age.value:,} {age.unit}"
                message = (
                    f"A batch that {function.name} fails on is tried until it expires, and blocks the rest; "
                    "limit its retries or its age."
                )
                # Not safe: records are given up that were kept before.
                yield self.finding(trigger / "maximum_retries", message, all_of(title, edits, safe=False))


class StreamBisectOff(Rule):
    """A bad record takes the good ones of its batch with it.

    All records of a batch that is given up count as failed. A batch that is split on failure loses the bad
    record only.
    """

    id = "stream-bisect-off"
    severity = Severity.INFO
    topic = "streams"
    source = _ERRORS
    profiles = LASTING
    bad = _example("on_failure: failed, maximum_retries: 3, partial_batch_response: false")
    good = _example("on_failure: failed, maximum_retries: 3, partial_batch_response: false, bisect: true")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger that neither splits batches nor is told which record failed."""
        del today
        for _, trigger in ordered(blueprint):
            told = getattr(trigger.value, "partial_batch_response", False)
            size = trigger.value.batch_size
            if not trigger.value.bisect and not told and size > 1 and not _lacks_pollers(trigger.value):
                at = trigger / "bisect"
                message = f"Up to {size:,} records are given up for one bad one; split the batch."
                yield self.finding(at, message, set_value("Split batches that fail", at, True))


class StreamRecordAgeRange(Rule):
    """A record is to be given up sooner than Lambda does.

    The deployment fails: the shortest age is a minute, and -1 is none.
    """

    id = "stream-retry-and-age-range"
    severity = Severity.ERROR
    topic = "streams"
    source = _API
    bad = _example("on_failure: failed, maximum_record_age: 59")
    good = _example("on_failure: failed, maximum_record_age: 60")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every age that is too short."""
        del today
        least = catalog.number("polling.shortest_age")
        for _, trigger in ordered(blueprint):
            age, at = trigger.value.maximum_record_age, trigger / "maximum_record_age"
            if 0 <= age < least.value:
                message = f"{age} {least.unit} is too short; the least is {least.value} {least.unit}."
                fix = set_value(f"Raise to {least.value} {least.unit}", at, least.value)
                yield self.finding(at, message, fix)


class StreamFailureTarget(Rule):
    """Batches that were given up are to go to a FIFO queue or topic.

    The deployment fails: Lambda sends to standard ones only.
    """

    id = "stream-failure-target"
    severity = Severity.ERROR
    topic = "streams"
    source = _ERRORS
    bad = _example("on_failure: failed, maximum_retries: 3", "failed: {fifo: true}")
    good = _example("on_failure: failed, maximum_retries: 3")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every destination that is FIFO."""
        del today
        for _, trigger in ordered(blueprint):
            name = trigger.value.on_failure or ""
            target = blueprint.queues.get(name) or blueprint.topics.get(name)
            if target is not None and target.is_fifo:
                at = trigger / "on_failure"
                fix = remove("Do without a destination", at, safe=False)
                yield self.finding(at, f"{name} is FIFO; it has to be a standard queue or topic.", fix)
