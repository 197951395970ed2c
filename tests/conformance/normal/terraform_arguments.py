"""What each argument of Terraform's AWS provider says in normal form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.conformance.normal.form import UnreadableError
from tests.conformance.normal.policies import document
from tests.conformance.normal.values import (
    Reader,
    document_text,
    each,
    entries,
    fixed,
    flag,
    invoked,
    members,
    nested,
    number,
    only,
    ordered,
    parsed,
    pattern,
    stripped,
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
    "aws_lambda_alias": ("alias", None),
    "aws_lambda_provisioned_concurrency_config": ("alias", None),
    "aws_lambda_function_event_invoke_config": ("event_invoke_config", None),
    "aws_lambda_permission": ("permission", None),
    "aws_scheduler_schedule": ("schedule", "name"),
    "aws_apigatewayv2_api": ("api", "name"),
    "aws_apigatewayv2_stage": ("stage", None),
    "aws_apigatewayv2_authorizer": ("authorizer", None),
    "aws_apigatewayv2_integration": ("integration", None),
    "aws_apigatewayv2_route": ("route", None),
}
"""Type to kind, and to the argument that holds the physical name."""


def block(properties: dict[str, Reader]) -> Reader:
    """A block that is there at most once."""
    return each(nested(properties))


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


def _publish(value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield from flag("published")(value)
    if value is True:  # the provider never deletes an old version
        yield ("superseded",), "Retain"


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
        "publish": _publish,
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
        "layers": ordered("layer"),
        "vpc_config": block(
            {
                "subnet_ids": members("subnet"),
                "security_group_ids": members("security_group"),
                "ipv6_allowed_for_dual_stack": fixed(expected=False),
            }
        ),
        "dead_letter_config": block({"target_arn": text("dead_letter")}),
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
    "aws_lambda_alias": {"description": text("description"), "function_version": text("version")},
    "aws_lambda_provisioned_concurrency_config": {
        "provisioned_concurrent_executions": whole("provisioned_concurrency"),
        "skip_destroy": fixed(expected=False),
    },
    "aws_lambda_function_event_invoke_config": {
        "maximum_retry_attempts": whole("retries"),
        "maximum_event_age_in_seconds": whole("event_age"),
        "destination_config": block(
            {
                "on_success": block({"destination": text("on_success")}),
                "on_failure": block({"destination": text("on_failure")}),
            }
        ),
    },
    "aws_lambda_permission": {"action": text("action"), "source_account": text("source_account")},
    "aws_scheduler_schedule": {
        "group_name": text("group"),
        "description": text("description"),
        "state": text("state"),
        "schedule_expression": text("expression"),
        "schedule_expression_timezone": text("timezone"),
        "start_date": text("start"),
        "end_date": text("end"),
        "flexible_time_window": block(
            {"mode": text("window"), "maximum_window_in_minutes": whole("window_minutes")}
        ),
        "target": block(
            {
                "arn": text("target", "function"),
                "role_arn": text("target", "role"),
                "input": document_text("target", "input"),
                "retry_policy": block(
                    {
                        "maximum_retry_attempts": whole("target", "retries"),
                        "maximum_event_age_in_seconds": whole("target", "event_age"),
                    }
                ),
                "dead_letter_config": block({"arn": text("target", "dead_letter")}),
            }
        ),
    },
    "aws_apigatewayv2_api": {
        "protocol_type": text("protocol"),
        "description": text("description"),
        "api_key_selection_expression": fixed("$request.header.x-api-key"),
        "route_selection_expression": fixed("$request.method $request.path"),
        "disable_execute_api_endpoint": fixed(expected=False),
        "cors_configuration": block(
            {
                "allow_origins": members("cors", "origin"),
                "allow_methods": members("cors", "method"),
                "allow_headers": members("cors", "header"),
                "expose_headers": members("cors", "exposed"),
                "max_age": whole("cors", "max_age"),
                "allow_credentials": flag("cors", "credentials"),
            }
        ),
        "tags": entries("tags"),
    },
    "aws_apigatewayv2_stage": {
        "auto_deploy": flag("auto_deploy"),
        "access_log_settings": block(
            {
                "destination_arn": stripped(":*", "access_log", "group"),
                "format": document_text("access_log", "format"),
            }
        ),
        "default_route_settings": block(
            {
                "throttling_rate_limit": number("rate"),
                "throttling_burst_limit": whole("burst"),
                "detailed_metrics_enabled": flag("detailed_metrics"),
                "data_trace_enabled": fixed(expected=False),
            }
        ),
        "tags": entries("tags"),
    },
    "aws_apigatewayv2_authorizer": {
        "authorizer_type": text("type"),
        "identity_sources": members("identity_source"),
        "jwt_configuration": block({"issuer": text("issuer"), "audience": members("audience")}),
    },
    "aws_apigatewayv2_integration": {
        "api_id": text("api"),
        "connection_type": text("connection"),
        "integration_type": text("type"),
        "integration_uri": invoked("function"),
        "integration_method": text("method"),
        "payload_format_version": text("payload"),
        "timeout_milliseconds": whole("timeout"),
    },
    "aws_apigatewayv2_route": {
        "target": text("target"),
        "api_key_required": flag("api_key_required"),
        "authorization_type": text("authorization"),
        "authorizer_id": text("authorizer"),
        "authorization_scopes": members("scope"),
    },
}

ANSWERS: dict[str, dict[str, str]] = {
    "api_endpoint": {"api": "url"},
    "arn": {},
    "execution_arn": {},
    "id": dict.fromkeys(("role", "table", "log_group"), "name") | {"queue": "url", "secret": "arn"},
    "invoke_arn": {},
    "url": {},
    "version": {},
}
"""What others ask of a resource, and what that is called in normal form, by kind, where it differs."""

TOLD_BACK = frozenset({*ANSWERS, "tags_all", "qualified_arn", "statement_id"})
"""What resources answer rather than are told, and the Sid that CloudFormation makes up."""
