"""States that hold states: branches side by side, and the same for each item of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer.blueprint.base import Advanced, Int, Limits, Named, Part
from designer.blueprint.states import InnerState
from designer.blueprint.states.base import Asl, Inner, Need, State, Value, Writing, expression, put
from designer.blueprint.states.distributed import Distributed
from designer.blueprint.states.failing import Fallible


def machine(start: str | None, states: Mapping[str, State], writing: Writing) -> Asl:
    """The states and where they begin: with the first one unless told otherwise."""
    return {
        "StartAt": beginning(start, states),
        "States": {name: state.asl(writing) for name, state in states.items()},
    }


def beginning(start: str | None, states: Mapping[str, State]) -> str:
    """The name of the state that comes first."""
    return start if start is not None else next(iter(states), "")


class Branch(Part):
    """States that run beside other branches."""

    start_at: Annotated[str | None, Advanced()] = Field(
        None, title="Start at", description="First state; the one written first when unset."
    )
    states: Named[InnerState] = Field(title="States", description="States by name.")


class Parallel(Fallible):
    """Runs branches side by side and goes on when all are done; if one fails, all do."""

    LABEL: ClassVar[str] = "Parallel"
    ASL: ClassVar[str] = "Parallel"

    type: Literal["parallel"] = Field("parallel", title="Type", description="Branches side by side.")
    branches: tuple[Branch, ...] = Field((), title="Branches", description="What runs side by side.")
    arguments: Value = Field(
        None, title="Arguments", description="What each branch gets; the state's input when unset."
    )

    def fields(self, writing: Writing) -> Asl:
        """The branches, and what becomes of them."""
        given = writing.filled(self.arguments)
        arguments = put(Arguments=given) if writing.jsonata else put(Parameters=given)
        branches = [machine(each.start_at, each.states, writing) for each in self.branches]
        return {
            **arguments,
            "Branches": branches,
            **self.handling(writing),
            **self.passing(writing),
        }

    def inside(self) -> Iterator[Inner]:
        """Each branch."""
        for index, each in enumerate(self.branches):
            start = beginning(each.start_at, each.states)
            yield Inner(("branches", index), start, each.states)


class Map(Fallible):
    """Runs the same states for each item of a list."""

    LABEL: ClassVar[str] = "Map"
    ASL: ClassVar[str] = "Map"

    type: Literal["map"] = Field("map", title="Type", description="The same for each item of a list.")
    items: str | None = Field(
        None,
        title="Items",
        description="Expression or path of the list, such as $states.input.lines; all input when unset.",
    )
    item: Value = Field(
        None, title="Item", description="What the states get for each item; the item itself when unset."
    )
    max_concurrency: Annotated[Int, Limits("states.map_concurrency")] = Field(
        0,
        title="Max concurrency",
        description="Items at once; 0 is as many as Step Functions can: 40, distributed 10,000.",
    )
    distributed: Annotated[Distributed | None, Advanced()] = Field(
        None,
        title="Distributed",
        description="Each item is an execution of its own: for more than 40 at once, or a file of items.",
    )
    start_at: Annotated[str | None, Advanced()] = Field(
        None, title="Start at", description="First state; the one written first when unset."
    )
    states: Named[InnerState] = Field(title="States", description="States by name.")

    def fields(self, writing: Writing) -> Asl:
        """The list, the states for each item, and what becomes of them."""
        spread = self.distributed
        processor: dict[str, Any] = {"ProcessorConfig": spread.config() if spread else {"Mode": "INLINE"}}
        return {
            **self._listed(writing),
            **(spread.reading(writing) if spread else {}),
            **put(ItemSelector=writing.filled(self.item), MaxConcurrency=self.max_concurrency or None),
            "ItemProcessor": processor | machine(self.start_at, self.states, writing),
            **(spread.writing(writing) if spread else {}),
            **self.handling(writing),
            **self.passing(writing),
        }

    def needs(self, writing: Writing) -> Iterator[Need]:
        """What its buckets must let it do."""
        yield from self.distributed.needs(writing) if self.distributed else ()

    def _listed(self, writing: Writing) -> Asl:
        if self.items is None:
            return {}
        return {"Items": expression(self.items)} if writing.jsonata else {"ItemsPath": self.items}

    def inside(self) -> Iterator[Inner]:
        """What is done with each item."""
        yield Inner((), beginning(self.start_at, self.states), self.states)
