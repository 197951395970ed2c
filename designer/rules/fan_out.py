"""Rules on what several listen to: buckets, topics and buses that hand on more than somebody wants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.eventbridge import EventBridgeTrigger
from designer.blueprint.triggers.s3 import S3Trigger
from designer.blueprint.wording import listed
from designer.rules.base import AUDITED, LASTING, Finding, Fix, Rule, Severity, all_of
from designer.rules.creating import free_name
from designer.rules.subscribers import Subscriber, subscribers

_TWO = """
name: shop
functions:
  shrink: {triggers: {made: {type: s3, bucket: pictures, prefix: in/}}, asynchronous: {on_failure: failed}}
  index: {triggers: {made: {type: s3, bucket: pictures, prefix: text/}}, asynchronous: {on_failure: failed}}
buckets: {pictures: {versioning: true}}
queues: {failed: {}}
"""

_HEARD = """
name: shop
functions:
  bill:
    asynchronous: {on_failure: failed}
    triggers: {heard: {type: eventbridge, pattern: {source: [shop.orders]}, dead_letter: undelivered}}
queues: {undelivered: {}, failed: {}}
"""


class S3FanoutUseEventbridge(Rule):
    """Several functions wait for the objects of one bucket by its notifications.

    Each object may have one of them only, and each new one changes the bucket. By way of EventBridge any
    number may hear of the same objects, and each by a rule of its own, which can look at more than the key.
    """

    id = "s3-fanout-use-eventbridge"
    severity = Severity.INFO
    topic = "buckets"
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html"
    profiles = LASTING
    bad = _TWO
    good = _TWO.replace("type: s3,", "type: s3, via: eventbridge, events: 's3:ObjectCreated:*',")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every bucket with more than one such function, at the first function's trigger."""
        del today
        found: dict[str, dict[str, list[Node[S3Trigger]]]] = {}
        for function, trigger in blueprint.each_trigger(S3Trigger):
            if trigger.value.via == "notification":
                by_function = found.setdefault(trigger.value.bucket, {})
                by_function.setdefault(function.name, []).append(trigger)
        for bucket, functions in found.items():
            if len(functions) > 1:
                triggers = [each for triggers in functions.values() for each in triggers]
                message = f"{bucket} notifies {listed(functions)} itself; EventBridge lets any number listen."
                yield self.finding(triggers[0] / "via", message, _by_eventbridge(triggers))


def _by_eventbridge(triggers: list[Node[S3Trigger]]) -> Fix | None:
    """The fix that lets all hear by EventBridge; nothing where it does not tell an event apart."""
    known = catalog.choices("s3.eventbridge_event").values
    if any(event not in known for each in triggers for event in each.value.events):
        return None
    edits = [Edit(each / "via", "eventbridge") for each in triggers]
    return all_of("Tell them by EventBridge", edits, safe=False)


class SnsNoFilterPolicy(Rule):
    """Everyone who listens to a topic gets all of its messages.

    What a subscriber does not want it has to sort out, and pays for. A filter lets SNS do that, for
    nothing. Suppress this where all want everything.
    """

    id = "sns-no-filter-policy"
    severity = Severity.INFO
    topic = "sns"
    source = "https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html"
    profiles = AUDITED
    bad = (
        "{name: shop, profile: regulated, topics: {orders: {}}, "
        "queues: {bill: {subscriptions: {orders: {}}}, ship: {subscriptions: {orders: {}}}}}"
    )
    good = bad.replace("ship: {subscriptions: {orders: {", "ship: {subscriptions: {orders: {filter: {a: [b]}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every topic with several subscribers and no filter, at the first of them."""
        del today
        listening: dict[str, list[Subscriber]] = {}
        for each in subscribers(blueprint):
            listening.setdefault(each.topic_name, []).append(each)
        for topic, found in listening.items():
            if len(found) > 1 and not any(each.filter for each in found):
                message = f"{listed(each.owner for each in found)} get all that {topic} is told."
                yield self.finding((*found[0].path, "filter"), message)


class EventbridgeDefaultBusCustom(Rule):
    """Events of one's own go over the bus that AWS's services use.

    They share its limits and its rules with everything else in the account, and nobody can say who may
    send to it, or keep its events, for one application only.
    """

    id = "eventbridge-default-bus-custom"
    severity = Severity.INFO
    topic = "eventbridge"
    source = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html"
    profiles = LASTING
    bad = _HEARD
    good = _HEARD.replace("eventbridge, ", "eventbridge, bus: orders, ") + "event_buses: {orders: {}}\n"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every rule on the default bus whose sources are all others than AWS's."""
        del today
        for _, trigger in blueprint.each_trigger(EventBridgeTrigger):
            bus = blueprint.event_buses.get(trigger.value.bus) if trigger.value.bus else None
            sources = trigger.value.exactly("source")
            own = bool(sources) and not any(each.startswith("aws.") for each in sources)
            if own and (trigger.value.bus is None or (bus is not None and bus.is_default)):
                at = trigger / "bus"
                message = (
                    "It waits on the default bus for events that are not AWS's; a bus of their own is better."
                )
                yield self.finding(at, message, _new_bus(blueprint, trigger))


def _new_bus(blueprint: Blueprint, trigger: Node[EventBridgeTrigger]) -> Fix:
    """The fix that takes the design's only bus of its own, or creates one."""
    own = [name for name, bus in blueprint.event_buses.items() if not bus.is_default]
    if len(own) == 1:
        return all_of(f"Wait on {own[0]}", [Edit(trigger / "bus", own[0])], safe=False)
    name = free_name(blueprint, "events")
    edits = [Edit(("event_buses", name), {}), Edit(trigger / "bus", name)]
    return all_of(f"Create the bus {name}", edits, safe=False)
