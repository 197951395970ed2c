"""Any design that loads can be reviewed and fixed."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis.strategies import SearchStrategy

from designer.blueprint.base import Part, apply, each_part
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.referring import each_use, removing, renaming
from designer.blueprint.resources.api import Api
from designer.blueprint.resources.queue import Queue
from designer.blueprint.resources.secret import Secret
from designer.blueprint.resources.table import Table
from designer.blueprint.triggers import TRIGGERS, trigger_class
from designer.blueprint.triggers.http_api import HttpApiTrigger
from designer.blueprint.triggers.schedule import ScheduleTrigger
from designer.blueprint.triggers.sqs import SqsTrigger
from designer.rules.registry import rules, rules_about
from designer.rules.review import fixed, review
from designer.rules.subjects import subjects
from designer.rules.whole_size import MADE_PER_SETTING, resources
from designer.rules.whole_size import settings as settings_of
from tests import strategies
from tests.rules.judging import TODAY
from tests.strategies import blueprints

STRATEGIES: dict[type[Part], SearchStrategy[dict[str, Any]]] = {
    Function: strategies.functions(),
    Api: strategies.apis(),
    Queue: strategies.queues(),
    Secret: strategies.secrets(),
    Table: strategies.tables(),
    HttpApiTrigger: strategies.http_triggers(),
    ScheduleTrigger: strategies.schedules(),
    SqsTrigger: strategies.sqs_triggers(),
}
STRATEGIES |= {
    kind: strategies.derived(kind)
    for kind in (*COLLECTIONS.values(), *map(trigger_class, TRIGGERS))
    if kind not in STRATEGIES
}

ANY = strategies.drawing(15)


@ANY
@given(blueprints())
def test_review_never_raises_and_every_fix_applies(blueprint: Blueprint):
    judged = review(blueprint, TODAY)
    for finding in (*judged.findings, *judged.suppressed):
        assert finding.message.isprintable()
        if finding.fix:
            apply(blueprint, finding.fix.edits)


@ANY
@given(blueprints())
def test_rules_that_are_not_asked_would_find_nothing(blueprint: Blueprint):
    asked = {each.id for each in rules_about(subjects(blueprint) | {blueprint.profile})}
    others = [each for each in rules() if each.id not in asked]
    assert not review(blueprint, TODAY, others).findings


@ANY
@given(blueprints())
def test_few_settings_make_few_resources(blueprint: Blueprint):
    design = blueprint.for_stage(blueprint.stage_names[0])
    assert sum(resources(design)) <= settings_of(design) * MADE_PER_SETTING


@ANY
@given(blueprints())
def test_fixes_reach_a_fixed_point(blueprint: Blueprint):
    for unsafe in (False, True):
        once, _ = fixed(blueprint, TODAY, unsafe=unsafe)
        assert fixed(once, TODAY, unsafe=unsafe) == (once, ())


@ANY
@given(blueprints())
def test_safe_fixes_make_no_new_errors(blueprint: Blueprint):
    before = {each.rule for each in review(blueprint, TODAY).findings}
    after, _ = fixed(blueprint, TODAY)
    new = [each for each in review(after, TODAY).findings if each.rule not in before]
    assert not [each for each in new if each.severity.value == "error"]


@ANY
@given(blueprints())
def test_renamed_and_removed_without_a_trace(blueprint: Blueprint):
    for path in (("functions", name) for name in blueprint.functions):
        renamed = apply(blueprint, renaming(blueprint, path, "something-new"))
        assert not _names(renamed, path) - _names(blueprint, path)
        assert len(_names(renamed, ("functions", "something-new"))) == len(_names(blueprint, path))
    for node in blueprint.each_thing():
        removed = apply(blueprint, removing(blueprint, node.path))
        assert node.name not in getattr(removed, str(node.path[0]))
        assert len(list(removed.misfits())) <= len(list(blueprint.misfits())) + len(list(each_use(blueprint)))


def _names(blueprint: Blueprint, path: tuple[str, ...]) -> set[tuple[str | int, ...]]:
    return {use.path for use in each_use(blueprint) if use.target(blueprint) == path}


@pytest.mark.parametrize("kind", STRATEGIES, ids=lambda kind: kind.__name__)
def test_strategy_knows_every_field(kind: type[Part]):
    """A field that the strategy never sets would never meet a hostile value."""
    lacking = _fields(kind) - CONSTANT

    @settings(ANY, max_examples=480, phases=(Phase.generate,), derandomize=True)
    @given(STRATEGIES[kind])
    def draw(data: dict[str, Any]) -> None:
        for node in each_part(kind.model_validate(data)):
            lacking.difference_update(
                (type(node.value).__name__, name) for name in node.value.model_fields_set
            )
        if not lacking:
            raise EnoughError

    with suppress(EnoughError):
        draw()
    assert lacking == set()


class EnoughError(Exception):
    """Every field was drawn."""


def test_there_is_a_strategy_for_everything():
    kinds = {Function, *COLLECTIONS.values(), *map(trigger_class, TRIGGERS)}
    assert kinds == set(STRATEGIES)


CONSTANT = {("Api", "type"), ("Authorizer", "type")}
"""Fields with one value only."""


def _fields(kind: type[Part]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    waiting: list[type[Part]] = [kind]
    seen: set[type[Part]] = set()
    while waiting:
        part = waiting.pop()
        if part in seen or inspect.isabstract(part):
            continue
        seen.add(part)
        found.update((part.__name__, name) for name in part.model_fields)
        waiting.extend(inner for field in part.model_fields.values() for inner in _parts(field.annotation))
    return found


def _parts(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for each in getattr(annotation, "__args__", ()):
        yield from _parts(each)
