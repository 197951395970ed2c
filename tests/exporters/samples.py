"""Graphs made by hand, so that exporters are tested apart from what builds graphs."""

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
    Statement,
)
from designer.graph.compute import Function, LogGroup, LogSettings
from designer.graph.data import Secret
from designer.graph.event_sources import EventSourceMapping
from designer.graph.messaging import Queue, QueuePolicy, Redrive
from designer.graph.tables import Key, Table


def physical(*parts: str) -> Join:
    """``shop-{stage}-...``, as build names things."""
    return Join(("shop-", Context.STAGE, "-" + "".join(parts)))


def tls_only(queue: str) -> QueuePolicy:
    """The policy that every queue gets."""
    return QueuePolicy(
        id=f"queue_policy.{queue}",
        label=queue,
        implied_by=f"queue.{queue}",
        because="Nobody may use the queue without TLS.",
        queue=Ref(f"queue.{queue}", Attribute.URL),
        statements=(
            Statement(
                sid="DenyWithoutTls",
                effect="Deny",
                principal=Principal("AWS", "*"),
                actions=("sqs:*",),
                resources=(Ref(f"queue.{queue}", Attribute.ARN),),
                conditions=(Condition("Bool", "aws:SecureTransport", ("false",)),),
                because="Nobody may use the queue without TLS.",
            ),
        ),
    )


MEMORY = Parameter("worker_memory_size", (("dev", 512), ("prod", 1024)))
RESERVED = Parameter("worker_reserved_concurrency", (("dev", None), ("prod", 50)))

ORDER_WORKER = ResourceGraph(
    name="shop",
    description="Orders wait in a queue and are written to a table.",
    region="eu-west-1",
    stages=("dev", "prod"),
    tags=(Entry("service", "orders"), Entry("stage", Context.STAGE)),
    resources=(
        Queue(
            id="queue.jobs",
            label="jobs",
            name=physical("jobs"),
            visibility_timeout=180,
            redrive=Redrive(Ref("queue.jobs-dlq", Attribute.ARN), 5),
            because="Source of worker.",
        ),
        tls_only("jobs"),
        Queue(
            id="queue.jobs-dlq",
            label="jobs-dlq",
            name=physical("jobs-dlq"),
            message_retention=1209600,
            because="Keeps what jobs could not deliver.",
        ),
        tls_only("jobs-dlq"),
        Table(
            id="table.orders",
            label="orders",
            name=physical("orders"),
            partition_key=Key("pk", "S"),
            sort_key=Key("sk", "S"),
            ttl_attribute="expires_at",
        ),
        Secret(
            id="secret.payment-key",
            label="payment-key",
            name=physical("payment-key"),
            description='Key "live"',
        ),
        LogGroup(
            id="log_group.worker",
            label="worker",
            name=Join(("/aws/lambda/shop-", Context.STAGE, "-worker")),
            retention_days=30,
        ),
        Role(
            id="role.worker",
            label="worker",
            name=physical("worker"),
            service="lambda.amazonaws.com",
            statements=(
                Statement(
                    sid="WriteLogs",
                    actions=("logs:CreateLogStream", "logs:PutLogEvents"),
                    resources=(Ref("log_group.worker", Attribute.STREAMS_ARN),),
                    because="worker writes its logs.",
                ),
                Statement(
                    sid="SendTraces",
                    actions=("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
                    resources=("*",),
                    because="Tracing is active. X-Ray has no resource-level permissions.",
                ),
                Statement(
                    sid="ConsumeJobs",
                    actions=("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"),
                    resources=(Ref("queue.jobs", Attribute.ARN),),
                    because="Trigger jobs polls the queue.",
                ),
                Statement(
                    sid="ReadOrders",
                    actions=("dynamodb:GetItem", "dynamodb:Query"),
                    resources=(
                        Ref("table.orders", Attribute.ARN),
                        Join((Ref("table.orders", Attribute.ARN), "/index/*")),
                    ),
                    because="Scope orders: read.",
                ),
                Statement(
                    sid="ReadPaymentKey",
                    actions=("secretsmanager:GetSecretValue",),
                    resources=(Ref("secret.payment-key", Attribute.ARN),),
                    because="Scope payment-key: read.",
                ),
                Statement(
                    sid="ReadFlags",
                    actions=("ssm:GetParameter",),
                    resources=(
                        Join(
                            (
                                "arn:",
                                Context.PARTITION,
                                ":ssm:",
                                Context.REGION,
                                ":",
                                Context.ACCOUNT,
                                ":parameter/flags",
                            )
                        ),
                    ),
                    conditions=(Condition("StringEquals", "aws:ResourceTag/team", ("orders", "billing")),),
                    because="Stated in the blueprint.",
                ),
            ),
        ),
        Function(
            id="function.worker",
            label="worker",
            name=physical("worker"),
            description="Writes orders.",
            role=Ref("role.worker", Attribute.ARN),
            package="worker",
            handler="app.handler",
            runtime="python3.13",
            architecture="arm64",
            memory_size=MEMORY,
            timeout=30,
            reserved_concurrency=RESERVED,
            tracing="Active",
            logging=LogSettings(Ref("log_group.worker", Attribute.NAME), "JSON", "INFO", "WARN"),
            environment=(
                Entry("TABLE_NAME", Ref("table.orders", Attribute.NAME)),
                Entry("PAYMENT_KEY_ARN", Ref("secret.payment-key", Attribute.ARN)),
                Entry("STAGE", Context.STAGE),
                Entry("GREETING", 'He said "${no}" %{if} \\ and left'),
            ),
        ),
        EventSourceMapping(
            id="event_source_mapping.worker.jobs",
            label="worker-jobs",
            implied_by="function.worker",
            because="Trigger jobs of worker.",
            function=Ref("function.worker", Attribute.ARN),
            source=Ref("queue.jobs", Attribute.ARN),
            batch_size=10,
            maximum_concurrency=20,
            report_batch_item_failures=True,
            filters=('{"body": {"kind": ["order"]}}',),
        ),
    ),
    outputs=(
        Output("jobs_queue_url", Ref("queue.jobs", Attribute.URL), "URL to send messages to."),
        Output("worker_function_name", Ref("function.worker", Attribute.NAME), "Name of the function."),
    ),
)
"""One queue worker with everything that the first slice knows."""

FIFO = ResourceGraph(
    name="shop",
    description="",
    region="eu-west-1",
    stages=("dev",),
    resources=(
        Queue(
            id="queue.jobs",
            label="jobs",
            name=physical("jobs.fifo"),
            fifo=True,
            content_based_deduplication=True,
            deduplication_scope="messageGroup",
            throughput_limit="perMessageGroupId",
            delay=5,
            receive_wait_time=20,
            maximum_message_size=1024,
        ),
        tls_only("jobs"),
    ),
)
"""A FIFO queue with every setting."""
