"""SQS queues and their policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance.normal.answers import named_by
from tests.conformance.normal.exemption import CDK, argument, deletion, property_
from tests.conformance.normal.form import Place, UnreadableError
from tests.conformance.normal.identification import composed, named
from tests.conformance.normal.kind import Kind, Spelling, When, arn
from tests.conformance.normal.policies import document
from tests.conformance.normal.values import Found, entries, fixed, flag, nested, pairs, parsed, text, whole

_REDRIVE = nested(
    {"deadLetterTargetArn": text("redrive", "target"), "maxReceiveCount": whole("redrive", "receives")}
)


def _redrive(value: Any) -> Found:
    yield from _REDRIVE(parsed(value, ("redrive",)))


_QUEUE = Spelling(
    "AWS::SQS::Queue",
    named("QueueName"),
    {
        "FifoQueue": flag("fifo"),
        "VisibilityTimeout": whole("visibility_timeout"),
        "MessageRetentionPeriod": whole("message_retention"),
        "DelaySeconds": whole("delay"),
        "ReceiveMessageWaitTimeSeconds": whole("receive_wait_time"),
        "MaximumMessageSize": whole("maximum_message_size"),
        "ContentBasedDeduplication": flag("content_based_deduplication"),
        "DeduplicationScope": text("deduplication_scope"),
        "FifoThroughputLimit": text("throughput_limit"),
        "SqsManagedSseEnabled": flag("managed_encryption"),
        "KmsMasterKeyId": text("key"),
        "RedrivePolicy": _REDRIVE,
        "Tags": pairs("tags"),
    },
    asked={"Ref": "url", "QueueUrl": "url", "QueueName": "name", "Arn": "arn"},
    unnoticed=(
        *deletion(),
        property_("DelaySeconds", 0, CDK),
        property_("MessageRetentionPeriod", 345600, CDK),
        property_("ReceiveMessageWaitTimeSeconds", 0, CDK),
        property_("SqsManagedSseEnabled", True),
    ),
)

_AWS_QUEUE = Spelling(
    "aws_sqs_queue",
    named("name"),
    {
        "kms_data_key_reuse_period_seconds": fixed(0),
        "fifo_queue": flag("fifo"),
        "visibility_timeout_seconds": whole("visibility_timeout"),
        "message_retention_seconds": whole("message_retention"),
        "delay_seconds": whole("delay"),
        "receive_wait_time_seconds": whole("receive_wait_time"),
        "max_message_size": whole("maximum_message_size"),
        "content_based_deduplication": flag("content_based_deduplication"),
        "deduplication_scope": text("deduplication_scope"),
        "fifo_throughput_limit": text("throughput_limit"),
        "sqs_managed_sse_enabled": flag("managed_encryption"),
        "kms_master_key_id": text("key"),
        "redrive_policy": _redrive,
        "tags": entries("tags"),
    },
    asked={"arn": "arn", "id": "url", "url": "url"},
    unnoticed=(
        argument("content_based_deduplication", False),
        argument("delay_seconds", 0),
        argument("fifo_queue", False),
        argument("kms_data_key_reuse_period_seconds", 0),
        argument("message_retention_seconds", 345600),
        argument("receive_wait_time_seconds", 0),
        argument("sqs_managed_sse_enabled", True),
        argument("visibility_timeout_seconds", 30),
    ),
)


def _policy_name(said: Mapping[str, Any], place: Place) -> str:
    queues = said["Queues"] or []
    if len(queues) != 1:
        raise UnreadableError(f"a policy of the queues {queues}")
    return named_by("queue", "url", queues[0], place)


_POLICY = Spelling(
    "AWS::SQS::QueuePolicy", composed(_policy_name, "Queues"), {"PolicyDocument": document("policy")}
)

_AWS_POLICY = Spelling(
    "aws_sqs_queue_policy",
    composed(lambda said, place: named_by("queue", "url", said["queue_url"], place), "queue_url"),
    {"policy": document("policy")},
)

KINDS = (
    Kind(
        name="queue",
        cloudformation=(_QUEUE,),
        terraform=(_AWS_QUEUE,),
        answers={
            "arn": arn("sqs"),
            "name": "{name}",
            "url": "https://sqs.{place.region}.amazonaws.com/{place.account}/{name}",
        },
        defaults={
            ("fifo",): False,
            ("visibility_timeout",): 30,
            ("message_retention",): 345600,
            ("delay",): 0,
            ("receive_wait_time",): 0,
            ("maximum_message_size",): 1048576,
            ("content_based_deduplication",): False,
            ("managed_encryption",): True,
        },
        defaults_when=(
            When(("key",), None, {("managed_encryption",): False}),
            When(("fifo",), True, {("deduplication_scope",): "queue", ("throughput_limit",): "perQueue"}),
        ),
    ),
    Kind(name="queue_policy", cloudformation=(_POLICY,), terraform=(_AWS_POLICY,)),
)
