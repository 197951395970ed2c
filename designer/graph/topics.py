"""SNS topics, who may publish to them, and what they deliver to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.iam import Statement
from designer.graph.resource import Resource
from designer.graph.values import Entry, Ref, Switch, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic(Resource):
    """An SNS topic; ``name`` already ends in ``.fifo`` where ``fifo`` is set."""

    KIND: ClassVar[str] = "topic"

    name: Text
    display_name: Text | None = None
    fifo: bool = False
    content_based_deduplication: Switch | None = None
    throughput_scope: Text | None = None
    """``MessageGroup`` where limits and deduplication count per message group."""
    tracing: Text | None = None
    kms_key: Text | None = None
    """ARN or alias of the key that messages are encrypted with."""
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicPolicy(Resource):
    """The resource policy of one topic: all statements that anything needs on it."""

    KIND: ClassVar[str] = "topic_policy"

    topic: Ref
    """The topic's ARN."""
    statements: tuple[Statement, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription(Resource):
    """What a topic delivers to; ``filter`` is a JSON object, ``None`` where everything is delivered."""

    KIND: ClassVar[str] = "subscription"

    topic: Text
    """The topic's ARN."""
    protocol: str
    endpoint: Text
    raw: Switch | None = None
    filter: str | None = None
    filter_scope: Text | None = None
    dead_letter: Text | None = None
    """ARN of the queue that gets what could not be delivered."""
