"""Event source mappings."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from designer.exporters.shapes import (
    CloudFormation,
    Kind,
    Leaf,
    Made,
    Named,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.exporters.terraform_json import json_text
from designer.graph import Text
from designer.graph.event_sources import EventSourceMapping, Schemas

Fields: TypeAlias = tuple[tuple[str, Leaf], ...]

_FAILURES = ("ReportBatchItemFailures",)


def polling(mapping: EventSourceMapping) -> Shape:
    """The settings that CloudFormation and SAM's events spell alike."""
    on_failure, concurrency = mapping.on_failure, mapping.maximum_concurrency
    return shape(
        "EventSourceMapping",
        Topics=mapping.topics,
        Queues=mapping.queues,
        Enabled=mapping.enabled,
        StartingPosition=mapping.starting_position,
        StartingPositionTimestamp=_seconds(mapping.starting_time),
        BatchSize=mapping.batch_size,
        MaximumBatchingWindowInSeconds=mapping.batching_window,
        ParallelizationFactor=mapping.parallelization,
        TumblingWindowInSeconds=mapping.tumbling_window,
        MaximumRetryAttempts=mapping.retries,
        MaximumRecordAgeInSeconds=mapping.maximum_record_age,
        BisectBatchOnFunctionError=mapping.bisect,
        ScalingConfig=shape("ScalingConfig", when=concurrency, MaximumConcurrency=concurrency),
        ProvisionedPollerConfig=_pollers(mapping),
        FunctionResponseTypes=_FAILURES if mapping.report_batch_item_failures else None,
        DestinationConfig=shape(
            "DestinationConfig", when=on_failure, OnFailure=shape("OnFailure", Destination=on_failure)
        ),
        FilterCriteria=shape(
            "FilterCriteria", Filters=tuple(shape("Filter", Pattern=each) for each in mapping.filters)
        ),
        KmsKeyArn=mapping.filter_key,
        SourceAccessConfigurations=tuple(
            shape("SourceAccessConfiguration", Type=each.type, URI=each.uri) for each in mapping.access
        ),
        MetricsConfig=shape("MetricsConfig", Metrics=mapping.metrics),
    )


def _mapping(mapping: EventSourceMapping) -> Shape:
    head = shape("EventSourceMapping", FunctionName=mapping.function, EventSourceArn=mapping.source)
    return Shape(
        "EventSourceMapping", (*head.fields, *_kafka(mapping), *polling(mapping).fields, *_changes(mapping))
    )


def _kafka(mapping: EventSourceMapping) -> Fields:
    """Which cluster is read, and as whom; Amazon's own and others have settings of their own."""
    kafka = mapping.kafka
    if kafka is None:
        return ()
    kind = "SelfManagedKafkaEventSourceConfig" if kafka.servers else "AmazonManagedKafkaEventSourceConfig"
    endpoints = shape("Endpoints", KafkaBootstrapServers=kafka.servers)
    return (
        ("SelfManagedEventSource", shape("SelfManagedEventSource", Endpoints=endpoints)),
        (
            kind,
            shape(kind, ConsumerGroupId=kafka.consumer_group, SchemaRegistryConfig=_schemas(kafka.schemas)),
        ),
    )


def _schemas(schemas: Schemas | None) -> Shape | None:
    """What records are checked against."""
    if schemas is None:
        return None
    return shape(
        "SchemaRegistryConfig",
        SchemaRegistryURI=schemas.uri,
        EventRecordFormat=schemas.records,
        AccessConfigs=tuple(
            shape("SchemaRegistryAccessConfig", Type=each.type, URI=each.uri) for each in schemas.access
        ),
        SchemaValidationConfigs=tuple(
            shape("SchemaValidationConfig", Attribute=each) for each in schemas.checks
        ),
    )


def _changes(mapping: EventSourceMapping) -> Fields:
    """Which changes of a cluster are read."""
    changes, kind = mapping.changes, "DocumentDBEventSourceConfig"
    if changes is None:
        return ()
    config = shape(
        kind,
        DatabaseName=changes.database,
        CollectionName=changes.collection,
        FullDocument=changes.full_document,
    )
    return ((kind, config),)


