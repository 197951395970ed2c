"""An SQS queue that a function reads in batches.

Lambda polls the queue and invokes the function synchronously. A failed batch becomes visible again
after the queue's visibility timeout, until it was received ``max_receive_count`` times and goes to
the queue's dead-letter queue. The function's own asynchronous settings never act on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import catalog
from designer.blueprint.base import Advanced, Bool, Int, Limits, RefersTo, SameInAllStages
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer, Invocation
from designer.blueprint.triggers.polling import Polled, ProvisionedPollers
from designer.graph import Attribute, Resource, Statement


class SqsTrigger(Polled):
    """A queue that Lambda polls for the function."""

    LABEL: ClassVar[str] = "SQS queue"
    INVOCATION: ClassVar[Invocation] = Invocation.QUEUE
    HANDLER: ClassVar[str] = "sqs"
    SOURCE: ClassVar[str | None] = "queue"

    type: Annotated[Literal["sqs"], SameInAllStages()] = Field("sqs", title="Type", description="SQS queue.")
    queue: Annotated[str, RefersTo(("queues",))] = Field(
        title="Queue", description="Name of the queue to read."
    )
    batch_size: Annotated[Int, Limits("sqs.batch_size")] = Field(
        10, title="Batch size", description="Messages per invocation at most; FIFO queues allow 10."
    )
    batching_window: Annotated[Int, Limits("sqs.batching_window")] = Field(
        0, title="Batching window", description="Seconds to wait for a batch to fill; not for FIFO queues."
    )
    maximum_concurrency: Annotated[Int | None, Limits("sqs.maximum_concurrency")] = Field(
        None,
        title="Maximum concurrency",
        description="Copies of the function that this queue may run at once; other messages wait there "
        "instead of being throttled.",
    )
    partial_batch_response: Annotated[Bool, SameInAllStages()] = Field(
        True,
        title="Partial batch response",
        description="The function returns which messages failed, and only those come back.",
    )
    pollers: Annotated[ProvisionedPollers | None, SameInAllStages(), Advanced()] = Field(
        None,
        title="Provisioned pollers",
        description="Pollers that are kept ready and paid for; not together with a maximum concurrency.",
    )

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The event source mapping."""
        yield self.mapping(
            name,
            consumer,
            source=consumer.blueprint.attribute(self.queue, Attribute.ARN),
            batch_size=self.batch_size,
            batching_window=self.batching_window,
            maximum_concurrency=self.maximum_concurrency,
            report_batch_item_failures=self.partial_batch_response,
            pollers=self.pollers.spelt() if self.pollers else None,
        )

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """Two messages that fit the table which the function writes, if there is one."""
        queue = consumer.blueprint.queue(self.queue)
        fifo = queue is not None and queue.value.is_fifo
        return {"Records": [self._message(number, consumer, fifo) for number in (1, 2)]}

    def _message(self, number: int, consumer: Consumer, fifo: bool) -> Mapping[str, Any]:
        blueprint = consumer.blueprint
        attributes = {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1793750400000",
            "SenderId": SAMPLE_ACCOUNT,
        }
        if fifo:
            attributes |= {"MessageGroupId": "one", "SequenceNumber": str(number)}
        name = f"{blueprint.name}-dev-{self.queue}{'.fifo' if fifo else ''}"
        return {
            "messageId": f"00000000-0000-0000-0000-00000000000{number}",
            "receiptHandle": "handle",
            "body": json.dumps(_item(consumer, number)),
            "attributes": attributes,
            "messageAttributes": {},
            "md5OfBody": "00000000000000000000000000000000",
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:{blueprint.region}:{SAMPLE_ACCOUNT}:{name}",
            "awsRegion": blueprint.region,
        }

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """What Lambda's poller does with the function's role."""
        yield Statement(
            sid=f"Poll {self.queue}",
            actions=catalog.grant("poll_queue").actions,
            resources=(consumer.blueprint.attribute(self.queue, Attribute.ARN),),
            because=f"Trigger {name} polls the queue {self.queue}.",
        )


def _item(consumer: Consumer, number: int) -> Mapping[str, Any]:
    for target, levels in consumer.function.value.scopes.items():
        table = consumer.blueprint.tables.get(target)
        if table is not None and "write" in levels:
            keys = [key for key in (table.partition_key, table.sort_key) if key]
            return {key.rpartition(":")[0]: number if key.endswith(":N") else str(number) for key in keys}
    return {"number": number}
