"""Tables and secrets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Switch, Text


@dataclass(frozen=True, slots=True)
class Key:
    """A key attribute of a table; ``type`` is ``S``, ``N`` or ``B``."""

    name: Text
    type: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Table(Resource):
    """A DynamoDB table, billed per request, encrypted with DynamoDB's own key."""

    KIND: ClassVar[str] = "table"

    name: Text
    partition_key: Key
    sort_key: Key | None = None
    ttl_attribute: Text | None = None
    point_in_time_recovery: Switch = True
    deletion_protection: Switch = True
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Secret(Resource):
    """A Secrets Manager secret without a value: the value is put there by hand, never by code."""

    KIND: ClassVar[str] = "secret"

    name: Text
    description: Text | None = None
    tags: tuple[Entry, ...] = ()
