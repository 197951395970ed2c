"""How strictly a design is judged: by its profile, or by the one that is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer import gallery
from designer.blueprint.document import PROFILES, Profile
from designer.rules import registry
from designer.rules.base import AUDITED, LASTING, UNAUDITED, Hindsight, Rule, Severity
from designer.rules.review import fixed, review
from designer.session import Session
from tests.rules.judging import TODAY, design

RULES = pytest.mark.parametrize("rule", registry.rules(), ids=lambda rule: rule.id)

LASTS = "{name: a, %s functions: {f: {triggers: {t: {type: schedule, expression: rate(1 day)}}}}}"


def test_every_rule_counts_somewhere_and_an_error_everywhere():
    for rule in registry.rules():
        assert rule.profiles in (PROFILES, LASTING, UNAUDITED, AUDITED), rule.id
        assert rule.severity is not Severity.ERROR or rule.profiles == PROFILES, rule.id


@RULES
def test_bad_is_found_in_exactly_the_profiles_of_the_rule(rule: Rule):
    bad = design(rule.bad)
    asked = None if isinstance(rule, Hindsight) else [rule]  # which needs what the others found
    for profile in PROFILES:
        found = {each.rule for each in review(bad, TODAY, asked, profile).findings}
        assert (rule.id in found) is (profile in rule.profiles)


@pytest.mark.parametrize(
    ("said", "expected"), [("", 2), ("profile: standard,", 2), ("profile: prototype,", 0)]
)
def test_the_design_says_its_profile(said: str, expected: int):
    assert len(review(design(LASTS % said), TODAY).findings) == expected


def test_audits_ask_for_more():
    asked = {each.rule for each in review(design(LASTS % "profile: regulated,"), TODAY).findings}
    assert {"log-retention-one-year", "function-timeout-explicit", "async-without-failure-path"} <= asked


@pytest.mark.parametrize(("profile", "expected"), [("prototype", 0), (None, 2), ("standard", 2)])
def test_another_profile_can_be_asked_for(profile: Profile | None, expected: int):
    assert len(review(design(LASTS % ""), TODAY, profile=profile).findings) == expected
    assert len(fixed(design(LASTS % ""), TODAY, profile=profile)[1]) == expected


def test_rules_that_ask_the_design_hear_the_profile_that_is_asked_for():
    inside = (
        "{name: a, functions: {f: {network: {name: n}}}, networks: {n: {}}, workflows: {w: {logging: null}}}"
    )
    asked = {each.rule for each in review(design(inside), TODAY, profile="regulated").findings}
    own = {each.rule for each in review(design(f"{{profile: regulated, {inside[1:]}"), TODAY).findings}
    assert asked == own
    assert "workflow-logging" in asked and "vpc-not-needed" not in asked
    assert fixed(design(inside), TODAY, profile="regulated")[0].profile == "standard"


def test_session_judges_by_the_profile_that_it_was_given(tmp_path: Path):
    file = tmp_path / "a.yaml"
    file.write_text((LASTS % "profile: prototype,").replace("{name", "{blueprint: 1, name", 1))
    assert Session.open(file, TODAY).review.findings == ()
    strict = Session.open(file, TODAY, "standard")
    assert len(strict.review.findings) == len(strict.fix_all()) == 2


@pytest.mark.parametrize("name", gallery.names())
def test_the_gallery_has_no_errors_in_any_profile(name: str):
    blueprint = gallery.document(name).blueprint
    for profile in PROFILES:
        judged = review(blueprint, TODAY, profile=profile)
        assert judged.errors == 0
        assert profile == "regulated" or judged.findings == ()
