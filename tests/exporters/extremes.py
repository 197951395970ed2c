"""Graphs at the edges: every setting, a parameter wherever there may be one, and hostile texts."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from designer.graph import (
    Attribute,
    Condition,
    Context,
    Entry,
    Join,
    Output,
    Parameter,
    Principal,
    Ref,
    ResourceGraph,
    Role,
    Statement,
)
from designer.graph.compute import Function, LogGroup, LogSettings
from designer.graph.data import Secret
from designer.graph.event_sources import EventSourceMapping
from designer.graph.messaging import Queue, QueuePolicy, Redrive
from designer.graph.tables import Key, Table

HOSTILE = '"\\ ${x} %{if} $${y} \n\t\x07 é日😀 {{resolve:x}} ${Token[1]} # // /* */ <<EOT'


def varied(name: str, first: object, second: object) -> Parameter:
    """A parameter of two stages."""
    return Parameter(name, (("dev", first), ("prod", second)))  # type: ignore[arg-type]


EVERYTHING = ResourceGraph(
    name="all",
    description="",
    region="eu-north-1",
    stages=("dev", "prod"),
    tags=(Entry("team", "a"),),
    resources=(
        Queue(
            id="queue.in",
            label="in",
            name="in",
            visibility_timeout=varied("visibility", 30, 60),
            message_retention=varied("retention", None, 60),
            delay=varied("delay", 1, None),
            receive_wait_time=varied("wait", 1, 2),
            maximum_message_size=varied("size", 1024, 2048),
            redrive=Redrive("arn:aws:sqs:eu-north-1:123456789012:dlq", varied("receives", 3, 5)),
            tags=(Entry("own", "b"), Entry("own key", "c")),
        ),
        QueuePolicy(
            id="queue_policy.in",
            label="in",
            queue=Ref("queue.in", Attribute.URL),
            because="Who may send.",
            statements=(
                Statement(
                    sid="Topic",
                    principal=Principal("Service", "sns.amazonaws.com"),
                    actions=("sqs:SendMessage",),
                    resources=(Ref("queue.in", Attribute.ARN),),
                    conditions=(
                        Condition("ArnEquals", "aws:SourceArn", ("arn:aws:sns:eu-north-1:123456789012:t",)),
                        Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),
                        Condition("StringEquals", "aws:SourceOrgID", ("o-1", "o-2")),
                    ),
                    because="The topic sends.",
                ),
                Statement(
                    sid="Other",
                    principal=Principal("AWS", "arn:aws:iam::123456789012:root"),
                    actions=("sqs:SendMessage",),
                    resources=(Ref("queue.in", Attribute.ARN),),
                ),
            ),
        ),
        LogGroup(
            id="log_group.f",
            label="f",
            name="/f",
            retention_days=varied("days", 7, 30),
            tags=(Entry("x", "y"),),
        ),
        Role(
            id="role.f",
            label="f",
            name="f",
            service="lambda.amazonaws.com",
            statements=(),
            description="Nothing yet.",
            tags=(Entry("x", "y"),),
        ),
        Function(
            id="function.f",
            label="f",
            name="f",
            role=Ref("role.f", Attribute.ARN),
            package="f",
            handler="a.b",
            runtime="python3.13",
            architecture=varied("architecture", "arm64", "x86_64"),
            memory_size=128,
            timeout=varied("timeout", 3, 30),
            logging=LogSettings(Ref("log_group.f", Attribute.NAME), "Text"),
            tracing=varied("tracing", "PassThrough", "Active"),
            ephemeral_storage=varied("storage", None, 1024),
            environment=(Entry("QUEUE", Ref("queue.in", Attribute.URL)),),
            tags=(Entry("x", "y"),),
        ),
        Function(
            id="function.override",
            label="my-override",
            name="g",
            role="arn:aws:iam::123456789012:role/existing",
            package="f",
            handler="a.b",
            runtime="python3.13",
            architecture="arm64",
            memory_size=128,
            timeout=3,
            logging=LogSettings(Ref("log_group.f", Attribute.NAME), "Text"),
            tracing="PassThrough",
        ),
        EventSourceMapping(
            id="mapping",
            label="f-in",
            function=Ref("function.f", Attribute.ARN),
            source="arn:aws:sqs:eu-north-1:123456789012:other",
            batching_window=varied("window", 0, 5),
            maximum_concurrency=varied("concurrency", None, 5),
            filters=('{"a": [1]}', '{"body": {"x": [{"prefix": "<&>"}], "y": [null, true]}}'),
            enabled=varied("enabled", False, True),
        ),
        Table(
            id="table.t",
            label="t",
            name="t",
            partition_key=Key("pk", "N"),
            ttl_attribute=varied("ttl", "expires", None),
            point_in_time_recovery=varied("recovery", False, True),
            deletion_protection=varied("protection", False, True),
            tags=(Entry("x", "y"),),
        ),
        Secret(id="secret.s", label="s", name=varied("secret_name", "a", "b"), tags=(Entry("x", "y"),)),
    ),
    outputs=(
        Output("streams", Ref("log_group.f", Attribute.STREAMS_ARN), ""),
        Output("where", Join((Context.PARTITION, ":", Context.REGION)), "Where it is."),
    ),
)
"""Every setting that the samples leave out, and a parameter wherever there may be one."""


def with_texts(value: Any, text: str) -> Any:
    """``value`` with ``text`` in every place that takes any text."""
    if isinstance(value, tuple):
        return tuple(with_texts(each, text) for each in value)
    if isinstance(value, Entry):
        return replace(value, key=f"{value.key}{text}", value=f"{text}{text}")
    if not is_dataclass(value) or isinstance(value, type):
        return value
    free = {"because", "description", "sid", "handler", "package", "label"}
    changes = {
        each.name: text if each.name in free else with_texts(getattr(value, each.name), text)
        for each in fields(value)
        if each.init
        and (each.name in free or isinstance(getattr(value, each.name), tuple) or each.name == "logging")
    }
    return replace(value, **changes)
