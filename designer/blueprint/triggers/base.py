"""What every trigger is: fields, the resources it needs, the statements it needs."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from pydantic import Field

from designer.blueprint.base import Node, Part, SameInAllStages
from designer.graph import Attribute, Ref, Resource, Statement

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint
    from designer.blueprint.function import Function


SAMPLE_ACCOUNT: Final = "123456789012"
"""The account of sample events, as in AWS's own."""


@dataclass(frozen=True, slots=True)
class Consumer:
    """The function that a trigger invokes, and the design that both are part of."""

    blueprint: Blueprint
    function: Node[Function]

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function.name

    @property
    def ref(self) -> Ref:
        """What is invoked: the ARN of the function's alias, or of the function."""
        kind = "alias" if self.function.value.alias else "function"
        return Ref(f"{kind}.{self.name}", Attribute.ARN)


class Trigger(Part):
    """What invokes a function."""

    LABEL: ClassVar[str]
    """What people call this kind of trigger."""
    HANDLER: ClassVar[str]
    """The handler scaffold that suits it."""

    type: Annotated[str, SameInAllStages()] = Field(title="Type", description="Kind of trigger.")

    @abstractmethod
    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The resources that connect the source to ``consumer``; ``name`` is the trigger's own."""

    @abstractmethod
    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """An event as the trigger sends it, for tests and for trying by hand."""

    @abstractmethod
    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """The statements that the consumer's role needs for this trigger."""
