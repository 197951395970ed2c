"""Cuts a design down to one owner and what that mentions, so that exporting it costs next to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from designer.blueprint.base import KeysReferTo, Part, Path, RefersTo, metadata
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.resources.base import Thing
from tests.coverage.settings import inner
from tests.coverage.values import minimal

_MENTIONED = re.compile(r"\$\{([\w-]+)\.")
_OPTIONAL = ("triggers", "environment", "scopes", "statements", "tags")
_DECIDING = {"type", "fifo", "runtime", "handler"}
"""What a second thing has in common with the first."""
OBSERVER = "observer"


def cut(design: Blueprint, path: Path) -> Blueprint:
    """``design`` in one stage, with what is at ``path`` and whatever that names; nothing is suppressed."""
    collection, name, *inside = path
    owner = getattr(design, str(collection))[name]
    if inside[:1] == ["triggers"]:
        owner = _only(owner, str(inside[1]))
    kept: dict[str, dict[str, Part]] = {"functions": {}}
    kept.setdefault(str(collection), {})[str(name)] = owner
    if isinstance(owner, Thing):
        kept["functions"] |= _users(design, str(name), owner)
    waiting = [part for parts in kept.values() for part in parts.values()]
    while waiting:
        for where, other, part in _named(design, waiting.pop()):
            if other not in kept.setdefault(where, {}):
                kept[where][other] = part
                waiting.append(part)
    plain = {key: value for key, value in design.own().items() if key not in _parts()}
    plain |= {key: value for key, value in kept.items() if value}
    plain.pop("suppress", None)
    return Blueprint.model_validate({**plain, "stages": {"dev": {}}})


def _users(design: Blueprint, name: str, thing: Thing) -> dict[str, Part]:
    """Functions that make a thing's settings seen: one that uses it, and one that asks for it."""
    used = ((where, _mentions(each, name)) for where, each in design.functions.items())
    user = next(({where: each} for where, each in used if each is not None), {})
    attribute = next(iter(thing.ATTRIBUTES))
    asked = Function.model_validate({"environment": {"ASKED": f"${{{name}.{attribute}}}"}})
    return {**user, OBSERVER: asked}


def _mentions(function: Function, name: str) -> Function | None:
    """The function with only those settings that mention a thing; ``None`` where none does."""
    kept: dict[str, Any] = {}
    for field, value in function.own().items():
        if field in ("triggers", "scopes"):
            said = {key: each for key, each in value.items() if name == key or name in _texts(each)}
        else:
            said = value if name in _texts(value) else None
        if said:
            kept[field] = said
    return Function.model_validate({**_bare(function).own(), **kept}) if kept else None


def _parts() -> tuple[str, ...]:
    return ("functions", *COLLECTIONS)


def _only(function: Function, trigger: str) -> Function:
    """The function with one trigger."""
    own = {**function.own(), "triggers": {trigger: function.triggers[trigger]}}
    kept = {key: value for key, value in own.items() if key == "triggers" or key not in _OPTIONAL}
    return Function.model_validate(kept)


def _named(design: Blueprint, part: Part) -> Iterator[tuple[str, str, Part]]:
    """The things and functions that a part mentions; a function without what it mentions in turn."""
    words = {word for text in _texts(part) for word in (text, *_MENTIONED.findall(text))}
    for where in _parts():
        for name, found in getattr(design, where).items():
            if name in words:
                yield where, name, _bare(found) if where == "functions" else found


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Part):
        for each in value.own().values():
            yield from _texts(each)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key)
            yield from _texts(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)


def _bare(thing: Part) -> Part:
    """The same kind of thing with only what it must say, and what decides its kind."""
    kept = {
        name: value
        for name, value in thing.own().items()
        if name in _DECIDING or type(thing).model_fields[name].is_required()
    }
    return type(thing).model_validate(kept)


def twinned(design: Blueprint, collections: Iterable[str]) -> Blueprint:
    """The design with two more things in each collection, so that references have somewhere else to lead."""
    more: dict[str, Any] = {}
    for where in collections:
        things = getattr(design, where)
        kind = Function if where == "functions" else COLLECTIONS[where]
        first = next(iter(things.values()), None) or next(minimal(kind, design), None)
        if first is not None:
            bare = _bare(first) if isinstance(first, Part) else first
            more[where] = {**things, f"second-{where}": bare, f"third-{where}": first}
    return Blueprint.model_validate({**design.own(), **more}) if more else design


def referred(kind: type[Part], name: str) -> frozenset[str]:
    """The collections that a field refers to, or that parts inside it refer to."""
    field = kind.model_fields[name]
    own = (metadata(field, RefersTo), metadata(field, KeysReferTo))
    found = {each for known in own if known for each in known.collections}
    for part in inner(field.annotation)[0]:
        for below in part.model_fields:
            if inner(part.model_fields[below].annotation)[0] != (part,):
                found |= referred(part, below)
    return frozenset(found)
