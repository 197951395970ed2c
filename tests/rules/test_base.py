"""What every rule has: findings that can be shown, fixes that say what they do."""

from __future__ import annotations

import pytest

from designer.blueprint.base import UNSET, Edit
from designer.rules.base import Finding, Fix, Severity, all_of, remove, set_value
from designer.rules.registry import rule

AT = ("functions", "worker", "timeout")


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("It is 'größer'.", "It is 'größer'."),
        ("It is 'a\nb'.", "It is 'a\\nb'."),
        ("It is 'a\x1b[31m \u202e'.", "It is 'a\\x1b[31m \\u202e'."),
    ],
)
def test_what_cannot_be_shown_is_escaped(message: str, shown: str) -> None:
    judge = rule("function-timeout-range")
    assert judge is not None
    assert judge.finding(AT, message) == Finding("function-timeout-range", Severity.ERROR, AT, shown)


def test_a_finding_may_be_less_severe_than_its_rule() -> None:
    judge = rule("function-timeout-range")
    assert judge is not None
    assert judge.finding(AT, "It is.", None, Severity.INFO).severity is Severity.INFO


def test_fixes() -> None:
    assert set_value("Set", AT, 5) == Fix("Set", (Edit(AT, 5),), safe=True)
    assert set_value("Set", AT, 5, safe=False) == Fix("Set", (Edit(AT, 5),), safe=False)
    assert remove("Remove", AT) == Fix("Remove", (Edit(AT, UNSET),), safe=True)
    assert remove("Remove", AT, safe=False) == Fix("Remove", (Edit(AT, UNSET),), safe=False)
    edits = [Edit(AT, 5), Edit(AT, UNSET)]
    assert all_of("Both", iter(edits)) == Fix("Both", tuple(edits), safe=True)
    assert all_of("Both", edits, safe=False) == Fix("Both", tuple(edits), safe=False)
