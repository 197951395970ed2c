"""Who is subscribed to which topic: what the rules on topics ask again and again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.types import SNS

if TYPE_CHECKING:
    from designer.blueprint.resources.topic import Topic


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A function's trigger or a queue's subscription; ``topic`` is ``None`` where it is missing."""

    path: Path
    owner: str
    topic_name: str
    topic: Topic | None
    filter: Mapping[str, Any] | None
    filter_scope: str | None
    dead_letter: str | None

    @property
    def is_function(self) -> bool:
        """Whether a function is subscribed, and not a queue."""
        return self.path[0] == "functions"

    @property
    def fifo(self) -> bool:
        """Whether the topic is known to be FIFO."""
        return self.topic is not None and self.topic.is_fifo


def subscribers(blueprint: Blueprint) -> tuple[Subscriber, ...]:
    """Every trigger on a topic and every subscription of a new queue."""
    return blueprint.once(_subscribers)


def _subscribers(blueprint: Blueprint) -> tuple[Subscriber, ...]:
    functions = [
        Subscriber(
            trigger.path,
            function.name,
            trigger.value.topic,
            blueprint.topics.get(trigger.value.topic),
            trigger.value.filter,
            trigger.value.filter_scope,
            trigger.value.dead_letter,
        )
        for function, trigger in blueprint.each_trigger(SNS)
    ]
    queues = [
        Subscriber(
            (*queue.path, "subscriptions", name),
            queue.name,
            name,
            blueprint.topics.get(name),
            each.filter,
            each.filter_scope,
            each.dead_letter,
        )
        for queue in blueprint.each_queue()
        if queue.value.existing is None
        for name, each in queue.value.subscriptions.items()
    ]
    return (*functions, *queues)
