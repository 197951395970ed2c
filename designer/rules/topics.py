"""Rules on topics: who may be subscribed, and where messages go that SNS cannot deliver."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.sns import SnsTrigger
from designer.failures import Protection, missing
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, all_of, remove, set_value
from designer.rules.creating import created, new_queue
from designer.rules.subscribers import Subscriber, subscribers

_FIFO = "https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html"
_DEAD_LETTER = "https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html"
_TRACING = "https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html"


def _example(trigger: str, topic: str = "", queues: str = "") -> str:
    queues = f"unheard: {{}}, failed: {{}}{queues}"
    function = f"{{triggers: {{orders: {trigger}}}, asynchronous: {{on_failure: failed}}}}"
    return f"""
name: shop
functions: {{bill: {function}}}
topics: {{orders: {{{topic}}}}}
queues: {{{queues}}}
"""


_HEARS = "{type: sns, topic: orders, dead_letter: unheard}"


class SnsFifoToLambda(Rule):
    """A function is subscribed to a FIFO topic.

    SNS refuses it: a FIFO topic delivers to SQS queues only. A queue between them keeps the order.
    """

    id = "sns-fifo-to-lambda"
    severity = Severity.ERROR
    topic = "sns"
    source = _FIFO
    bad = _example(_HEARS, "fifo: true")
    good = _example(_HEARS)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger on a topic that is FIFO."""
        del today
        for function, trigger in blueprint.each_trigger(SnsTrigger):
            topic = blueprint.topics.get(trigger.value.topic)
            if topic is not None and topic.is_fifo:
                message = f"{trigger.value.topic} is a FIFO topic, which delivers to queues only."
                yield self.finding(trigger / "topic", message, _between(blueprint, function, trigger))


def _between(blueprint: Blueprint, function: Node[Function], trigger: Node[SnsTrigger]) -> Fix:
    """The fix that creates a FIFO queue, subscribes it and lets the function read it."""
    create = new_queue(blueprint, f"{function.name}-{trigger.value.topic}", "jobs", fifo=True)
    name = created(create)
    needed = catalog.number("sqs.visibility_factor").value * function.value.timeout
    settings = {
        "fifo": True,
        "visibility_timeout": catalog.limits("sqs.visibility_timeout").clamp(needed),
        "subscriptions": {trigger.value.topic: {"raw": True}},
    }
    edits = [Edit(create.path, settings), Edit(trigger.path, {"type": "sqs", "queue": name})]
    return all_of(f"Put a queue {name} between them", edits, safe=False)


class SnsSubscriptionEndpointMatch(Rule):
    """A FIFO queue is subscribed to a standard topic.

    SNS refuses it: a standard topic keeps no order that a FIFO queue could keep.
    """

    id = "sns-subscription-endpoint-match"
    severity = Severity.ERROR
    topic = "sns"
    source = _FIFO
    bad = """
      name: shop
      topics: {orders: {}}
      queues: {jobs: {fifo: true, subscriptions: {orders: {}}}}
    """
    good = """
      name: shop
      topics: {orders: {fifo: true}}
      queues: {jobs: {fifo: true, subscriptions: {orders: {}}}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every subscription of a new FIFO queue to a topic that is not."""
        del today
        for each in subscribers(blueprint):
            queue = None if each.is_function else blueprint.queue(each.owner)
            if queue is not None and queue.value.is_fifo and each.topic is not None and not each.fifo:
                message = f"{each.owner} is a FIFO queue and {each.topic_name} a standard topic."
                yield self.finding(
                    each.path, message, remove("Remove the subscription", each.path, safe=False)
                )


class SnsSubscriptionWithoutDlq(Rule):
    """What a topic cannot deliver is lost.

    SNS tries for weeks where AWS is at fault, but not at all where it may not invoke the function or
    send to the queue. Only a dead-letter queue of the subscription keeps such a message: neither the
    function's destination nor the queue's own dead-letter queue ever sees it.
    """

    id = "sns-subscription-without-dlq"
    severity = Severity.WARNING
    topic = "sns"
    source = _DEAD_LETTER
    profiles = LASTING
    bad = _example("{type: sns, topic: orders}")
    good = _example(_HEARS)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger and every queue's subscription whose messages are lost for want of one."""
        del today
        needed = missing(blueprint, Protection.DELIVERY)
        for each in subscribers(blueprint):
            if (*each.path, "dead_letter") in needed:
                message = f"What {each.topic_name} cannot deliver to {each.owner} is lost."
                yield self.finding((*each.path, "dead_letter"), message, _dead_letter(blueprint, each))


