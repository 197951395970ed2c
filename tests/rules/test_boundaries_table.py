"""Every rule that compares numbers is tried on both sides of its boundary."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from inspect import isabstract
from pkgutil import walk_packages
from typing import Any

import pytest
import yaml

from designer import blueprint, catalog
from designer.blueprint.base import Limits, Part, metadata
from designer.blueprint.document import Blueprint
from designer.rules import registry
from designer.rules.base import Rule
from designer.rules.ranges import ELSEWHERE, _faults
from tests.rules.boundaries import TABLE, Boundary
from tests.rules.judging import found
from tests.rules.numeric import is_numeric
from tests.rules.test_boundaries import LENGTHS, RANGES

_ARN = "reads a part of an ARN where there is one"
_LIST = "takes the next value of a list"
_VERSION = "orders versions of a runtime"

NO_NUMBERS = {
    "api-domain-valid": _ARN,
    "function-runtime-not-latest": _VERSION,
    "iam-access-level-excess": "asks whether one set of actions holds another",
    "layers-architecture-compatible": _ARN,
    "layers-known-outdated": _ARN,
    "layers-third-party-account": _ARN,
    "log-retention-valid": _LIST,
    "other-region": _ARN,
    "resource-id-unique": "shortens the name that its fix gives",
    "scope-levels": "asks whether a level is said twice",
    "setting-choice": _LIST,
    "workflow-retry-order": "asks which of two stands first",
}
"""Rules whose code orders what is no number of a design, each with what it is."""


@pytest.mark.parametrize("boundary", TABLE, ids=lambda each: f"{each.id} {each.fine} {each.off}")
def test_the_last_number_passes_and_the_next_is_found(boundary: Boundary) -> None:
    fine, off = (
        found(Blueprint.model_validate(boundary.design(number)), boundary.id, boundary.day(number))
        for number in (boundary.fine, boundary.off)
    )

    assert not fine
    assert off


def test_neighbours_are_one_apart() -> None:
    apart = {each.id for each in TABLE if abs(each.fine - each.off) != 1}

    assert apart <= APART.keys()


APART = {
    "schedule-expression-valid": "one more minute is two more characters",
}


def test_every_numeric_rule_has_a_boundary_test() -> None:
    known = {each.id for each in TABLE} | {each[0] for each in (*RANGES, *LENGTHS)} | NO_NUMBERS.keys()
    numeric = [each for each in registry.rules() if is_numeric(each)]
    untested = [each.id for each in numeric if each.id not in known and not _shows_its_boundary(each)]

    assert len(numeric) > 100
    assert untested == [], "they compare numbers and have no line in tests/rules/boundaries.py"


def test_every_exemption_is_needed() -> None:
    rules = {each.id: each for each in registry.rules()}
    known = {each.id for each in TABLE} | {each[0] for each in (*RANGES, *LENGTHS)}

    assert [
        each for each in NO_NUMBERS if each not in rules or not is_numeric(rules[each]) or each in known
    ] == []


def _shows_its_boundary(rule: Rule) -> bool:
    """Whether its good example differs from its bad one by one step of one number, or by one character."""
    bad, good = (dict(_leaves(yaml.load(text, yaml.CSafeLoader))) for text in (rule.bad, rule.good))
    differing = [(bad[at], good[at]) for at in bad if at in good and bad[at] != good[at]]
    if bad.keys() != good.keys() or len(differing) != 1:
        return False
    one, other = differing[0]
    if isinstance(one, int) and isinstance(other, int):
        return abs(one - other) == 1
    alike = isinstance(one, str) and isinstance(other, str) and len({*one, *other}) == 1
    return alike and abs(len(one) - len(other)) == 1


def _leaves(part: Any, path: tuple[object, ...] = ()) -> Iterator[tuple[tuple[object, ...], Any]]:
    """The scalars of plain data, each with its path."""
    entries = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else None
    if entries is None:
        yield path, part
        return
    for key, value in entries:
        yield from _leaves(value, (*path, key))


def every_part() -> Iterator[type[Part]]:
    """Every part that a design can be made of."""
    for module in walk_packages(blueprint.__path__, f"{blueprint.__name__}."):
        import_module(module.name)
    waiting = [Part]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if not isabstract(kind):
            yield kind


RANGED = sorted(
    {
        (limits.key, kind, name)
        for kind in every_part()
        for name, info in kind.model_fields.items()
        if (limits := metadata(info, Limits)) and limits.key not in ELSEWHERE
    },
    key=lambda each: (each[0], each[1].__name__, each[2]),
)
"""Every field with a range that the rule on ranges judges, with the range's key."""


@pytest.mark.parametrize(("key", "kind", "name"), RANGED, ids=lambda each: getattr(each, "__name__", each))
def test_every_range_is_judged_on_both_sides(key: str, kind: type[Part], name: str) -> None:
    allowed = catalog.limits(key)
    numbers = (allowed.minimum - 1, allowed.minimum, allowed.maximum, allowed.maximum + 1)
    others = {field: None for field, info in kind.model_fields.items() if info.is_required()}
    parts = [kind.model_construct(**{**others, name: number}) for number in numbers]
    faults = [[path for path, _ in _faults(part) if path == (name,)] for part in parts]

    assert faults == [[(name,)], [], [], [(name,)]]
