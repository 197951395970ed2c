"""Rules on a queue's own settings: what SQS would refuse or ignore."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding, Rule, Severity, remove
from designer.rules.consumers import new_queues
from designer.rules.settings import RangeRule, Setting

_SOURCE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html"

_ATTRIBUTES = {
    "message_retention": "sqs.message_retention",
    "delay": "sqs.delay",
    "receive_wait_time": "sqs.receive_wait_time",
    "maximum_message_size": "sqs.maximum_message_size",
}


class QueueAttributesValid(RangeRule):
    """A queue keeps, delays or waits for messages longer than SQS can, or takes larger ones.

    The deployment fails.
    """

    id = "queue-attributes-valid"
    severity = Severity.ERROR
    topic = "sqs"
    source = _SOURCE
    bad = "{name: shop, queues: {jobs: {message_retention: 59}}}"
    good = "{name: shop, queues: {jobs: {message_retention: 60}}}"

    def faulty(self, blueprint: Blueprint) -> Iterator[Setting]:
        """Every number of a new queue but the visibility timeout, which has a rule of its own."""
        ranges = {field: catalog.limits(key) for field, key in _ATTRIBUTES.items()}
        for queue in new_queues(blueprint):
            for field, allowed in ranges.items():
                value = getattr(queue.value, field)
                if value not in allowed:
                    yield Setting(queue / field, value, allowed)


class QueueFifoSettings(Rule):
    """A standard queue has a setting that only FIFO queues know.

    It is left out of exports, so the queue does not do what the design says.
    """

    id = "queue-fifo-settings"
    severity = Severity.WARNING
    topic = "sqs"
    source = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues.html"
    bad = "{name: shop, queues: {jobs: {high_throughput: true}}}"
    good = "{name: shop, queues: {jobs: {fifo: true, high_throughput: true}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such setting that is on while ``fifo`` is off."""
        del today
        for queue in new_queues(blueprint):
            if not queue.value.fifo:
                for field in ("content_based_deduplication", "high_throughput"):
                    if getattr(queue.value, field):
                        title = str(type(queue.value).model_fields[field].title)
                        message = f"{title} is on, but only a FIFO queue has it."
                        # What has no effect can go without one.
                        yield self.finding(queue / field, message, remove("Remove it", queue / field))
