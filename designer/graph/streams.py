"""Kinesis streams and the consumers that read them at a speed of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Text, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class Stream(Resource):
    """A Kinesis data stream; on demand where ``shards`` is unset. ``retention`` is in hours."""

    KIND: ClassVar[str] = "stream"

    name: Text
    shards: Whole | None = None
    retention: Whole | None = None
    kms_key: Text | None = None
    """Id, ARN or alias of the key that records are encrypted with; ``None`` without encryption."""
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StreamConsumer(Resource):
    """A consumer with enhanced fan-out."""

    KIND: ClassVar[str] = "stream_consumer"

    name: Text
    stream: Text
    """The stream's ARN."""
