"""Graphs that are hard to spell: stages that leave settings unset, hostile text, references to nothing."""

from __future__ import annotations

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
    Scalar,
    Statement,
)
from designer.graph.compute import Function, LogGroup, LogSettings
from designer.graph.data import Secret
from designer.graph.event_sources import EventSourceMapping
from designer.graph.messaging import Queue, QueuePolicy, Redrive
from designer.graph.tables import Key, Table
from tests.exporters.samples import physical

GONE = Ref("queue.gone", Attribute.ARN)
NASTY = "a ${b} {c} {{d}} \"e\" 'f' \\ # g: !Ref h\n\t\x1b[0m é ☕ \u202e"


def full(name: str, first: Scalar, second: Scalar) -> Parameter:
    """A parameter that every stage sets."""
    return Parameter(name, (("dev", first), ("test", first), ("prod", second)))


def partial(name: str, value: Scalar, other: Scalar) -> Parameter:
    """A parameter that the first stage leaves unset."""
    return Parameter(name, (("dev", None), ("test", value), ("prod", other)))


STAGED = ResourceGraph(
    name="staged",
    description="Every setting that can differ between stages does.",
    region="eu-west-1",
    stages=("dev", "test", "prod"),
    tags=(Entry("tier", full("tier", "low", "high")),),
    resources=(
        Queue(
            id="queue.jobs",
            label="jobs",
            name=physical("jobs.fifo"),
            fifo=True,
            visibility_timeout=full("visibility", 60, 120),
            message_retention=partial("retention", 3600, 7200),
            delay=full("delay", 0, 5),
            content_based_deduplication=partial("dedupe", True, False),
            deduplication_scope=partial("scope", "queue", "messageGroup"),
            throughput_limit=full("throughput", "perQueue", "perMessageGroupId"),
            redrive=Redrive("arn:aws:sqs:eu-west-1:111122223333:dead.fifo", full("receives", 3, 5)),
        ),
        LogGroup(
            id="log_group.worker",
            label="worker",
            name=physical("worker"),
            retention_days=full("log_days", 7, 30),
        ),
        Function(
            id="function.worker",
            label="worker",
            name=physical("worker"),
            role="arn:aws:iam::111122223333:role/worker",
            package="worker",
            handler="app.handler",
            runtime="python3.13",
            architecture=full("architecture", "x86_64", "arm64"),
            memory_size=full("memory", 128, 256),
            timeout=partial("timeout", 5, 10),
            ephemeral_storage=partial("storage", 512, 1024),
            reserved_concurrency=partial("reserved", 1, 2),
            tracing=full("tracing", "PassThrough", "Active"),
            logging=LogSettings(
                Ref("log_group.worker", Attribute.NAME),
                "JSON",
                partial("level", "DEBUG", "INFO"),
                full("system", "INFO", "WARN"),
            ),
            environment=(
                Entry("NUMBER", full("number", 1, 2)),
                Entry("FLAG", full("flag", True, False)),
                Entry("MAYBE", partial("maybe", "x", "y")),
                Entry("JOINED", Join(("a-", full("number", 1, 2), "-", partial("maybe", "x", "y")))),
            ),
        ),
        EventSourceMapping(
            id="event_source_mapping.worker.jobs",
            label="worker-jobs",
            function=Ref("function.worker", Attribute.ARN),
            source=Ref("queue.jobs", Attribute.ARN),
            batch_size=full("batch", 1, 10),
            batching_window=partial("window", 1, 2),
            maximum_concurrency=partial("concurrency", 2, 3),
            enabled=full("enabled", False, True),
        ),
        Table(
            id="table.orders",
            label="orders",
            name=physical("orders"),
            partition_key=Key("pk", "S"),
            ttl_attribute=partial("ttl", "expires", "expires"),
            point_in_time_recovery=full("recovery", False, True),
            deletion_protection=partial("protection", False, True),
        ),
    ),
)
"""A setting that differs between stages in every position; some stages leave some of them unset."""

HOSTILE = ResourceGraph(
    name="app",
    description=NASTY,
    region="eu-west-1",
    stages=("dev", "prod"),
    tags=(Entry("yes", NASTY),),
    resources=(
        Queue(id="queue.a", label="my-fn", name=NASTY, redrive=Redrive(GONE, 3), because=NASTY),
        Queue(id="queue.b", label="my_fn", name=Join((NASTY, Context.STAGE, "${", Context.STAGE, "}"))),
        QueuePolicy(
            id="queue_policy.gone",
            label="gone",
            queue=Ref("queue.gone", Attribute.URL),
            statements=(
                Statement(
                    sid="Nasty",
                    effect="Deny",
                    principal=Principal("AWS", "*"),
                    actions=("sqs:*",),
                    resources=(GONE, NASTY),
                    conditions=(Condition("StringLike", "aws:PrincipalTag/a b", (NASTY,)),),
                    because=NASTY,
                ),
            ),
        ),
        Role(id="role.gone", label="9-lives", name=NASTY, service="lambda.amazonaws.com", statements=()),
        Secret(
            id="secret.key",
            label="key",
            name=Join((Context.STAGE, "/key")),
            tags=(Entry("a b", Context.STAGE), Entry("yes", "own")),
        ),
        Function(
            id="function.worker",
            label="worker",
            name=NASTY,
            role=Ref("role.nowhere", Attribute.ARN),
            package="my worker",
            handler="app.handler",
            runtime="python9.99",
            architecture="abacus",
            memory_size=1,
            timeout=1,
            tracing="Sometimes",
            logging=LogSettings(Ref("log_group.gone", Attribute.NAME), "Runes"),
            environment=(
                Entry("NASTY", NASTY),
                Entry("SECRET_NAME", Ref("secret.key", Attribute.NAME)),
                Entry("SECRET_PATH", Join(("x", Ref("secret.key", Attribute.NAME), "$", Context.REGION))),
            ),
        ),
        EventSourceMapping(
            id="event_source_mapping.gone",
            label="worker-gone",
            function=Ref("function.worker", Attribute.ARN),
            source=GONE,
        ),
        EventSourceMapping(
            id="event_source_mapping.orphan",
            label="orphan",
            function=Ref("function.gone", Attribute.ARN),
            source="arn:aws:sqs:eu-west-1:111122223333:theirs",
            filters=(NASTY,),
        ),
        EventSourceMapping(
            id="event_source_mapping.theirs",
            label="theirs",
            function=Ref("function.worker", Attribute.ARN),
            source="arn:aws:sqs:eu-west-1:111122223333:theirs",
        ),
    ),
    outputs=(Output("a", GONE, NASTY), Output("A", NASTY, "")),
)
"""Text that means something to a parser, names that collapse, references to what is not there."""
EMPTY = ResourceGraph(name="", description="", region="", stages=(), resources=())
"""Nothing at all."""
