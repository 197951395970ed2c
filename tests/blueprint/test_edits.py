"""Edits: the one way in which a blueprint changes."""

from __future__ import annotations

import pytest

from designer.blueprint.base import UNSET, Edit, EditError, FrozenDict, apply
from designer.blueprint.document import Blueprint

SHOP = Blueprint.model_validate(
    {
        "blueprint": 1,
        "name": "shop",
        "stages": {"dev": {}, "prod": {"functions": {"worker": {"memory_size": 1024, "nothing": 1}}}},
        "defaults": {"memory_size": 256},
        "functions": {
            "worker": {
                "timeout": 30,
                "environment": {"A": "1"},
                "triggers": {"jobs": {"type": "sqs", "queue": "jobs"}},
                "scopes": {"jobs": ["send", "consume"]},
            }
        },
        "queues": {"jobs": {"dead_letter": {"queue": "gone"}}},
    }
)


def test_an_edit_changes_a_copy_and_shares_the_rest() -> None:
    changed = apply(SHOP, [Edit(("functions", "worker", "timeout"), 60)])

    assert changed.functions["worker"].timeout == 60
    assert SHOP.functions["worker"].timeout == 30
    assert changed.queues is SHOP.queues


def test_an_edit_and_its_opposite_give_the_same_design() -> None:
    there = apply(SHOP, [Edit(("queues", "jobs", "dead_letter", "max_receive_count"), 9)])

    assert there != SHOP
    assert apply(there, [Edit(("queues", "jobs", "dead_letter", "max_receive_count"), UNSET)]) == SHOP


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("functions", "worker", "timeout"), "long", "timeout: expected a whole number, found 'long'."),
        (("functions", "worker", "timeout"), True, "timeout: expected a whole number, found true."),
        (("functions", "worker", "tiemout"), 5, "functions.worker.tiemout is not a setting."),
        (("functions", "gone", "timeout"), 5, "There is no functions.gone.timeout."),
        (("functions", "worker", "triggers", "x"), {"type": "sqs"}, "queue is missing."),
        (("workflows", "flow"), {"states": {"each": {"type": "map"}}}, "states.each: states is missing."),
        (
            ("workflows", "flow"),
            {"states": {"pick": {"type": "choice", "rules": [{"condition": "a", "next": "b"}]}}},
            "states.pick.rules.0: condition is not a setting here (when, test, next are known).",
        ),
        (("functions", "worker", "loging"), {}, "functions.worker.loging is not a setting."),
        (
            ("functions", "worker", "logging"),
            {"formt": "JSON"},
            "formt is not a setting here; did you mean format?",
        ),
        (("functions", "worker", "triggers", "x"), {"type": "sqss"}, "did you mean sqs?"),
        (("queues", "jobs", "fifo"), "yes", "fifo: expected true or false, found 'yes'."),
        (("queues", "other"), 5, "other: expected a mapping, found 5."),
        (("suppress", 3), {}, "There is no suppress.3."),
        ((), 5, "An edit needs a path."),
    ],
)
def test_an_edit_that_does_not_fit_says_why_and_changes_nothing(
    path: tuple, value: object, says: str
) -> None:
    with pytest.raises(EditError) as caught:
        apply(SHOP, [Edit(path, value)])

    assert says in caught.value.message


def test_mappings_are_immutable_too() -> None:
    with pytest.raises(TypeError):
        SHOP.functions["other"] = SHOP.functions["worker"]  # type: ignore[index]
    with pytest.raises(TypeError):
        FrozenDict({"a": 1}).update(b=2)


def test_cached_answers_do_not_survive_an_edit() -> None:
    assert SHOP.each_function()[0].value.timeout == 30

    changed = apply(SHOP, [Edit(("functions", "worker", "timeout"), 60)])

    assert changed.each_function()[0].value.timeout == 60
    assert changed.for_stage("prod").each_function()[0].value.timeout == 60


def test_defaults_fill_in_what_a_function_does_not_say() -> None:
    function = SHOP.function("worker")

    assert function is not None
    assert function.value.memory_size == 256
    assert SHOP.origin("worker", "memory_size") == ("defaults", "memory_size")
    assert SHOP.origin("worker", "timeout") == ("functions", "worker", "timeout")


def test_a_stage_overlays_what_exists_and_reports_the_rest() -> None:
    prod = SHOP.for_stage("prod").function("worker")

    assert prod is not None
    assert prod.value.memory_size == 1024
    assert [(stage, misfit.path) for stage, misfit in SHOP.misfits()] == [
        ("prod", ("functions", "worker", "nothing"))
    ]
    assert SHOP.for_stage("dev") is SHOP


@pytest.mark.parametrize(
    "overlay",
    [
        {"name": "other"},
        {"functions": {"worker": {"triggers": {"more": {"type": "sqs", "queue": "jobs"}}}}},
        {"functions": {"worker": {"scopes": {"jobs": ["send"]}}}},
        {"functions": {"worker": {"timeout": "long"}}},
        {"functions": {"worker": 5}},
        {"functions": {"worker": {"environment": {"B": "2"}}}},
        {"queues": {"jobs": {}}},
    ],
)
def test_an_overlay_that_adds_or_misfits_is_reported_and_ignored(overlay: dict) -> None:
    design = apply(SHOP, [Edit(("stages", "prod"), overlay)])

    assert list(design.misfits())
    assert design.for_stage("prod") == design


def test_look_ups_return_nothing_rather_than_raise() -> None:
    assert SHOP.function("gone") is None
    assert SHOP.queue("gone") is None
    assert SHOP.thing("gone") is None
    assert not SHOP.attributes("gone")
