"""What workflows become: definitions in Amazon States Language, and roles that allow just that."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from designer.blueprint.base import Edit, apply
from designer.blueprint.document import Blueprint
from designer.blueprint.file import parse_text, updated
from designer.blueprint.referring import renaming
from designer.build import build_graph
from designer.graph import Attribute, Context, Join, Ref, Role
from designer.graph.documents import nested
from designer.graph.workflows import StateMachine, WorkflowSchedule


def design(states: str, settings: str = "", more: str = "") -> Blueprint:
    text = f"""
      name: shop
      stages: {{dev: {{}}}}
      functions: {{worker: {{}}, aliased: {{alias: live}}}}
      queues: {{jobs: {{}}}}
      topics: {{news: {{}}}}
      tables: {{orders: {{partition_key: "pk:S"}}}}
      workflows: {{fulfil: {{{settings}states: {{{states}}}}}}}
      {more}
    """
    return Blueprint.model_validate(yaml.load(text, yaml.CSafeLoader))


def machine(blueprint: Blueprint) -> StateMachine:
    found = build_graph(blueprint).resource("state_machine.fulfil")
    assert isinstance(found, StateMachine)
    return found


def definition(blueprint: Blueprint) -> dict[str, Any]:
    found: dict[str, Any] = nested(machine(blueprint).definition)
    return found


def state(states: str, settings: str = "") -> dict[str, Any]:
    found: dict[str, Any] = definition(design(states, settings))["States"]["a"]
    return found


def allowed(blueprint: Blueprint) -> dict[str, tuple[object, ...]]:
    role = build_graph(blueprint).resource("role.fulfil")
    assert isinstance(role, Role)
    return {each.actions[0]: each.resources for each in role.statements}


def integration(name: str) -> Join:
    return Join(("arn:", Context.PARTITION, f":states:::{name}"))


WORKER = Ref("function.worker", Attribute.ARN)


def test_a_function_is_invoked_with_the_input_and_its_answer_is_the_output():
    found = state("a: {type: task, function: worker}")

    assert found["Resource"] == integration("lambda:invoke")
    assert found["Arguments"] == {"FunctionName": WORKER, "Payload": "{% $states.input %}"}
    assert found["Output"] == "{% $states.result.Payload %}"
    assert found["End"] is True


def test_the_same_in_the_other_language():
    found = state("a: {type: task, function: worker}", "query_language: JSONPath, ")

    assert found["Parameters"] == {"FunctionName": WORKER, "Payload.$": "$"}
    assert found["OutputPath"] == "$.Payload"


def test_what_lambda_is_to_blame_for_is_tried_again_first():
    found = state("a: {type: task, function: worker, retry: [{errors: Oops, attempts: 1}]}")["Retry"]

    assert "Lambda.TooManyRequestsException" in found[0]["ErrorEquals"]
    assert found[1]["ErrorEquals"] == ["Oops"]
    assert "Retry" not in state("a: {type: task, function: worker, retry_service_errors: false}")


def test_a_callback_hands_over_the_token():
    found = state("a: {type: task, function: worker, callback: true}")

    assert found["Resource"] == integration("lambda:invoke.waitForTaskToken")
    assert "$states.context.Task.Token" in found["Arguments"]["Payload"]["token"]
    assert "Output" not in found


@pytest.mark.parametrize(
    ("language", "field", "value"),
    [("JSONata", "Output", "{% $states.input %}"), ("JSONPath", "ResultPath", None)],
)
def test_a_result_is_dropped_in_either_language(language: str, field: str, value: str | None):
    found = state("a: {type: task, function: worker, keep_input: true}", f"query_language: {language}, ")
    assert found[field] == value


def test_the_first_state_begins_unless_told_otherwise():
    states = "a: {type: succeed}, b: {type: pass, next: a}"
    assert definition(design(states))["StartAt"] == "a"
    assert definition(design(states, "start_at: b, "))["StartAt"] == "b"


def test_conditions_need_no_braces():
    found = state(
        "a: {type: choice, rules: [{when: $x, next: b}, {when: '{% $y %}', next: b}]}, b: {type: fail}"
    )
    assert [each["Condition"] for each in found["Choices"]] == ["{% $x %}", "{% $y %}"]


def test_a_map_runs_inline():
    found = state("a: {type: map, items: $states.input.lines, max_concurrency: 3, states: {b: {type: pass}}}")
    assert found["Items"] == "{% $states.input.lines %}"
    assert found["MaxConcurrency"] == 3
    assert found["ItemProcessor"]["StartAt"] == "b"
    assert found["ItemProcessor"]["ProcessorConfig"] == {"Mode": "INLINE"}


def test_the_role_may_do_what_the_states_do_and_nothing_else():
    found = allowed(
        design(
            "a: {type: task, function: aliased, next: b}, "
            "b: {type: parallel, branches: [{states: {c: {type: send, queue: jobs}}}], next: d}, "
            "d: {type: put_item, table: orders, item: {pk: {S: x}}, next: e}, "
            "e: {type: publish, topic: news}",
            "logging: null, tracing: false, ",
        )
    )

    assert found == {
        "lambda:InvokeFunction": (Ref("alias.aliased", Attribute.ARN),),
        "sqs:SendMessage": (Ref("queue.jobs", Attribute.ARN),),
        "dynamodb:PutItem": (Ref("table.orders", Attribute.ARN),),
        "sns:Publish": (Ref("topic.news", Attribute.ARN),),
    }


def test_what_several_states_need_is_allowed_once():
    blueprint = design(
        "a: {type: task, function: worker, next: b}, b: {type: task, function: worker}", "tracing: false, "
    )
    role = build_graph(blueprint).resource("role.fulfil")
    assert isinstance(role, Role)
    invoking = [each for each in role.statements if each.actions == ("lambda:InvokeFunction",)]
    assert [each.because for each in invoking] == ["Called by the states a and b."]


def test_a_definition_of_ones_own_is_taken_as_it_is_with_references_resolved():
    blueprint = design(
        "", "definition: {StartAt: x, Resource: '${worker.arn}', Keep: ['$${stage}', 1, null]}, "
    )
    found = definition(blueprint)
    assert found == {"StartAt": "x", "Resource": WORKER, "Keep": ["${stage}", 1, None]}


def test_a_schedule_starts_it_by_a_role_of_its_own():
    graph = build_graph(
        design("a: {type: succeed}", "schedule: {expression: rate(1 day), input: {x: '${stage}'}}, ")
    )
    schedule, role = graph.resource("workflow_schedule.fulfil"), graph.resource("role.fulfil.schedule")

    assert isinstance(schedule, WorkflowSchedule)
    assert isinstance(role, Role)
    assert nested(schedule.input) == {"x": Context.STAGE}
    assert [each.resources for each in role.statements] == [(Ref("state_machine.fulfil", Attribute.ARN),)]


def test_an_existing_workflow_is_only_named():
    arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:old"
    blueprint = Blueprint.model_validate(
        {
            "name": "shop",
            "functions": {"f": {"scopes": {"old": "start"}}},
            "workflows": {"old": {"existing": arn}},
        }
    )
    role = build_graph(blueprint).resource("role.f")
    assert isinstance(role, Role)
    assert (arn,) in [each.resources for each in role.statements]
    assert build_graph(blueprint).resource("state_machine.old") is None


def test_renaming_a_function_renames_it_in_states_and_texts():
    blueprint = design(
        "a: {type: task, function: worker, payload: {of: ['${worker.arn}']}, next: b}, "
        "b: {type: map, states: {c: {type: task, function: worker}}}"
    )
    renamed = apply(blueprint, renaming(blueprint, ("functions", "worker"), "packer"))
    text = str(renamed.model_dump(mode="json", exclude_unset=True)["workflows"])
    assert "worker" not in text
    assert text.count("packer") == 3


def test_a_changed_state_changes_its_line_only():
    text = (
        "blueprint: 1\nname: shop\nfunctions: {worker: {}}\nworkflows:\n  fulfil:\n    states:\n"
        "      # first\n      a: {type: task, function: worker, timeout: 40}  # work\n"
    )
    old = parse_text(text, "x")
    path = ("workflows", "fulfil", "states", "a", "timeout")
    new = updated(old, apply(old.blueprint, [Edit(path, 50)]))
    assert new.text == text.replace("40", "50")


def test_an_unknown_state_type_is_one_error():
    with pytest.raises(ValueError, match="did you mean task") as caught:
        design("a: {type: taks}")
    assert str(caught.value).count("state types") == 1


def test_keys_of_what_states_use_are_used_too():
    text = """
      name: shop
      stages: {dev: {}}
      keys: {data: {}}
      queues: {jobs: {kms_key: data}}
      workflows: {fulfil: {tracing: false, logging: null, states: {a: {type: send, queue: jobs}}}}
    """
    found = allowed(Blueprint.model_validate(yaml.load(text, yaml.CSafeLoader)))
    assert found["kms:Decrypt"] == (Ref("key.data", Attribute.ARN),)


def test_events_go_to_a_bus_of_the_design_or_to_the_accounts_own():
    said = "type: put_events, source: shop, detail_type: Done"
    blueprint = design(
        f"a: {{{said}, next: b}}, b: {{{said}, bus: ours}}", "tracing: false, ", "event_buses: {ours: {}}"
    )
    states = definition(blueprint)["States"]
    assert states["a"]["Arguments"]["Entries"][0]["EventBusName"] == "default"
    assert states["b"]["Arguments"]["Entries"][0]["EventBusName"] == Ref("event_bus.ours", Attribute.NAME)


@pytest.mark.parametrize(
    ("read", "config", "arguments"),
    [
        (
            "key: a.csv, format: CSV, headers: [x]",
            {"InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["x"]},
            {"Key": "a.csv"},
        ),
        (
            "key: m.json, format: MANIFEST",
            {"InputType": "MANIFEST", "ManifestType": "S3_INVENTORY"},
            {"Key": "m.json"},
        ),
        ("prefix: in/, max_items: 5", {"MaxItems": 5}, {"Prefix": "in/"}),
        ("max_items: 5", {"MaxItems": 5}, {}),
    ],
)
def test_items_are_read_from_a_bucket(read: str, config: dict[str, Any], arguments: dict[str, Any]):
    text = f"a: {{type: map, distributed: {{read: {{bucket: b, {read}}}}}, states: {{b: {{type: pass}}}}}}"
    blueprint = design(text, more="buckets: {b: {}}")
    reader = definition(blueprint)["States"]["a"]["ItemReader"]

    assert reader["ReaderConfig"] == config
    assert reader["Arguments"] == {"Bucket": Ref("bucket.b", Attribute.NAME), **arguments}


@pytest.mark.parametrize(
    ("key", "ending"),
    [("in/a.json", "/in/a.json"), ('"{% $k %}"', "/*"), ('"${stage}.json"', "/*"), ("$.k", "/*")],
)
def test_only_the_file_that_is_known_may_be_read(key: str, ending: str):
    spread = f"distributed: {{read: {{bucket: b, key: {key}}}, write: {{bucket: b, prefix: out}}}}"
    text = f"a: {{type: map, {spread}, states: {{b: {{type: pass}}}}}}"
    found = allowed(design(text, more="buckets: {b: {}}"))

    assert found["s3:GetObject"] == (Join((Ref("bucket.b", Attribute.ARN), ending)),)
    assert found["s3:AbortMultipartUpload"] == (Join((Ref("bucket.b", Attribute.ARN), "/out/*")),)
    assert {"states:StartExecution", "states:DescribeExecution", "states:RedriveExecution"} <= {*found}


@pytest.mark.parametrize(
    ("overlay", "fits"),
    [
        ("{timeout: 30}", True),
        ("{states: {a: {timeout: 30}}}", True),
        ("{states: {a: {timeout: null}}}", False),
        ("{states: {a: {heartbeat: 5}}}", False),
        ("{states: {a: {function: aliased}}}", False),
        ("{states: {a: {type: pass}}}", False),
        ("{type: express}", False),
    ],
)
def test_stages_change_numbers_that_the_design_says(overlay: str, fits: bool):
    text = f"""
      name: shop
      stages: {{dev: {{workflows: {{fulfil: {overlay}}}}}, prod: {{}}}}
      functions: {{worker: {{}}, aliased: {{}}}}
      workflows: {{fulfil: {{timeout: 60, states: {{a: {{type: task, function: worker, timeout: 60}}}}}}}}
    """
    blueprint = Blueprint.model_validate(yaml.load(text, yaml.CSafeLoader))

    assert (not list(blueprint.misfits())) is fits
    names = {each.name for each in build_graph(blueprint).parameters()}
    known = {"fulfil_timeout_seconds", "fulfil_a_timeout_seconds"}
    assert bool(names) is fits
    assert names <= known
