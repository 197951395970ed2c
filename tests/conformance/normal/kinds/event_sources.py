"""Event source mappings, from Lambda's API reference and the provider's documentation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.conformance.normal.answers import function_name
from tests.conformance.normal.exemption import CDK, argument, property_
from tests.conformance.normal.form import Json, Place, UnreadableError
from tests.conformance.normal.identification import composed
from tests.conformance.normal.kind import Kind, Spelling
from tests.conformance.normal.values import (
    Found,
    block,
    each,
    entries,
    flag,
    listed,
    members,
    nested,
    ordered,
    pairs,
    pattern,
    text,
    whole,
)


def _mapping(said: Mapping[str, Any], place: Place) -> str:
    """The function and what it reads; a cluster that is not AWS's is known by its servers."""
    own = said["SelfManagedEventSource"]
    source = said["EventSourceArn"] or ",".join(own["Endpoints"]["KafkaBootstrapServers"])
    return f"{function_name(said['FunctionName'], place)} < {source}"


def _aws_mapping(said: Mapping[str, Any], place: Place) -> str:
    own = said["self_managed_event_source"] or [{}]
    source = said["event_source_arn"] or own[0]["endpoints"]["KAFKA_BOOTSTRAP_SERVERS"]
    return f"{function_name(said['function_name'], place)} < {source}"


def _seconds(value: Json) -> Found:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnreadableError(f"{value!r} is no time")
    yield ("starting_time",), value


def _moment(value: Json) -> Found:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise UnreadableError(f"{value!r} is no time") from None
    yield ("starting_time",), int(moment.timestamp())


def _access(kind: str, uri: str) -> Any:
    def read(value: Json) -> Found:
        for item in listed(value):
            if not isinstance(item, dict) or set(item) != {kind, uri}:
                raise UnreadableError(f"{item!r} is no source access")
            yield ("access", str(item[kind]), str(item[uri])), True

    return read


def _schemas(uri: str, records: str, access: Any, checks: str, each_check: str) -> dict[str, Any]:
    """What is said of a registry of schemas, by the format's words for it."""

    def read_checks(value: Json) -> Found:
        for item in listed(value):
            if not isinstance(item, dict) or set(item) != {each_check}:
                raise UnreadableError(f"{item!r} is no check")
            yield ("schemas", "checks", str(item[each_check])), True

    def read_access(value: Json) -> Found:
        for path, said in access[1](value):
            yield ("schemas", *path), said

    return {
        uri: text("schemas", "uri"),
        records: text("schemas", "records"),
        access[0]: read_access,
        checks: read_checks,
    }


_SCHEMAS = _schemas(
    "SchemaRegistryURI",
    "EventRecordFormat",
    ("AccessConfigs", _access("Type", "URI")),
    "SchemaValidationConfigs",
    "Attribute",
)
_AWS_SCHEMAS = _schemas(
    "schema_registry_uri",
    "event_record_format",
    ("access_config", _access("type", "uri")),
    "schema_validation_config",
    "attribute",
)

