"""What every resource of the graph has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.values import Attribute, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """What every resource of the graph has.

    ``id`` is unique in the graph (``queue.jobs``); ``label`` is the name that the user gave, from
    which each format makes its own identifier. ``because`` says, for a reader of the export, why
    the resource exists. ``implied_by`` names the resource that entails it, so that a format that
    expresses both in one construct may fold it in. ``after`` holds the ids of resources that must be
    there first although no setting refers to them.
    """

    KIND: ClassVar[str] = "resource"

    id: str
    label: str
    because: str = ""
    implied_by: str | None = None
    after: tuple[str, ...] = ()

    def by_name(self, attribute: Attribute) -> Text | None:
        """What is known of an attribute by the name alone; ``None`` where only AWS can tell."""
        del attribute
        return None
