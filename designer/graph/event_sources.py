"""What Lambda polls for a function: queues, streams, topics of Kafka, brokers, change streams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Ref, Switch, Text, Whole


@dataclass(frozen=True, slots=True)
class SourceAccess:
    """How Lambda gets at a source: a type as the API calls it, and the secret, subnet or name it needs."""

    type: str
    uri: Text


@dataclass(frozen=True, slots=True)
class Pollers:
    """How many pollers are kept ready, and how many there may be."""

    minimum: Whole | None = None
    maximum: Whole | None = None


@dataclass(frozen=True, slots=True)
class Schemas:
    """The registry that records are checked against; ``uri`` is an ARN of AWS Glue or a URL.

    The function gets them as ``records`` says, JSON or SOURCE; ``checks`` are KEY and VALUE.
    """

    uri: str
    records: str
    checks: tuple[str, ...]
    access: tuple[SourceAccess, ...] = ()


@dataclass(frozen=True, slots=True)
class Kafka:
    """What is read of a Kafka cluster; ``servers`` only where the cluster is not Amazon MSK's."""

    consumer_group: Text | None = None
    servers: tuple[str, ...] = ()
    schemas: Schemas | None = None


@dataclass(frozen=True, slots=True)
class ChangeStream:
    """Which changes of a DocumentDB cluster are read; of every collection where ``collection`` is unset."""

    database: Text
    collection: Text | None = None
    full_document: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EventSourceMapping(Resource):
    """Lambda's poller between a source and a function.

    ``batching_window``, ``maximum_record_age`` and ``tumbling_window`` are in seconds; -1 ``retries`` or
    seconds of age are without limit. ``starting_time`` is ISO 8601 with a zone.
    """

    KIND: ClassVar[str] = "event_source_mapping"

    function: Ref
    source: Text | None = None
    """The ARN of what is read; ``None`` where it is named by its addresses."""
    batch_size: Whole | None = None
    batching_window: Whole | None = None
    maximum_concurrency: Whole | None = None
    report_batch_item_failures: bool = False
    filters: tuple[Text, ...] = ()
    """JSON filter patterns; an event passes when one of them matches."""
    enabled: Switch | None = None
    starting_position: str | None = None
    starting_time: str | None = None
    parallelization: Whole | None = None
    """Batches of one shard that are handled at once."""
    tumbling_window: Whole | None = None
    retries: Whole | None = None
    maximum_record_age: Whole | None = None
    bisect: Switch | None = None
    """Whether a batch that fails is split in two."""
    on_failure: Text | None = None
    """ARN of where goes what is known of a batch that was given up."""
    topics: tuple[Text, ...] = ()
    queues: tuple[Text, ...] = ()
    """Names of a broker's queues."""
    access: tuple[SourceAccess, ...] = ()
    kafka: Kafka | None = None
    changes: ChangeStream | None = None
    pollers: Pollers | None = None
    metrics: tuple[str, ...] = ()
    filter_key: Text | None = None
    """ARN of the key that Lambda encrypts the filters with."""
    tags: tuple[Entry, ...] | None = None
    """``None`` where it has not even the design's."""
