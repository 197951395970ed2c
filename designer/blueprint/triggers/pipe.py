"""A pipe of EventBridge that polls a queue, a stream or a table's stream for a function.

The pipe filters, lets another function add to the events where one is named, and hands a list of events
to the function. Waiting for it, the pipe keeps a failed batch in the source: a queue's messages come back
until they go to the queue's dead-letter queue; a stream's block their shard until they succeed, expire or
are given up and told to the dead-letter queue. Not waiting, a batch is done once it is handed over: what
fails then is tried twice more by Lambda and goes to the function's on-failure destination.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Advanced, Bool, Int, Limits, RefersTo, SameInAllStages, SeveralLines
from designer.blueprint.resources.event_bus import EventPattern
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer, Delivery, Invocation, Trigger
from designer.blueprint.triggers.polling import list_streams
from designer.graph import Attribute, Condition, Context, Ref, Resource, Role, Statement, Text

_POLLS = {"queue": "poll_queue", "stream": "poll_stream", "table": "poll_table_stream"}
_LISTS = {"stream": "list_streams", "table": "list_table_streams"}
"""The grant to poll each kind of source."""


class PipeTrigger(Trigger):
    """A pipe from a queue or a stream."""

    LABEL: ClassVar[str] = "EventBridge pipe"
    INVOCATION: ClassVar[Invocation] = Invocation.QUEUE
    HANDLER: ClassVar[str] = "pipe"
    SOURCE: ClassVar[str | None] = "source"
    NAME_LENGTH: ClassVar[str | None] = "pipes.name_length"
    OWN_ROLE: ClassVar[bool] = True

    type: Annotated[Literal["pipe"], SameInAllStages()] = Field(
        "pipe", title="Type", description="Pipe of EventBridge."
    )
    source: Annotated[str, RefersTo(("queues", "streams", "tables"))] = Field(
        title="Source", description="Name of the queue, stream or table (with a stream) to read."
    )
    batch_size: Annotated[Int | None, Limits("pipes.batch_size")] = Field(
        None, title="Batch size", description="Events per invocation at most; AWS takes 10 of a queue."
    )
    batching_window: Annotated[Int | None, Limits("pipes.batching_window")] = Field(
        None, title="Batching window", description="Seconds to wait for a batch to fill."
    )
    filters: Annotated[tuple[EventPattern, ...], SameInAllStages()] = Field(
        (), title="Filters", description="Patterns; an event that matches none is dropped."
    )
    enrichment: Annotated[str | None, RefersTo(("functions",))] = Field(
        None, title="Enrichment", description="Function that gets the events first; its answer goes on."
    )
    template: Annotated[str | None, SameInAllStages(), Advanced(), SeveralLines()] = Field(
        None, title="Input template", description='What is made of each event, such as {"id": <$.body.id>}.'
    )
    invocation_type: Annotated[Literal["REQUEST_RESPONSE", "FIRE_AND_FORGET"], SameInAllStages()] = Field(
        "REQUEST_RESPONSE",
        title="Invocation type",
        description="REQUEST_RESPONSE waits for the function; FIRE_AND_FORGET hands over and forgets.",
    )
    starting_position: Annotated[Literal["LATEST", "TRIM_HORIZON"], SameInAllStages()] = Field(
        "LATEST",
        title="Starting position",
        description="Where reading a stream begins: new or oldest records.",
    )
    maximum_retries: Annotated[Int | None, Limits("pipes.retries"), Advanced()] = Field(
        None, title="Retries", description="Of a stream: times that a batch is tried again; -1 is for ever."
    )
    maximum_record_age: Annotated[Int | None, Limits("pipes.record_age"), Advanced()] = Field(
        None, title="Record age", description="Of a stream: seconds until records are given up; -1 is never."
    )
    dead_letter: Annotated[str | None, RefersTo(("queues",))] = Field(
        None,
        title="Dead-letter queue",
        description="Of a stream: queue (standard) that is told of what was given up.",
    )
    enabled: Annotated[Bool, Advanced()] = Field(
        True, title="Enabled", description="Off keeps the pipe and reads nothing."
    )

    @property
    def invocation(self) -> Invocation:
        """As a queue, unless nobody waits for the function."""
        waits = self.invocation_type == "REQUEST_RESPONSE"
        return Invocation.QUEUE if waits else Invocation.ASYNCHRONOUS

    @property
    def delivery(self) -> Delivery | None:
        """What a pipe that does not wait cannot hand over stays where it is."""
        return Delivery(returns=True) if self.invocation is Invocation.ASYNCHRONOUS else None

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The pipe, and the role that it reads, invokes and reports with."""
        blueprint, label = consumer.blueprint, f"{consumer.name}-{name}"
        kind, shards = self._kind(consumer), self._shards(consumer)
        yield Role(
            id=f"role.{consumer.name}.{name}",
            label=label,
            because=f"What the pipe {name} of {consumer.name} may do.",
            name=blueprint.physical_name(label),
            service="pipes.amazonaws.com",
            trust_conditions=(Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),),
            statements=tuple(self._allowed(consumer)),
        )
        yield graph.pipes.Pipe(
            id=f"pipe.{consumer.name}.{name}",
            label=label,
            implied_by=f"function.{consumer.name}",
            name=blueprint.physical_name(label),
            description=f"From {self.source} to {consumer.name}.",
            role=Ref(f"role.{consumer.name}.{name}", Attribute.ARN),
            source=self._source(consumer),
            batch_size=self.batch_size,
            batching_window=self.batching_window,
            filters=tuple(json.dumps(each, ensure_ascii=False) for each in self.filters),
            stream=shards if kind == "stream" else None,
            table_stream=shards if kind == "table" else None,
            enrichment=blueprint.attribute(self.enrichment, Attribute.ARN) if self.enrichment else None,
            target=consumer.ref,
            invocation=self.invocation_type,
            template=self.template or None,
            state="RUNNING" if self.enabled else "STOPPED",
        )

    def _kind(self, consumer: Consumer) -> str:
        thing = consumer.blueprint.thing(self.source)
        return thing.value.KIND if thing and thing.value.KIND in _POLLS else "queue"

    def _source(self, consumer: Consumer) -> Text:
        attribute = Attribute.STREAM_ARN if self._kind(consumer) == "table" else Attribute.ARN
        return consumer.blueprint.attribute(self.source, attribute)

    def _shards(self, consumer: Consumer) -> graph.pipes.PipeShards:
        dead_letter = self.dead_letter
        return graph.pipes.PipeShards(
            self.starting_position,
            self.maximum_retries,
            self.maximum_record_age,
            consumer.blueprint.attribute(dead_letter, Attribute.ARN) if dead_letter else None,
        )

    def _allowed(self, consumer: Consumer) -> Iterator[Statement]:
        blueprint = consumer.blueprint
        yield Statement(
            sid="Poll",
            actions=catalog.grant(_POLLS[self._kind(consumer)]).actions,
            resources=(self._source(consumer),),
            because=f"The pipe reads {self.source}.",
        )
        if self._kind(consumer) in _LISTS:
            listing = list_streams(_LISTS[self._kind(consumer)], "The pipe")
            yield replace(listing, sid="ListStreams")
        if self.enrichment:
            yield Statement(
                sid="Enrich",
                actions=catalog.grant("invoke").actions,
                resources=(blueprint.attribute(self.enrichment, Attribute.ARN),),
                because=f"{self.enrichment} adds to the events.",
            )
        yield Statement(
            sid="Invoke",
            actions=catalog.grant("invoke").actions,
            resources=(consumer.ref,),
            because=f"The pipe hands events to {consumer.name}.",
        )
        if self.dead_letter and self._kind(consumer) != "queue":
            yield Statement(
                sid="SendToDeadLetterQueue",
                actions=catalog.grant("send_to_queue").actions,
                resources=(blueprint.attribute(self.dead_letter, Attribute.ARN),),
                because="What was given up.",
            )

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: the pipe reads and invokes by a role of its own."""
        del name, consumer
        yield from ()

    def sample_event(self, consumer: Consumer) -> Any:  # a pipe hands over a list, and not a mapping
        """Two events, as a pipe hands over a queue's messages."""
        place = f"{consumer.blueprint.region}:{SAMPLE_ACCOUNT}"
        return [self._message(number, place) for number in (1, 2)]

    def _message(self, number: int, place: str) -> Mapping[str, Any]:
        return {
            "messageId": f"00000000-0000-0000-0000-00000000000{number}",
            "receiptHandle": "handle",
            "body": json.dumps({"number": number}),
            "attributes": {"ApproximateReceiveCount": "1"},
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:{place}:{self.source}",
        }
