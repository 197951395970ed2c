"""How strong a password has to be, and when a second factor is asked for."""

from __future__ import annotations

import pytest

from tests.rules.judging import found, places

POLICY = "{name: a, user_pools: {p: {password: {%s}}}}"


@pytest.mark.parametrize(("length", "expected"), [(6, 1), (7, 1), (8, 0), (9, 0)])
def test_eight_characters_are_enough(length: int, expected: int):
    findings = found(POLICY % f"minimum_length: {length}", "cognito-password-strength")
    assert len(findings) == expected
    assert all(each.fix and each.fix.edits[0].value == 8 for each in findings)


@pytest.mark.parametrize("field", ["uppercase", "lowercase", "digits", "symbols"])
def test_every_kind_of_character_is_asked_for(field: str):
    assert places(POLICY % f"{field}: false", "cognito-password-strength") == [
        f"user_pools.p.password.{field}"
    ]


def test_what_is_lacking_is_told_at_once():
    (finding,) = found(POLICY % "digits: false, symbols: false", "cognito-password-strength")
    assert finding.message == "A password needs no digits, symbols."
    assert finding.fix is not None
    assert len(finding.fix.edits) == 2


@pytest.mark.parametrize(
    ("profile", "mfa", "expected"),
    [
        ("standard", "off", 1),
        ("standard", "optional", 0),
        ("standard", "on", 0),
        ("regulated", "off", 1),
        ("regulated", "optional", 1),
        ("regulated", "on", 0),
        ("prototype", "off", 0),
    ],
)
def test_audits_do_not_leave_the_second_factor_to_users(profile: str, mfa: str, expected: int):
    design = f"{{name: a, profile: {profile}, user_pools: {{p: {{mfa: '{mfa}'}}}}}}"
    assert len(found(design, "cognito-mfa")) == expected
