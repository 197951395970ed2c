"""How an editor of YAML is filled: the names of the keys and what each takes, read off the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from designer.blueprint.base import KeysReferTo, Part, RefersTo, metadata
from designer.blueprint.lazy import part_of
from designer.blueprint.states import STATES
from designer.blueprint.states.base import State

_FEW = 6
"""More words than this of a choice are not listed."""
_BOTH = 2
"""A name is one of a thing in so many collections at most, else just a name."""


def bare(annotation: Any) -> tuple[Any, bool]:  # any type expression
    """An annotation without ``Annotated`` and ``None``, and whether it allows ``None``."""
    if get_origin(annotation) is Annotated:
        return bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        inner = [each for each in get_args(annotation) if each is not NoneType]
        if len(inner) == 1:
            return bare(inner[0])[0], NoneType in get_args(annotation)
    return annotation, False


def shape(info: FieldInfo) -> str:
    """How what a field takes is written, on one line; empty where the model leaves it open."""
    inner, keys = part_of(info) or bare(info.annotation)[0], metadata(info, KeysReferTo)
    if get_origin(inner) is tuple:
        item = _flow(bare(get_args(inner)[0])[0])
        return f"- {item}" if item else ""
    if _is_mapping(inner):
        name = _named(keys.collections) if keys else "name"
        return f"{name}: {_flow(bare(get_args(inner)[1])[0]) or '…'}"
    return _flow(inner)


def _flow(kind: Any) -> str:  # any type expression
    """A value in YAML's short form."""
    if kind is State:  # what else a state has depends on its type
        return f"{{type: {' | '.join(STATES)}, …}}"
    if isinstance(kind, type) and issubclass(kind, Part):
        return f"{{{', '.join(_keys(kind))}}}"
    if get_origin(kind) is tuple:
        return f"[{_flow(bare(get_args(kind)[0])[0]) or '…'}]"
    if _is_mapping(kind):
        return f"{{name: {_flow(bare(get_args(kind)[1])[0]) or '…'}}}"
    if get_origin(kind) is Literal and len(get_args(kind)) <= _FEW:
        return " | ".join(map(str, get_args(kind)))
    return _WORDS.get(kind, "")


def _is_mapping(kind: Any) -> bool:  # any type expression
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _keys(kind: type[Part]) -> Iterator[str]:
    """The keys that it needs, then those that it may have."""
    fields = kind.model_fields
    for key in sorted(fields, key=lambda each: not fields[each].is_required()):
        refers, inner = metadata(fields[key], RefersTo), bare(fields[key].annotation)[0]
        one = _named(refers.collections) if refers else ""
        value = f"[{one}]" if one and get_origin(inner) is tuple else one or _value(inner)
        yield f"{key}: {value}" if value else key


def _value(kind: Any) -> str:  # any type expression
    """What a key takes; a part is only named, or the line would grow too long."""
    return "" if isinstance(kind, type) and issubclass(kind, Part) else _flow(kind)


def _named(collections: tuple[str, ...]) -> str:
    return f"<name in {' or '.join(collections)}>" if len(collections) <= _BOTH else "name"


_WORDS: Mapping[Any, str] = {str: "text", int: "number", bool: "true | false"}
