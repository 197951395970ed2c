"""What triggers have in common for which Lambda polls: settings, by how the source keeps its records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from designer import catalog, graph
from designer.blueprint.base import (
    Advanced,
    Bool,
    FrozenDict,
    Int,
    Limits,
    Named,
    Part,
    RefersTo,
    SameInAllStages,
    freeze,
)
from designer.blueprint.texts import entries
from designer.blueprint.triggers.base import Consumer, Invocation, Trigger
from designer.graph import Attribute, Condition, Context, Join, Principal, Statement, Text


def _mapping(value: object) -> object:
    if not isinstance(value, Mapping):
        raise ValueError("a filter is a mapping, such as {body: {kind: [order]}}")
    return value


FilterPattern = Annotated[Mapping[str, Any], BeforeValidator(_mapping), AfterValidator(freeze)]
"""An event filter pattern, as in the Lambda documentation."""


class Polled(Trigger):
    """A source that Lambda polls for the function, by an event source mapping."""

    filters: Annotated[tuple[FilterPattern, ...], Advanced()] = Field(
        (),
        title="Filters",
        description="Patterns; a record that matches none is passed over (SQS deletes it) without an "
        "invocation.",
    )
    filter_key: Annotated[str | None, RefersTo(("keys",)), Advanced()] = Field(
        None, title="Filter key", description="KMS key that Lambda encrypts the filters with, if not its own."
    )
    metrics: Annotated[Bool, SameInAllStages(), Advanced()] = Field(
        False, title="Metrics", description="Lambda counts the records that it polls, filters and drops."
    )
    enabled: Annotated[Bool, Advanced()] = Field(
        True, title="Enabled", description="Off keeps the trigger; records wait in their source."
    )
    tags: Annotated[Named[str], Advanced()] = Field(
        default_factory=FrozenDict,
        title="Tags",
        description="Tags of the event source mapping. With some it also gets the design's, which SAM's "
        "events cannot give it, so that SAM then says it as a resource.",
    )

    def mapping(
        self, name: str, consumer: Consumer, **settings: Any
    ) -> graph.event_sources.EventSourceMapping:
        """The event source mapping, with the settings of its source; typed by the dataclass."""
        return graph.event_sources.EventSourceMapping(
            id=f"event_source_mapping.{consumer.name}.{name}",
            label=f"{consumer.name}-{name}",
            implied_by=f"function.{consumer.name}",
            function=consumer.ref,
            filters=tuple(json.dumps(each, ensure_ascii=False) for each in self.filters),
            filter_key=self._filter_key(consumer),
            metrics=("EventCount",) if self.metrics else (),
            enabled=self.enabled,
            tags=entries(self.tags) or None,
            **settings,
        )

    def _filter_key(self, consumer: Consumer) -> Text | None:
        if self.filter_key is None or not self.filters:
            return None
        return consumer.blueprint.attribute(self.filter_key, Attribute.ARN)

    def elsewhere(self, name: str, consumer: Consumer) -> Iterator[tuple[str, Statement]]:
        """Lambda itself, not the function's role, decrypts the filters."""
        if self.filter_key is None or not self.filters:
            return
        mappings = ("arn:", Context.PARTITION, ":lambda:", Context.REGION, ":", Context.ACCOUNT)
        anyone = Join((*mappings, ":event-source-mapping:*"))
        yield (
            self.filter_key,
            Statement(
                principal=Principal("Service", "lambda.amazonaws.com"),
                actions=catalog.grant("decrypt_filters").actions,
                resources=("*",),
                conditions=(Condition("ArnLike", "aws:SourceArn", (anyone,)),),
                because=f"Lambda decrypts the filters of trigger {name} of {consumer.name}.",
            ),
        )


class Positioned(Polled):
    """A source that keeps its records for a while, so that a reader begins somewhere."""

    INVOCATION: ClassVar[Invocation] = Invocation.STREAM

    batch_size: Annotated[Int, Limits("polling.batch_size")] = Field(
        100, title="Batch size", description="Records per invocation at most."
    )
    starting_position: Annotated[Literal["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"], SameInAllStages()] = (
        Field(
            "TRIM_HORIZON",
            title="Starting position",
            description="Where a new trigger begins: at the oldest record, at what comes next, or at a time.",
        )
    )
    starting_time: Annotated[str | None, SameInAllStages(), Advanced()] = Field(
        None, title="Starting time", description="AT_TIMESTAMP only: time with zone, 2026-11-01T00:00:00Z."
    )

    def positioned(self) -> dict[str, Any]:  # the mapping's settings, typed by the dataclass
        """The settings of the mapping that every such source has."""
        at_a_time = self.starting_position == "AT_TIMESTAMP"
        return {
            "batch_size": self.batch_size,
            "starting_position": self.starting_position,
            "starting_time": self.starting_time if at_a_time else None,
        }


