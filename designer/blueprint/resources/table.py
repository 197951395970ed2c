"""DynamoDB tables: keys, indexes, capacity, streams of changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from designer import catalog, graph
from designer.blueprint.base import (
    Advanced,
    Bool,
    FrozenDict,
    Int,
    Limits,
    Named,
    Node,
    OneOf,
    Part,
    SameInAllStages,
    Texts,
)
from designer.blueprint.resources.base import Encrypted, Thing
from designer.graph import Attribute, Resource, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

KeyText = Annotated[str, StringConstraints(pattern=r"^[^:]+:[SNB]$")]
"""``name:type``: ``pk:S`` is text, ``N`` a number, ``B`` bytes."""

Projection = Literal["ALL", "KEYS_ONLY", "INCLUDE"]
"""What an index holds of an item."""

StreamView = Literal["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]
"""What a stream holds of an item that changed."""

_HOUR = 3_600


class Projected(Part):
    """What an index holds of the table's items."""

    projection: Annotated[Projection, SameInAllStages()] = Field(
        "ALL", title="Projection", description="What it holds: ALL, KEYS_ONLY, or INCLUDE some attributes."
    )
    attributes: Annotated[Texts, SameInAllStages()] = Field(
        (), title="Attributes", description="INCLUDE only: attributes that it holds beside the keys."
    )

    @property
    def included(self) -> tuple[str, ...]:
        """The attributes that count: only one projection names any."""
        return self.attributes if self.projection == "INCLUDE" else ()


class LocalIndex(Projected):
    """Items of one partition key in another order."""

    sort_key: Annotated[KeyText, SameInAllStages()] = Field(
        title="Sort key", description="Name and type, such as total:N."
    )


class GlobalIndex(Projected):
    """The table's items by other keys."""

    partition_key: Annotated[KeyText, SameInAllStages()] = Field(
        title="Partition key", description="Name and type, such as customer:S."
    )
    sort_key: Annotated[KeyText | None, SameInAllStages()] = Field(
        None, title="Sort key", description="Name and type, such as at:N."
    )
    read_capacity: Annotated[Int | None, Limits("dynamodb.read_capacity"), Advanced()] = Field(
        None,
        title="Read capacity",
        description="Provisioned only: reads per second (units); the table's unless said.",
    )
    write_capacity: Annotated[Int | None, Limits("dynamodb.write_capacity"), Advanced()] = Field(
        None,
        title="Write capacity",
        description="Provisioned only: writes per second (units); the table's unless said.",
    )


