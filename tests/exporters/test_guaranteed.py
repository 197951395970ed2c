"""What every export keeps, whatever the blueprint: each test fails when build or an exporter stops."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import TypeVar

import pytest

from designer.blueprint.triggers.base import Invocation
from designer.build import build_graph
from designer.exporters import FORMATS, exporter
from designer.graph import Attribute, Ref, Resource, ResourceGraph, Role
from designer.graph.compute import Alias, Function, LogGroup
from designer.graph.event_sources import EventSourceMapping
from designer.graph.events import EventRule
from designer.graph.monitoring import Alarm
from designer.graph.topics import Subscription
from designer.graph.values import Join, walk
from designer.project.contents import contents
from tests.conformance import designs
from tests.exporters.pieces import Piece, graphs, of_kind, pieces
from tests.rules.judging import design

EVERY_FORMAT = pytest.mark.parametrize("format_name", FORMATS)


R = TypeVar("R", bound=Resource)


def each(kind: type[R]) -> Iterator[tuple[str, ResourceGraph, R]]:
    """Every resource of a kind, with its design and its graph."""
    for name, graph in graphs().items():
        for resource in graph.resources:
            if isinstance(resource, kind):
                yield name, graph, resource


def lacking(found: tuple[Piece, ...], word: str) -> list[str]:
    """The pieces that do not have a word."""
    return [f"{piece.design}: {piece.text}" for piece in found if word not in piece.text]


def having(found: tuple[Piece, ...], *words: str) -> list[str]:
    """The pieces that have one of these words."""
    return [f"{piece.design}: {piece.text}" for piece in found if any(word in piece.text for word in words)]


# Logs

FUNCTIONS = {
    "terraform": ("aws_lambda_function",),
    "sam": ("AWS::Serverless::Function", "AWS::Lambda::Function"),
    "cdk-python": ("lambda_.Function", "lambda_.CfnFunction", "lambda_.DockerImageFunction"),
}
A_LOG_GROUP = {"terraform": "log_group ", "sam": "LogGroup: ", "cdk-python": "log_group="}


@EVERY_FORMAT
def test_every_function_says_its_log_group(format_name: str) -> None:
    kinds = {piece.kind for piece in pieces(format_name)} & {*FUNCTIONS[format_name]}
    assert lacking(of_kind(format_name, *kinds), A_LOG_GROUP[format_name]) == []


def test_every_function_has_a_log_group_of_its_own_or_one_that_exists() -> None:
    found = [*each(Function)]
    assert len(found) > 100
    for name, graph, function in found:
        group = function.logging.group if function.logging else None
        own = designs.design(name).blueprint.functions[function.label].logging.group
        assert isinstance(group, Ref) or group == own is not None, f"{name}: {function.id} logs elsewhere"
        if isinstance(group, Ref):
            assert any(one.id == group.target for one in graph.resources if isinstance(one, LogGroup))


LOG_GROUPS = {
    "terraform": ("aws_cloudwatch_log_group", "retention_in_days"),
    "sam": ("AWS::Logs::LogGroup", "RetentionInDays:"),
    "cdk-python": ("logs.LogGroup", "retention="),
}


@EVERY_FORMAT
def test_every_log_group_forgets_at_last(format_name: str) -> None:
    kind, retention = LOG_GROUPS[format_name]
    assert lacking(of_kind(format_name, kind), retention) == []


# Alarms

ALARMS = {
    "terraform": ("aws_cloudwatch_metric_alarm", 'treat_missing_data  = "notBreaching"', "p99"),
    "sam": ("AWS::CloudWatch::Alarm", "TreatMissingData: notBreaching", "p99"),
    "cdk-python": ("cloudwatch.CfnAlarm", 'treat_missing_data="notBreaching"', "p99"),
}


@EVERY_FORMAT
def test_no_alarm_takes_silence_for_trouble(format_name: str) -> None:
    kind, said, _ = ALARMS[format_name]
    squeezed = tuple(
        Piece(one.design, one.format, one.kind, re.sub(r" +=", " =", one.text))
        for one in of_kind(format_name, kind)
    )
    assert lacking(squeezed, re.sub(r" +=", " =", said)) == []


@EVERY_FORMAT
def test_alarms_on_duration_look_at_the_slowest(format_name: str) -> None:
    kind, _, slowest = ALARMS[format_name]
    found = tuple(one for one in of_kind(format_name, kind) if re.search(r"\bDuration\b", one.text))
    assert len(found) > 2
    assert lacking(found, slowest) == []
    assert having(found, "Average") == []


@pytest.mark.parametrize(
    ("timeout", "percent", "threshold"), [(10, 80, 8000), (900, 50, 450000), (3, 99, 2970)]
)
def test_the_threshold_of_a_duration_follows_from_the_timeout(
    timeout: int, percent: int, threshold: int
) -> None:
    text = (
        f"{{name: a, functions: {{f: {{timeout: {timeout}}}}}, topics: {{t: {{}}}}, "
        f"alarms: {{topic: t, thresholds: {{duration: {percent}}}}}}}"
    )
    (found,) = (
        one
        for one in build_graph(design(text)).resources
        if isinstance(one, Alarm) and one.metric == "Duration"
    )
    assert (found.threshold, found.percentile, found.statistic) == (threshold, "p99", None)


# What Lambda polls

STREAM_SETTINGS = {
    "terraform": (
        "starting_position",
        "bisect_batch",
        "maximum_retry",
        "maximum_record_age",
        "parallelization",
        "tumbling",
        "destination_config",
    ),
    "sam": (
        "StartingPosition",
        "BisectBatch",
        "MaximumRetry",
        "MaximumRecordAge",
        "Parallelization",
        "Tumbling",
        "DestinationConfig",
    ),
    "cdk-python": (
        "starting_position",
        "bisect_batch",
        "retry_attempts",
        "max_record_age",
        "parallelization",
        "tumbling",
        "on_failure",
        "destination_config",
    ),
}
MAPPINGS = {
    "terraform": ("aws_lambda_event_source_mapping", r"event_source_arn += aws_sqs_queue\."),
    "sam": ("Event SQS", ""),
    "cdk-python": ("lambda_.EventSourceMapping", r"event_source_arn=\w+_queue\.queue_arn"),
}


@EVERY_FORMAT
def test_what_reads_a_queue_has_no_setting_of_streams(format_name: str) -> None:
    kind, of_queues = MAPPINGS[format_name]
    found = tuple(one for one in of_kind(format_name, kind) if re.search(of_queues, one.text))
    assert len(found) > 10
    assert having(found, *STREAM_SETTINGS[format_name]) == []


def test_no_mapping_of_a_queue_has_a_destination_or_a_position() -> None:
    found = [(name, one) for name, _, one in each(EventSourceMapping) if _is_queue(one.source)]
    assert len(found) > 10
    for name, one in found:
        settings = (one.on_failure, one.starting_position, one.starting_time, one.retries, one.bisect)
        more = (one.maximum_record_age, one.parallelization, one.tumbling_window)
        assert {*settings, *more} == {None}, f"{name}: {one.id}"


def _is_queue(source: object) -> bool:
    if isinstance(source, str):
        return ":sqs:" in source
    return isinstance(source, Ref) and source.target.startswith("queue.")


# Buckets

NOTIFICATIONS = {
    "terraform": ("aws_s3_bucket_notification", "lambda_function_arn", ("queue {", "topic {")),
    "sam": ("AWS::S3::Bucket", "Function: ", ("QueueConfigurations", "TopicConfigurations")),
    "cdk-python": (
        "s3.CfnBucket.NotificationConfigurationProperty",
        "function=",
        ("queue_configurations", "topic_configurations"),
    ),
}


@EVERY_FORMAT
def test_a_bucket_says_all_its_notifications_at_once(format_name: str) -> None:
    kind, function, _ = NOTIFICATIONS[format_name]
    found = [
        one for one in of_kind(format_name, kind) if one.design == "bucket-trigger" and function in one.text
    ]
    assert len(found) == 1
    assert found[0].text.count(function) > 2


@EVERY_FORMAT
def test_no_bucket_notifies_a_queue_or_a_topic(format_name: str) -> None:
    kind, _, others = NOTIFICATIONS[format_name]
    assert having(of_kind(format_name, kind), *others) == []


# Topics and buses

SUBSCRIPTIONS = {
    "terraform": ("aws_sns_topic_subscription",),
    "sam": ("AWS::SNS::Subscription",),
    "cdk-python": ("sns.CfnSubscription",),
}


def test_nothing_is_delivered_over_plain_http() -> None:
    protocols = Counter(one.protocol for _, _, one in each(Subscription))
    assert {*protocols} == {"lambda", "sqs", "email"}


@EVERY_FORMAT
def test_no_export_subscribes_a_web_address(format_name: str) -> None:
    assert having(of_kind(format_name, *SUBSCRIPTIONS[format_name]), "http") == []


RULES = {
    "terraform": ("aws_cloudwatch_event_rule",),
    "sam": ("AWS::Events::Rule", "Event EventBridgeRule"),
    "cdk-python": ("events.CfnRule",),
}
SCHEDULES = {
    "terraform": ("aws_scheduler_schedule",),
    "sam": ("Event ScheduleV2", "AWS::Scheduler::Schedule"),
    "cdk-python": ("scheduler.CfnSchedule",),
}


@EVERY_FORMAT
def test_schedules_are_the_schedulers_and_never_rules(format_name: str) -> None:
    assert (
        having(of_kind(format_name, *RULES[format_name]), "schedule_expression", "ScheduleExpression") == []
    )
    assert not [one for one in pieces(format_name) if one.kind in ("Event Schedule", "events.Rule")]
    expression = "schedule_expression" if format_name != "sam" else "ScheduleExpression"
    assert lacking(of_kind(format_name, *SCHEDULES[format_name]), expression) == []


def test_a_rule_has_one_target_which_is_a_function() -> None:
    found = [(name, one) for name, _, one in each(EventRule)]
    assert len(found) > 5
    for name, one in found:
        assert isinstance(one.target, Ref), f"{name}: {one.id}"
        assert one.target.target.partition(".")[0] in ("function", "alias")


def test_every_rule_of_terraform_has_one_target() -> None:
    rules = of_kind("terraform", "aws_cloudwatch_event_rule")
    targets = of_kind("terraform", "aws_cloudwatch_event_target")
    named = Counter(
        (one.design, match[1])
        for one in targets
        if (match := re.search(r"aws_cloudwatch_event_rule\.(\w+)\.name", one.text))
    )
    assert sum(named.values()) == len(targets) == len(rules)
    assert {*named.values()} == {1}


# Versions and roles


def test_whatever_invokes_a_function_with_an_alias_invokes_the_alias() -> None:
    aliased = [(name, graph, one.id.removeprefix("alias.")) for name, graph, one in each(Alias)]
    assert len(aliased) > 5
    for name, graph, function in aliased:
        unversioned = Ref(f"function.{function}", Attribute.ARN)
        direct = [one.id for one in _besides_roles(graph) if any(part == unversioned for part in walk(one))]
        assert direct == [], f"{name}: {function} is invoked without its alias"


def _besides_roles(graph: ResourceGraph) -> Iterator[Resource]:
    """What invokes; who moves the alias may see the function, too."""
    return (each for each in graph.resources if not isinstance(each, Role))


@EVERY_FORMAT
def test_a_durable_function_may_checkpoint_and_read_its_executions(format_name: str) -> None:
    graph = build_graph(design("{name: a, functions: {f: {durable: {execution_timeout: 60}, alias: live}}}"))
    (role,) = (one for one in graph.resources if isinstance(one, Role))
    wanted = {"lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"}
    (statement,) = (one for one in role.statements if wanted & {*one.actions})
    assert wanted == {*statement.actions}
    assert all(isinstance(one, Join) for one in statement.resources)
    told = "\n".join(file.text for file in exporter(format_name).export(graph).files)
    assert all(action in told for action in wanted)


# Handlers


def handlers() -> Iterator[tuple[str, str, str]]:
    """Every generated handler: its design, its function and its text."""
    for name in designs.every():
        blueprint = designs.design(name).blueprint
        made = {file.path: file.text for file in contents(blueprint, "terraform").export.files}
        for function in blueprint.functions:
            for path, text in made.items():
                if path.startswith(f"src/{function}/") and path.endswith(".py"):
                    yield name, function, text


def test_no_handler_of_events_takes_a_failure_for_done() -> None:
    judged = 0
    for name, function, text in handlers():
        triggers = designs.design(name).blueprint.functions[function].triggers.values()
        if all(one.invocation is Invocation.SYNCHRONOUS for one in triggers):
            continue
        judged += 1
        caught = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.ExceptHandler)]
        silent = [one for one in caught if not any(isinstance(inner, ast.Raise) for inner in ast.walk(one))]
        assert silent == [], f"{name}: {function}"
    assert judged > 30


def test_a_fifo_batch_stops_at_its_first_failure() -> None:
    (text,) = (text for name, function, text in handlers() if (name, function) == ("fifo-worker", "booker"))
    assert "processor = SqsFifoPartialProcessor()" in text
    assert "BatchProcessor(" not in text


def test_keys_of_objects_are_read_decoded() -> None:
    (text,) = (text for name, function, text in handlers() if (name, function) == ("thumbnails", "shrink"))
    # The data class decodes a key; what reads the raw record would not.
    assert "@event_source(data_class=S3Event)" in text
    assert '["key"]' not in text
