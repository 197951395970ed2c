"""The stream of a table's changes, which a function reads in order.

Lambda polls each shard and invokes the function synchronously. A batch that fails is tried again and
blocks its shard until it succeeds, its records expire after a day, or it is given up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import catalog
from designer.blueprint.base import RefersTo, SameInAllStages
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer
from designer.blueprint.triggers.polling import Sharded, list_streams
from designer.graph import Attribute, Resource, Statement

if TYPE_CHECKING:
    from designer.blueprint.resources.table import Table


class DynamoDbStreamTrigger(Sharded):
    """The changes of a table, in order within a partition key."""

    LABEL: ClassVar[str] = "DynamoDB stream"
    SOURCE: ClassVar[str | None] = "table"
    EVENT_CLASS: ClassVar[str | None] = "DynamoDBStreamEvent"

    type: Annotated[Literal["dynamodb_stream"], SameInAllStages()] = Field(
        "dynamodb_stream", title="Type", description="DynamoDB stream."
    )
    table: Annotated[str, RefersTo(("tables",))] = Field(
        title="Table", description="Name of the table whose changes are read; it needs a stream."
    )

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The event source mapping."""
        yield self.sharded(name, consumer, consumer.blueprint.attribute(self.table, Attribute.STREAM_ARN))

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """What Lambda's poller does with the function's role."""
        yield Statement(
            sid=f"Poll {self.table}",
            actions=catalog.grant("poll_table_stream").actions,
            resources=(consumer.blueprint.attribute(self.table, Attribute.STREAM_ARN),),
            because=f"Trigger {name} reads the stream of the table {self.table}.",
        )
        yield list_streams("list_table_streams", f"Trigger {name}")
        yield from self.failure_grants(consumer)

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """One item that is new."""
        blueprint = consumer.blueprint
        table = blueprint.tables.get(self.table)
        name = f"{blueprint.name}-dev-{self.table}"
        keys = _keys(table) if table else {}
        change = {
            "ApproximateCreationDateTime": 1793750400,
            "Keys": keys,
            **_images(table.stream if table else None, keys),
            "SequenceNumber": "111",
            "SizeBytes": 26,
            "StreamViewType": (table.stream if table else None) or "NEW_AND_OLD_IMAGES",
        }
        place = f"{blueprint.region}:{SAMPLE_ACCOUNT}"
        record = {
            "eventID": "00000000000000000000000000000001",
            "eventName": "INSERT",
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": blueprint.region,
            "dynamodb": change,
            "eventSourceARN": f"arn:aws:dynamodb:{place}:table/{name}/stream/2026-11-01T00:00:00.000",
        }
        return {"Records": [record]}


def _keys(table: Table) -> dict[str, dict[str, str]]:
    found = (key.rpartition(":") for key in (table.partition_key, table.sort_key) if key)
    return {name: {kind: "MQ==" if kind == "B" else "1"} for name, _, kind in found}


def _images(view: str | None, keys: Mapping[str, Any]) -> dict[str, Any]:
    """The item as it is now, where the stream holds it; there was none before."""
    return {} if view in ("KEYS_ONLY", "OLD_IMAGE") else {"NewImage": dict(keys)}
