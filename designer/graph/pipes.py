"""EventBridge Pipes: from one source, past a filter, to one target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Text, Whole


@dataclass(frozen=True, slots=True)
class PipeShards:
    """How a stream is read: ages in seconds, ``-1`` for retries and age is "for ever"."""

    starting_position: str
    retries: Whole | None = None
    record_age: Whole | None = None
    dead_letter: Text | None = None
    """ARN of the queue or topic that is told of what was given up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pipe(Resource):
    """A pipe whose target is a function; of ``stream`` and ``table_stream`` at most one is set.

    With neither, the source is a queue. Windows are in seconds.
    """

    KIND: ClassVar[str] = "pipe"

    name: Text
    description: Text
    """Always said: Terraform's AWS provider has words of its own for a pipe without."""
    role: Text
    source: Text
    """ARN of what is polled."""
    batch_size: Whole | None = None
    batching_window: Whole | None = None
    filters: tuple[str, ...] = ()
    """JSON objects, one of which has to match."""
    stream: PipeShards | None = None
    table_stream: PipeShards | None = None
    enrichment: Text | None = None
    """ARN of the function that adds to the events."""
    target: Text
    invocation: Text | None = None
    """``REQUEST_RESPONSE`` waits for the function, ``FIRE_AND_FORGET`` does not."""
    template: str | None = None
    """What the target gets of each event; ``None`` is all of it."""
    state: Text | None = None
    """``RUNNING`` or ``STOPPED``."""
    tags: tuple[Entry, ...] = ()
