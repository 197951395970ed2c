"""What each property of a CloudFormation resource says in normal form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.conformance.normal.cloudformation_http import HTTP_PROPERTIES
from tests.conformance.normal.form import UnreadableError
from tests.conformance.normal.policies import document
from tests.conformance.normal.values import (
    Reader,
    document_text,
    each,
    entries,
    flag,
    members,
    nested,
    only,
    ordered,
    pairs,
    pattern,
    perhaps,
    text,
    whole,
)


def _keys(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    for key in value:
        yield ("key", key["KeyType"]), key["AttributeName"]


def _attributes(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    for attribute in value:
        yield ("attribute", attribute["AttributeName"]), attribute["AttributeType"]


def _time_to_live(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    if value["Enabled"] is not True:
        raise UnreadableError("a time to live that is off")
    yield ("ttl",), value["AttributeName"]


def _policies(value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    for policy in value:
        yield from document("policy", policy["PolicyName"])(policy["PolicyDocument"])


PROPERTIES: dict[str, dict[str, Reader]] = {
    "queue": {
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
        "RedrivePolicy": nested(
            {
                "deadLetterTargetArn": text("redrive", "target"),
                "maxReceiveCount": whole("redrive", "receives"),
            }
        ),
        "Tags": pairs("tags"),
    },
    "queue_policy": {"PolicyDocument": document("policy")},
    "table": {
        "BillingMode": text("billing_mode"),
        "KeySchema": _keys,
        "AttributeDefinitions": _attributes,
        "TimeToLiveSpecification": _time_to_live,
        "PointInTimeRecoverySpecification": nested(
            {"PointInTimeRecoveryEnabled": flag("point_in_time_recovery")}
        ),
        "DeletionProtectionEnabled": flag("deletion_protection"),
        "Tags": pairs("tags"),
    },
    "secret": {"Description": text("description"), "Tags": pairs("tags")},
    "log_group": {"RetentionInDays": whole("retention_days"), "Tags": pairs("tags")},
    "role": {
        "Description": text("description"),
        "Path": text("path"),
        "MaxSessionDuration": whole("session_duration"),
        "AssumeRolePolicyDocument": document("trust"),
        "Policies": _policies,
        "Tags": pairs("tags"),
    },
    "function": {
        "Description": text("description"),
        "Role": text("role"),
        "Code": nested({"S3Bucket": lambda _: iter(()), "S3Key": text("code")}),
        "Handler": text("handler"),
        "Runtime": text("runtime"),
        "Architectures": only(text("architecture")),
        "MemorySize": whole("memory_size"),
        "Timeout": whole("timeout"),
        "EphemeralStorage": nested({"Size": whole("ephemeral_storage")}),
        "ReservedConcurrentExecutions": whole("reserved_concurrency"),
        "TracingConfig": nested({"Mode": text("tracing")}),
        "LoggingConfig": nested(
            {
                "LogGroup": text("log_group"),
                "LogFormat": text("log_format"),
                "ApplicationLogLevel": text("application_level"),
                "SystemLogLevel": text("system_level"),
            }
        ),
        "Environment": nested({"Variables": entries("environment")}),
        "PackageType": text("package_type"),
        "Layers": ordered("layer"),
        "VpcConfig": nested({"SubnetIds": members("subnet"), "SecurityGroupIds": members("security_group")}),
        "DeadLetterConfig": nested({"TargetArn": text("dead_letter")}),
        "Tags": pairs("tags"),
    },
    "event_source_mapping": {
        "Enabled": flag("enabled"),
        "BatchSize": whole("batch_size"),
        "MaximumBatchingWindowInSeconds": whole("batching_window"),
        "ScalingConfig": nested({"MaximumConcurrency": whole("maximum_concurrency")}),
        "FunctionResponseTypes": members("response_types"),
        "FilterCriteria": nested({"Filters": each(nested({"Pattern": pattern("filters")}))}),
        "Tags": pairs("tags"),
    },
    "version": {},
    "alias": {
        "Description": text("description"),
        "FunctionVersion": text("version"),
        "ProvisionedConcurrencyConfig": nested(
            {"ProvisionedConcurrentExecutions": whole("provisioned_concurrency")}
        ),
    },
    "event_invoke_config": {
        "MaximumRetryAttempts": whole("retries"),
        "MaximumEventAgeInSeconds": whole("event_age"),
        "DestinationConfig": perhaps(
            {
                "OnSuccess": nested({"Destination": text("on_success")}),
                "OnFailure": nested({"Destination": text("on_failure")}),
            }
        ),
    },
    "permission": {"Action": text("action"), "SourceAccount": text("source_account")},
    "schedule": {
        "GroupName": text("group"),
        "Description": text("description"),
        "State": text("state"),
        "ScheduleExpression": text("expression"),
        "ScheduleExpressionTimezone": text("timezone"),
        "StartDate": text("start"),
        "EndDate": text("end"),
        "FlexibleTimeWindow": nested(
            {"Mode": text("window"), "MaximumWindowInMinutes": whole("window_minutes")}
        ),
        "Target": nested(
            {
                "Arn": text("target", "function"),
                "RoleArn": text("target", "role"),
                "Input": document_text("target", "input"),
                "RetryPolicy": nested(
                    {
                        "MaximumRetryAttempts": whole("target", "retries"),
                        "MaximumEventAgeInSeconds": whole("target", "event_age"),
                    }
                ),
                "DeadLetterConfig": nested({"Arn": text("target", "dead_letter")}),
            }
        ),
    },
    **HTTP_PROPERTIES,
}
