"""Layers: what several functions share, built here, public or existing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Advanced, Int, Node, OneOf, SameInAllStages, Texts
from designer.blueprint.resources.base import Thing
from designer.graph import Attribute, Context, Join, Ref, Resource, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint
    from designer.blueprint.function import Function


class Layer(Thing):
    """A layer: built from ``layers/NAME``, published by somebody for everyone, or existing."""

    KIND: ClassVar[str] = "layer"
    LABEL: ClassVar[str] = "Layer"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = None
    NAME_LENGTH: ClassVar[str | None] = "lambda.layer_name_length"
    ARN: ClassVar[str] = "lambda.layer"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType({"arn": Attribute.ARN})

    public: Annotated[str | None, OneOf("lambda.public_layers"), SameInAllStages()] = Field(
        None,
        title="Public layer",
        description="One that its makers publish in every region, by runtime and architecture.",
    )
    version: Annotated[Int | None, SameInAllStages()] = Field(
        None, title="Version", description="Version of the public layer; the newest on record when unset."
    )
    runtimes: Annotated[Texts, SameInAllStages()] = Field(
        (),
        title="Runtimes",
        description="Runtimes that it is for, such as python3.13; it is built for the first. Any when empty.",
    )
    architectures: Annotated[Texts, SameInAllStages()] = Field(
        (),
        title="Architectures",
        description="Architectures that it is for; it is built for the first. Any when empty.",
    )
    license: Annotated[str | None, Advanced()] = Field(
        None, title="License", description="License of what is in it, such as MIT."
    )

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The layer's version, unless somebody else publishes it."""
        if self.public is None:
            yield graph.layers.Layer(
                id=f"layer.{node.name}",
                label=node.name,
                description=self.description or None,
                name=blueprint.physical_name(node.name),
                package=node.name,
                runtimes=self.runtimes,
                architectures=self.architectures,
                license=self.license,
            )

    def for_function(self, name: str, function: Function) -> Text:
        """The ARN of the version that suits a function."""
        if self.existing is not None or self.public is None:
            return self.attribute(name, Attribute.ARN)
        found = catalog.public_layers().get(self.public)
        if found is None:
            return Ref(f"layer.{name}", Attribute.ARN)
        text = found.name.format(
            runtime=function.runtime.replace(".", ""), architecture=function.architecture
        )
        version = self.version or found.version
        return Join(("arn:aws:lambda:", Context.REGION, f":{found.account}:layer:{text}:{version}"))
