"""Secrets Manager secrets. Their values never pass through a blueprint or an export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from designer import graph
from designer.blueprint.base import Node
from designer.blueprint.resources.base import Encrypted, Thing
from designer.graph import Attribute, Resource, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class Secret(Encrypted):
    """A secret whose value is put there by hand after the deployment."""

    KIND: ClassVar[str] = "secret"
    LABEL: ClassVar[str] = "Secret"
    TOLD: ClassVar[str] = "arn"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.ARN,
        "ARN of the {} secret, whose value is put in by hand, once per stage.",
    )
    NAME_LENGTH: ClassVar[str | None] = "secretsmanager.name_length"
    ARN: ClassVar[str] = "arn.secret"
    NAME_IN_ARN: ClassVar[tuple[str, int]] = (":", 6)
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"arn": Attribute.ARN, "name": Attribute.NAME}
    )

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The secret, without a value."""
        yield graph.data.Secret(
            id=f"secret.{node.name}",
            label=node.name,
            name=blueprint.physical_name(node.name),
            description=self.description or None,
            kms_key=self.key_arn(blueprint),
        )

    def existing_attribute(self, arn: str, attribute: Attribute) -> Text:
        """The name, without the six random characters that Secrets Manager puts behind it."""
        name = str(super().existing_attribute(arn, attribute))
        head, _, tail = name.rpartition("-")
        return head if head and len(tail) == _RANDOM_SUFFIX else name


_RANDOM_SUFFIX = 6
