"""What every trigger is: fields, the resources it needs, the statements it needs."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from pydantic import Field

from designer import catalog
from designer.blueprint.base import Node, Part, SameInAllStages
from designer.graph import Attribute, Output, Ref, Resource, Statement

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


class Invocation(StrEnum):
    """How a source invokes a function, which decides what becomes of a failure.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/concepts-event-driven-architectures.html
    """

    SYNCHRONOUS = "synchronous"
    """The caller waits and sees the error; nothing is retried."""
    ASYNCHRONOUS = "asynchronous"
    """Lambda keeps the event, tries twice more, then hands it to the on-failure destination, if any."""
    QUEUE = "queue"
    """Lambda polls; a failed batch stays in the source until it expires or is moved."""
    STREAM = "stream"
    """Lambda polls in order; a failed batch blocks what is behind it until it expires or is given up."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a source goes on handing over an event that Lambda does not take; ``None`` where nobody says."""

    tries: int | None = None
    """How often it tries, the first time included."""
    seconds: int | None = None
    """For how long it tries."""
    returns: bool = False
    """Whether the event is then still in the source, as if it had never been handed over."""


def retried(service: str, retries: int | None = None, age: int | None = None) -> Delivery:
    """EventBridge's way to deliver, or its scheduler's: AWS's own retries and age unless others are set."""
    most, longest = catalog.limits(f"{service}.retries"), catalog.limits(f"{service}.event_age")
    tries = (most.default or 0 if retries is None else most.clamp(retries)) + 1
    return Delivery(tries, longest.default if age is None else longest.clamp(age))


class Trigger(Part):
    """What invokes a function."""

    LABEL: ClassVar[str]
    """What people call this kind of trigger."""
    HANDLER: ClassVar[str]
    """The handler scaffold that suits it."""
    EVENT_CLASS: ClassVar[str | None] = None
    """The data class of Powertools that its events have, where there is one."""
    INVOCATION: ClassVar[Invocation]
    """How it invokes."""
    SOURCE: ClassVar[str | None] = None
    """The field that names the thing which invokes, if a thing of the design does."""
    PATIENCE: ClassVar[str | None] = None
    """The catalog's number of times that who waits for the function asks it, where that is not once."""
    ANSWERS: ClassVar[bool] = True
    """Whether who waits for the function is somebody who sees its error, and not a service."""
    NAME_LENGTH: ClassVar[str | None] = None
    """The catalog's limits of the name ``{blueprint}-{stage}-{function}-{trigger}``, where AWS sees one."""
    OWN_ROLE: ClassVar[bool] = False
    """Whether a role of that name belongs to it, beside those of the functions."""

    type: Annotated[str, SameInAllStages()] = Field(title="Type", description="Kind of trigger.")

    @property
    def deadline(self) -> int | None:
        """Seconds that a deployment waits for the answer; ``None`` where none waits."""
        return None

    @property
    def event_class(self) -> str | None:
        """The data class of its events with its settings as they are."""
        return self.EVENT_CLASS

    @property
    def handler(self) -> str:
        """The handler scaffold that suits it with its settings as they are."""
        return self.HANDLER

    @property
    def name_length(self) -> str | None:
        """The limits of its name with its settings as they are, as ``NAME_LENGTH`` says them."""
        return self.NAME_LENGTH

    @property
    def invocation(self) -> Invocation:
        """How it invokes with its settings as they are."""
        return self.INVOCATION

    @property
    def delivery(self) -> Delivery | None:
        """How its source hands events over; ``None`` where Lambda fetches them, or somebody waits."""
        return None

    @abstractmethod
    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The resources that connect the source to ``consumer``; ``name`` is the trigger's own."""

    @abstractmethod
    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """An event as the trigger sends it, for tests and for trying by hand."""

    @abstractmethod
    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """The statements that the consumer's role needs for this trigger."""

    def outputs(self, name: str, consumer: Consumer) -> Iterator[Output]:
        """What a deployment tells its operator of it, such as an address."""
        del name, consumer
        yield from ()

    def elsewhere(self, name: str, consumer: Consumer) -> Iterator[tuple[str, Statement]]:
        """What it needs said in the resource policies of things, each by the thing's name."""
        del name, consumer
        yield from ()
