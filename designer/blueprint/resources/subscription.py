"""What a topic delivers to a function or a queue, and what becomes of a message that it cannot deliver.

SNS tries to deliver to queues and functions again and again for weeks where AWS is at fault, and not at
all where it may not deliver. Then the message goes to the subscription's dead-letter queue, or is lost.
A queue's own dead-letter queue is for what its readers could not process: one does not replace the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from designer import catalog, graph
from designer.blueprint.base import Advanced, Bool, Node, Part, RefersTo, SameInAllStages, freeze
from designer.blueprint.resources.base import Thing
from designer.graph import Attribute, Condition, Principal, Ref, Resource, Statement, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


def _mapping(value: object) -> object:
    if value is not None and not isinstance(value, Mapping):
        raise ValueError("a filter is a mapping, such as {kind: [order]}")
    return value


FilterPolicy = Annotated[Mapping[str, Any] | None, BeforeValidator(_mapping), AfterValidator(freeze)]
"""A filter policy, as in the SNS documentation."""

FilterScope = Literal["MessageAttributes", "MessageBody"]
"""What a filter policy reads."""


class TopicSubscription(Part):
    """What of a topic's messages is delivered, and how."""

    filter: Annotated[FilterPolicy, SameInAllStages()] = Field(
        None, title="Filter", description="Filter policy; a message that does not match is not delivered."
    )
    filter_scope: Annotated[FilterScope | None, SameInAllStages(), Advanced()] = Field(
        None, title="Filter scope", description="What the filter reads; attributes unless said."
    )
    raw: Bool = Field(
        False,
        title="Raw",
        description="The queue holds the message as it was published, without SNS's envelope around it.",
    )
    dead_letter: Annotated[str | None, RefersTo(("queues",))] = Field(
        None,
        title="Dead-letter queue",
        description="Queue of the topic's type (standard or FIFO) for messages that SNS could not deliver.",
    )


def delivering() -> tuple[int, int]:
    """How often SNS tries to deliver to a function or a queue, and for how many seconds."""
    return catalog.number("sns.delivery_tries").value, catalog.number("sns.delivery_time").value


def subscription(
    called: tuple[str, str],
    settings: TopicSubscription,
    topic: Text,
    endpoint: tuple[str, Text],
    blueprint: Blueprint,
) -> graph.topics.Subscription:
    """The subscription of an ``endpoint`` (protocol and ARN) to the topic whose ARN is ``topic``.

    ``called`` is the name of what is subscribed, and the subscription's own within it.
    """
    (owner, name), (protocol, arn) = called, endpoint
    dead_letter = settings.dead_letter
    return graph.topics.Subscription(
        id=f"subscription.{owner}.{name}",
        label=f"{owner}-{name}",
        implied_by=f"{'function' if protocol == 'lambda' else 'queue'}.{owner}",
        topic=topic,
        protocol=protocol,
        endpoint=arn,
        raw=settings.raw,
        filter=json.dumps(settings.filter, ensure_ascii=False) if settings.filter else None,
        filter_scope=settings.filter_scope if settings.filter else None,
        dead_letter=blueprint.attribute(dead_letter, Attribute.ARN) if dead_letter else None,
    )


def queue_subscriptions(
    node: Node[Thing], subscriptions: Mapping[str, TopicSubscription], blueprint: Blueprint
) -> Iterator[Resource]:
    """The subscriptions of a new queue, by the topic's name."""
    arn = Ref(f"queue.{node.name}", Attribute.ARN)
    for topic, settings in subscriptions.items():
        source = blueprint.attribute(topic, Attribute.ARN)
        yield subscription((node.name, topic), settings, source, ("sqs", arn), blueprint)


def delivered(topic: str, queue: str, blueprint: Blueprint) -> Statement:
    """SNS may send the messages of ``topic`` to ``queue``, and those of no other topic."""
    return _sends(topic, queue, blueprint, f"SNS delivers what is published to the topic {topic}.")


def undelivered(topic: str, queue: str, blueprint: Blueprint) -> Statement:
    """SNS may send what a subscription to ``topic`` could not deliver to ``queue``."""
    return _sends(topic, queue, blueprint, f"SNS sends what the topic {topic} could not deliver.")


def _sends(topic: str, queue: str, blueprint: Blueprint, because: str) -> Statement:
    return Statement(
        principal=Principal("Service", "sns.amazonaws.com"),
        actions=catalog.grant("send_to_queue").actions,
        resources=(blueprint.attribute(queue, Attribute.ARN),),
        conditions=(Condition("ArnEquals", "aws:SourceArn", (blueprint.attribute(topic, Attribute.ARN),)),),
        because=because,
    )
