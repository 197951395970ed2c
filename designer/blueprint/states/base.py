"""What every state of a workflow is: what it says in Amazon States Language, what it needs, what follows.

Source of the language: https://states-language.net/spec.html
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias

from pydantic import AfterValidator, Field, SerializerFunctionWrapHandler, model_serializer

from designer.blueprint.base import Advanced, Free, Part, Path, freeze
from designer.blueprint.texts import text
from designer.graph import Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

Asl: TypeAlias = dict[str, Any]
"""A piece of a definition: plain JSON with graph values in it."""


def _taken(value: object) -> object:
    return freeze(value)


Value = Annotated[Any, AfterValidator(_taken), Free()]
"""Free JSON: what a state is given or gives. ``${jobs.url}`` in its texts is a reference."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What a state must know to be written down: the design, and the language of its expressions."""

    blueprint: Blueprint
    jsonata: bool

    def filled(self, value: Any) -> Any:  # free JSON, with graph values afterwards
        """Free JSON with its references resolved."""
        if isinstance(value, Mapping):
            return {str(key): self.filled(each) for key, each in value.items()}
        if isinstance(value, tuple | list):
            return [self.filled(each) for each in value]
        return text(value, self.blueprint) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Need:
    """One permission of the workflow's role: the catalog's grant, on one ARN."""

    grant: str
    target: str
    """The target's name, or what people call it."""
    arn: Text


def expression(written: str) -> str:
    """A JSONata expression in its braces, which may be left out."""
    stripped = written.strip()
    return stripped if stripped.startswith("{%") else f"{{% {stripped} %}}"


def put(**fields: object) -> Asl:
    """The fields that are set."""
    return {name: value for name, value in fields.items() if value is not None}


class Inner:
    """A machine inside a state: a branch, or what is done with each item."""

    __slots__ = ("path", "start", "states")

    def __init__(self, path: Path, start: str, states: Mapping[str, State]) -> None:
        self.path, self.start, self.states = path, start, states


class State(Part):
    """A step of a workflow."""

    LABEL: ClassVar[str]
    """What people call this kind of state."""
    ASL: ClassVar[str]
    """Its type in Amazon States Language."""
    FINAL: ClassVar[bool] = False
    """Whether the workflow ends there, whatever follows."""

    type: str = Field(title="Type", description="Kind of state.")
    description: Annotated[str, Advanced()] = Field(
        "", title="Description", description="What it does, in a sentence; becomes its comment."
    )

    @model_serializer(mode="wrap")
    def _as_written(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:  # plain data
        """In reading order: what it is, what is its own, how it may fail, what follows."""
        said: dict[str, Any] = handler(self)
        return {name: said[name] for name in sorted(said, key=self._rank)}

    def _rank(self, field: str) -> int:
        first, last = ("type", "description"), ("retry", "catch", "next")
        if field in first:
            return first.index(field)
        own = field in type(self).__annotations__
        return len(first) + (0 if own else 1 + (last.index(field) + 1 if field in last else 0))

    @abstractmethod
    def fields(self, writing: Writing) -> Asl:
        """What it says besides its type, its comment and what follows."""

    def asl(self, writing: Writing) -> Asl:
        """All that it says."""
        head = put(Type=self.ASL, Comment=self.description or None)
        return {**head, **self.fields(writing), **self.follows()}

    def follows(self) -> Asl:
        """How the workflow goes on, for states that say it themselves."""
        return {}

    def successors(self) -> Iterator[tuple[Path, str]]:
        """Every state that may come next, and the path of the field below this one that says it."""
        yield from ()

    def catches(self, error: str) -> bool:
        """Whether another state takes over when it has failed with ``error`` for good."""
        del error
        return False

    def needs(self, writing: Writing) -> Iterator[Need]:
        """What the workflow's role must be allowed for it."""
        del writing
        yield from ()

    def inside(self) -> Iterator[Inner]:
        """The machines inside it."""
        yield from ()


def every_state(states: Mapping[str, State]) -> Iterator[tuple[str, State]]:
    """Every state with its name, those inside others included."""
    for name, state in states.items():
        yield name, state
        for inner in state.inside():
            yield from every_state(inner.states)


class Step(State):
    """A state with one successor."""

    next: str | None = Field(
        None, title="Next", description="State that follows; the workflow ends here when unset."
    )

    def follows(self) -> Asl:
        """The next state, or the end."""
        return {"End": True} if self.next is None else {"Next": self.next}

    def successors(self) -> Iterator[tuple[Path, str]]:
        """The next state."""
        if self.next is not None:
            yield ("next",), self.next


class Flow(Step):
    """A step that takes an input and gives an output.

    With JSONata, ``output`` and ``assign`` say it; with JSONPath, the paths do.
    """

    output: Value = Field(
        None,
        title="Output",
        description="JSONata only: what comes next gets, such as {% $states.result %}.",
    )
    assign: Value = Field(None, title="Assign", description="Variables that later states may use, by name.")
    input_path: Annotated[str | None, Advanced()] = Field(
        None, title="Input path", description="JSONPath only: part of the input that counts, such as $.order."
    )
    output_path: Annotated[str | None, Advanced()] = Field(
        None, title="Output path", description="JSONPath only: part of the result that is passed on."
    )

    def passing(self, writing: Writing) -> Asl:
        """How input and output are cut to size."""
        return put(
            InputPath=self.input_path,
            Assign=writing.filled(self.assign),
            Output=writing.filled(self.output),
            OutputPath=self.output_path,
        )


PATHS = ("input_path", "output_path", "result_path", "result_selector")
"""The fields that only JSONPath knows."""