class Ordered(Positioned):
    """A source that keeps its records in order: what fails blocks what is behind it."""

    on_failure: Annotated[str | None, RefersTo(("queues", "topics", "buckets"))] = Field(
        None,
        title="On failure",
        description="Queue or topic (standard) that gets what is known of a batch that was given up, or "
        "bucket that gets the records, too.",
    )
    maximum_retries: Annotated[Int, Limits("polling.retries")] = Field(
        -1, title="Retries", description="Times that a batch is tried again; -1 is until its records expire."
    )
    maximum_record_age: Annotated[Int, Limits("polling.record_age"), Advanced()] = Field(
        -1,
        title="Record age",
        description="Seconds after which a record is given up, at least 60; -1 is never.",
    )
    bisect: Annotated[Bool, Advanced()] = Field(
        False,
        title="Bisect",
        description="A batch that fails is split in two, down to the bad record.",
    )

    def ordered(self, consumer: Consumer) -> dict[str, Any]:  # the mapping's settings, typed by the dataclass
        """The settings of the mapping that every ordered source has."""
        target = self.on_failure
        return {
            **self.positioned(),
            "retries": self.maximum_retries,
            "maximum_record_age": self.maximum_record_age,
            "bisect": self.bisect,
            "on_failure": consumer.blueprint.attribute(target, Attribute.ARN) if target else None,
        }

    def failure_grants(self, consumer: Consumer) -> Iterator[Statement]:
        """What Lambda does with the function's role when a batch is given up."""
        target = self.on_failure or ""
        thing = consumer.blueprint.thing(target)
        if thing is not None:
            yield from thing.value.delivering(target, "Destination of batches that were given up.")


class Sharded(Ordered):
    """A stream in shards: Kinesis and DynamoDB."""

    HANDLER: ClassVar[str] = "stream"

    batching_window: Annotated[Int, Limits("polling.batching_window")] = Field(
        0, title="Batching window", description="Seconds to wait for a batch to fill."
    )
    partial_batch_response: Annotated[Bool, SameInAllStages()] = Field(
        True,
        title="Partial batch response",
        description="The function returns the first record that failed, and the batch is tried from there.",
    )
    parallelization: Annotated[Int, Limits("polling.parallelization"), Advanced()] = Field(
        1,
        title="Parallelization",
        description="Batches of one shard that are handled at once; order is kept within a key.",
    )
    tumbling_window: Annotated[Int, Limits("polling.tumbling_window"), Advanced()] = Field(
        0,
        title="Tumbling window",
        description="Seconds whose batches share a state that the function returns; 0 is none.",
    )

    @property
    def handler(self) -> str:
        """What a window has summed up is the answer; else the records that failed, where Lambda listens."""
        if self.tumbling_window:
            return "event"
        return self.HANDLER if self.partial_batch_response else "records"

    def sharded(self, name: str, consumer: Consumer, source: Text) -> graph.event_sources.EventSourceMapping:
        """The event source mapping of a stream."""
        return self.mapping(
            name,
            consumer,
            source=source,
            batching_window=self.batching_window,
            report_batch_item_failures=self.partial_batch_response,
            parallelization=self.parallelization,
            tumbling_window=self.tumbling_window,
            **self.ordered(consumer),
        )


class ProvisionedPollers(Part):
    """Pollers that are kept ready for a queue."""

    minimum: Annotated[Int, Limits("polling.queue_minimum_pollers")] = Field(
        2, title="Minimum", description="Pollers that are always there; each takes ten invocations at once."
    )
    maximum: Annotated[Int, Limits("polling.queue_maximum_pollers")] = Field(
        200, title="Maximum", description="Pollers that there may be in a peak."
    )

    def spelt(self) -> graph.event_sources.Pollers:
        """As the graph says it."""
        return graph.event_sources.Pollers(self.minimum, self.maximum)


def read_credentials(secret: str, consumer: Consumer) -> Statement:
    """Lambda's poller signs in with the secret, by the function's role."""
    return Statement(
        sid=f"Sign in with {secret}",
        actions=catalog.grant("read_credentials").actions,
        resources=(consumer.blueprint.attribute(secret, Attribute.ARN),),
        because=f"Lambda signs in with the secret {secret}.",
    )


def list_streams(grant: str, who: str) -> Statement:
    """A poller looks for its stream, by the role of the function or of the pipe."""
    listing = catalog.grant(grant)
    return Statement(
        sid=grant.replace("_", " "),
        actions=listing.actions,
        resources=("*",),
        because=f"{who} finds its stream. {listing.reason}",
    )


def poll_network(name: str) -> Statement:
    """Lambda's poller joins the network of what it polls, by the function's role."""
    grant = catalog.grant("poll_network")
    return Statement(
        sid="poll network",
        actions=grant.actions,
        resources=("*",),
        because=f"Trigger {name} polls inside a VPC. {grant.reason}",
    )
