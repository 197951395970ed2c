"""JSON documents with values of the graph inside: the definition of a workflow, the body of a dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from designer.graph.values import Value


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an object."""

    key: str
    value: Document


@dataclass(frozen=True, slots=True)
class Object:
    """A JSON object whose members keep their order."""

    members: tuple[Member, ...]


Document: TypeAlias = "Value | Object | tuple[Document, ...] | None"
"""JSON: an array is a tuple; a leaf may be known only at deployment."""


def document(value: Any) -> Document:  # free JSON with graph values in it
    """Nested mappings and sequences as a document."""
    if isinstance(value, Mapping):
        return Object(tuple(Member(str(key), document(each)) for key, each in value.items()))
    if isinstance(value, list | tuple):
        return tuple(map(document, value))
    leaf: Document = value
    return leaf


def nested(value: Document) -> Any:  # free JSON with graph values in it
    """A document as nested mappings and lists."""
    if isinstance(value, Object):
        return {each.key: nested(each.value) for each in value.members}
    return [nested(each) for each in value] if isinstance(value, tuple) else value
