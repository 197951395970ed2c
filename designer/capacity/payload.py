"""How much fits: the size of one message that each hop takes, and what larger ones can come to it.

Only sizes that a design says are compared: every service takes more than some other, and most messages are
small.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from designer import catalog
from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.blueprint.scopes import kind_of
from designer.capacity.flow import Hop, hops

_LIMITS: Mapping[str, str] = MappingProxyType(
    {
        "event_bus": "events.entry_size",
        "state_machine": "states.payload",
        "stream": "kinesis.record_size",
        "table": "dynamodb.item_size",
        "topic": "sns.message_size",
    }
)
"""The catalog's number of bytes that each kind of thing takes at once."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """A hop that takes less than what a queue before it says that it takes."""

    queue: str
    function: str
    hop: Hop
    size: int
    """Bytes that the queue takes."""
    takes: int
    """Bytes that the hop's target takes."""

    @property
    def path(self) -> Path:
        """Where the queue says how much."""
        return ("queues", self.queue, "maximum_message_size")


def takes(name: str, blueprint: Blueprint) -> int | None:
    """The bytes that a thing takes at once; ``None`` where they are not known or no matter."""
    queue = blueprint.queues.get(name)
    if queue is not None:
        return queue.maximum_message_size if queue.existing is None else None
    key = _LIMITS.get(kind_of(name, blueprint) or "")
    return catalog.number(key).value if key else None


def narrows(blueprint: Blueprint) -> Iterator[Narrow]:
    """Every hop behind a queue of a said size by which its reader could not hand on a whole message."""
    steps = hops(blueprint)
    for queue in blueprint.each_queue():
        said = "maximum_message_size" in queue.value.model_fields_set and queue.value.existing is None
        size = queue.value.maximum_message_size
        for reader in steps.get(queue.name, ()) if said else ():
            for hop in steps.get(reader.target, ()) if reader.target in blueprint.functions else ():
                # What Lambda itself sends on, to destinations, it cuts to what fits.
                most = takes(hop.target, blueprint) if "scopes" in hop.path else None
                if most is not None and most < size:
                    yield Narrow(queue.name, reader.target, hop, size, most)
