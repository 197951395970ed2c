"""The triggers that Lambda polls for, by how their source keeps its records."""

from __future__ import annotations

from collections.abc import Iterator

from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.polling import Ordered, Polled, Positioned, Sharded


def polled(blueprint: Blueprint) -> Iterator[tuple[Node[Function], Node[Polled]]]:
    """Every trigger that is an event source mapping, with its function."""
    for function, trigger in blueprint.every_trigger():
        if isinstance(trigger.value, Polled):
            yield function, Node(trigger.path, trigger.value)


def positioned(blueprint: Blueprint) -> Iterator[tuple[Node[Function], Node[Positioned]]]:
    """Those whose source keeps its records for a while."""
    for function, trigger in polled(blueprint):
        if isinstance(trigger.value, Positioned):
            yield function, Node(trigger.path, trigger.value)


def ordered(blueprint: Blueprint) -> Iterator[tuple[Node[Function], Node[Ordered]]]:
    """Those where what fails blocks what is behind it, and can be given up."""
    for function, trigger in polled(blueprint):
        if isinstance(trigger.value, Ordered):
            yield function, Node(trigger.path, trigger.value)


def sharded(blueprint: Blueprint) -> Iterator[tuple[Node[Function], Node[Sharded]]]:
    """Those that read a stream in shards."""
    for function, trigger in polled(blueprint):
        if isinstance(trigger.value, Sharded):
            yield function, Node(trigger.path, trigger.value)
