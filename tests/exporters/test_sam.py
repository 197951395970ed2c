"""The SAM export: a template that says what the graph says, and no more."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import Any

import pytest

from designer.exporters import exporter
from designer.exporters.sam_folds import folds
from designer.exporters.sam_ids import logical_ids
from designer.graph import Attribute, Context, Join, Output, Ref, ResourceGraph
from designer.graph.compute import Function
from designer.graph.event_sources import EventSourceMapping
from tests.exporters.awkward import EMPTY, HOSTILE, NASTY, STAGED
from tests.exporters.extremes_http import EVERYTHING, HOSTILE_HTTP, HOSTILE_NIGHTLY
from tests.exporters.samples import FIFO, ORDER_WORKER
from tests.exporters.samples_http import HTTP_CRUD, NIGHTLY
from tests.exporters.test_cloudformation import load

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
    return {each.path: each.text for each in exporter("sam").export(graph).files}


def template(graph: ResourceGraph) -> Any:
    return load(files(graph)["template.yaml"])


def properties(graph: ResourceGraph, logical_id: str) -> Any:
    return template(graph)["Resources"][logical_id]["Properties"]


def value(spelt: object) -> Any:
    """How ``spelt`` is written as an output of the order worker."""
    output = Output("it", spelt, "")  # type: ignore[arg-type]
    return template(replace(ORDER_WORKER, outputs=(output,)))["Outputs"]["It"]["Value"]


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_any_graph_makes_a_template_that_parses(graph: ResourceGraph) -> None:
    assert load(files(graph)["template.yaml"])["Transform"] == "AWS::Serverless-2016-10-31"
    tomllib.loads(files(graph)["samconfig.toml"])


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_same_graph_same_bytes(graph: ResourceGraph) -> None:
    assert files(graph) == files(replace(graph))


def test_logical_ids_name_label_and_kind() -> None:
    assert list(template(ORDER_WORKER)["Resources"]) == [
        "JobsQueue",
        "JobsQueuePolicy",
        "JobsDlqQueue",
        "JobsDlqQueuePolicy",
        "OrdersTable",
        "PaymentKeySecret",
        "WorkerLogGroup",
        "WorkerRole",
        "WorkerFunction",
    ]


def test_logical_ids_are_unique_even_with_those_that_sam_makes() -> None:
    worker = next(each for each in ORDER_WORKER.resources if isinstance(each, Function))
    mapping = next(each for each in ORDER_WORKER.resources if isinstance(each, EventSourceMapping))
    clash = replace(mapping, label="worker-log-group")
    group = replace(ORDER_WORKER.resources[6], id="log_group.other", label="worker-function")
    graph = replace(ORDER_WORKER, resources=(worker, group, clash, *ORDER_WORKER.resources[:1]))
    ids = logical_ids(graph, folds(graph))
    assert ids[group.id] == "WorkerFunctionLogGroup"
    assert ids[clash.id] == "WorkerFunctionJobsLogGroup"
    assert list(properties(graph, "WorkerFunction")["Events"]) == ["JobsLogGroup"]


def test_stage_is_asked_for_only_where_there_is_a_choice() -> None:
    assert template(ORDER_WORKER)["Parameters"]["Stage"]["AllowedValues"] == ["dev", "prod"]
    assert "Default" not in template(ORDER_WORKER)["Parameters"]["Stage"]
    assert template(FIFO)["Parameters"]["Stage"]["Default"] == "dev"


def test_what_differs_between_stages() -> None:
    read = template(ORDER_WORKER)
    assert read["Mappings"] == {
        "Stages": {"dev": {"WorkerMemorySize": 512}, "prod": {"WorkerMemorySize": 1024}}
    }
    assert read["Conditions"] == {"IsProd": ("Equals", [("Ref", "Stage"), "prod"])}
    worker = read["Resources"]["WorkerFunction"]["Properties"]
    assert worker["MemorySize"] == ("FindInMap", ["Stages", ("Ref", "Stage"), "WorkerMemorySize"])
    assert worker["ReservedConcurrentExecutions"] == ("If", ["IsProd", 50, ("Ref", "AWS::NoValue")])


def test_a_stage_that_leaves_a_setting_unset_leaves_out_the_block_around_it() -> None:
    worker = properties(STAGED, "WorkerFunction")
    none = ("Ref", "AWS::NoValue")
    prod = ("If", ["IsProd", {"Size": 1024}, none])
    assert worker["EphemeralStorage"] == ("If", ["IsTest", {"Size": 512}, prod])
    assert worker["Environment"]["Variables"]["MAYBE"] == (
        "If",
        ["IsTest", "x", ("If", ["IsProd", "y", none])],
    )
    joined = worker["Environment"]["Variables"]["JOINED"]
    assert joined[0] == "Join"
    assert joined[1][1][-1] == ("If", ["IsTest", "x", ("If", ["IsProd", "y", ""])])


def test_without_differences_there_are_no_mappings() -> None:
    assert set(template(FIFO)) == {"AWSTemplateFormatVersion", "Transform", "Parameters", "Resources"}


def test_fifo_queue_with_every_setting() -> None:
    assert properties(FIFO, "JobsQueue") == {
        "QueueName": ("Sub", "shop-${Stage}-jobs.fifo"),
        "FifoQueue": True,
        "ContentBasedDeduplication": True,
        "DeduplicationScope": "messageGroup",
        "FifoThroughputLimit": "perMessageGroupId",
        "DelaySeconds": 5,
        "ReceiveMessageWaitTimeSeconds": 20,
        "MaximumMessageSize": 1024,
        "SqsManagedSseEnabled": True,
    }


def test_a_trigger_of_a_queue_is_an_event() -> None:
    assert properties(ORDER_WORKER, "WorkerFunction")["Events"] == {
        "Jobs": {
            "Type": "SQS",
            "Properties": {
                "Queue": ("GetAtt", "JobsQueue.Arn"),
                "BatchSize": 10,
                "ScalingConfig": {"MaximumConcurrency": 20},
                "FunctionResponseTypes": ["ReportBatchItemFailures"],
                "FilterCriteria": {"Filters": [{"Pattern": '{"body": {"kind": ["order"]}}'}]},
            },
        }
    }


def test_a_mapping_that_no_event_can_say_is_spelt() -> None:
    said = folds(HOSTILE).events["function.worker"]
    assert [each.id for each in said] == ["event_source_mapping.theirs"]
    orphan = template(HOSTILE)["Resources"]["OrphanMapping"]
    assert orphan["Type"] == "AWS::Lambda::EventSourceMapping"
    assert orphan["Properties"]["FunctionName"] == ("GetAtt", "FunctionGone.Arn")
    assert orphan["Properties"]["FilterCriteria"] == {"Filters": [{"Pattern": NASTY}]}


def test_role_lists_each_statement_below_its_reason() -> None:
    policy = properties(ORDER_WORKER, "WorkerRole")["Policies"]
    assert [each["PolicyName"] for each in policy] == ["permissions"]
    statements = policy[0]["PolicyDocument"]["Statement"]
    assert [each["Sid"] for each in statements] == [
        "WriteLogs",
        "SendTraces",
        "ConsumeJobs",
        "ReadOrders",
        "ReadPaymentKey",
        "ReadFlags",
    ]
    assert statements[0]["Resource"] == ("GetAtt", "WorkerLogGroup.Arn")
    assert statements[5]["Condition"] == {"StringEquals": {"aws:ResourceTag/team": ["orders", "billing"]}}
    assert (
        "              # Tracing is active. X-Ray has no resource-level permissions.\n"
        "              - Sid: SendTraces\n"
    ) in files(ORDER_WORKER)["template.yaml"]


def test_a_role_without_statements_has_no_policy() -> None:
    assert "Policies" not in properties(HOSTILE, "N9LivesRole")


def test_tags_of_the_graph_and_of_the_resource() -> None:
    stage = ("Ref", "Stage")
    assert properties(ORDER_WORKER, "WorkerFunction")["Tags"] == {"service": "orders", "stage": stage}
    assert properties(HOSTILE, "KeySecret")["Tags"] == [
        {"Key": "yes", "Value": "own"},
        {"Key": "a b", "Value": stage},
    ]
    assert "Tags" not in properties(FIFO, "JobsQueue")


def test_hostile_text_arrives() -> None:
    read = template(HOSTILE)
    assert read["Description"] == NASTY
    assert read["Resources"]["MyFnQueue"]["Properties"]["QueueName"] == NASTY
    assert read["Resources"]["MyFnQueue"]["Properties"]["Tags"] == [{"Key": "yes", "Value": NASTY}]
    assert read["Resources"]["WorkerFunction"]["Properties"]["Environment"]["Variables"]["NASTY"] == NASTY
    assert set(read["Outputs"]) == {"A", "A2"}


STAGE = ("Ref", "Stage")


@pytest.mark.parametrize(
    ("spelt", "written"),
    [
        (Context.STAGE, STAGE),
        (Context.ACCOUNT, ("Ref", "AWS::AccountId")),
        (Ref("function.worker", Attribute.ARN), ("GetAtt", "WorkerFunction.Arn")),
        (Ref("function.worker", Attribute.NAME), ("Ref", "WorkerFunction")),
        (Ref("queue.jobs", Attribute.NAME), ("GetAtt", "JobsQueue.QueueName")),
        (Ref("queue.jobs", Attribute.URL), ("Ref", "JobsQueue")),
        (Ref("secret.payment-key", Attribute.ARN), ("Ref", "PaymentKeySecret")),
        (Ref("secret.payment-key", Attribute.NAME), ("Sub", "shop-${Stage}-payment-key")),
        (Ref("log_group.worker", Attribute.NAME), ("Ref", "WorkerLogGroup")),
        (
            Ref("log_group.worker", Attribute.ARN),
            (
                "Sub",
                "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${WorkerLogGroup}",
            ),
        ),
        (Ref("queue.gone", Attribute.ARN), ("GetAtt", "QueueGone.Arn")),
        (Join(()), ""),
        (Join(("a", "b")), "ab"),
        (Join((Context.STAGE,)), STAGE),
        (Join(("a-", Context.STAGE)), ("Sub", "a-${Stage}")),
        (Join(("${a}-", Context.STAGE)), ("Sub", "${!a}-${Stage}")),
        (Join(("${", "a}", Context.STAGE)), ("Sub", "${!a}${Stage}")),
        # !Sub has no escape for these.
        (Join(("${", Context.STAGE, "}")), ("Join", ["", ["${", STAGE, "}"]])),
        (Join(("$", Context.STAGE)), ("Join", ["", ["$", STAGE]])),
        (Join(("${!a}", Context.STAGE)), ("Join", ["", ["${!a}", STAGE]])),
        ("${Stage}", "${Stage}"),
    ],
)
def test_values(spelt: object, written: object) -> None:
    assert value(spelt) == written


def test_samconfig_has_an_environment_for_each_stage() -> None:
    config = tomllib.loads(files(ORDER_WORKER)["samconfig.toml"])
    assert config == {
        "version": 0.1,
        "dev": {"deploy": {"parameters": parameters("dev")}},
        "prod": {"deploy": {"parameters": parameters("prod")}},
    }


def parameters(stage: str) -> dict[str, object]:
    return {
        "stack_name": f"shop-{stage}",
        "region": "eu-west-1",
        "parameter_overrides": f"Stage={stage}",
        "capabilities": "CAPABILITY_NAMED_IAM",
        "resolve_s3": True,
    }


def test_samconfig_quotes() -> None:
    graph = replace(ORDER_WORKER, name='a"b\\c\n☕', stages=("d v",))
    config = tomllib.loads(files(graph)["samconfig.toml"])
    assert config["d v"]["deploy"]["parameters"]["stack_name"] == 'a"b\\c\n☕-d v'


def test_references_to_nothing_are_noted() -> None:
    notes = exporter("sam").export(HOSTILE).notes
    assert {each.setting for each in notes} == {
        "queue.gone",
        "role.nowhere",
        "log_group.gone",
        "function.gone",
    }
    assert exporter("sam").export(ORDER_WORKER).notes == ()