def _pollers(mapping: EventSourceMapping) -> Shape | None:
    pollers = mapping.pollers
    if pollers is None:
        return None
    return shape("ProvisionedPollerConfig", MinimumPollers=pollers.minimum, MaximumPollers=pollers.maximum)


def _seconds(time: str | None) -> int | None:
    """A time as CloudFormation wants it: seconds since 1970; ``None`` for what is no time."""
    try:
        return None if time is None else int(datetime.fromisoformat(time).timestamp())
    except (ValueError, OverflowError):
        return None


def _mapping_block(mapping: EventSourceMapping) -> tuple[Made, ...]:
    settings = group(
        event_source_arn=mapping.source,
        function_name=mapping.function,
        topics=mapping.topics,
        queues=mapping.queues,
        enabled=mapping.enabled,
        starting_position=mapping.starting_position,
        starting_position_timestamp=mapping.starting_time,
        batch_size=mapping.batch_size,
        maximum_batching_window_in_seconds=mapping.batching_window,
        parallelization_factor=mapping.parallelization,
        tumbling_window_in_seconds=mapping.tumbling_window,
        maximum_retry_attempts=mapping.retries,
        maximum_record_age_in_seconds=mapping.maximum_record_age,
        bisect_batch_on_function_error=mapping.bisect,
        function_response_types=_FAILURES if mapping.report_batch_item_failures else None,
        kms_key_arn=mapping.filter_key,
    )
    return (made("aws_lambda_event_source_mapping", settings, *_source_blocks(mapping), *_inner(mapping)),)


def _source_blocks(mapping: EventSourceMapping) -> tuple[Shape | tuple[Shape, ...], ...]:
    """What is read, and how Lambda gets at it."""
    kafka, changes = mapping.kafka, mapping.changes
    found: list[Shape | tuple[Shape, ...]] = []
    if kafka:
        managed = "self_managed" if kafka.servers else "amazon_managed"
        endpoints = Named((("KAFKA_BOOTSTRAP_SERVERS", ",".join(kafka.servers)),)) if kafka.servers else None
        found.append(block("self_managed_event_source", endpoints=endpoints))
        config = f"{managed}_kafka_event_source_config"
        schemas = _schemas_block(kafka.schemas)
        found.append(block(config, consumer_group_id=kafka.consumer_group, schema_registry_config=schemas))
    if changes:
        found.append(
            block(
                "document_db_event_source_config",
                database_name=changes.database,
                collection_name=changes.collection,
                full_document=changes.full_document,
            )
        )
    found.append(
        tuple(block("source_access_configuration", type=each.type, uri=each.uri) for each in mapping.access)
    )
    return tuple(found)


def _schemas_block(schemas: Schemas | None) -> Shape | None:
    if schemas is None:
        return None
    return block(
        "schema_registry_config",
        schema_registry_uri=schemas.uri,
        event_record_format=schemas.records,
        access_config=tuple(block("access_config", type=each.type, uri=each.uri) for each in schemas.access),
        schema_validation_config=tuple(
            block("schema_validation_config", attribute=each) for each in schemas.checks
        ),
    )


def _inner(mapping: EventSourceMapping) -> tuple[Shape, ...]:
    """How much is read at once, what of it, and what becomes of the rest."""
    on_failure, concurrency, pollers = mapping.on_failure, mapping.maximum_concurrency, mapping.pollers
    patterns = tuple(block("filter", pattern=_pattern(each)) for each in mapping.filters)
    return (
        block("scaling_config", when=concurrency, maximum_concurrency=concurrency),
        block(
            "provisioned_poller_config",
            minimum_pollers=pollers.minimum if pollers else None,
            maximum_pollers=pollers.maximum if pollers else None,
        ),
        block("filter_criteria", filter=patterns),
        block(
            "destination_config", when=on_failure, on_failure=block("on_failure", destination_arn=on_failure)
        ),
        block("metrics_config", metrics=mapping.metrics),
    )


def _pattern(pattern: Text) -> Leaf:
    return json_text(pattern) if isinstance(pattern, str) else pattern


KINDS = (
    Kind(
        EventSourceMapping,
        CloudFormation("AWS::Lambda::EventSourceMapping", _mapping),
        Terraform("aws_lambda_event_source_mapping", _mapping_block, "event_sources.tf"),
        suffix="Mapping",
    ),
)
"""How event source mappings are spelt."""
