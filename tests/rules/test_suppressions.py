"""Suppressions: each says why, and silences something."""

from __future__ import annotations

import pytest

from designer.blueprint.base import apply
from designer.rules.review import fixed, review
from tests.rules.judging import TODAY, design, places

TEXT = """
name: a
%s
functions: {f: {timeout: 0}, g: {concurrency: {reserved: 0}}}
suppress: [%s]
"""


def suppressing(*entries: str, more: str = "") -> str:
    return TEXT % (more, ", ".join(f"{{{each}}}" for each in entries))


def unused(text: str) -> list[int]:
    findings = review(design(text), TODAY).findings
    return [int(each.path[1]) for each in findings if each.rule == "suppression-unused"]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("rule: function-timeout-range, at: functions.f, reason: r", []),
        ("rule: function-timeout-range, at: functions.g, reason: r", [0]),
        ("rule: function-memory-range, at: functions.f, reason: r", [0]),
        ("rule: function-memory-rnage, at: functions.f, reason: r", []),
        ("rule: table-pitr, at: tables, reason: r", []),
        ("rule: suppression-unused, at: suppress, reason: r", []),
    ],
)
def test_what_silences_nothing_is_found(entry: str, expected: list[int]):
    assert unused(suppressing(entry)) == expected


def test_what_another_profile_needs_stays():
    entry = "rule: table-pitr, at: tables, reason: r"
    assert unused(suppressing(entry)) == []
    assert unused(suppressing(entry, more="profile: regulated")) == [0]


def test_only_those_that_silence_nothing_go():
    gone = [f"rule: function-memory-range, at: functions.{name}, reason: r" for name in "fg"]
    kept = "rule: function-timeout-range, at: functions.f, reason: r"
    zero = "rule: reserved-concurrency-zero, at: functions.g, reason: r"
    healed, _ = fixed(design(suppressing(gone[0], kept, gone[1], zero)), TODAY, unsafe=True)
    assert [each.rule for each in healed.suppress] == ["function-timeout-range", "reserved-concurrency-zero"]


def test_a_suppression_of_this_rule_silences_it():
    entries = "rule: table-pitr, at: tables, reason: r", "rule: suppression-unused, at: suppress.0, reason: r"
    judged = review(design(suppressing(*entries, more="profile: regulated")), TODAY)
    assert "suppression-unused" in {each.rule for each in judged.suppressed}


@pytest.mark.parametrize(("reason", "expected"), [("''", 1), ("' '", 1), ("Measured.", 0)])
def test_a_reason_is_asked_for(reason: str, expected: int):
    text = suppressing(f"rule: function-timeout-range, at: functions.f, reason: {reason}")
    assert len(places(text, "suppression-reason")) == expected


def test_fix_in_a_list_leaves_the_others_alone():
    """Removing an item moves those behind it; their own fixes wait for the next pass."""
    bad = "{actions: '*', resources: '*'}"
    good = "{actions: 'sqs:SendMessage', resources: 'arn:aws:sqs:eu-west-1:123456789012:jobs'}"
    text = f"{{name: a, functions: {{f: {{statements: [{bad}, {bad}, {good}]}}}}}}"
    healed, _ = fixed(design(text), TODAY, unsafe=True)
    assert [each.actions for each in healed.functions["f"].statements] == [("sqs:SendMessage",)]


def test_fix_removes_the_suppression():
    bad = design(suppressing("rule: function-memory-range, at: functions.f, reason: r"))
    (finding,) = [each for each in review(bad, TODAY).findings if each.rule == "suppression-unused"]
    assert finding.fix is not None
    assert not finding.fix.safe
    assert apply(bad, finding.fix.edits).suppress == ()


def test_a_rule_matters_as_much_as_the_design_says():
    severities = {}
    for more in ("", "severities: {function-timeout-range: info}"):
        findings = review(design(TEXT % (more, "")), TODAY).findings
        severities[more] = {each.rule: each.severity.value for each in findings}
    before, after = severities.values()
    assert after == before | {"function-timeout-range": "info"} != before


def test_findings_are_listed_as_the_design_weighs_them():
    weighed = review(
        design(TEXT % ("severities: {reserved-concurrency-zero: error, function-timeout-range: info}", "")),
        TODAY,
    )
    ids = [each.rule for each in weighed.findings]
    assert ids.index("reserved-concurrency-zero") < ids.index("function-timeout-range")
    assert weighed.errors == sum(each.severity.value == "error" for each in weighed.findings)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("severities: {function-timeout-range: error}", []),
        ("severities: {function-timeout: error}", ["severities.function-timeout"]),
        ("suppress: [{rule: function-memory-rnage, at: functions, reason: r}]", ["suppress.0.rule"]),
    ],
)
def test_rules_that_there_are_not_are_found(more: str, expected: list[str]):
    text = f"name: a\nfunctions: {{f: {{}}}}\n{more}"
    assert places(text, "rule-known") == expected
    assert places(fixed(design(text), TODAY, unsafe=True)[0], "rule-known") == []
