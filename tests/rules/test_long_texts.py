"""What is too long: it is cut where a reader would cut it, and the largest part is named."""

from __future__ import annotations

from typing import Any

import pytest

from designer.blueprint.document import Blueprint
from designer.rules.base import Severity
from tests.rules.judging import found

LIMITS = [
    ("design-description-length", 1024, lambda text: {"description": text}),
    ("function-description-length", 256, lambda text: {"functions": {"f": {"description": text}}}),
    ("api-description-length", 1024, lambda text: {"apis": {"front": {"description": text}}}),
    ("secret-description-length", 2048, lambda text: {"secrets": {"key": {"description": text}}}),
]


@pytest.mark.parametrize(("rule", "most", "settings"), LIMITS, ids=[each[0] for each in LIMITS])
def test_a_description_is_cut_without_a_space_at_its_end(rule: str, most: int, settings: Any) -> None:
    room = most - (3 if rule.startswith("design") else 1)  # an ellipsis has three bytes
    told = settings(" " + "x" * (room - 4) + "   yyyyyyy")
    (finding,) = found(Blueprint.model_validate({"name": "a", **told}), rule)
    (edit,) = finding.fix.edits if finding.fix else ()
    assert finding.path == edit.path
    assert edit.path[-1] == "description"
    assert edit.value == " " + "x" * (room - 4) + "…"
    assert finding.fix is not None
    assert finding.fix.safe is False


def test_a_letter_of_two_bytes_is_not_cut_in_half() -> None:
    text = "x" + "é" * 600
    (finding,) = found(
        Blueprint.model_validate({"name": "a", "description": text}), "design-description-length"
    )
    assert finding.fix is not None
    assert finding.fix.edits[0].value == "x" + "é" * 510 + "…"
    assert "1,201 bytes" in finding.message


def test_half_a_letter_is_cut_off() -> None:
    text = "x" * 1020 + "\ud83d" * 3
    (finding,) = found(
        Blueprint.model_validate({"name": "a", "description": text}), "design-description-length"
    )
    assert finding.fix is not None
    assert finding.fix.edits[0].value == "x" * 1020 + "…"


def environment(**functions: dict[str, str]) -> Blueprint:
    settings = {name: {"environment": variables} for name, variables in functions.items()}
    return Blueprint.model_validate({"name": "a", "functions": settings})


def test_the_largest_variable_is_named_in_each_function() -> None:
    judged = environment(
        small={"A": "b"}, large={"AAAA": "x" * 100, "BB": "x" * 4000, "ZZ": "é" * 10}, more={"CC": "x" * 4100}
    )
    one, other = found(judged, "env-size-limit")
    assert one.path == ("functions", "large", "environment", "BB")
    assert "4,128 bytes, 4,002 of them here" in one.message
    assert other.path == ("functions", "more", "environment", "CC")
    assert one.fix is not None
    assert one.fix.safe is False


@pytest.mark.parametrize(("literal", "is_found"), [(4093, False), (4094, True)])
def test_a_reference_counts_as_one_byte(literal: int, is_found: bool) -> None:
    judged = environment(f={"AB": "x" * literal + "${region}"})
    severities = {each.severity for each in found(judged, "env-size-limit")}
    assert (Severity.ERROR in severities) is is_found
