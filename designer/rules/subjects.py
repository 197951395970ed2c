"""What a design speaks of: the names of its settings, and the types of what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from designer.blueprint.base import Part
from designer.blueprint.document import Blueprint


def subjects(blueprint: Blueprint) -> frozenset[str]:
    """The names of all settings that the design has said, in overlays as well, and all ``type``s in it.

    Names of the author's own are among them, so a word may be there without its subject, but no subject
    without its word.
    """
    return blueprint.once(_words)


def _words(part: Part) -> frozenset[str]:
    return frozenset(_spoken(part))


def _spoken(value: object) -> Iterator[str]:
    if isinstance(value, Part):
        for name in value.model_fields_set:
            yield from _said(name, getattr(value, name))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _said(str(name), each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _spoken(each)


def _said(name: str, value: object) -> Iterator[str]:
    yield name
    if isinstance(value, str):
        if name == "type":
            yield value
    elif isinstance(value, Part):
        yield from value.once(_words)
    else:
        yield from _spoken(value)
