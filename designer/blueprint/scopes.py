"""Scopes: a function's access to one thing or another function, resolved to IAM statements by the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from designer import catalog
from designer.graph import Attribute, Join, Statement, Text

if TYPE_CHECKING:
    from designer.blueprint.base import Node, Path
    from designer.blueprint.document import Blueprint
    from designer.blueprint.function import Function


@dataclass(frozen=True, slots=True)
class Scope:
    """One access level of a function to what ``target`` names; ``kind`` is ``None`` when that is nothing."""

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


def scopes(function: Node[Function], blueprint: Blueprint) -> Iterator[Scope]:
    """Every scope of a function, in the order they are written."""
    for target, levels in function.value.scopes.items():
        for level in levels:
            yield Scope((*function.path, "scopes", target), target, level, kind_of(target, blueprint))


def statements(function: Node[Function], blueprint: Blueprint) -> Iterator[Statement]:
    """One statement for each scope that means something; rules report the others."""
    for scope in scopes(function, blueprint):
        access = scope.access
        if access is None:
            continue
        arn = blueprint.attribute(scope.target, Attribute.ARN)
        yield Statement(
            sid=f"{scope.level} {scope.target}",
            actions=access.actions,
            resources=tuple(_with_suffix(arn, suffix) for suffix in access.resources),
            because=f"Scope {scope.target}: {scope.level}.",
        )


def _with_suffix(arn: Text, suffix: str) -> Text:
    if not suffix:
        return arn
    if isinstance(arn, str):
        return arn + suffix
    return Join((*(arn.parts if isinstance(arn, Join) else (arn,)), suffix))
