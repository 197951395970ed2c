"""What each role of a design may do, and why: its statements, told for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import singledispatch
from typing import Any

from designer.graph import Context, Join, Parameter, Piece, Ref, ResourceGraph, Role, Statement, Variable


@dataclass(frozen=True, slots=True)
class Permission:
    """One statement of a role: whose it is, what it allows (or denies) on what, and what needs it."""

    role: str
    """The role's label: the name of the function or workflow that it is made for."""
    service: str
    """Who assumes it, such as lambda."""
    effect: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[str, ...]
    because: str


def permissions(graph: ResourceGraph) -> tuple[Permission, ...]:
    """What the roles may do that the design makes, role by role."""
    roles = [each for each in graph.resources if isinstance(each, Role)]
    return tuple(_permission(role, each) for role in roles for each in role.statements)


def _permission(role: Role, statement: Statement) -> Permission:
    return Permission(
        role.label,
        role.service.partition(".")[0],
        statement.effect,
        tuple(map(told, statement.actions)),
        tuple(map(told, statement.resources)),
        tuple(
            f"{each.key} {each.operator} {', '.join(map(told, each.values))}" for each in statement.conditions
        ),
        statement.because,
    )


@singledispatch
def told(value: object) -> str:
    """A text of the graph for a reader: what a resource is called stands for its ARN."""
    return str(value)


@told.register
def _(value: Ref) -> str:
    kind, _, name = value.target.partition(".")
    return f"{kind.replace('_', ' ')} {name}"


@told.register
def _(value: Join) -> str:
    return "".join(map(told, value.parts))


@told.register
def _(value: Context) -> str:
    return f"${{{value.value}}}"


@told.register
def _(value: Parameter) -> str:
    return f"${{{value.name}}}"


@told.register
def _(value: Variable) -> str:
    return f"${{var.{value.name}}}"


@told.register
def _(value: Piece) -> str:
    return f"part {value.index} of {told(value.of)}"


def permission_json(permission: Permission) -> dict[str, Any]:  # JSON
    """A permission for machines."""
    return asdict(permission)


def permission_lines(permission: Permission) -> Iterator[str]:
    """A permission in a few lines: the actions, where, under which conditions, why."""
    denied = "never " if permission.effect == "Deny" else ""
    yield f"{denied}{', '.join(permission.actions)}"
    yield f"  on {', '.join(permission.resources)}"
    for each in permission.conditions:
        yield f"  if {each}"
    if permission.because:
        yield f"  {permission.because}"
