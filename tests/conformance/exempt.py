"""Changes that parity need not notice, each with the reason.

A mutation that is not noticed and not listed here fails the suite, and so does an entry that no
mutation needs any more.
"""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT = "Says what happens anyway; dropping it changes nothing."


@dataclass(frozen=True, slots=True)
class Exemption:
    """What may be dropped unnoticed: a place, what is there (as ``repr`` shows it), and why.

    The place is a resource's type and the path in it, ``#`` being any index.
    """

    site: tuple[str, ...]
    value: str
    reason: str = DEFAULT

    @property
    def equivalent(self) -> bool:
        """Whether the change is none: what is deployed is the same."""
        return self.reason == DEFAULT


def _property(type_: str, path: str, value: object, reason: str = DEFAULT) -> Exemption:
    return Exemption((f"AWS::{type_}", "Properties", *path.split("/")), repr(value), reason)


def _argument(type_: str, path: str, value: object, reason: str = DEFAULT) -> Exemption:
    return Exemption((f"aws_{type_}", *path.split("/")), repr(value), reason)


_TAG = {"Key": "lambda:createdBy", "Value": "SAM"}
_API_TAG = {"name": "httpapi:createdBy", "x-amazon-apigateway-tag-value": "SAM"}
_TOLERATED = "SAM's own tag, which is tolerated: without it there is no difference to tolerate."
_NEW_VERSION = "What is published next is a new resource, so that no version is ever replaced."

_BOTH = (
    _property("ApiGatewayV2::Route", "AuthorizationType", "NONE"),
    _property("Lambda::EventSourceMapping", "BatchSize", 10),
    _property("Lambda::Function", "Architectures", ["x86_64"]),
    _property("Lambda::Function", "LoggingConfig/LogFormat", "Text"),
    _property("Lambda::Function", "MemorySize", 128),
    _property("Lambda::Function", "TracingConfig", {"Mode": "PassThrough"}),
    _property("SQS::Queue", "SqsManagedSseEnabled", True),
)

SAM = (
    *_BOTH,
    _property("ApiGatewayV2::Api", "Body/tags", [_API_TAG], _TOLERATED),
    _property("ApiGatewayV2::Api", "Body/tags/#", _API_TAG, _TOLERATED),
    _property("ApiGatewayV2::Stage", "Tags", {"httpapi:createdBy": "SAM"}, _TOLERATED),
    _property("ApiGatewayV2::Stage", "Tags/httpapi:createdBy", "SAM", _TOLERATED),
    _property("Lambda::EventInvokeConfig", "DestinationConfig", {}),
    _property("Lambda::Function", "Tags", [_TAG], _TOLERATED),
    _property("Lambda::Function", "Tags/#", _TAG, _TOLERATED),
)

CDK = (
    *_BOTH,
    *(
        Exemption((type_, policy), repr("Delete"))
        for type_ in ("AWS::DynamoDB::Table", "AWS::Logs::LogGroup", "AWS::SQS::Queue")
        for policy in ("DeletionPolicy", "UpdateReplacePolicy")
    ),
    Exemption(("AWS::Lambda::Version", "UpdateReplacePolicy"), repr("Retain"), _NEW_VERSION),
    _property("DynamoDB::Table", "DeletionProtectionEnabled", False),
    _property("DynamoDB::Table", "PointInTimeRecoverySpecification", {"PointInTimeRecoveryEnabled": False}),
    _property("Lambda::EventSourceMapping", "Enabled", True),
    _property("Lambda::EventSourceMapping", "MaximumBatchingWindowInSeconds", 0),
    _property("Lambda::Function", "EphemeralStorage", {"Size": 512}),
    _property("Scheduler::Schedule", "State", "ENABLED"),
    _property("SQS::Queue", "DelaySeconds", 0),
    _property("SQS::Queue", "MessageRetentionPeriod", 345600),
    _property("SQS::Queue", "ReceiveMessageWaitTimeSeconds", 0),
)

TERRAFORM = (
    _argument("apigatewayv2_api", "api_key_selection_expression", "$request.header.x-api-key"),
    _argument("apigatewayv2_api", "route_selection_expression", "$request.method $request.path"),
    _argument("apigatewayv2_integration", "connection_type", "INTERNET"),
    _argument("apigatewayv2_route", "api_key_required", False),
    _argument("apigatewayv2_route", "authorization_type", "NONE"),
    _argument("apigatewayv2_stage", "default_route_settings/#/data_trace_enabled", False),
    _argument("apigatewayv2_stage", "default_route_settings/#/detailed_metrics_enabled", False),
    _argument("cloudwatch_log_group", "skip_destroy", False),
    _argument("dynamodb_table", "deletion_protection_enabled", False),
    _argument("dynamodb_table", "point_in_time_recovery", [{"enabled": False}]),
    _argument("dynamodb_table", "point_in_time_recovery/#", {"enabled": False}),
    _argument("iam_role", "force_detach_policies", False),
    _argument("iam_role", "max_session_duration", 3600),
    _argument("iam_role", "path", "/"),
    _argument("lambda_event_source_mapping", "batch_size", 10),
    _argument("lambda_event_source_mapping", "enabled", True),
    _argument("lambda_event_source_mapping", "maximum_batching_window_in_seconds", 0),
    _argument("lambda_function", "architectures", ["x86_64"]),
    _argument("lambda_function", "ephemeral_storage", [{"size": 512}]),
    _argument("lambda_function", "ephemeral_storage/#", {"size": 512}),
    _argument("lambda_function", "logging_config/#/log_format", "Text"),
    _argument("lambda_function", "memory_size", 128),
    _argument("lambda_function", "package_type", "Zip"),
    _argument("lambda_function", "publish", False),
    _argument("lambda_function", "reserved_concurrent_executions", -1),
    _argument("lambda_function", "skip_destroy", False),
    _argument("lambda_function", "tracing_config", [{"mode": "PassThrough"}]),
    _argument("lambda_function", "tracing_config/#", {"mode": "PassThrough"}),
    _argument("lambda_function", "vpc_config/#/ipv6_allowed_for_dual_stack", False),
    _argument("lambda_function_event_invoke_config", "maximum_retry_attempts", 2),
    _argument("lambda_provisioned_concurrency_config", "skip_destroy", False),
    _argument("scheduler_schedule", "schedule_expression_timezone", "UTC"),
    _argument("scheduler_schedule", "state", "ENABLED"),
    _argument("secretsmanager_secret", "force_overwrite_replica_secret", False),
    _argument("secretsmanager_secret", "recovery_window_in_days", 30),
    _argument("sqs_queue", "content_based_deduplication", False),
    _argument("sqs_queue", "delay_seconds", 0),
    _argument("sqs_queue", "fifo_queue", False),
    _argument("sqs_queue", "kms_data_key_reuse_period_seconds", 0),
    _argument("sqs_queue", "message_retention_seconds", 345600),
    _argument("sqs_queue", "receive_wait_time_seconds", 0),
    _argument("sqs_queue", "sqs_managed_sse_enabled", True),
    _argument("sqs_queue", "visibility_timeout_seconds", 30),
)