_MAPPING = Spelling(
    "AWS::Lambda::EventSourceMapping",
    composed(
        _mapping,
        "FunctionName",
        "EventSourceArn",
        "SelfManagedEventSource",
    ),
    {
        "Enabled": flag("enabled"),
        "BatchSize": whole("batch_size"),
        "MaximumBatchingWindowInSeconds": whole("batching_window"),
        "ScalingConfig": nested({"MaximumConcurrency": whole("maximum_concurrency")}),
        "ProvisionedPollerConfig": nested(
            {"MinimumPollers": whole("pollers", "minimum"), "MaximumPollers": whole("pollers", "maximum")}
        ),
        "FunctionResponseTypes": members("response_types"),
        "FilterCriteria": nested({"Filters": each(nested({"Pattern": pattern("filters")}))}),
        "KmsKeyArn": text("filter_key"),
        "StartingPosition": text("starting_position"),
        "StartingPositionTimestamp": _seconds,
        "ParallelizationFactor": whole("parallelization"),
        "TumblingWindowInSeconds": whole("tumbling_window"),
        "MaximumRetryAttempts": whole("retries"),
        "MaximumRecordAgeInSeconds": whole("record_age"),
        "BisectBatchOnFunctionError": flag("bisect"),
        "DestinationConfig": nested({"OnFailure": nested({"Destination": text("on_failure")})}),
        "MetricsConfig": nested({"Metrics": members("metrics")}),
        "Topics": members("topics"),
        "Queues": ordered("queues"),
        "SourceAccessConfigurations": _access("Type", "URI"),
        "AmazonManagedKafkaEventSourceConfig": nested(
            {"ConsumerGroupId": text("consumer_group"), "SchemaRegistryConfig": nested(_SCHEMAS)}
        ),
        "SelfManagedKafkaEventSourceConfig": nested(
            {"ConsumerGroupId": text("consumer_group"), "SchemaRegistryConfig": nested(_SCHEMAS)}
        ),
        "DocumentDBEventSourceConfig": nested(
            {
                "DatabaseName": text("changes", "database"),
                "CollectionName": text("changes", "collection"),
                "FullDocument": text("changes", "full_document"),
            }
        ),
        "Tags": pairs("tags"),
    },
    unnoticed=(
        property_("BatchSize", 10),
        property_("Enabled", True, CDK),
        property_("MaximumBatchingWindowInSeconds", 0, CDK),
    ),
)

_AWS_MAPPING = Spelling(
    "aws_lambda_event_source_mapping",
    composed(_aws_mapping, "function_name", "event_source_arn", "self_managed_event_source"),
    {
        "enabled": flag("enabled"),
        "batch_size": whole("batch_size"),
        "maximum_batching_window_in_seconds": whole("batching_window"),
        "scaling_config": block({"maximum_concurrency": whole("maximum_concurrency")}),
        "provisioned_poller_config": block(
            {"minimum_pollers": whole("pollers", "minimum"), "maximum_pollers": whole("pollers", "maximum")}
        ),
        "function_response_types": members("response_types"),
        "filter_criteria": block({"filter": each(nested({"pattern": pattern("filters")}))}),
        "kms_key_arn": text("filter_key"),
        "starting_position": text("starting_position"),
        "starting_position_timestamp": _moment,
        "parallelization_factor": whole("parallelization"),
        "tumbling_window_in_seconds": whole("tumbling_window"),
        "maximum_retry_attempts": whole("retries"),
        "maximum_record_age_in_seconds": whole("record_age"),
        "bisect_batch_on_function_error": flag("bisect"),
        "destination_config": block({"on_failure": block({"destination_arn": text("on_failure")})}),
        "metrics_config": block({"metrics": members("metrics")}),
        "topics": members("topics"),
        "queues": ordered("queues"),
        "source_access_configuration": _access("type", "uri"),
        "amazon_managed_kafka_event_source_config": block(
            {"consumer_group_id": text("consumer_group"), "schema_registry_config": block(_AWS_SCHEMAS)}
        ),
        "self_managed_kafka_event_source_config": block(
            {"consumer_group_id": text("consumer_group"), "schema_registry_config": block(_AWS_SCHEMAS)}
        ),
        "document_db_event_source_config": block(
            {
                "database_name": text("changes", "database"),
                "collection_name": text("changes", "collection"),
                "full_document": text("changes", "full_document"),
            }
        ),
        "tags": entries("tags"),
    },
    unnoticed=(
        argument("batch_size", 10),
        argument("enabled", True),
        argument("maximum_batching_window_in_seconds", 0),
    ),
)

KINDS = (
    Kind(
        name="event_source_mapping",
        cloudformation=(_MAPPING,),
        terraform=(_AWS_MAPPING,),
        defaults={
            ("batch_size",): 10,
            ("batching_window",): 0,
            ("maximum_concurrency",): "none",
            ("enabled",): True,
            ("retries",): -1,
            ("record_age",): -1,
            ("bisect",): False,
            ("parallelization",): 1,
            ("tumbling_window",): 0,
            ("changes", "full_document"): "Default",
        },
    ),
)
