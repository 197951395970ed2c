"""Compares two deployments: every resource, every setting, nothing by wildcard."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tests.conformance.normal.form import Deployment, Identity, Leaf, Path


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that two formats say differently; ``None`` is "not said"."""

    resource: Identity
    setting: Path
    left: Leaf | None
    right: Leaf | None

    def __str__(self) -> str:
        where = f"{self.resource.kind} {self.resource.name}"
        return f"{where}: {' / '.join(self.setting)}: {self.left!r} and {self.right!r}"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A setting that one format cannot help saying in its own way, and why.

    ``kind`` and ``setting`` are exact, and so is what the format says there, and what the other one
    says instead; ``None`` is nothing.
    """

    format: str
    kind: str
    setting: Path
    value: Leaf
    instead_of: Leaf | None
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different, and which tolerances were needed."""

    differences: tuple[Difference, ...]
    used: frozenset[Tolerance]


EXISTS: Path = ("exists",)


def compare(
    left: tuple[str, Deployment], right: tuple[str, Deployment], tolerated: Collection[Tolerance] = ()
) -> Comparison:
    """How two formats' deployments differ; each is given with its format's name."""
    differences: list[Difference] = []
    used: set[Tolerance] = set()
    for each in _differences(left[1], right[1]):
        allowed = _allowed(each, left[0], right[0], tolerated)
        if allowed is None:
            differences.append(each)
        else:
            used.add(allowed)
    return Comparison(tuple(differences), frozenset(used))


def _differences(left: Deployment, right: Deployment) -> Iterator[Difference]:
    for resource in sorted(left.keys() | right.keys()):
        if resource not in left or resource not in right:
            yield Difference(resource, EXISTS, resource in left, resource in right)
            continue
        ours, theirs = left[resource], right[resource]
        for setting in sorted(ours.keys() | theirs.keys()):
            here, there = ours.get(setting), theirs.get(setting)
            if here != there or type(here) is not type(there):
                yield Difference(resource, setting, here, there)


def _allowed(
    difference: Difference, left: str, right: str, tolerated: Collection[Tolerance]
) -> Tolerance | None:
    seen = [(left, difference.left, difference.right), (right, difference.right, difference.left)]
    for each in tolerated:
        same_setting = (each.kind, each.setting) == (difference.resource.kind, difference.setting)
        if same_setting and (each.format, each.value, each.instead_of) in seen:
            return each
    return None
