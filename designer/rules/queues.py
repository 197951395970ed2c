"""Rules on queues together: what is kept how long, and what exists already."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.queue import Queue
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, remove, set_value
from designer.rules.consumers import new_queues

_DEAD_LETTERS = (
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"
)


class SqsDlqRetention(Rule):
    """A message may be gone as soon as it reaches the dead-letter queue.

    In standard queues its age counts from when it was first sent. A dead-letter queue that keeps
    messages no longer than its source leaves little time, or none, to look at them.
    """

    id = "sqs-dlq-retention"
    severity = Severity.WARNING
    topic = "sqs"
    source = _DEAD_LETTERS
    profiles = LASTING
    bad = "{name: shop, queues: {jobs: {dead_letter: {queue: failed}}, failed: {message_retention: 345600}}}"
    good = (
        "{name: shop, queues: {jobs: {dead_letter: {queue: failed}}, failed: {message_retention: 1209600}}}"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new standard queue whose new dead-letter queue does not keep messages longer."""
        del today
        for queue in new_queues(blueprint):
            dead = queue.value.dead_letter
            target = blueprint.queue(dead.queue) if dead and not queue.value.fifo else None
            if target is None or target.value.existing is not None or target.name == queue.name:
                continue
            if target.value.message_retention <= queue.value.message_retention:
                message = (
                    f"{target.value.message_retention:,} s, but {queue.name} keeps messages for "
                    f"{queue.value.message_retention:,} s already."
                )
                yield self.finding(target / "message_retention", message, _longer(queue, target))


def _longer(queue: Node[Queue], target: Node[Queue]) -> Fix:
    """The fix that keeps dead letters longest; the source's no longer than usual where it does that, too."""
    allowed = catalog.limits("sqs.message_retention")
    if queue.value.message_retention < allowed.maximum:
        at, days = target / "message_retention", allowed.maximum
        return set_value(f"Keep them for {days:,} s", at, days)
    at, usual = queue / "message_retention", allowed.default or allowed.minimum
    return set_value(f"Let {queue.name} keep messages for {usual:,} s", at, usual, safe=False)


class QueueFifoNaming(Rule):
    """An existing queue is said to be FIFO, and its ARN says that it is not.

    The names of FIFO queues end in .fifo, and those of others do not: one of the two is wrong.
    """

    id = "queue-fifo-naming"
    severity = Severity.ERROR
    topic = "sqs"
    source = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues.html"
    bad = """
      name: shop
      functions: {worker: {scopes: {jobs: send}}}
      queues: {jobs: {fifo: true, existing: "arn:aws:sqs:eu-west-1:123456789012:jobs"}}
    """
    good = """
      name: shop
      functions: {worker: {scopes: {jobs: send}}}
      queues: {jobs: {fifo: true, existing: "arn:aws:sqs:eu-west-1:123456789012:jobs.fifo"}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every existing queue with a type of its own that is not the one in its ARN."""
        del today
        for queue in blueprint.each_queue():
            value = queue.value
            said = value.fifo if "fifo" in value.model_fields_set else value.is_fifo
            if value.existing is not None and said is not value.is_fifo:
                kind = "FIFO" if value.is_fifo else "standard"
                message = f"By its ARN it is a {kind} queue; only a FIFO queue's name ends in .fifo."
                yield self.finding(queue / "fifo", message, remove("Go by the ARN", queue / "fifo"))


class ExistingSettingsIgnored(Rule):
    """Something that exists already has settings, which nobody applies.

    It is used as it is. Whoever reads the design believes it to be different.
    """

    id = "existing-settings-ignored"
    severity = Severity.WARNING
    topic = "references"
    source = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html"
    bad = """
      name: shop
      functions: {worker: {scopes: {jobs: send}}}
      queues: {jobs: {delay: 60, existing: "arn:aws:sqs:eu-west-1:123456789012:jobs"}}
    """
    good = """
      name: shop
      functions: {worker: {scopes: {jobs: send}}}
      queues: {jobs: {existing: "arn:aws:sqs:eu-west-1:123456789012:jobs"}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every setting of an existing thing, but for what describes it."""
        del today
        for node in blueprint.each_thing():
            if node.value.existing is not None:
                # What others refer to is judged with the reference; a queue's type by its ARN.
                for field in sorted(node.value.model_fields_set - _TOLD):
                    at = node / field
                    message = f"{node.name} exists already, so this setting is not applied."
                    yield self.finding(at, message, remove("Remove it", at, safe=False))


_TOLD = frozenset(
    {"existing", "existing_stream", "description", "fifo", "type", "partition_key", "sort_key", "kms_key"}
)
"""What says how an existing thing is, and changes nothing."""
