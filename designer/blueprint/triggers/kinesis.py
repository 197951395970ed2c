"""A Kinesis stream that a function reads in order.

Lambda polls each shard and invokes the function synchronously. A batch that fails is tried again and
blocks its shard until it succeeds, its records expire, or it is given up.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Advanced, Bool, RefersTo, SameInAllStages
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer
from designer.blueprint.triggers.polling import Sharded, list_streams
from designer.graph import Attribute, Ref, Resource, Statement


class KinesisTrigger(Sharded):
    """A stream, in order within a partition key."""

    LABEL: ClassVar[str] = "Kinesis stream"
    SOURCE: ClassVar[str | None] = "stream"
    EVENT_CLASS: ClassVar[str | None] = "KinesisStreamEvent"

    type: Annotated[Literal["kinesis"], SameInAllStages()] = Field(
        "kinesis", title="Type", description="Kinesis stream."
    )
    stream: Annotated[str, RefersTo(("streams",))] = Field(
        title="Stream", description="Name of the stream to read."
    )
    enhanced_fan_out: Annotated[Bool, SameInAllStages(), Advanced()] = Field(
        False,
        title="Enhanced fan-out",
        description="The function gets 2 MB a second of each shard for itself, pushed; that is paid for.",
    )

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The event source mapping, and the consumer that it reads by where there is one."""
        blueprint = consumer.blueprint
        stream = blueprint.attribute(self.stream, Attribute.ARN)
        if not self.enhanced_fan_out:
            yield self.sharded(name, consumer, stream)
            return
        identifier, label = f"stream_consumer.{consumer.name}.{name}", f"{consumer.name}-{name}"
        yield graph.streams.StreamConsumer(
            id=identifier,
            label=label,
            implied_by=f"function.{consumer.name}",
            because=f"{consumer.name} reads {self.stream} at a speed of its own.",
            name=blueprint.physical_name(label),
            stream=stream,
        )
        yield self.sharded(name, consumer, Ref(identifier, Attribute.ARN))

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """What Lambda's poller does with the function's role."""
        yield Statement(
            sid=f"Poll {self.stream}",
            actions=catalog.grant("poll_stream").actions,
            resources=(consumer.blueprint.attribute(self.stream, Attribute.ARN),),
            because=f"Trigger {name} reads the stream {self.stream}.",
        )
        yield list_streams("list_streams", f"Trigger {name}")
        if self.enhanced_fan_out:
            yield Statement(
                sid=f"Subscribe to {self.stream}",
                actions=catalog.grant("subscribe_to_stream").actions,
                resources=(Ref(f"stream_consumer.{consumer.name}.{name}", Attribute.ARN),),
                because=f"Trigger {name} has a consumer of its own.",
            )
        yield from self.failure_grants(consumer)

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """One record."""
        blueprint = consumer.blueprint
        stream = (
            f"arn:aws:kinesis:{blueprint.region}:{SAMPLE_ACCOUNT}:stream/{blueprint.name}-dev-{self.stream}"
        )
        number = "49590338271490256608559692538361571095921575989136588898"
        return {
            "Records": [
                {
                    "kinesis": {
                        "kinesisSchemaVersion": "1.0",
                        "partitionKey": "1",
                        "sequenceNumber": number,
                        "data": base64.b64encode(json.dumps({"number": 1}).encode()).decode(),
                        "approximateArrivalTimestamp": 1793750400.0,
                    },
                    "eventSource": "aws:kinesis",
                    "eventVersion": "1.0",
                    "eventID": f"shardId-000000000000:{number}",
                    "eventName": "aws:kinesis:record",
                    "invokeIdentityArn": f"arn:aws:iam::{SAMPLE_ACCOUNT}:role/{consumer.name}",
                    "awsRegion": blueprint.region,
                    "eventSourceARN": stream,
                }
            ]
        }