class Table(Encrypted):
    """A DynamoDB table with point-in-time recovery and deletion protection."""

    KIND: ClassVar[str] = "table"
    LABEL: ClassVar[str] = "DynamoDB table"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.NAME,
        "Name of the {} table, for queries by hand and from elsewhere.",
    )
    NAME_LENGTH: ClassVar[str | None] = "dynamodb.name_length"
    ARN: ClassVar[str] = "arn.table"
    NAME_IN_ARN: ClassVar[tuple[str, int]] = ("/", 1)
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"arn": Attribute.ARN, "name": Attribute.NAME}
    )

    existing_stream: Annotated[str | None, SameInAllStages(), Advanced()] = Field(
        None,
        title="Existing stream ARN",
        description="ARN of an existing table's stream; its label is not part of the table's ARN.",
    )
    partition_key: Annotated[KeyText, SameInAllStages()] = Field(
        "pk:S", title="Partition key", description="Name and type, such as pk:S (S text, N number, B bytes)."
    )
    sort_key: Annotated[KeyText | None, SameInAllStages()] = Field(
        None, title="Sort key", description="Name and type, such as sk:S."
    )
    global_indexes: Named[GlobalIndex] = Field(
        default_factory=FrozenDict, title="Global indexes", description="Other keys to find items by."
    )
    local_indexes: Annotated[Named[LocalIndex], Advanced()] = Field(
        default_factory=FrozenDict,
        title="Local indexes",
        description="Other orders within a partition key; they cannot be added later.",
    )
    stream: Annotated[StreamView | None, SameInAllStages()] = Field(
        None,
        title="Stream",
        description="What the stream of changes holds of an item; no stream unless said.",
    )
    billing: Annotated[Literal["on_demand", "provisioned"], SameInAllStages()] = Field(
        "on_demand", title="Billing", description="Per request, or for capacity that is there, used or not."
    )
    read_capacity: Annotated[Int, Limits("dynamodb.read_capacity"), Advanced()] = Field(
        5, title="Read capacity", description="Provisioned only: reads per second (units)."
    )
    write_capacity: Annotated[Int, Limits("dynamodb.write_capacity"), Advanced()] = Field(
        5, title="Write capacity", description="Provisioned only: writes per second (units)."
    )
    table_class: Annotated[str, OneOf("dynamodb.table_class"), Advanced()] = Field(
        "STANDARD",
        title="Table class",
        description="STANDARD_INFREQUENT_ACCESS stores for less and asks more per request.",
    )
    ttl_attribute: Annotated[str | None, Advanced()] = Field(
        None, title="TTL attribute", description="Attribute that holds the second at which an item expires."
    )
    point_in_time_recovery: Bool = Field(
        True, title="Point-in-time recovery", description="Restore to any second of the recovery period."
    )
    recovery_days: Annotated[Int, Limits("dynamodb.recovery_days"), Advanced()] = Field(
        35, title="Recovery period", description="Days back that the table can be restored to."
    )
    deletion_protection: Bool = Field(
        True, title="Deletion protection", description="The table cannot be deleted until this is off."
    )

    def existing_attribute(self, arn: str, attribute: Attribute) -> Text:
        """The name, or the stream that is named beside the table."""
        if attribute is Attribute.STREAM_ARN:
            return self.existing_stream or ""
        return super().existing_attribute(arn, attribute)

    @property
    def record_retention(self) -> int:
        """A day, as of every table's stream."""
        return catalog.number("dynamodb.stream_retention").value * _HOUR

    def has(self, ending: str) -> bool:
        """Not indexes where none is designed; what an existing one has, nobody knows."""
        indexed = self.existing is not None or self.global_indexes or self.local_indexes
        return bool(indexed) or not ending.startswith("/index/")

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The table."""
        yield graph.tables.Table(
            id=f"table.{node.name}",
            label=node.name,
            because=self.description,
            name=blueprint.physical_name(node.name),
            partition_key=_key(self.partition_key),
            sort_key=_key(self.sort_key) if self.sort_key else None,
            global_indexes=tuple(self._global(name, each) for name, each in self.global_indexes.items()),
            local_indexes=tuple(_local(name, each) for name, each in self.local_indexes.items()),
            capacity=self._capacity(None, None),
            table_class=self.table_class,
            stream=self.stream,
            ttl_attribute=self.ttl_attribute,
            point_in_time_recovery=self.point_in_time_recovery,
            recovery_days=self.recovery_days if self.point_in_time_recovery else None,
            deletion_protection=self.deletion_protection,
            kms_key=self.key_arn(blueprint),
        )

    def _capacity(self, read: int | None, write: int | None) -> graph.tables.Capacity | None:
        """What is paid for, the table's own where nothing else is said; ``None`` where requests are."""
        if self.billing == "on_demand":
            return None
        return graph.tables.Capacity(
            self.read_capacity if read is None else read, self.write_capacity if write is None else write
        )

    def _global(self, name: str, index: GlobalIndex) -> graph.tables.Index:
        return graph.tables.Index(
            name=name,
            partition_key=_key(index.partition_key),
            sort_key=_key(index.sort_key) if index.sort_key else None,
            projection=index.projection,
            attributes=index.included,
            capacity=self._capacity(index.read_capacity, index.write_capacity),
        )


def _local(name: str, index: LocalIndex) -> graph.tables.Index:
    return graph.tables.Index(
        name=name,
        sort_key=_key(index.sort_key),
        projection=index.projection,
        attributes=index.included,
    )


def _key(text: str) -> graph.tables.Key:
    name, _, kind = text.rpartition(":")
    return graph.tables.Key(name, kind)
