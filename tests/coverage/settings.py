"""Every setting of a class of the model, with where it lies and what may be said there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Mapping as AbcMapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from designer import catalog
from designer.blueprint.base import KeysReferTo, Limits, OneOf, Part, RefersTo, metadata
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.function import Function
from designer.blueprint.lazy import Seldom
from designer.blueprint.triggers import TRIGGERS, trigger_class

ANY = "*"
"""A step of a key that stands for any name or any index."""
_SEEN_ELSEWHERE = {("Function", "triggers")}
"""What has a section of its own."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A field of ``inside`` (a part of the owner, or the owner) under ``key``, which begins at the owner."""

    owner: str
    key: tuple[str, ...]
    inside: type[Part]
    field: FieldInfo
    is_part: bool = False
    """Whether what is set is itself a part, whose own settings follow."""

    @property
    def name(self) -> str:
        """The last step of the key that is a name."""
        return next(step for step in reversed(self.key) if step != ANY)

    @property
    def dotted(self) -> str:
        """The key as people write it."""
        return ".".join(self.key)

    @property
    def default(self) -> Any:  # whatever the field takes
        """What holds unless it is said; ``...`` where it must be said."""
        return ... if self.field.is_required() else self.field.get_default(call_default_factory=True)


def owners() -> Mapping[str, type[Part]]:
    """The function, every trigger and every thing, by what the page calls them."""
    found: dict[str, type[Part]] = {"function": Function}
    found |= {f"trigger {name}": trigger_class(name) for name in TRIGGERS}
    return found | {f"thing {name}": COLLECTIONS[name] for name in COLLECTIONS}


def settings(owner: str) -> tuple[Setting, ...]:
    """The settings of an owner, in the model's order, those of inner parts behind their part."""
    return tuple(_in_part(owner, owners()[owner], (), ()))


def _in_part(
    owner: str, kind: type[Part], path: tuple[str, ...], above: tuple[type[Part], ...]
) -> Iterator[Setting]:
    for name, field in kind.model_fields.items():
        if (kind.__name__, name) in _SEEN_ELSEWHERE or _fixed(field):
            continue
        parts, many = inner(field.annotation)
        key = (*path, name, *([ANY] if many else []))
        if not parts:
            yield Setting(owner, (*path, name), kind, field)
        elif many or NoneType in get_args(field.annotation):
            yield Setting(owner, key, kind, field, is_part=True)
        for part in parts:
            if part not in above:
                yield from _in_part(owner, part, key, (*above, kind))


def _fixed(field: FieldInfo) -> bool:
    """Whether there is nothing to choose: the tag of a union."""
    one = get_origin(field.annotation) is Literal and len(get_args(field.annotation)) == 1
    return one or (field.title == "Type" and field.annotation is str and field.is_required())


def inner(annotation: Any) -> tuple[tuple[type[Part], ...], bool]:
    """The parts that a field holds, and whether it holds many of them."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return (annotation,), False
    if origin is Annotated:
        later = next((each.part for each in arguments[1:] if isinstance(each, Seldom)), None)
        return ((later,), False) if later else inner(arguments[0])
    if origin in (Union, UnionType):
        found = [inner(each) for each in arguments if each is not NoneType]
        return tuple(part for parts, _ in found for part in parts), any(many for _, many in found)
    if origin in (tuple, Mapping, AbcMapping):
        parts, _ = inner(arguments[0] if origin is tuple else arguments[1])
        return parts, bool(parts)
    return (), False


def said(setting: Setting) -> str:
    """What may be said there: the range with its unit, the choices, or what it names."""
    limits, one_of, refers = (metadata(setting.field, each) for each in (Limits, OneOf, RefersTo))
    if isinstance(limits, Limits):
        return str(catalog.limits(limits.key))
    if isinstance(one_of, OneOf):
        return "one of the runtimes" if one_of.key == "runtimes" else _either(one_of.values())
    if isinstance(refers, RefersTo):
        return f"name in {_either(tuple(f'`{each}`' for each in refers.collections))}"
    keys = metadata(setting.field, KeysReferTo)
    if keys:
        return f"by name in {_either(tuple(f'`{each}`' for each in keys.collections))}"
    return "the settings below" if setting.is_part else _typed(setting.field.annotation)


def _typed(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _typed(arguments[0])
    if origin is Literal:
        return _either(arguments)
    if origin in (Union, UnionType):
        return " or ".join(filter(None, dict.fromkeys(_typed(each) for each in arguments)))
    if origin in (Mapping, AbcMapping):
        return "mapping"
    if origin is tuple:
        return "list"
    return {bool: "true or false", int: "whole number", float: "number", str: "text"}.get(annotation, "")


def _either(values: tuple[Any, ...]) -> str:
    *most, last = map(str, values)
    return f"{', '.join(most)} or {last}" if most else last
