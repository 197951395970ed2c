"""Parameters of Systems Manager: settings that change without a deployment.

A new one is plain text. What is secret is a secret, or a SecureString that exists: neither its value nor
the making of it passes through a blueprint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Literal

from pydantic import Field

from designer import graph
from designer.blueprint.base import Advanced, Node, OneOf, SameInAllStages
from designer.blueprint.resources.base import Encrypted, Thing
from designer.graph import Attribute, Context, Join, Resource, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

PLACEHOLDER: Final = "to be set"
"""The value of a parameter whose value is put there by hand."""


class Parameter(Encrypted):
    """A parameter whose value the design says, or is put there by hand after the deployment."""

    KIND: ClassVar[str] = "parameter"
    LABEL: ClassVar[str] = "SSM parameter"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.NAME,
        "Name of the {} parameter, by which its value is read and replaced.",
    )
    NAME_LENGTH: ClassVar[str | None] = "ssm.name_length"
    ARN: ClassVar[str] = "ssm.arn"
    NAME_IN_ARN: ClassVar[tuple[str, int]] = (":parameter", 1)
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"arn": Attribute.ARN, "name": Attribute.NAME}
    )

    type: Annotated[Literal["String", "StringList"], SameInAllStages()] = Field(
        "String", title="Type", description="Text, or texts with commas between them."
    )
    value: str | None = Field(
        None,
        title="Value",
        description="Its value; without one it is put there by hand, and no deployment changes it.",
    )
    tier: Annotated[str, OneOf("ssm.tier"), Advanced()] = Field(
        "Standard", title="Tier", description="Advanced takes 8 KB instead of 4 and costs by the month."
    )

    def existing_attribute(self, arn: str, attribute: Attribute) -> Text:
        """The name: a path begins with a slash, a plain name does not."""
        del attribute
        name = arn.partition(":parameter/")[2]
        return f"/{name}" if "/" in name else name

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The parameter."""
        yield graph.parameters.SystemParameter(
            id=f"parameter.{node.name}",
            label=node.name,
            because="" if self.value is not None else "Its value is put there by hand; deployments keep it.",
            name=Join((f"/{blueprint.name}/", Context.STAGE, f"/{node.name}")),
            description=self.description or None,
            type=self.type,
            value=PLACEHOLDER if self.value is None else self.value,
            by_hand=self.value is None,
            tier=self.tier,
        )
