"""JSON texts of a graph as ``jsonencode`` of an object, where that is the same JSON."""

from __future__ import annotations

import json
import unicodedata

from designer.exporters.hcl import Argument, Call, Expression, List, Object

_ESCAPED = frozenset("<>&\u2028\u2029\\")
"""What ``jsonencode`` escapes, and the start of what it may escape otherwise."""


def json_text(text: str) -> Expression:
    """``jsonencode({...})`` for a JSON object, or ``text`` as it is where that could change it."""
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_float=_refuse_number, parse_constant=_refuse_number
        )
    except (ValueError, RecursionError):
        return text
    return Call("jsonencode", (value,)) if isinstance(value, Object) else text


def json_template(text: str) -> Expression:
    """``json_text`` for what AWS fills in before anybody parses it: ``<aws.scheduler.execution-id>``.

    In such a text an escape of ``jsonencode`` would not mean what it stands for.
    """
    return text if _ESCAPED & set(text) else json_text(text)


def _object(pairs: list[tuple[str, object]]) -> Object:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise ValueError("an object of Terraform has each key once")
    return Object(tuple(Argument(_exact(name), _expression(value)) for name, value in pairs))


def _expression(value: object) -> Expression:
    match value:
        case list():
            return List(tuple(map(_expression, value)))
        case str():
            return _exact(value)
        case bool() | int() | Object() | None:
            return value
    raise ValueError(f"no JSON: {value!r}")


def _exact(text: str) -> str:
    """``text``, unless Terraform would normalise what JSON has escaped."""
    text.encode()
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError("Terraform brings every string to NFC")
    return text


def _refuse_number(number: str) -> None:
    raise ValueError(f"{number} may be written otherwise by jsonencode")
