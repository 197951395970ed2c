"""KMS keys and their aliases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.iam import Statement
from designer.graph.resource import Resource
from designer.graph.values import Entry, Ref, Switch, Text, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class EncryptionKey(Resource):
    """A symmetric KMS key with its policy; ``deletion_window`` and ``rotation_period`` in days.

    ``rotation_period`` is unset where AWS decides, or where it is not rotated.
    """

    KIND: ClassVar[str] = "key"

    description: Text | None = None
    rotation: Switch = True
    rotation_period: Whole | None = None
    deletion_window: Whole | None = None
    multi_region: bool = False
    statements: tuple[Statement, ...]
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyAlias(Resource):
    """The name of a key, which begins with ``alias/``."""

    KIND: ClassVar[str] = "key_alias"

    name: Text
    key: Ref
    """The key's id."""
