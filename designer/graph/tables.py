"""DynamoDB tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Switch, Text, Whole


@dataclass(frozen=True, slots=True)
class Key:
    """A key attribute of a table; ``type`` is ``S``, ``N`` or ``B``."""

    name: Text
    type: Text


@dataclass(frozen=True, slots=True)
class Capacity:
    """Reads and writes per second that are paid for, used or not."""

    read: Whole
    write: Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """Another way into a table; a local one, which has no partition key of its own, keeps the table's.

    ``projection`` is ``ALL``, ``KEYS_ONLY`` or ``INCLUDE``, which holds the ``attributes``, too.
    """

    name: str
    partition_key: Key | None = None
    sort_key: Key | None = None
    projection: str = "ALL"
    attributes: tuple[str, ...] = ()
    capacity: Capacity | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Table(Resource):
    """A DynamoDB table, billed per request without a ``capacity``.

    It is encrypted with DynamoDB's own key unless it has another.
    """

    KIND: ClassVar[str] = "table"

    name: Text
    partition_key: Key
    sort_key: Key | None = None
    global_indexes: tuple[Index, ...] = ()
    local_indexes: tuple[Index, ...] = ()
    capacity: Capacity | None = None
    table_class: Text | None = None
    stream: str | None = None
    """What the stream of changes holds of an item, as the API calls it; ``None`` without a stream."""
    ttl_attribute: Text | None = None
    point_in_time_recovery: Switch = True
    recovery_days: Whole | None = None
    deletion_protection: Switch = True
    kms_key: Text | None = None
    """ARN of the key that items are encrypted with."""
    tags: tuple[Entry, ...] = ()

    def key_attributes(self) -> tuple[Key, ...]:
        """Every attribute that is part of a key, the table's own first, each once."""
        keys = [self.partition_key, self.sort_key]
        for each in (*self.global_indexes, *self.local_indexes):
            keys += [each.partition_key, each.sort_key]
        found: dict[Text, Key] = {}
        for key in keys:
            if key is not None:
                found.setdefault(key.name, key)
        return tuple(found.values())
