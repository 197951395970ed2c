"""Names: their form, what they become in exports, and their length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer import catalog
from designer.blueprint.base import apply
from designer.blueprint.collections import COLLECTIONS
from designer.exporters.base import pascal_case, snake_case
from designer.rules.creating import free_name
from designer.rules.names import label
from designer.rules.review import fixed
from tests.rules.judging import TODAY, design, found, places
from tests.strategies import drawing

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,6}", fullmatch=True)


@drawing(200)
@given(NAMES, NAMES)
def test_what_an_export_spells_alike_clashes(one: str, other: str):
    if snake_case(one) == snake_case(other) or pascal_case(one) == pascal_case(other):
        assert label(one) & label(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("my-fn", "my_fn"),
        ("my-fn", "myFn"),
        ("a1", "a-1"),
        ("Jobs", "jobs"),
        ("fooBar", "foobar"),
        ("a", "a-"),
    ],
)
def test_names_that_clash(one: str, other: str):
    (finding,) = found(
        f"{{name: a, functions: {{{one}: {{}}}}, queues: {{{other}: {{}}}}}}", "resource-id-unique"
    )
    assert finding.path == ("queues", other)
    assert finding.message == f"queues {other} and {one} become one name in an export."


@pytest.mark.parametrize(("one", "other"), [("log-in", "login"), ("a", "b"), ("jobs", "jobs-dlq")])
def test_names_that_do_not(one: str, other: str):
    assert not found(f"{{name: a, functions: {{{one}: {{}}, {other}: {{}}}}}}", "resource-id-unique")


def test_triggers_of_two_functions_clash():
    text = """
      name: x
      functions:
        a: {triggers: {b-c: {type: sqs, queue: q}}}
        a-b: {triggers: {c: {type: sqs, queue: q}}}
      queues: {q: {}}
    """
    (finding,) = found(text, "resource-id-unique")
    assert finding.path == ("functions", "a-b", "triggers", "c")
    assert finding.fix is not None
    healed = apply(design(text), finding.fix.edits)
    assert list(healed.functions["a-b"].triggers) == ["c-2"]
    assert not found(healed, "resource-id-unique")


def test_trigger_may_be_called_like_its_queue():
    text = "{name: x, functions: {w: {triggers: {q: {type: sqs, queue: q}}}}, queues: {q: {}}}"
    assert not found(text, "resource-id-unique")


def test_renaming_takes_references_along():
    text = """
      name: x
      functions: {jobs: {triggers: {t: {type: sqs, queue: jobs}}}, sender: {scopes: {jobs: send}}}
      queues: {jobs: {}}
    """
    healed, _ = fixed(design(text), TODAY, unsafe=True)
    assert "jobs" not in healed.queues
    assert {"jobs-queue", "jobs-queue-dlq"} <= healed.queues.keys()
    assert list(healed.functions["sender"].scopes) == ["jobs-queue"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("'a.b'", "a-b"),
        ("''", "n"),
        ("'9x'", "n9x"),
        ("' a '", "a"),
        ("é", "n"),
        ("'a/b c'", "a-b-c"),
        ("-a", "a"),
    ],
)
def test_name_without_the_form_gets_one(name: str, wanted: str):
    text = f"{{name: x, queues: {{{name}: {{}}}}}}"
    (finding,) = found(text, "name-valid")
    assert finding.fix is not None
    assert list(apply(design(text), finding.fix.edits).queues) == [wanted]


def test_free_name_is_looked_for():
    text = "{name: x, functions: {a b: {}, a-b: {}, a-b-2: {}}}"
    (finding,) = found(text, "name-valid")
    assert finding.fix is not None
    assert list(apply(design(text), finding.fix.edits).functions) == ["a-b-3", "a-b", "a-b-2"]


def test_trigger_names_are_names():
    text = "{name: x, functions: {w: {triggers: {a b: {type: sqs, queue: q}}}}, queues: {q: {}}}"
    assert places(text, "name-valid") == ["functions.w.triggers.a b"]


def test_longest_stage_counts():
    text = "{name: shop, stages: {dev: {}, %s: {}}, functions: {%s: {}}}"
    assert not found(text % ("p" * 10, "f" * 48), "physical-name-length")
    (finding,) = found(text % ("p" * 11, "f" * 48), "physical-name-length")
    assert f"In stage {'p' * 11}" in finding.message
    assert finding.fix is not None
    assert list(apply(design(text % ("p" * 11, "f" * 48)), finding.fix.edits).functions) == ["f" * 47]


def test_no_room_no_fix():
    (finding,) = found(f"{{name: {'x' * 64}, functions: {{a: {{}}}}}}", "physical-name-length")
    assert finding.fix is None


def test_length_of_what_exists_is_not_judged():
    arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
    assert not found(f"{{name: a, queues: {{{'x' * 90}: {{existing: '{arn}'}}}}}}", "physical-name-length")


def test_every_kind_of_thing_has_a_length():
    assert all(kind.NAME_LENGTH is None or catalog.limits(kind.NAME_LENGTH) for kind in COLLECTIONS.values())


def test_two_stages_of_one_name_clash_only_where_something_does():
    text = "{name: a, stages: {dev: {}, dev-b: {}}, functions: {%s: {}, %s: {}}}"
    assert places(text % ("b-c", "c"), "physical-name-unique") == ["functions.b-c"]
    assert not found(text % ("b-c", "d"), "physical-name-unique")


def test_what_fixes_create_has_a_name_that_clashes_with_none():
    blueprint = design("{name: a, functions: {Data: {}}, queues: {data-2: {}}, tables: {alerts: {}}}")
    assert free_name(blueprint, "data") == "data-3"
    assert free_name(blueprint, "alerts") == "alerts-2"
    assert free_name(blueprint, "events") == "events"
