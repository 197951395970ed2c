"""The CDK export: Python that says what the graph says, and that nobody would know for generated."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from designer.exporters import exporter
from designer.exporters.cdk_stack import in_order
from designer.exporters.cdk_values import Values
from designer.exporters.python_source import flat
from designer.graph import Attribute, Context, Entry, Join, Ref, ResourceGraph
from designer.graph.compute import Function
from designer.graph.messaging import Queue, Redrive
from tests.exporters.awkward import EMPTY, HOSTILE, NASTY, STAGED
from tests.exporters.extremes_http import EVERYTHING, HOSTILE_HTTP, HOSTILE_NIGHTLY
from tests.exporters.samples import FIFO, ORDER_WORKER
from tests.exporters.samples_http import HTTP_CRUD, NIGHTLY

GRAPHS = {
    "order_worker": ORDER_WORKER,
    "fifo": FIFO,
    "staged": STAGED,
    "hostile": HOSTILE,
    "empty": EMPTY,
    "http_crud": HTTP_CRUD,
    "nightly": NIGHTLY,
    "everything": EVERYTHING,
    "hostile_http": HOSTILE_HTTP,
    "hostile_nightly": HOSTILE_NIGHTLY,
}


def files(graph: ResourceGraph) -> dict[str, str]:
    return {each.path: each.text for each in exporter("cdk-python").export(graph).files}


def stack(graph: ResourceGraph) -> str:
    return next(text for path, text in files(graph).items() if path.endswith("/stack.py"))


def constructs(graph: ResourceGraph) -> dict[str, ast.Call]:
    """Each construct of the stack by its id."""
    found = {}
    for node in ast.walk(ast.parse(stack(graph))):
        if isinstance(node, ast.Call) and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            found[str(node.args[1].value)] = node
    return found


def keywords(graph: ResourceGraph, construct: str) -> dict[str, str]:
    """The arguments of a construct, as source."""
    return {str(each.arg): ast.unparse(each.value) for each in constructs(graph)[construct].keywords}


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_any_graph_makes_python_as_ruff_leaves_it(graph: ResourceGraph, tmp_path: Path) -> None:
    for path, text in files(graph).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "package.py").touch()
    ruff = [sys.executable, "-m", "ruff"]
    for command in (
        ["format", "--isolated", "--diff"],
        ["check", "--isolated"],
        ["check", "--isolated", "--select=I"],
    ):
        run = subprocess.run([*ruff, *command], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_same_graph_same_bytes(graph: ResourceGraph) -> None:
    assert files(graph) == files(replace(graph))


@pytest.mark.parametrize("name", ["order_worker", "fifo", "staged", "http_crud", "nightly", "everything"])
def test_variables_are_there_before_they_are_used(name: str) -> None:
    graph = GRAPHS[name]
    there = {"self", "scope", "construct_id", "stage", "env", "settings"}
    constructor = next(
        each for each in ast.walk(ast.parse(stack(graph))) if isinstance(each, ast.FunctionDef)
    )
    for statement in constructor.body:
        for node in ast.walk(statement):
            local = (
                isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and "_" in node.id.rstrip("_")
            )
            assert not local or node.id in there
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            there.add(statement.targets[0].id)


def test_only_what_is_used_has_a_variable() -> None:
    text = stack(ORDER_WORKER)
    assert "        jobs_queue = sqs.Queue(\n" in text
    assert "        sqs.CfnQueuePolicy(\n" in text
    assert "        lambda_.EventSourceMapping(\n" in text


def test_a_dead_letter_queue_stands_before_its_source() -> None:
    ids = [each.id for each in in_order(ORDER_WORKER)]
    assert ids.index("queue.jobs-dlq") < ids.index("queue.jobs")
    assert sorted(ids) == sorted(each.id for each in ORDER_WORKER.resources)


def test_a_circle_of_references_does_not_hang() -> None:
    first = Queue(id="a", label="a", name="a", redrive=Redrive(Ref("b", Attribute.ARN), 1))
    second = Queue(id="b", label="b", name="b", redrive=Redrive(Ref("a", Attribute.ARN), 1))
    assert [each.id for each in in_order(replace(FIFO, resources=(first, second)))] == ["b", "a"]


def test_settings_of_each_stage() -> None:
    text = stack(ORDER_WORKER)
    assert "    worker_memory_size: int\n    worker_reserved_concurrency: int | None\n" in text
    assert '    "dev": Settings(worker_memory_size=512, worker_reserved_concurrency=None),\n' in text
    assert "        settings = STAGES[stage]\n" in text
    worker = keywords(ORDER_WORKER, "WorkerFunction")
    assert worker["memory_size"] == "settings.worker_memory_size"


def test_settings_have_the_types_of_the_library() -> None:
    text = stack(STAGED)
    assert "    timeout: Duration | None\n" in text
    assert "        timeout=Duration.seconds(5),\n" in text
    assert "    log_days: logs.RetentionDays\n" in text
    assert "        log_days=logs.RetentionDays.ONE_WEEK,\n" in text
    assert "        tracing=lambda_.Tracing.PASS_THROUGH,\n" in text


def test_a_variable_that_a_stage_leaves_unset_is_not_there() -> None:
    expected = (
        "{'NUMBER': str(settings.number), 'FLAG': str(settings.flag).lower(), "
        "**({'MAYBE': settings.maybe} if settings.maybe is not None else {}), "
        "'JOINED': f\"a-{settings.number}-{settings.maybe or ''}\"}"
    )
    environment = keywords(STAGED, "WorkerFunction")["environment"]
    assert environment == ast.unparse(ast.parse(expected))  # which quotes it takes is Python's choice


def test_without_differences_there_are_no_settings() -> None:
    assert '\n\nSTAGES = ("dev",)\n\n\n' in stack(FIFO)
    assert "settings" not in stack(FIFO)
    assert '\n\nSTAGES = ("dev", "prod")\n\n\n' in stack(HOSTILE)


def test_fifo_queue_with_every_setting() -> None:
    assert keywords(FIFO, "JobsQueue") == {
        "queue_name": "f'{prefix}-jobs.fifo'",
        "fifo": "True",
        "content_based_deduplication": "True",
        "deduplication_scope": "sqs.DeduplicationScope.MESSAGE_GROUP",
        "fifo_throughput_limit": "sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID",
        "delivery_delay": "Duration.seconds(5)",
        "receive_message_wait_time": "Duration.seconds(20)",
        "max_message_size_bytes": "1024",
        "encryption": "sqs.QueueEncryption.SQS_MANAGED",
    }


def test_the_role_is_closed_to_constructs() -> None:
    assert keywords(ORDER_WORKER, "WorkerFunction")["role"] == "worker_role.without_policy_updates()"
    assert constructs(STAGED)["WorkerFunctionExistingRole"].keywords[0].arg == "mutable"


def test_role_lists_each_statement_below_its_reason() -> None:
    assert (
        "                        # Trigger jobs polls the queue.\n"
        "                        iam.PolicyStatement(\n"
        '                            sid="ConsumeJobs",\n'
    ) in stack(ORDER_WORKER)
    assert "inline_policies" not in keywords(HOSTILE, "N9LivesRole")


def test_tables_and_log_groups_go_with_the_stack() -> None:
    for construct in ("OrdersTable", "WorkerLogGroup"):
        assert keywords(ORDER_WORKER, construct)["removal_policy"] == "RemovalPolicy.DESTROY"


def test_tags() -> None:
    text = stack(ORDER_WORKER)
    assert '        untagged = ["aws:cdk:stack", "AWS::Lambda::EventSourceMapping"]\n' in text
    assert '        Tags.of(self).add("stage", stage, exclude_resource_types=untagged)\n' in text
    own = replace(ORDER_WORKER.resources[0], tags=(Entry("team", "billing"),))  # type: ignore[call-arg]
    text = stack(replace(ORDER_WORKER, resources=(own,), tags=()))
    assert '        Tags.of(jobs_queue).add("team", "billing")\n' in text
    assert "untagged" not in text


def test_hostile_text_arrives() -> None:
    assert ast.literal_eval(keywords(HOSTILE, "MyFnQueue")["queue_name"]) == NASTY
    assert ast.literal_eval(keywords(HOSTILE, "A2")["value"]) == NASTY


def test_names_that_collapse_stay_apart() -> None:
    assert {"MyFnQueue", "MyFnQueue2", "A", "A2"} <= set(constructs(HOSTILE))


def test_references_to_nothing_are_noted() -> None:
    notes = exporter("cdk-python").export(HOSTILE).notes
    assert {each.setting for each in notes} == {
        "queue.gone",
        "role.nowhere",
        "log_group.gone",
        "function.gone",
    }
    assert exporter("cdk-python").export(ORDER_WORKER).notes == ()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Context.STAGE, "stage"),
        (Context.REGION, "Aws.REGION"),
        (Ref("function.worker", Attribute.ARN), "worker_function.function_arn"),
        (Ref("queue.jobs", Attribute.URL), "jobs_queue.queue_url"),
        (Ref("secret.payment-key", Attribute.ARN), "payment_key_secret.ref"),
        (Ref("secret.payment-key", Attribute.NAME), 'f"{prefix}-payment-key"'),
        (Ref("log_group.worker", Attribute.STREAMS_ARN), "worker_log_group.log_group_arn"),
        (
            Ref("log_group.worker", Attribute.ARN),
            'f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:{worker_log_group.log_group_name}"',
        ),
        (Ref("queue.gone", Attribute.ARN), '"missing: arn of queue.gone"'),
        (Join(()), '""'),
        (Join(("a", "b")), '"ab"'),
        (Join((Context.STAGE,)), "stage"),
        (Join(("{", Context.STAGE, "}")), 'f"{{{stage}}}"'),
    ],
)
def test_values(value: object, written: str) -> None:
    assert flat(Values(ORDER_WORKER).node(value)) == written


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("shop", "shop"),
        ("my-shop", "my_shop"),
        ("app", "app_stack"),
        ("json", "json_stack"),
        ("class", "class_stack"),
    ],
)
def test_the_package_hides_no_module(name: str, package: str) -> None:
    assert f"{package}/stack.py" in files(replace(FIFO, name=name))


def test_the_stage_is_the_first_unless_another_is_asked_for() -> None:
    assert json.loads(files(ORDER_WORKER)["cdk.json"])["context"] == {"stage": "dev"}
    assert files(ORDER_WORKER)["requirements.txt"].startswith("aws-cdk-lib>=")


def test_the_app() -> None:
    assert files(ORDER_WORKER)["app.py"] == (
        '''\
"""Synthesises the stack of one stage: cdk deploy -c stage=<stage>."""

import sys

import aws_cdk as cdk

import package
from shop.stack import STAGES, ShopStack

app = cdk.App()
stage = app.node.try_get_context("stage")
if stage not in STAGES:
    sys.exit(f"Unknown stage {stage!r}: say -c stage=, one of {', '.join(STAGES)}.")

package.build()
ShopStack(app, f"shop-{stage}", stage=stage, env=cdk.Environment(region="eu-west-1"))
app.synth()
'''
    )


def test_a_single_join_part_that_a_stage_leaves_unset() -> None:
    worker = next(each for each in STAGED.resources if isinstance(each, Function))
    parameter = worker.environment[2].value
    assert flat(Values(STAGED).node(Join((parameter,)))) == 'settings.maybe or ""'  # type: ignore[arg-type]
