"""What every thing that a function touches is: new, or existing and named by its ARN."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer.blueprint.base import Node, Part, SameInAllStages
from designer.graph import Attribute, Ref, Resource, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class Thing(Part):
    """A resource beside the functions: a queue, a table, a secret."""

    KIND: ClassVar[str]
    """The kind in the graph, in the catalog's access levels and in resource ids."""
    LABEL: ClassVar[str]
    """What people call it."""
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]]
    """What a reference may ask of it."""
    OUTPUT: ClassVar[tuple[Attribute, str]]
    """What a deployment tells of a new one, and how it is described."""

    existing: Annotated[str | None, SameInAllStages()] = Field(
        None,
        title="Existing ARN",
        description="ARN of one that exists already; it is used and neither created nor changed.",
    )
    description: str = Field("", title="Description", description="What it holds, in a sentence.")

    def attribute(self, name: str, attribute: Attribute) -> Text:
        """An attribute as the graph says it: a reference, or text for an existing thing."""
        if self.existing is None:
            return Ref(f"{self.KIND}.{name}", attribute)
        return (
            self.existing if attribute is Attribute.ARN else self.existing_attribute(self.existing, attribute)
        )

    def existing_attribute(self, arn: str, attribute: Attribute) -> Text:
        """An attribute of an existing thing, read off its ARN; the name unless a kind knows better."""
        del attribute
        return arn.rsplit(":", 1)[-1].rsplit("/", 1)[-1]

    @abstractmethod
    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The resources that a new one is made of."""
