"""Queues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.iam import Statement
from designer.graph.resource import Resource
from designer.graph.values import Entry, Ref, Switch, Text, Whole


@dataclass(frozen=True, slots=True)
class Redrive:
    """Where a queue moves a message that was received ``max_receive_count`` times in vain."""

    target: Text
    max_receive_count: Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue(Resource):
    """An SQS queue; times in seconds, ``maximum_message_size`` in bytes.

    ``name`` already ends in ``.fifo`` where ``fifo`` is set. It is encrypted with SQS's own
    keys unless it has another.
    """

    KIND: ClassVar[str] = "queue"

    name: Text
    fifo: bool = False
    visibility_timeout: Whole | None = None
    message_retention: Whole | None = None
    delay: Whole | None = None
    receive_wait_time: Whole | None = None
    maximum_message_size: Whole | None = None
    content_based_deduplication: Switch | None = None
    deduplication_scope: Text | None = None
    throughput_limit: Text | None = None
    redrive: Redrive | None = None
    kms_key: Text | None = None
    """ARN of the key that messages are encrypted with."""
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class QueuePolicy(Resource):
    """The resource policy of one queue: all statements that anything needs on it."""

    KIND: ClassVar[str] = "queue_policy"

    queue: Ref
    """The queue's URL."""
    statements: tuple[Statement, ...]
