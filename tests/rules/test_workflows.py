"""Rules on workflows at their edges, beyond what their examples show."""

from __future__ import annotations

import pytest

from tests.rules.judging import design, found, places


def workflow(states: str, settings: str = "", more: str = "") -> str:
    return (
        "{name: shop, functions: {worker: {}}, workflows: "
        f"{{fulfil: {{{settings}states: {{{states}}}}}}}"
        f"{more}}}"
    )


TASK = "type: task, function: worker"


@pytest.mark.parametrize(
    ("states", "at"),
    [
        ("a: {type: pass, next: b}", ["a.next"]),
        (f"a: {{{TASK}, catch: [{{next: b}}]}}", ["a.catch.0.next"]),
        ("a: {type: choice, rules: [{when: x, next: b}], otherwise: c}", ["a.rules.0.next", "a.otherwise"]),
        (
            "a: {type: map, states: {b: {type: pass, next: d}}, next: d}, d: {type: succeed}",
            ["a.states.b.next"],
        ),
        (
            "a: {type: parallel, branches: [{states: {b: {type: pass, next: a}}}]}",
            ["a.branches.0.states.b.next"],
        ),
    ],
)
def test_every_way_that_leads_nowhere_is_found(states: str, at: list[str]):
    prefix = "workflows.fulfil.states."
    assert places(workflow(states), "workflow-target-missing") == [prefix + each for each in at]


def test_a_start_that_is_not_there_is_found():
    text = workflow("a: {type: succeed}", "start_at: b, ")
    assert places(text, "workflow-target-missing") == ["workflows.fulfil.start_at"]
    assert not places(text, "workflow-state-unreachable")


def test_states_behind_a_catch_are_reached():
    text = workflow(f"a: {{{TASK}, catch: [{{next: b}}]}}, b: {{type: fail}}")
    assert not places(text, "workflow-state-unreachable")


def test_an_unreachable_state_is_led_to_by_the_one_before():
    text = workflow("a: {type: pass}, b: {type: succeed}")
    (finding,) = found(text, "workflow-state-unreachable")
    assert finding.fix is not None
    assert [(each.path[-1], each.value) for each in finding.fix.edits] == [("next", "b")]


def test_a_workflow_of_ones_own_definition_is_not_judged_by_its_states():
    text = "{name: shop, workflows: {fulfil: {definition: {StartAt: nowhere, States: {}}}}}"
    for rule in ("workflow-definition-valid", "workflow-target-missing", "workflow-task-timeout"):
        assert not places(text, rule)


@pytest.mark.parametrize("wait", ["", "seconds: 5, until: '2027-01-01T00:00:00Z'"])
def test_a_wait_has_exactly_one_time(wait: str):
    assert places(workflow(f"a: {{type: wait, {wait}}}"), "workflow-definition-valid") == [
        "workflows.fulfil.states.a"
    ]


def test_a_task_is_given_the_time_of_its_function():
    text = workflow(f"a: {{{TASK}}}", "timeout: 60, ")
    (finding,) = found(text, "workflow-task-timeout")
    assert finding.fix is not None
    assert finding.fix.edits[0].value == 35


def test_what_waits_for_somebody_has_no_time_that_anybody_could_tell():
    (finding,) = found(workflow(f"a: {{{TASK}, callback: true}}", "timeout: 60, "), "workflow-task-timeout")
    assert finding.fix is None


def test_a_token_in_the_message_is_enough():
    asked = f"a: {{{TASK}, callback: true, payload: {{token: '{{% $states.context.Task.Token %}}'}}}}"
    assert not places(workflow(asked), "workflow-callback-token")


def test_a_function_that_starts_the_workflow_it_is_part_of_is_a_circle():
    text = workflow(f"a: {{{TASK}}}").replace("worker: {}", "worker: {scopes: {fulfil: start}}")
    assert set(places(text, "reference-cycle")) == {
        "functions.worker.scopes.fulfil",
        "workflows.fulfil.states.a.function",
    }


def test_a_function_that_starts_another_workflow_is_none():
    text = workflow(f"a: {{{TASK}}}").replace("worker: {}", "worker: {}, caller: {scopes: {fulfil: start}}")
    assert not places(text, "reference-cycle")


