"""Texts with references in them, as the graph says them: environment values, what workflows pass on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from designer.blueprint.references import Reference, parse, variable
from designer.graph import Context, Entry, Join, Part, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

_CONTEXT: Mapping[str, Context] = {each.value: each for each in Context}


def entries(mapping: Mapping[str, str]) -> tuple[Entry, ...]:
    """Literal texts by name."""
    return tuple(Entry(key, value) for key, value in mapping.items())


def text(written: str, blueprint: Blueprint) -> Text:
    """An environment value: literal text, or text with references in it."""
    parts = [piece if isinstance(piece, str) else _resolved(piece, blueprint) for piece in parse(written)]
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Join) else (part,))]
    glued = tuple(_glued(flat))
    if len(glued) == 1:
        return glued[0]
    return Join(glued) if glued else ""


def _resolved(reference: Reference, blueprint: Blueprint) -> Text:
    given = variable(reference.written)
    if given is not None:
        return given
    if reference.attribute is None:
        return _CONTEXT.get(reference.name, reference.written)
    attribute = blueprint.attributes(reference.name).get(reference.attribute)
    return blueprint.attribute(reference.name, attribute) if attribute else reference.written


def _glued(parts: list[Part]) -> Iterator[Part]:
    """Neighbouring literals as one."""
    literal = ""
    for part in parts:
        if type(part) is str:  # a Context is a str, too
            literal += part
            continue
        if literal:
            yield literal
        literal = ""
        yield part
    if literal:
        yield literal
