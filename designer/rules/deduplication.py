"""Rules on messages that nothing tells from their repetitions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.blueprint.states.messages import Publish, Send
from designer.rules.base import Finding, Rule, Severity, set_value
from designer.rules.machines import each_state

if TYPE_CHECKING:
    from designer.blueprint.resources.queue import Queue
    from designer.blueprint.resources.topic import Topic

_SENDING = """
  name: shop
  workflows:
    tell:
      timeout: 60
      states: {tell: {type: send, queue: jobs, message_group: all, timeout: 5}}
  queues: {jobs: {fifo: true}}
"""


class FifoDeduplication(Rule):
    """A workflow sends to a FIFO queue or topic that cannot tell repetitions.

    Each message needs an identifier, which a workflow's task does not give, or the queue takes it from the
    content. Otherwise what is sent is refused, and the state fails.
    """

    id = "fifo-deduplication"
    severity = Severity.WARNING
    topic = "sqs"
    source = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html"
    bad = _SENDING
    good = _SENDING.replace("fifo: true", "fifo: true, content_based_deduplication: true")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new FIFO queue and topic that a task sends to and that does not compare the content."""
        del today
        found: dict[Path, str] = {}
        for _, send in each_state(blueprint, Send):
            queue = blueprint.queues.get(send.value.queue)
            if queue is not None and _refuses(queue):
                found.setdefault(("queues", send.value.queue), send.name)
        for _, publish in each_state(blueprint, Publish):
            topic = blueprint.topics.get(publish.value.topic)
            if topic is not None and _refuses(topic):
                found.setdefault(("topics", publish.value.topic), publish.name)
        for path, state in found.items():
            at = (*path, "content_based_deduplication")
            message = f"{path[-1]} refuses what the state {state} sends: the message has no identifier."
            yield self.finding(at, message, set_value("Tell messages by their content", at, value=True))


def _refuses(target: Queue | Topic) -> bool:
    """Whether the design makes it so that messages without an identifier are refused."""
    return target.existing is None and target.fifo and not target.content_based_deduplication
