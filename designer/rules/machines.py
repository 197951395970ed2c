"""The machines of a design: each workflow's own states, and those inside its states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.states.base import Inner, State

if TYPE_CHECKING:
    from designer.blueprint.resources.workflow import Workflow

S = TypeVar("S", bound=State)


@dataclass(frozen=True, slots=True)
class Machine:
    """States that lead to one another; ``path`` is that of the part that holds them."""

    workflow: Node[Workflow]
    path: Path
    inner: Inner

    @property
    def outermost(self) -> bool:
        """Whether these are the workflow's own states."""
        return self.path == self.workflow.path

    def at(self, name: str) -> Path:
        """The path of a state."""
        return (*self.path, "states", name)

    def targets(self) -> Iterator[tuple[Path, str]]:
        """Every way from one state to another: the path of the field that says it, and the name."""
        for name, state in self.inner.states.items():
            for below, target in state.successors():
                yield (*self.at(name), *below), target

    def reached(self) -> frozenset[str]:
        """The states that an execution can come to."""
        known, waiting = set[str](), [self.inner.start]
        while waiting:
            name = waiting.pop()
            if name in known or name not in self.inner.states:
                continue
            known.add(name)
            waiting.extend(target for _, target in self.inner.states[name].successors())
        return frozenset(known)


def new_workflows(blueprint: Blueprint) -> Iterator[Node[Workflow]]:
    """The workflows that the design creates."""
    for name, workflow in blueprint.workflows.items():
        if workflow.existing is None:
            yield Node(("workflows", name), workflow)


def machines(blueprint: Blueprint) -> tuple[Machine, ...]:
    """Every machine of every new workflow, outermost first."""
    return blueprint.once(_machines)


def _machines(blueprint: Blueprint) -> tuple[Machine, ...]:
    return tuple(
        each
        for node in new_workflows(blueprint)
        if not node.value.is_given
        for each in _nested(Machine(node, node.path, node.value.whole))
    )


def _nested(machine: Machine) -> Iterator[Machine]:
    yield machine
    for name, state in machine.inner.states.items():
        for inner in state.inside():
            yield from _nested(Machine(machine.workflow, (*machine.at(name), *inner.path), inner))


def each_state(blueprint: Blueprint, kind: type[S]) -> Iterator[tuple[Machine, Node[S]]]:
    """Every state of a kind, with the machine that it is in."""
    for machine in machines(blueprint):
        for name, state in machine.inner.states.items():
            if isinstance(state, kind):
                yield machine, Node(machine.at(name), state)
