"""JSON with graph values in it, as one text: for settings that a format wants as text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from designer.graph import Context, Join, Parameter, Part, Piece, Ref, Text, Variable


def filled(value: Any) -> Text:  # free JSON with graph values in it
    """``value`` as JSON text: plain where everything is known, else a ``Join``."""
    return _joined(_parts(value))


def laid_out(value: Any) -> Text:  # free JSON with graph values in it
    """The same for people: what is too long for a line has a line for each member."""
    return _joined(_spread(value, 0))


def _joined(pieces: Iterator[Part]) -> Text:
    parts: list[Part] = []
    for part in pieces:
        if parts and type(part) is str and type(parts[-1]) is str:
            parts[-1] += part
        else:
            parts.append(part)
    return parts[0] if len(parts) == 1 and type(parts[0]) is str else Join(tuple(parts))


def members(text: str) -> Mapping[str, str] | None:
    """What a JSON object of texts says, or ``None`` if ``text`` is no such thing."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_plain = isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    return value if is_plain else None


_WIDTH = 90
_SYMBOL = 24
"""Columns of a line, and about how many of them a value takes that is known at deployment."""


def _spread(value: Any, indent: int) -> Iterator[Part]:  # free JSON
    flat = list(_parts(value))
    length = indent + sum(len(part) if type(part) is str else _SYMBOL for part in flat)
    is_object = isinstance(value, Mapping)
    if length <= _WIDTH or not (is_object or isinstance(value, list | tuple)):
        yield from flat
        return
    opening, closing = "{}" if is_object else "[]"
    inner = " " * (indent + 2)
    members = value.items() if is_object else (("", each) for each in value)
    for number, (key, each) in enumerate(members):
        yield f"{opening if not number else ','}\n{inner}"
        if is_object:
            yield f"{_dumped(str(key))}: "
        yield from _spread(each, indent + 2)
    yield f"\n{' ' * indent}{closing}"


def _parts(value: Any) -> Iterator[Part]:  # free JSON
    if isinstance(value, Mapping):
        yield from _between("{", ((f"{_dumped(str(key))}: ", each) for key, each in value.items()), "}")
    elif isinstance(value, list | tuple):
        yield from _between("[", (("", each) for each in value), "]")
    elif isinstance(value, Ref | Join | Context | Variable | Piece):
        yield '"'
        for part in value.parts if isinstance(value, Join) else (value,):
            yield _dumped(part)[1:-1] if type(part) is str else part
        yield '"'
    elif isinstance(value, Parameter):
        quote = '"' if any(isinstance(each, str) for _, each in value.values) else ""
        yield from (quote, value, quote) if quote else (value,)
    else:
        yield _dumped(value)


def _between(opening: str, items: Any, closing: str) -> Iterator[Part]:
    yield opening
    for number, (before, each) in enumerate(items):
        yield f", {before}" if number else before
        yield from _parts(each)
    yield closing


def _dumped(value: Any) -> str:  # a JSON scalar
    return json.dumps(value, ensure_ascii=False)
