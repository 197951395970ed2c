"""Every practice that rules judge is judged: designs that break it, in each way that the field names.

``breaking/<area>.yaml`` gives them by practice, ``{repeat: [x, 257]}`` being a long text or list. One of
the practice's own rules has to find each.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from designer.blueprint.document import Blueprint
from designer.rules.registry import rule, rules_about
from designer.rules.review import review
from designer.rules.subjects import subjects
from tests.practices import practices
from tests.rules.judging import TODAY

FOLDER = Path(__file__).parent / "breaking"
ANSWERS = {each.name: each.rules for each in practices()}


def breaking() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every design that breaks a practice."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for name, found in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).items():
            for each in found:
                yield name, each


def written(value: Any) -> Any:
    """A design with its long texts and lists written out."""
    if isinstance(value, list):
        return [written(each) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"repeat"}:
        what, times = value["repeat"]
        return what * times if isinstance(what, str) else [what] * times
    return {key: written(each) for key, each in value.items()}


BROKEN = [(name, written(design)) for name, design in breaking()]


@pytest.mark.parametrize(("practice", "design"), BROKEN, ids=[name for name, _ in BROKEN])
def test_what_breaks_a_practice_is_found(practice: str, design: dict[str, Any]) -> None:
    rules = [found for each in ANSWERS[practice] if (found := rule(each))]
    assert rules
    blueprint = Blueprint.model_validate(design)
    asked = rules_about(subjects(blueprint) | {blueprint.profile})
    assert review(blueprint, TODAY, [each for each in asked if each in rules]).findings


@pytest.mark.parametrize("area", sorted({each.area for each in practices()}))
def test_every_practice_of_an_area_that_rules_judge_is_broken(area: str) -> None:
    judged = {each.name for each in practices() if each.area == area and each.rules}
    assert judged - {name for name, _ in BROKEN} == set()
