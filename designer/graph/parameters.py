"""Parameters of Systems Manager."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class SystemParameter(Resource):
    """A parameter in plain text; ``type`` is ``String`` or ``StringList``.

    Where ``by_hand`` is set, ``value`` only holds the place of one that is put there by hand.
    """

    KIND: ClassVar[str] = "parameter"

    name: Text
    type: str
    value: Text
    by_hand: bool
    tier: Text | None = None
    """``Standard``, ``Advanced`` or ``Intelligent-Tiering``."""
    description: Text | None = None
    tags: tuple[Entry, ...] = ()
