"""Scopes: the access of a function or a workflow to one thing or function, as IAM statements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.graph import Attribute, Join, Statement, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint
    from designer.blueprint.function import Function
    from designer.blueprint.resources.workflow import Workflow

    Scoped: TypeAlias = Node[Function] | Node[Workflow]


@dataclass(frozen=True, slots=True)
class Scope:
    """One access level to what ``target`` names; ``kind`` is ``None`` when that is nothing."""

    path: Path
    target: str
    level: str
    kind: str | None

    @property
    def access(self) -> catalog.Access | None:
        """What the level means, or ``None`` when the thing has no such level."""
        return catalog.access_levels(self.kind).get(self.level) if self.kind else None


def kind_of(target: str, blueprint: Blueprint) -> str | None:
    """The kind of the thing or function of that name, as the catalog's access levels call it."""
    thing = blueprint.thing(target)
    if thing is not None:
        return thing.value.KIND
    return "function" if target in blueprint.functions else None


def each_scoped(blueprint: Blueprint) -> Iterator[Scoped]:
    """Every function and every workflow."""
    yield from blueprint.each_function()
    for name, workflow in blueprint.workflows.items():
        yield Node(("workflows", name), workflow)


def scopes(owner: Scoped, blueprint: Blueprint) -> Iterator[Scope]:
    """Every scope of a function or a workflow, in the order they are written."""
    for target, levels in owner.value.scopes.items():
        for level in levels:
            yield Scope((*owner.path, "scopes", target), target, level, kind_of(target, blueprint))


def statements(owner: Scoped, blueprint: Blueprint) -> Iterator[Statement]:
    """One statement for each scope that means something; rules report the others."""
    for scope in scopes(owner, blueprint):
        access = scope.access
        if access is None:
            continue
        arn = blueprint.attribute(scope.target, Attribute.ARN)
        yield Statement(
            sid=f"{scope.level} {scope.target}",
            actions=access.actions,
            resources=tuple(with_suffix(arn, suffix) for suffix in endings(scope, access, blueprint)),
            because=access.means.format(scope.target),
        )


def endings(scope: Scope, access: catalog.Access, blueprint: Blueprint) -> tuple[str, ...]:
    """What the ARNs that a scope is on end in; nothing of what its thing does not have."""
    thing = blueprint.thing(scope.target)
    return tuple(each for each in access.resources if thing is None or thing.value.has(each))


def with_suffix(arn: Text, suffix: str) -> Text:
    """``arn`` with ``suffix`` behind it, whatever it is made of."""
    if not suffix:
        return arn
    if isinstance(arn, str):
        return arn + suffix
    return Join((*(arn.parts if isinstance(arn, Join) else (arn,)), suffix))
