"""What each argument of Terraform's AWS provider says in normal form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.conformance.normal.form import UnreadableError
from tests.conformance.normal.policies import document
from tests.conformance.normal.values import (
    Reader,
    each,
    entries,
    fixed,
    flag,
    members,
    nested,
    only,
    parsed,
    pattern,
    text,
    whole,
)

KINDS = {
    "aws_sqs_queue": ("queue", "name"),
    "aws_sqs_queue_policy": ("queue_policy", None),
    "aws_dynamodb_table": ("table", "name"),
    "aws_secretsmanager_secret": ("secret", "name"),
    "aws_cloudwatch_log_group": ("log_group", "name"),
    "aws_iam_role": ("role", "name"),
    "aws_iam_role_policy": ("role", None),
    "aws_lambda_function": ("function", "function_name"),
    "aws_lambda_event_source_mapping": ("event_source_mapping", None),
}
"""Type to kind, and to the argument that holds the physical name."""


def block(properties: dict[str, Reader]) -> Reader:
    """A block that is there at most once; arguments that it leaves out are null."""
    inner = nested(properties)

    def read(value: Any) -> Iterator[Any]:
        for item in value:
            yield from inner({name: said for name, said in item.items() if said is not None})

    return read


def _redrive(value: Any) -> Iterator[Any]:
    said = {"deadLetterTargetArn": text("redrive", "target"), "maxReceiveCount": whole("redrive", "receives")}
    yield from nested(said)(parsed(value, ("redrive",)))


def _attributes(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    for attribute in value:
        yield ("attribute", attribute["name"]), attribute["type"]


def _time_to_live(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    for block_ in value:
        if block_["enabled"] is not True:
            raise UnreadableError("a time to live that is off")
        yield ("ttl",), block_["attribute_name"]


def _reserved(value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    # The provider's word for "none" is -1.
    yield ("reserved_concurrency",), "none" if value == -1 else value


def _code(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    # The path begins with the module's own folder.
    yield ("code",), value.partition("/")[2]


ARGUMENTS: dict[str, dict[str, Reader]] = {
    "aws_sqs_queue": {
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
        "redrive_policy": _redrive,
        "tags": entries("tags"),
    },
    "aws_sqs_queue_policy": {"policy": document("policy")},
    "aws_dynamodb_table": {
        "billing_mode": text("billing_mode"),
        "hash_key": text("key", "HASH"),
        "range_key": text("key", "RANGE"),
        "attribute": _attributes,
        "ttl": _time_to_live,
        "point_in_time_recovery": block({"enabled": flag("point_in_time_recovery")}),
        "deletion_protection_enabled": flag("deletion_protection"),
        "tags": entries("tags"),
    },
    "aws_secretsmanager_secret": {
        "description": text("description"),
        "force_overwrite_replica_secret": fixed(expected=False),
        "recovery_window_in_days": fixed(30),
        "tags": entries("tags"),
    },
    "aws_cloudwatch_log_group": {
        "retention_in_days": whole("retention_days"),
        "skip_destroy": fixed(expected=False),
        "tags": entries("tags"),
    },
    "aws_iam_role": {
        "force_detach_policies": fixed(expected=False),
        "description": text("description"),
        "path": text("path"),
        "max_session_duration": whole("session_duration"),
        "assume_role_policy": document("trust"),
        "tags": entries("tags"),
    },
    "aws_iam_role_policy": {"policy": document()},
    "aws_lambda_function": {
        "skip_destroy": fixed(expected=False),
        "publish": fixed(expected=False),
        "description": text("description"),
        "role": text("role"),
        "filename": _code,
        "handler": text("handler"),
        "runtime": text("runtime"),
        "architectures": only(text("architecture")),
        "memory_size": whole("memory_size"),
        "timeout": whole("timeout"),
        "ephemeral_storage": block({"size": whole("ephemeral_storage")}),
        "reserved_concurrent_executions": _reserved,
        "tracing_config": block({"mode": text("tracing")}),
        "logging_config": block(
            {
                "log_group": text("log_group"),
                "log_format": text("log_format"),
                "application_log_level": text("application_level"),
                "system_log_level": text("system_level"),
            }
        ),
        "environment": block({"variables": entries("environment")}),
        "package_type": text("package_type"),
        "tags": entries("tags"),
    },
    "aws_lambda_event_source_mapping": {
        "enabled": flag("enabled"),
        "batch_size": whole("batch_size"),
        "maximum_batching_window_in_seconds": whole("batching_window"),
        "scaling_config": block({"maximum_concurrency": whole("maximum_concurrency")}),
        "function_response_types": members("response_types"),
        "filter_criteria": block({"filter": each(nested({"pattern": pattern("filters")}))}),
        "tags": entries("tags"),
    },
}

ANSWERS = frozenset({"arn", "id", "tags_all", "url"})
"""What resources answer rather than are told."""
