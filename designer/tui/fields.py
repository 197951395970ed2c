"""Forms as data: the fields of a part, read off its model.

Nothing here knows a setting by its name. What a field looks like follows from its type and from the
metadata that the blueprint gives it (limits, choices, references).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from designer import catalog
from designer.blueprint.base import (
    UNSET,
    Advanced,
    AsText,
    KeysReferTo,
    Limits,
    OneOf,
    Part,
    Path,
    RefersTo,
    SeveralLines,
    metadata,
)
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.lazy import part_of
from designer.blueprint.splice import block
from designer.tui.shapes import bare, shape


class Control(Enum):
    """How a field is edited."""

    TEXT = "text"
    NUMBER = "number"
    LIST = "list"
    """Several texts on one line, with commas between them."""
    CHOICE = "choice"
    TOGGLE = "toggle"
    PAIRS = "pairs"
    """A mapping from text to text."""
    LEVELS = "levels"
    """A mapping from the name of a thing to access levels."""
    YAML = "yaml"
    LINES = "lines"
    """A text of several lines."""


TALL = (Control.PAIRS, Control.LEVELS, Control.YAML, Control.LINES)
"""Controls of several lines, as wide as the form."""


@dataclass(frozen=True, slots=True)
class Field:
    """One setting of a part; ``path`` is relative to the part that the form shows."""

    path: Path
    title: str
    help: str
    control: Control
    hint: str = ""
    """What it takes: a range, or how YAML is written."""
    choices: tuple[str | int, ...] = ()
    refers: tuple[str, ...] = ()
    optional: bool = False
    """It may be left empty, and then there is none."""
    advanced: bool = False
    section: str = ""
    gate: Path | None = None
    """The optional part that the field belongs to."""
    opens: bool = False
    """Its value makes the part at ``gate`` exist; the others are hidden until it does."""
    needed: bool = False
    """The part at ``gate`` cannot be without it, so that it goes when this does."""
    siblings: tuple[tuple[str, object], ...] = ()
    """What else the part at ``gate`` cannot be without, and what stands for it at first."""


_IN_THE_TREE: Mapping[type[Part], Collection[str]] = {
    Blueprint: ("functions", *COLLECTIONS),
    Function: ("triggers",),
}
"""Parts by name that have forms of their own."""


@cache
def fields_of(kind: type[Part], today: date) -> tuple[Field, ...]:
    """The fields of a kind of part, as a form shows them: single values, sections, editors, advanced.

    Choices of runtimes are those that AWS still supports ``today``.
    """
    return tuple(sorted(map(_under_a_title, _fields(kind, today)), key=_rank))


def _under_a_title(field: Field) -> Field:
    """An editor of several lines stands under its own title; what is advanced, under that word."""
    if field.advanced:
        return replace(field, section=field.section or "Advanced")
    return replace(field, section=field.section or field.title) if field.control in TALL else field


def _rank(field: Field) -> int:
    if field.advanced:
        return 4 if len(field.path) > 1 else 3
    if field.control in TALL and len(field.path) == 1:
        return 2
    return 1 if field.section else 0


def _fields(kind: type[Part], today: date) -> Iterator[Field]:
    for name, info in kind.model_fields.items():
        inner, optional = bare(info.annotation)
        inner = part_of(info) or inner
        if name in _IN_THE_TREE.get(kind, ()):
            continue
        if isinstance(inner, type) and issubclass(inner, Part):
            yield from _nested(inner, name, info, optional, today)
        elif (control := _control(inner, info)) is not None:
            yield _field((name,), info, control, inner, optional, today)


def _nested(kind: type[Part], name: str, info: FieldInfo, optional: bool, today: date) -> Iterator[Field]:
    """The fields of a part inside the part, under the title of the field that holds it."""
    required = [each for each, field in kind.model_fields.items() if field.is_required()]
    blanks = [(each, blank(kind.model_fields[each])) for each in required]
    for field in _fields(kind, today):
        own = str(field.path[0])
        opens = optional and (not required or own == required[0])
        yield replace(
            field,
            path=(name, *field.path),
            section=str(info.title or name),
            gate=(name,) if optional else None,
            opens=opens,
            needed=opens and own in required,
            siblings=tuple(each for each in blanks if each[0] != own),
            # Seldom needed settings of a part stand with its others; a seldom needed part comes last.
            advanced=metadata(info, Advanced) is not None,
            optional=field.optional or opens,
        )


def blank(info: FieldInfo) -> object:
    """What a setting that cannot be left out holds until the user says it: nothing, or the least number."""
    inner = bare(info.annotation)[0]
    if inner is int:
        limits = metadata(info, Limits)
        return int(catalog.limits(limits.key).minimum) if limits else 1
    return [] if get_origin(inner) is tuple else {} if _is_mapping(inner) else ""


def _control(inner: Any, info: FieldInfo) -> Control | None:  # see bare
    """The control for a type; ``None`` for what the form does not show (parts by name, a fixed type)."""
    if metadata(info, AsText):
        return Control.YAML
    if metadata(info, SeveralLines):
        return Control.LINES
    if get_origin(inner) is Literal:
        return Control.CHOICE if len(get_args(inner)) > 1 else None
    if inner is bool:
        return Control.TOGGLE
    if get_origin(inner) is tuple and bare(get_args(inner)[0])[0] is str:
        return Control.LIST
    if metadata(info, OneOf) or metadata(info, RefersTo):
        return Control.CHOICE
    if inner is int:
        return Control.NUMBER
    if inner is str:
        return Control.TEXT
    if metadata(info, KeysReferTo):
        return Control.YAML
    if _is_mapping(inner):
        return _mapping_control(get_args(inner)[1])
    return Control.YAML


def _is_mapping(inner: Any) -> bool:  # see bare
    origin = get_origin(inner)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _mapping_control(values: Any) -> Control | None:  # see bare
    item = bare(values)[0]
    if item is str:
        return Control.PAIRS
    if get_origin(item) is tuple:
        return Control.LEVELS
    return Control.YAML


def _field(
    path: Path, info: FieldInfo, control: Control, inner: Any, optional: bool, today: date
) -> Field:  # see bare
    refers, listed = metadata(info, RefersTo), metadata(info, OneOf)
    limits = metadata(info, Limits)
    return Field(
        path,
        str(info.title or path[-1]),
        info.description or "",
        control,
        hint=shape(info) if control is Control.YAML else _hint(limits.key) if limits else "",
        choices=_choices(listed.key, today)
        if listed
        else get_args(inner)
        if get_origin(inner) is Literal
        else (),
        refers=refers.collections if refers else (),
        optional=optional,
        advanced=metadata(info, Advanced) is not None,
    )


_SHORT_UNITS = {"concurrent executions": "", "receives": "", "messages": "", "bytes": "B"}
"""Units that a narrow form has no room for; the help line says them in full."""


def _hint(key: str) -> str:
    found = catalog.limits(key)
    return f"{found.minimum:,} to {found.maximum:,} {_SHORT_UNITS.get(found.unit, found.unit)}".rstrip()


def _choices(key: str, today: date) -> tuple[str | int, ...]:
    if key != "runtimes":
        return tuple(catalog.choices(key).values)
    known = catalog.runtimes()
    first = known[catalog.default_runtime()].language
    offered = [
        each for each in reversed([*known.values()]) if not each.preview and not each.is_deprecated(today)
    ]
    return tuple(
        each.id for each in sorted(offered, key=lambda each: (each.language != first, each.language))
    )


def field_at(blueprint: Blueprint, path: Path, today: date) -> Field | None:
    """The field at an absolute path of a design, as a form of mixed settings shows it."""
    part, depth = nearest_part(blueprint, path)
    found = next((each for each in fields_of(type(part), today) if each.path == path[depth:]), None)
    return replace(found, path=path, section="", advanced=False) if found else None


def nearest_part(blueprint: Blueprint, path: Path) -> tuple[Part, int]:
    """The innermost part on the way to ``path`` that has a form of its own, and the depth it is at."""
    current: object = blueprint
    best: tuple[Part, int] = (blueprint, 0)
    for depth, step in enumerate(path, 1):
        in_tree = depth % 2 == 0 and path[depth - 2] in _IN_THE_TREE.get(type(best[0]), ())
        current = current.get(step) if isinstance(current, Mapping) else getattr(current, str(step), None)
        if in_tree and isinstance(current, Part):
            best = current, depth
    return best


def written(part: Part, path: Path) -> Any:  # whatever the field holds
    """What is written at ``path`` below ``part``; ``UNSET`` where the default holds."""
    current: Any = part
    for step in path:
        if isinstance(current, Part):
            if step not in current.model_fields_set:
                return UNSET
            current = getattr(current, str(step))
        else:
            return UNSET
    return UNSET if current is None else current


def effective(part: Part, path: Path) -> Any:  # whatever the field holds
    """What holds at ``path`` below ``part``, written or not; ``None`` where there is nothing."""
    current: Any = part
    for step in path:
        current = getattr(current, str(step), None) if isinstance(current, Part) else None
    return current


def holding(blueprint: Blueprint, path: Path) -> Any:  # whatever the field holds
    """What holds at an absolute path, the design's defaults for functions included."""
    part, depth = nearest_part(blueprint, path)
    function = blueprint.function(str(path[1])) if path[0] == "functions" and depth == len(path[:2]) else None
    return effective(function.value if function else part, path[depth:])


def as_yaml(value: object) -> str:
    """What is written in a field, as YAML text."""
    data = _plain(value)
    return block(data, 0).rstrip("\n") if data else ""


def _plain(value: object) -> Any:  # nested plain data
    if isinstance(value, Part):
        return value.model_dump(mode="json", exclude_unset=True)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
