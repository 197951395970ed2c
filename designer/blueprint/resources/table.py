"""DynamoDB tables, billed per request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field, StringConstraints

from designer.blueprint.base import Advanced, Bool, Node, SameInAllStages
from designer.blueprint.resources.base import Thing
from designer.graph import Attribute, Key, Resource
from designer.graph import Table as TableResource

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

KeyText = Annotated[str, StringConstraints(pattern=r"^[^:]+:[SNB]$")]
"""``name:type``: ``pk:S`` is text, ``N`` a number, ``B`` bytes."""


class Table(Thing):
    """A DynamoDB table with point-in-time recovery and deletion protection."""

    KIND: ClassVar[str] = "table"
    LABEL: ClassVar[str] = "DynamoDB table"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (Attribute.NAME, "Table {}.")
    NAME_LENGTH: ClassVar[str | None] = "dynamodb.name_length"
    ARN: ClassVar[str] = "arn.table"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"arn": Attribute.ARN, "name": Attribute.NAME}
    )

    partition_key: Annotated[KeyText, SameInAllStages()] = Field(
        "pk:S", title="Partition key", description="Name and type, such as pk:S (S text, N number, B bytes)."
    )
    sort_key: Annotated[KeyText | None, SameInAllStages()] = Field(
        None, title="Sort key", description="Name and type, such as sk:S."
    )
    ttl_attribute: Annotated[str | None, Advanced()] = Field(
        None, title="TTL attribute", description="Attribute that holds the second at which an item expires."
    )
    point_in_time_recovery: Bool = Field(
        True, title="Point-in-time recovery", description="Restore to any second of the last 35 days."
    )
    deletion_protection: Bool = Field(
        True, title="Deletion protection", description="The table cannot be deleted until this is off."
    )

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The table."""
        yield TableResource(
            id=f"table.{node.name}",
            label=node.name,
            because=self.description,
            name=blueprint.physical_name(node.name),
            partition_key=_key(self.partition_key),
            sort_key=_key(self.sort_key) if self.sort_key else None,
            ttl_attribute=self.ttl_attribute,
            point_in_time_recovery=self.point_in_time_recovery,
            deletion_protection=self.deletion_protection,
        )


def _key(text: str) -> Key:
    name, _, kind = text.rpartition(":")
    return Key(name, kind)
