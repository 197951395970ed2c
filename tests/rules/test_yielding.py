"""One mistake is said once: a rule is silent where one that it yields to speaks, and only there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from designer.blueprint.base import dotted
from designer.blueprint.document import Blueprint
from designer.rules import registry
from designer.rules.base import Finding, Rule
from designer.rules.review import review
from tests.rules.judging import TODAY, design, places
from tests.rules.test_breaking import BROKEN
from tests.rules.test_cases import ALL, judged

PAIRS = [(rule, name) for rule in registry.rules() for name in rule.yields_to]


def _designs(*rules: Rule) -> Iterator[Blueprint]:
    """Every design that tests have of these rules, then those that break practices."""
    for rule in rules:
        yield design(rule.bad)
    names = {rule.id: rule for rule in rules}
    yield from (judged(names[name], case) for name, case in ALL if name in names and case["finds"])
    yield from _broken()


@cache
def _broken() -> tuple[Blueprint, ...]:
    return tuple(Blueprint.model_validate(each) for _, each in BROKEN)


def _found(blueprint: Blueprint, *rules: Rule) -> list[Finding]:
    return list(review(blueprint, TODAY, rules, profile="regulated").findings)


def _meet(one: Finding, other: Finding) -> bool:
    length = min(len(one.path), len(other.path))
    return one.path[:length] == other.path[:length]


@pytest.mark.parametrize(("rule", "name"), PAIRS, ids=[f"{rule.id}-{name}" for rule, name in PAIRS])
def test_a_rule_yields_to_one_that_does_meet_it(rule: Rule, name: str) -> None:
    louder = registry.rule(name)
    assert louder is not None
    met = 0
    for blueprint in _designs(rule, louder):
        heard = _found(blueprint, louder)
        if not heard:
            continue
        alone = [each for each in _found(blueprint, rule) if any(_meet(each, other) for other in heard)]
        left = [each for each in _found(blueprint, rule, louder) if each.rule == rule.id]
        assert not [each for each in left if any(_meet(each, other) for other in heard)]
        met += bool(alone)
    assert met, "no design of the tests has both; one of them does not need to yield"


def test_no_rule_yields_to_one_that_yields_to_it() -> None:
    pairs = {(rule.id, name) for rule, name in PAIRS}
    assert not [pair for pair in pairs if pair[::-1] in pairs]


def test_what_is_said_of_another_place_is_kept() -> None:
    both = "{name: shop, functions: {a: {handler: app handler}, b: {handler: app}}}"
    found = review(design(both), TODAY).findings

    wanted = {"function-handler-valid", "function-handler-module"}
    assert {(each.rule, each.path[1]) for each in found if each.rule in wanted} == {
        ("function-handler-valid", "a"),
        ("function-handler-module", "b"),
    }
    assert places(both, "function-handler-module") == ["functions.a.handler", "functions.b.handler"]


def test_what_one_stage_has_silences_nothing_in_another() -> None:
    text = """
      name: shop
      stages: {dev: {queues: {jobs: {dead_letter: {max_receive_count: 1001}}}}, prod: {}}
      functions: {worker: {triggers: {poll: {type: sqs, queue: jobs}}}}
      queues: {jobs: {dead_letter: {queue: failed, max_receive_count: 500}}, failed: {}}
    """
    found = review(design(text), TODAY).findings
    at = "queues.jobs.dead_letter.max_receive_count"
    assert [(each.rule, dotted(each.path)) for each in found if "max-receive" in each.rule] == [
        ("sqs-max-receive-range", f"stages.dev.{at}"),
        ("sqs-max-receive-high", at),
    ]


def test_a_suppression_of_the_louder_one_does_not_wake_the_other() -> None:
    text = """
      name: shop
      functions: {worker: {handler: app handler}}
      suppress: [{rule: function-handler-valid, at: functions.worker.handler, reason: A test.}]
    """
    assert not [each for each in review(design(text), TODAY).findings if "handler" in each.rule]
