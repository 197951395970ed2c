"""Which functions read which queue: what the rules on queues ask again and again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.types import SQS

if TYPE_CHECKING:
    from designer.blueprint.resources.queue import Queue
    from designer.blueprint.triggers.sqs import SqsTrigger


@dataclass(frozen=True, slots=True)
class Mapped:
    """One function that reads a queue, by one of its triggers; ``queue`` is ``None`` where it is missing."""

    function: Node[Function]
    trigger: Node[SqsTrigger]
    queue: Node[Queue] | None

    @property
    def fifo(self) -> bool:
        """Whether the queue is known to be FIFO."""
        return self.queue is not None and self.queue.value.is_fifo

    @property
    def timeout(self) -> int:
        """The function's timeout in seconds, as far as Lambda allows it."""
        return catalog.limits("lambda.timeout").clamp(self.function.value.timeout)

    @property
    def window(self) -> int:
        """The trigger's batching window in seconds, as far as Lambda allows it."""
        return catalog.limits("sqs.batching_window").clamp(self.trigger.value.batching_window)

    def at(self, field: str) -> Path:
        """The path of a field of the trigger."""
        return self.trigger / field


def mapped(blueprint: Blueprint) -> tuple[Mapped, ...]:
    """Every SQS trigger with its function and its queue."""
    return blueprint.once(_mapped)


def _mapped(blueprint: Blueprint) -> tuple[Mapped, ...]:
    return tuple(
        Mapped(function, trigger, blueprint.queue(trigger.value.queue))
        for function, trigger in blueprint.each_trigger(SQS)
    )


def readers(blueprint: Blueprint) -> Mapping[str, tuple[Mapped, ...]]:
    """Who reads each queue of the design that is read at all, existing queues included."""
    return blueprint.once(_readers)


def _readers(blueprint: Blueprint) -> Mapping[str, tuple[Mapped, ...]]:
    found: dict[str, tuple[Mapped, ...]] = {}
    for each in mapped(blueprint):
        if each.queue is not None:
            found[each.queue.name] = (*found.get(each.queue.name, ()), each)
    return found


def new_queues(blueprint: Blueprint) -> tuple[Node[Queue], ...]:
    """The queues that the design creates; those that exist are not ours to judge."""
    return blueprint.once(_new_queues)


def _new_queues(blueprint: Blueprint) -> tuple[Node[Queue], ...]:
    return tuple(node for node in blueprint.each_queue() if node.value.existing is None)
