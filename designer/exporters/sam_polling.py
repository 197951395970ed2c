"""Event source mappings as events of a SAM function.

An event makes one AWS::Lambda::EventSourceMapping and passes its settings through. SAM refuses what it
could make no policy for, although each function has a role of its own: a stream without a starting
position, a broker or a cluster without a way in, and a destination that it cannot see. Of a registry of
schemas its releases know different things, and of tags nothing.
"""

from __future__ import annotations

from designer.exporters.sam_services import service
from designer.exporters.shapes import Shape, shape
from designer.graph import Parameter, ResourceGraph
from designer.graph.event_sources import EventSourceMapping

_SOURCES = {
    "SQS": "Queue",
    "Kinesis": "Stream",
    "DynamoDB": "Stream",
    "MSK": "Stream",
    "MQ": "Broker",
    "DocumentDB": "Cluster",
}
"""The types of events, and what each calls its source."""

_TYPES = {
    "sqs": "SQS",
    "kinesis": "Kinesis",
    "dynamodb": "DynamoDB",
    "kafka": "MSK",
    "mq": "MQ",
    "rds": "DocumentDB",
}
"""The event of each service, by what ARNs call the service."""

_POSITIONED = ("Kinesis", "DynamoDB", "MSK")
_AUTHENTICATED = ("MQ", "DocumentDB", "SelfManagedKafka")


def event_type(mapping: EventSourceMapping, graph: ResourceGraph) -> str | None:
    """The type of the event that makes just ``mapping``; ``None`` where none does."""
    kind = _TYPES.get(service(mapping.source, graph) or "")
    if mapping.source is None and mapping.kafka:
        kind = "SelfManagedKafka"
    is_refused = (
        (kind in _POSITIONED and mapping.starting_position is None)
        or (kind in _AUTHENTICATED and not mapping.access)
        or isinstance(mapping.on_failure, Parameter)
        or (mapping.kafka is not None and mapping.kafka.schemas is not None)
        or mapping.tags is not None
    )
    return None if is_refused else kind


def source(mapping: EventSourceMapping, kind: str | None) -> Shape:
    """What is read, as the event of that type calls it."""
    kafka, changes = mapping.kafka, mapping.changes
    arn = ((_SOURCES[kind], mapping.source),) if kind in _SOURCES else ()
    others = shape(
        "Event",
        KafkaBootstrapServers=kafka.servers if kafka else None,
        ConsumerGroupId=kafka.consumer_group if kafka else None,
        DatabaseName=changes.database if changes else None,
        CollectionName=changes.collection if changes else None,
        FullDocument=changes.full_document if changes else None,
    )
    return Shape("Event", (*arn, *others.fields))
