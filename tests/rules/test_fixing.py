"""Mending comes to an end: after a fix of everything, another one finds nothing to do."""

from __future__ import annotations

import pytest

from designer.blueprint.document import Blueprint, Profile
from designer.rules import registry
from designer.rules.base import Rule
from designer.rules.review import fixed
from tests.rules.judging import TODAY, design
from tests.rules.test_breaking import BROKEN

RULES = pytest.mark.parametrize("rule", registry.rules(), ids=lambda rule: rule.id)
PROFILES: tuple[Profile, ...] = ("standard", "regulated")


@RULES
def test_no_two_fixes_fight(rule: Rule):
    for text, profile in ((rule.bad, PROFILES[0]), (rule.bad, PROFILES[1]), (rule.good, PROFILES[1])):
        mended, _ = fixed(design(text), TODAY, unsafe=True, profile=profile)
        again, healed = fixed(mended, TODAY, unsafe=True, profile=profile)
        assert not [each.rule for each in healed]
        assert again == mended


@pytest.mark.conformance  # ten seconds and more
@pytest.mark.parametrize("profile", PROFILES)
def test_no_two_fixes_fight_in_broken_designs(profile: Profile):
    for name, broken in BROKEN:
        mended, _ = fixed(Blueprint.model_validate(broken), TODAY, unsafe=True, profile=profile)
        assert not [(name, each.rule) for each in fixed(mended, TODAY, unsafe=True, profile=profile)[1]]
