"""Every rule shows itself: its bad example is found, its good one is clean, its fix heals."""

from __future__ import annotations

import inspect
import re

import pytest

from designer.blueprint.base import apply
from designer.blueprint.document import Blueprint
from designer.rules import registry
from designer.rules.base import Rule, Severity
from designer.rules.review import Review, fixed, review
from tests.rules.judging import TODAY, design

RULES = pytest.mark.parametrize("rule", registry.rules(), ids=lambda rule: rule.id)


@RULES
def test_a_rule_shows_itself(rule: Rule):
    """All at once: most of the time goes into judging the bad example, and it is the same for each."""
    bad = design(rule.bad)
    before = review(bad, TODAY)
    bad_is_found(rule, before)
    messages_are_sentences(before)
    every_fix_heals_and_breaks_nothing(rule, bad, before)
    all_fixes_together_leave_nothing_of_the_rule(rule, bad, before)
    good_is_clean(rule)


def bad_is_found(rule: Rule, before: Review) -> None:
    findings = [each for each in before.findings if each.rule == rule.id]
    assert findings
    assert any(each.severity is rule.severity for each in findings)


def messages_are_sentences(before: Review) -> None:
    for each in before.findings:
        assert each.message[-1] in ".?"
        assert "\n" not in each.message
        assert each.fix is None or (each.fix.title and each.fix.edits)


def every_fix_heals_and_breaks_nothing(rule: Rule, bad: Blueprint, before: Review) -> None:
    errors = {each.rule for each in before.findings if each.severity is Severity.ERROR}
    for finding in before.findings:
        if finding.rule == rule.id and finding.fix:
            after = review(apply(bad, finding.fix.edits), TODAY).findings
            assert not [each for each in after if (each.rule, each.path) == (rule.id, finding.path)]
            assert {each.rule for each in after if each.severity is Severity.ERROR} <= errors


def all_fixes_together_leave_nothing_of_the_rule(rule: Rule, bad: Blueprint, before: Review) -> None:
    if all(each.fix for each in before.findings if each.rule == rule.id):
        healed, _ = fixed(bad, TODAY, unsafe=True)
        assert not [each for each in review(healed, TODAY).findings if each.rule == rule.id]


def good_is_clean(rule: Rule) -> None:
    findings = review(design(rule.good), TODAY).findings
    assert not [each for each in findings if each.rule == rule.id or each.severity is Severity.ERROR]


_AUTHORITIES = ("https://docs.aws.amazon.com/", "https://developer.amazon.com/")
"""Who may be quoted: AWS, and Amazon on Alexa."""


def test_rules_explain_themselves():
    for rule in registry.rules():
        explained = inspect.getdoc(type(rule))
        assert explained, rule.id
        summary, _, harm = explained.partition("\n\n")
        assert summary.endswith("."), rule.id
        assert "\n" not in summary, rule.id
        assert harm.endswith("."), rule.id
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", rule.id)
        assert rule.source.startswith(_AUTHORITIES), rule.id
        assert rule.topic, rule.id


def test_every_module_with_rules_is_registered():
    registered = {type(rule).__module__.rpartition(".")[2] for rule in registry.rules()}
    assert registered == set(registry.SUBJECTS)


def test_no_two_rules_share_an_id():
    declared = [
        kind.id
        for module in registry.SUBJECTS
        for kind in vars(__import__(f"designer.rules.{module}", fromlist=["_"])).values()
        if isinstance(kind, type) and issubclass(kind, Rule) and "id" in vars(kind)
    ]
    assert len(declared) == len(set(declared)) == len(registry.rules())


def test_unknown_rule_is_none():
    assert registry.rule("nothing") is None


def test_severities_have_an_order():
    assert sorted(Severity, key=lambda each: each.rank) == [Severity.ERROR, Severity.WARNING, Severity.INFO]


def test_a_design_is_judged_by_the_rules_of_what_it_speaks_of():
    everywhere = {each.id for each in registry.rules_about(frozenset())}
    assert {"name-valid", "function-memory-range"} <= everywhere
    assert not {"sqs-visibility-below-timeout", "tag-key-valid", "rest-route-valid"} & everywhere
    queues = {each.id for each in registry.rules_about(frozenset({"queues", "sqs", "nothing-known"}))}
    assert everywhere | {"sqs-visibility-below-timeout"} <= queues < {each.id for each in registry.rules()}


@pytest.mark.parametrize("word", ["suppress", "severities"])
def test_who_speaks_of_rules_may_mean_any(word: str):
    assert registry.rules_about(frozenset({word, "queues"})) == registry.rules()