def test_an_existing_workflow_is_judged_by_nobody():
    arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:fulfil"
    text = f"{{name: shop, workflows: {{fulfil: {{existing: '{arn}'}}}}}}"
    assert not places(text, "workflow-definition-valid")
    assert not places(text, "arn-valid")


def test_references_in_free_texts_are_followed():
    text = workflow("a: {type: pass, output: {list: ['${worker.arn}', '${jobs.url}']}}")
    assert places(text, "dangling-reference") == ["workflows.fulfil.states.a.output.list.1"]
    assert design(text).function("worker") is not None


NUMBERS_ONLY = "Of states stages change whole numbers above 0 only, which the design says as well."


@pytest.mark.parametrize(
    ("change", "misfits"),
    [
        ("seconds: 1", []),
        ("seconds: 0", [NUMBERS_ONLY]),
        ("next: b", [NUMBERS_ONLY]),
    ],
)
def test_of_states_stages_change_numbers_only(change: str, misfits: list[str]) -> None:
    text = workflow(
        "a: {type: wait, seconds: 5, next: c}, b: {type: succeed}, c: {type: succeed}",
        more=f", stages: {{dev: {{workflows: {{fulfil: {{states: {{a: {{{change}}}}}}}}}}}}}",
    )
    assert [misfit.message for _, misfit in design(text).misfits()] == misfits


SPREAD = (
    "a: {type: map, max_concurrency: 5, distributed: {%s}, catch: [{next: z}], states: {b: {%s}}}, "
    "z: {type: fail}"
)


@pytest.mark.parametrize(
    ("spread", "inner", "is_found"),
    [
        ("execution_type: express", "type: wait, seconds: 300", False),
        ("execution_type: express", "type: wait, seconds: 301", True),
        ("execution_type: standard", "type: wait, seconds: 301", False),
        ("execution_type: express", f"{TASK}, callback: true, timeout: 9", True),
        ("execution_type: express", "type: map, distributed: {}, states: {c: {type: pass}}", True),
    ],
)
def test_what_express_executions_of_items_cannot_do_is_found(spread: str, inner: str, is_found: bool):
    assert bool(found(workflow(SPREAD % (spread, inner)), "workflow-map-express-children")) is is_found


@pytest.mark.parametrize(
    ("spread", "at"),
    [
        ("batch: {}", "batch"),
        ("batch: {size: 1000}", None),
        ("read: {bucket: b, key: k, prefix: p}", "read.prefix"),
        ("read: {bucket: b, prefix: p}", None),
    ],
)
def test_where_items_come_from_is_said_once(spread: str, at: str | None):
    told = places(workflow(SPREAD % (spread, TASK)), "workflow-map-source")
    assert told == ([f"workflows.fulfil.states.a.distributed.{at}"] if at else [])


def test_a_function_that_reserves_concurrency_is_not_flooded():
    text = workflow(SPREAD % ("", TASK)).replace("max_concurrency: 5, ", "")
    assert found(text, "workflow-map-flood")
    reserved = text.replace("worker: {}", "worker: {concurrency: {reserved: 5}}")
    assert not found(reserved, "workflow-map-flood")


FILE = "definition_file: fulfil.asl.json"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (FILE, []),
        (f"{FILE}, substitutions: {{Worker_1: '${{worker.arn}}'}}", []),
        (f"{FILE}, substitutions: {{1st: a, my-name: b}}", ["substitutions.1st", "substitutions.my-name"]),
        (f"{FILE}, definition: {{StartAt: a}}", ["definition"]),
        (f"{FILE}, states: {{a: {{type: succeed}}}}", ["states"]),
        ("states: {a: {type: succeed}}, substitutions: {a: b}", ["substitutions"]),
    ],
)
def test_a_definition_file_stands_alone(settings: str, told: list[str]):
    text = f"{{name: shop, functions: {{worker: {{}}}}, workflows: {{fulfil: {{{settings}}}}}}}"
    assert places(text, "workflow-definition-valid") == [f"workflows.fulfil.{each}" for each in told]


def test_what_a_substitution_refers_to_has_to_be_there():
    text = f"{{name: shop, workflows: {{fulfil: {{{FILE}, substitutions: {{a: '${{wroker.arn}}'}}}}}}}}"
    assert places(text, "dangling-reference") == ["workflows.fulfil.substitutions.a"]
