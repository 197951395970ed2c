"""The practices that AWS's guides and the field's scanners name, and what answers each.

They stand in ``docs/field/practices``, a file for each area. A practice is answered by rules; or by a
guarantee: no blueprint can break it, because every export keeps it, and a test on the exports would fail
if one stopped; or it is left, for a reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "field" / "practices"

TIERS = ("schema", "core", "extended")
"""What one resource may hold; what every design should keep; what completes the list."""

ANSWERS = frozenset({"rules", "guaranteed", "left"})


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice and its answer. Exactly one of ``rules``, ``how`` and ``left`` is said."""

    area: str
    name: str
    tier: str
    answers: tuple[str, ...]
    """The kinds of answer that the file gives: one of ``ANSWERS``."""
    rules: tuple[str, ...]
    how: str
    """How build guarantees it."""
    test: str
    """The test that fails when build stops: ``tests/....py::test_name``."""
    left: str
    modelled: bool
    """Whether the model holds what the practice is about."""
    strange: tuple[str, ...]
    """Words of the file that mean nothing here."""


@cache
def practices() -> tuple[Practice, ...]:
    """Every practice, by the file's name and in its order."""
    return tuple(
        _practice(path.stem, entry)
        for path in sorted(FOLDER.glob("*.yaml"))
        for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    )


def _practice(area: str, entry: dict[str, Any]) -> Practice:
    guaranteed = entry.get("guaranteed", {})
    known = {"practice", "tier", "model", *ANSWERS}
    return Practice(
        area=area,
        name=entry["practice"],
        tier=entry["tier"],
        answers=tuple(sorted(ANSWERS & set(entry))),
        rules=tuple(entry.get("rules", ())),
        how=guaranteed.get("how", ""),
        test=guaranteed.get("test", ""),
        left=entry.get("left", ""),
        modelled=entry.get("model", True),
        strange=tuple(sorted((set(entry) - known) | (set(guaranteed) - {"how", "test"}))),
    )


def has_test(test: str) -> bool:
    """Whether a test of that id is there: ``tests/rules/test_x.py::test_name``."""
    path, _, name = test.partition("::")
    return name.startswith("test_") and name in _tests(ROOT / path)


@cache
def _tests(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(each.name for each in tree.body if isinstance(each, ast.FunctionDef))


def sections() -> Iterator[str]:
    """What ``docs/rules.md`` says of the practices after its index of rules."""
    found = practices()
    judged, kept, left = (
        [each for each in found if kind in each.answers] for kind in ("rules", "guaranteed", "left")
    )
    yield "## Guaranteed by every export"
    yield ""
    yield f"AWS's guides and the field's scanners name {len(found)} practices; the rules above judge"
    yield f"{len(judged)}. {len(kept)} need no rule: no blueprint can break them, as every export keeps them."
    yield "Each has a test on the exports that fails if one stopped."
    yield ""
    yield "| practice | how | test |"
    yield "|---|---|---|"
    for each in kept:
        path, _, name = each.test.partition("::")
        yield f"| `{each.name}` | {each.how} | [`{name}`](../{path}) |"
    yield ""
    yield "## Not judged, and why"
    yield ""
    yield "| practice | why |"
    yield "|---|---|"
    for each in left:
        yield f"| `{each.name}` | {each.left} |"
