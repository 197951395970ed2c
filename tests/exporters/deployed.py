"""What the gallery and the examples deploy: their graphs, and what every format says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from designer.exporters import FORMATS
from designer.graph import Ref, Resource, ResourceGraph, Role, Statement, Text
from designer.graph.compute import Alias, Function
from tests.exporters.pieces import Piece, graphs, pieces

R = TypeVar("R", bound=Resource)


@dataclass(frozen=True, slots=True)
class Deployed:
    """What one design deploys."""

    name: str
    graph: ResourceGraph

    def all(self, kind: type[R]) -> Iterator[R]:
        """The resources of a kind."""
        return (each for each in self.graph.resources if isinstance(each, kind))

    def one(self, ref: Text | None) -> Resource | None:
        """What a reference is to; ``None`` for what is not in the design."""
        if not isinstance(ref, Ref):
            return None
        return next((each for each in self.graph.resources if each.id == ref.target), None)

    def function(self, ref: Text | None) -> Function:
        """The function that a reference is to, also by its alias."""
        found = self.one(ref)
        if isinstance(found, Alias):
            found = self.one(found.function)
        assert isinstance(found, Function), ref
        return found

    def role(self, function: Function) -> Role | None:
        """The role of a function; ``None`` where it exists already."""
        found = self.one(function.role) if isinstance(function.role, Ref) else None
        return found if isinstance(found, Role) else None


def deployed() -> Iterator[Deployed]:
    """What each design deploys."""
    return (Deployed(name, graph) for name, graph in graphs().items())


def every(kind: type[R]) -> Iterator[tuple[Deployed, R]]:
    """Every resource of a kind, with what it is deployed in."""
    for each in deployed():
        for resource in each.all(kind):
            yield each, resource


def allows(role: Role | None, action: str, resource: object) -> bool:
    """Whether a role allows an action on exactly that resource; always where the role exists already."""
    if role is None:
        return True
    return any(
        statement.effect == "Allow" and action in statement.actions and resource in statement.resources
        for statement in role.statements
    )


def admits(statements: tuple[Statement, ...], action: str, service: str) -> list[Statement]:
    """The statements of a resource policy that let a service do something."""
    return [
        each
        for each in statements
        if each.effect == "Allow"
        and action in each.actions
        and each.principal is not None
        and (each.principal.kind, each.principal.value) == ("Service", service)
    ]


def everything() -> Iterator[Piece]:
    """All that every format says of every design."""
    for name in FORMATS:
        yield from pieces(name)
