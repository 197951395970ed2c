"""Rules on losses that no other rule names: an event is gone, and its source has no better place for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer.blueprint.base import Edit
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.types import IOT
from designer.capacity.flow import hops
from designer.failures import End, Mishap, Protection, journeys, missing, silent
from designer.rules.alarms import alarmed
from designer.rules.base import AUDITED, LASTING, Finding, Rule, Severity, all_of
from designer.rules.creating import created, new_queue

_DELIVERIES = (Mishap.UNDELIVERED, Mishap.REFUSED)
_CLUSTER = "arn:aws:rds:eu-west-1:123456789012:cluster:docs"


def _hears(trigger: str, more: str = "") -> str:
    function = f"triggers: {{heard: {{{trigger}}}}}, asynchronous: {{on_failure: failed}}"
    return f"{{name: shop, functions: {{worker: {{{function}}}}}, queues: {{failed: {{}}}}{more}}}"


def _failing_into(queues: str) -> str:
    return f"""
name: shop
functions:
  bill:
    triggers: {{change: {{type: direct, principal: '123456789012', waits: false}}}}
    asynchronous: {{on_failure: failures}}
topics: {{failures: {{}}}}
{queues}
"""


class IotRuleWithoutErrorQueue(Rule):
    """What a rule of IoT Core cannot hand over is lost.

    The function's own destination never sees it. An error queue of the rule keeps the message, and what
    was wrong.
    """

    id = "iot-rule-without-error-queue"
    severity = Severity.INFO
    topic = "iot"
    source = "https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html"
    profiles = LASTING
    bad = _hears("""type: iot, sql: "SELECT * FROM 'a'" """)
    good = _hears("""type: iot, sql: "SELECT * FROM 'a'", dead_letter: failed""")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every rule whose messages are lost for want of one."""
        del today
        needed = missing(blueprint, Protection.DELIVERY)
        for function, trigger in blueprint.each_trigger(IOT):
            at = trigger / "dead_letter"
            if at in needed:
                create = new_queue(blueprint, function.name, "undelivered")
                fix = all_of(f"Create {created(create)}", [create, Edit(at, created(create))])
                message = f"What {trigger.name} cannot hand over to {function.name} is lost."
                yield self.finding(at, message, fix)


class FailureWithoutPlace(Rule):
    """Nobody hears that records are lost, and their source has no place for them.

    Lambda tries a batch until the source forgets its records, and cannot send them anywhere. All that is
    left is to be told in time: alarms on the function's errors.
    """

    id = "failure-without-place"
    severity = Severity.INFO
    topic = "streams"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html"
    profiles = LASTING
    bad = f"""
      name: shop
      functions:
        index:
          triggers: {{articles: {{type: documentdb, cluster: "{_CLUSTER}", database: shop, secret: sign-in}}}}
      secrets: {{sign-in: {{}}}}
    """
    good = f"{bad}\n      topics: {{alerts: {{}}}}\n      alarms: {{topic: alerts, email: [a@example.com]}}\n"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger whose records end so, of a function whose errors tell nobody."""
        del today
        seen = set()
        for journey in silent(blueprint):
            for gap in journey.outcome.gaps:
                untold = journey.told is None and journey.mishap not in _DELIVERIES
                if gap.kind is Protection.NONE and untold and gap.at not in seen:
                    seen.add(gap.at)
                    message = (
                        f"What {journey.function} fails on is gone in the end, and nobody is told; "
                        f"{journey.source} has no place for it, so add alarms."
                    )
                    yield self.finding(gap.at, message, None if blueprint.alarms else alarmed(blueprint))


class DeliveryWithoutPlace(Rule):
    """What a source cannot deliver is lost, and the source has no place for it.

    S3 and CloudWatch Logs try for a while and then drop what they could not hand over; neither has a
    dead-letter queue. A rule of EventBridge has one, and so has a queue between the two.
    """

    id = "delivery-without-place"
    severity = Severity.INFO
    topic = "asynchronous"
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html"
    profiles = AUDITED
    bad = _hears("type: s3, bucket: files", ", buckets: {files: {}}, profile: regulated")
    good = _hears(
        "type: eventbridge, pattern: {source: [aws.s3]}, dead_letter: failed", ", profile: regulated"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger whose undelivered events are lost, and that could not say otherwise."""
        del today
        seen = set()
        for journey in silent(blueprint):
            for gap in journey.outcome.gaps:
                if gap.kind is Protection.NONE and journey.mishap in _DELIVERIES and gap.at not in seen:
                    seen.add(gap.at)
                    message = (
                        f"What {journey.source} cannot deliver to {journey.function} is lost; a rule of "
                        "EventBridge could keep it in a dead-letter queue."
                    )
                    yield self.finding(gap.at, message)


class FailureUnheard(Rule):
    """What failed is handed on to a topic or a bus that nobody of the design listens to.

    Neither keeps anything: without a subscriber or a rule it is gone. A queue keeps it until somebody looks.
    """

    id = "failure-unheard"
    severity = Severity.INFO
    topic = "asynchronous"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"
    profiles = LASTING
    yields_to = ("async-failure-target-fifo", "dangling-reference")
    bad = _failing_into("")
    good = _failing_into(
        "queues: {kept: {subscriptions: {failures: {dead_letter: undelivered}}}, undelivered: {}}"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every place that names a new topic or bus which leads nowhere."""
        del today
        seen = set()
        for journey in journeys(blueprint):
            name = journey.kept_in or ""
            at = journey.outcome.guards[0] if journey.outcome.guards else ()
            if journey.end is End.HANDED_ON and at not in seen and not _heard(name, blueprint):
                seen.add(at)
                message = (
                    f"{name} keeps nothing, and nothing of the design listens to it; what {journey.function} "
                    "fails on is gone unless others do."
                )
                create = new_queue(blueprint, journey.function, "failed")
                edits = [create, Edit(at, created(create))]
                yield self.finding(at, message, all_of(f"Create {created(create)}", edits, safe=False))


def _heard(name: str, blueprint: Blueprint) -> bool:
    """Whether somebody gets what is sent to a topic, a bus or a function, or may for all that is known."""
    thing, alarms = blueprint.thing(name), blueprint.alarms
    bus = blueprint.event_buses.get(name)
    told = alarms is not None and alarms.topic == name and bool(alarms.email)
    archived = bus is not None and (bus.archive is not None or bus.is_default)
    others = thing is None or thing.value.existing is not None
    return others or told or archived or bool(hops(blueprint).get(name))
