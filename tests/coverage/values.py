"""What a setting could be set to, read off its metadata and off what designs say there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Mapping as AbcMapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from designer import catalog
from designer.blueprint.base import KeysReferTo, Limits, OneOf, Part, RefersTo, metadata
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.base import Thing
from tests.coverage.matching import matching
from tests.coverage.settings import inner

_FEW = 5
"""Choices that are all tried for another setting's sake."""
_TEXTS = (
    "changed",
    "https://changed.example.com/",
    "2028-01-01T00:00:00Z",
    "other:S",
    "another:N",
    "1",
    "Europe/Berlin",
)
"""Texts of many forms; rules tell which of them a setting takes."""


def candidates(name: str, field: FieldInfo, inside: type[Part], design: Blueprint) -> Iterator[Any]:
    """Values that ``field`` might take in ``design``, the most telling first."""
    limits, one_of, refers = (metadata(field, each) for each in (Limits, OneOf, RefersTo))
    if name == "existing" and issubclass(inside, Thing):
        yield matching(catalog.pattern(inside.ARN).regex)
    elif isinstance(limits, Limits):
        allowed = catalog.limits(limits.key)
        yield from (allowed.maximum, allowed.minimum, allowed.minimum + 1, allowed.maximum - 1)
    elif isinstance(one_of, OneOf):
        yield from reversed(one_of.values())
    elif isinstance(refers, RefersTo):
        names = tuple(_things(design, refers.collections))
        yield from ([(each,) for each in names] if _is_list(field.annotation) else names)
    else:
        yield from typed(field.annotation, design, metadata(field, KeysReferTo))


def _things(design: Blueprint, collections: tuple[str, ...]) -> Iterator[str]:
    for each in collections:
        yield from getattr(design, each)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple


def typed(annotation: Any, design: Blueprint, keys: KeysReferTo | None = None) -> Iterator[Any]:
    """Values of a type."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield from minimal(annotation, design)
    elif origin is Annotated:
        yield from typed(arguments[0], design, keys)
    elif origin is Literal:
        yield from arguments
    elif origin in (Union, UnionType):
        for each in arguments:
            yield from () if each is NoneType else typed(each, design, keys)
    elif origin is tuple:
        yield from ((each,) for each in typed(arguments[0], design))
    elif origin in (Mapping, AbcMapping):
        yield from _mappings(arguments[1], design, keys)
    else:
        yield from _SCALARS.get(annotation, ())


_SCALARS: Mapping[Any, tuple[Any, ...]] = {
    bool: (True, False),
    int: (1, 2, 60, 0),
    float: (0.5, 1.0),
    str: _TEXTS,
    Any: ({"changed": ["yes"]}, ["changed"], "changed"),
}


def _mappings(annotation: Any, design: Blueprint, keys: KeysReferTo | None) -> Iterator[Any]:
    names = tuple(_things(design, keys.collections)) if keys else ("CHANGED", "changed")
    if annotation is Any:
        yield {"changed": ["yes"]}
        return
    for name in names:
        yield from ({name: each} for each in typed(annotation, design))


def minimal(kind: type[Part], design: Blueprint) -> Iterator[dict[str, Any]]:
    """A part with what it must say; each of its required fields varies in turn."""
    needed = {
        name: list(candidates(name, field, kind, design))
        for name, field in kind.model_fields.items()
        if field.is_required() or (name == "type" and isinstance(field.default, str))
    }
    if any(not values for values in needed.values()):
        return
    first = {name: values[0] for name, values in needed.items()}
    yield first
    for name, values in needed.items():
        yield from ({**first, name: each} for each in values[1:])


def element(field: FieldInfo, design: Blueprint) -> Iterator[tuple[str | None, Any]]:
    """A key (``None`` in a list) and an element to put into a field that holds many parts."""
    keys = metadata(field, KeysReferTo)
    names = tuple(_things(design, keys.collections)) if keys else ("one",)
    in_list = _is_list(field.annotation)
    for part in inner(field.annotation)[0]:
        for value in minimal(part, design):
            yield from ((None if in_list else name, value) for name in names)


def chosen_from(field: FieldInfo) -> tuple[Any, ...]:
    """The values of a field that has few: a switch, or one of some words."""
    one_of = metadata(field, OneOf)
    if isinstance(one_of, OneOf):
        return one_of.values() if len(one_of.values()) <= _FEW else ()
    kinds = {field.annotation, *get_args(field.annotation)}
    if bool in kinds:
        return (True, False)
    words = field.annotation if get_origin(field.annotation) is Literal else None
    for each in kinds:
        words = each if get_origin(each) is Literal else words
    return get_args(words) if words is not None else ()


def mutated(current: object) -> tuple[str | int, ...]:
    """Texts of the same form as one that is there, in all likelihood; numbers beside one that is there."""
    if isinstance(current, int) and not isinstance(current, bool):
        return current + 1, current - 1
    last = next(reversed(list(re.finditer(r"[0-9a-z]", current))), None) if isinstance(current, str) else None
    if last is None or not isinstance(current, str):
        return ()
    head, tail = current[: last.start()], current[last.end() :]
    return tuple(f"{head}{letter}{tail}" for letter in "12ab" if letter != last[0])