class SnsDlqTypeAndPlace(Rule):
    """A subscription's dead-letter queue is of another type than its topic.

    SNS refuses it: subscriptions to FIFO topics need a FIFO queue, and others a standard queue.
    """

    id = "sns-dlq-type-and-place"
    severity = Severity.ERROR
    topic = "sns"
    source = _DEAD_LETTER
    bad = _example("{type: sns, topic: orders, dead_letter: ordered}", queues=", ordered: {fifo: true}")
    good = _example(_HEARS)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every dead-letter queue of the other type, but where a function hears of a FIFO topic."""
        del today
        for each in subscribers(blueprint):
            queue = blueprint.queue(each.dead_letter) if each.dead_letter else None
            if queue is None or each.topic is None or (each.is_function and each.fifo):
                continue
            if queue.value.is_fifo is not each.fifo:
                kinds = ("FIFO", "standard") if queue.value.is_fifo else ("standard", "FIFO")
                message = (
                    f"{queue.name} is a {kinds[0]} queue; it has to be a {kinds[1]} queue as the topic is."
                )
                fix = _dead_letter(blueprint, each, safe=False)
                yield self.finding((*each.path, "dead_letter"), message, fix)


def _dead_letter(blueprint: Blueprint, subscriber: Subscriber, *, safe: bool = True) -> Fix:
    """The fix that takes the queue of another subscription to the topic, or creates one."""
    at = (*subscriber.path, "dead_letter")
    for each in subscribers(blueprint):
        queue = blueprint.queue(each.dead_letter) if each.dead_letter else None
        if queue is None or each.topic_name != subscriber.topic_name or queue.name == subscriber.owner:
            continue
        if queue.value.is_fifo is subscriber.fifo:
            return set_value(f"Send it to {queue.name}", at, queue.name, safe=safe)
    owner = subscriber.owner if subscriber.topic is None else subscriber.topic_name
    create = new_queue(blueprint, owner, "undelivered", fifo=subscriber.fifo)
    return all_of(f"Create {created(create)}", [create, Edit(at, created(create))], safe=safe)


class TopicFifoSettings(Rule):
    """A standard topic has a setting that only FIFO topics know.

    It is left out of exports, so the topic does not do what the design says.
    """

    id = "topic-fifo-settings"
    severity = Severity.WARNING
    topic = "sns"
    source = "https://docs.aws.amazon.com/sns/latest/dg/sns-fifo-topics.html"
    bad = "{name: shop, topics: {orders: {content_based_deduplication: true}}}"
    good = "{name: shop, topics: {orders: {fifo: true, content_based_deduplication: true}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such setting of a new standard topic."""
        del today
        for name, topic in blueprint.topics.items():
            for field in ("content_based_deduplication", "high_throughput"):
                if topic.existing is None and not topic.fifo and getattr(topic, field):
                    at = ("topics", name, field)
                    message = f"{name} is a standard topic; only a FIFO topic has this setting."
                    yield self.finding(at, message, remove("Remove the setting", at))


class SnsTracingPermission(Rule):
    """A topic is to send traces, which the account has to allow.

    X-Ray takes SNS's segments only under a resource policy of the account, which is set once for all
    topics and by no export. Without it deliveries work, and the topic is missing in traces.
    """

    id = "sns-tracing-permission"
    severity = Severity.INFO
    topic = "sns"
    source = _TRACING
    bad = "{name: shop, topics: {orders: {tracing: Active}}}"
    good = "{name: shop, topics: {orders: {tracing: PassThrough}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new topic with active tracing."""
        del today
        for name, topic in blueprint.topics.items():
            if topic.existing is None and topic.tracing == "Active":
                message = (
                    "Active tracing needs a resource policy of X-Ray that lets sns.amazonaws.com put "
                    "segments; the account has it or not."
                )
                yield self.finding(("topics", name, "tracing"), message)
