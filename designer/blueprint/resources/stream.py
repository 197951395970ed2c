"""Kinesis data streams, on demand or in shards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer import graph
from designer.blueprint.base import Advanced, Bool, Int, Limits, Node, SameInAllStages
from designer.blueprint.resources.base import Encrypted, Thing
from designer.graph import Attribute, Resource

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

AWS_MANAGED_KEY = "alias/aws/kinesis"
"""The key that Kinesis keeps in every account, for nothing."""

_HOUR = 3_600


class Stream(Encrypted):
    """A Kinesis data stream, encrypted; it answers over TLS only, without a policy that says so."""

    KIND: ClassVar[str] = "stream"
    LABEL: ClassVar[str] = "Kinesis stream"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.NAME,
        "Name of the {} stream, into which producers put their records.",
    )
    NAME_LENGTH: ClassVar[str | None] = "kinesis.name_length"
    ARN: ClassVar[str] = "kinesis.arn"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"arn": Attribute.ARN, "name": Attribute.NAME}
    )

    shards: Annotated[Int | None, Limits("kinesis.shards"), SameInAllStages(but_numbers=True)] = Field(
        None,
        title="Shards",
        description="Each takes 1 MB and gives 2 MB a second; on demand, as many as it takes, unless said.",
    )
    retention: Annotated[Int, Limits("kinesis.retention")] = Field(
        24, title="Retention", description="Hours that a record is kept (7 days are 168)."
    )
    encrypted: Annotated[Bool, SameInAllStages(), Advanced()] = Field(
        True,
        title="Encrypted",
        description="Records are encrypted at rest: with the key that AWS manages, unless another is named.",
    )

    @property
    def record_retention(self) -> int | None:
        """Its own, where it is new."""
        return None if self.existing else self.retention * _HOUR

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The stream."""
        yield graph.streams.Stream(
            id=f"stream.{node.name}",
            label=node.name,
            because=self.description,
            name=blueprint.physical_name(node.name),
            shards=self.shards,
            retention=self.retention,
            kms_key=self.key_arn(blueprint) or (AWS_MANAGED_KEY if self.encrypted else None),
        )
