"""Every practice that the field names has one true answer."""

from __future__ import annotations

from collections import Counter

from designer.rules import registry
from tests.practices import ANSWERS, FOLDER, TIERS, has_test, practices, sections

AREAS = {
    "api": 25,
    "concurrency": 14,
    "cost": 8,
    "failure-handling": 34,
    "function": 52,
    "iam": 36,
    "networking": 8,
    "observability": 29,
    "quota": 9,
    "security": 16,
    "storage": 16,
    "trigger": 54,
    "workflow": 16,
}
"""How many practices each area has: none may be dropped unseen."""


def test_no_practice_is_dropped_or_named_twice() -> None:
    assert Counter(each.area for each in practices()) == AREAS
    assert [name for name, times in Counter(each.name for each in practices()).items() if times > 1] == []
    assert {path.stem for path in FOLDER.iterdir()} == set(AREAS)


def test_each_practice_has_one_answer() -> None:
    for practice in practices():
        assert practice.strange == (), practice.name
        assert practice.tier in TIERS, practice.name
        assert len(practice.answers) == 1, f"{practice.name}: one of {sorted(ANSWERS)}"
        assert practice.rules or practice.how or practice.left, practice.name
        assert bool(practice.how) == bool(practice.test), practice.name


def test_what_answers_is_there() -> None:
    assert [each for known in practices() for each in known.rules if registry.rule(each) is None] == []
    assert [each.test for each in practices() if each.test and not has_test(each.test)] == []


def test_what_every_design_should_keep_is_left_only_where_the_model_lacks_it() -> None:
    """Else it is judged by a rule, or guaranteed."""
    left = [each for each in practices() if each.left and each.tier != "extended"]
    assert [each.name for each in left if each.modelled] == []
    assert [each.name for each in practices() if not each.modelled and not each.left] == []


def test_a_test_that_is_not_there_is_found() -> None:
    assert has_test("tests/test_practices.py::test_a_test_that_is_not_there_is_found")
    assert not has_test("tests/test_practices.py::test_nothing")
    assert not has_test("tests/test_practices.py::has_test")
    assert not has_test("tests/test_nowhere.py::test_a_test_that_is_not_there_is_found")


def test_the_sections_tell_every_practice_that_has_no_rule() -> None:
    told = "\n".join(sections())
    silent = [
        each.name for each in practices() if (each.how or each.left) and f"| `{each.name}` |" not in told
    ]
    assert silent == []
