"""Secrets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Secret(Resource):
    """A Secrets Manager secret without a value: the value is put there by hand, never by code."""

    KIND: ClassVar[str] = "secret"

    name: Text
    description: Text | None = None
    kms_key: Text | None = None
    """ARN of the key that the value is encrypted with."""
    tags: tuple[Entry, ...] = ()
