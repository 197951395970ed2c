"""Every place where a design names something, and renaming and removing what is named.

Which fields name things is read off the models: a field says so by ``RefersTo``, or by ``KeysReferTo``
where it is keyed by name. Besides those, a function's scopes are keyed by the name of anything, and its
environment values hold ``${name.attribute}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from inspect import isabstract
from typing import Any, Final

from pydantic.fields import FieldInfo

from designer.blueprint.base import (
    UNSET,
    Edit,
    EditError,
    Free,
    FrozenDict,
    KeysReferTo,
    Part,
    Path,
    RefersTo,
    apply,
    dotted,
    metadata,
)
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import NAME_PATTERN, Blueprint
from designer.blueprint.function import Function
from designer.blueprint.references import references, renamed, variable
from designer.blueprint.stages import alone
from designer.graph import Context

CONTEXTS: Final = frozenset(context.value for context in Context)
"""What ``${...}`` may say without an attribute: ``${stage}``, ``${region}`` and the like."""

_NAMED_BY_FUNCTIONS = (*COLLECTIONS, "functions")
_NAME = re.compile(NAME_PATTERN)


class Form(Enum):
    """How a place names something."""

    FIELD = "field"
    """The value is the name."""
    KEY = "key"
    """The last step of the path is the name."""
    TEXT = "text"
    """The value is text with a reference in it."""


@dataclass(frozen=True, slots=True)
class Use:
    """One place that names something in one of ``collections``; ``attribute`` is what a text asks of it."""

    path: Path
    name: str
    collections: tuple[str, ...]
    form: Form
    attribute: str | None = None

    def target(self, blueprint: Blueprint) -> Path | None:
        """The path of what it names, or ``None`` when there is no such thing."""
        for collection in self.collections:
            if self.name in getattr(blueprint, collection):
                return (collection, self.name)
        return None


def each_use(blueprint: Blueprint) -> Iterator[Use]:
    """Every place of the design that names something; overlays name nothing (they may not)."""
    return iter(blueprint.once(_uses))


def _uses(part: Part) -> tuple[Use, ...]:
    """The uses in a part, with paths that begin there.

    Each part remembers its own: an edit shares all other parts with the design before it.
    """
    return tuple(_in_part(part))


def _in_part(part: Part) -> Iterator[Use]:
    for name, refers in _plan(type(part)):
        value = getattr(part, name)
        if isinstance(refers, RefersTo):
            yield from _named(value, (name,), refers)
            continue
        if isinstance(refers, Free):
            yield from _in_free(value, (name,))
            continue
        if isinstance(refers, KeysReferTo):
            for key in value:
                yield Use((name, key), key, refers.collections, Form.KEY)
        yield from _inside(value, (name,))
    if isinstance(part, Function):
        for target in part.scopes:
            yield Use(("scopes", target), target, _NAMED_BY_FUNCTIONS, Form.KEY)
        for key, text in part.environment.items():
            yield from _in_text(text, ("environment", key))


def _in_text(text: str, path: Path) -> Iterator[Use]:
    if "${" not in text:
        return
    for each in references(text):
        if variable(each.written) is None and (each.attribute is not None or each.name not in CONTEXTS):
            yield Use(path, each.name, _NAMED_BY_FUNCTIONS, Form.TEXT, each.attribute)


def _in_free(value: object, path: Path) -> Iterator[Use]:
    """The references in the texts of free JSON."""
    if isinstance(value, str):
        yield from _in_text(value, path)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _in_free(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _in_free(item, (*path, index))


def _named(value: object, path: Path, refers: RefersTo) -> Iterator[Use]:
    if isinstance(value, str):
        # What begins like an ARN is one: no name holds a colon.
        if not value.startswith("arn:"):
            yield Use(path, value, refers.collections, Form.FIELD)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _named(item, (*path, index), refers)


def _inside(value: object, path: Path) -> Iterator[Use]:
    if isinstance(value, Part):
        for use in value.once(_uses):
            yield Use((*path, *use.path), use.name, use.collections, use.form, use.attribute)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _inside(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _inside(item, (*path, index))


@cache
def _plan(kind: type[Part]) -> tuple[tuple[str, RefersTo | KeysReferTo | Free | None], ...]:
    """The fields of a part that name things, and (with ``None``) those that hold parts that may."""
    found = (
        (
            name,
            field,
            metadata(field, RefersTo) or metadata(field, KeysReferTo) or metadata(field, Free),
        )
        for name, field in kind.model_fields.items()
    )
    return tuple((name, refers) for name, field, refers in found if refers or _may_name(field.annotation))


def _may_name(annotation: Any) -> bool:  # any type expression
    if isinstance(annotation, type) and issubclass(annotation, Part):
        # Of an abstract or a seldom part, only the value knows its fields.
        return isabstract(annotation) or annotation in (Part, Function) or bool(_plan(annotation))
    return any(_may_name(each) for each in getattr(annotation, "__args__", ()))


def field_at(blueprint: Blueprint, path: Path) -> FieldInfo | None:
    """The field of a part that is at ``path``; ``None`` where that is no field, or nothing."""
    current = value_at(blueprint, path[:-1])
    return type(current).model_fields.get(str(path[-1])) if isinstance(current, Part) else None


def named_at(blueprint: Blueprint, path: Path) -> Mapping[str, Any]:
    """The mapping by name that is at ``path``; empty where there is none."""
    return _mapping(blueprint, path) or {}


def renaming(blueprint: Blueprint, path: Path, new: str) -> tuple[Edit, ...]:
    """The edits that rename a function, a thing or a trigger, and every mention of it.

    It keeps its position. Raises ``EditError`` when there is nothing at ``path``, or when ``new`` is
    taken or is no name.
    """
    if path[-1] == new:
        return ()
    _check(blueprint, path, new)
    uses = [use for use in each_use(blueprint) if use.target(blueprint) == path]
    moved = [path, *(use.path for use in uses if use.form is Form.KEY)]
    edits = [*_keys(blueprint, path, new)]
    for each in moved[1:]:
        edits += (Edit(_after(edit.path, path, new), edit.value) for edit in _keys(blueprint, each, new))
    edits.extend(_mentions(blueprint, path, new, uses))
    edits.extend(_suppressions(blueprint, moved, new))
    return tuple(edits)


def _check(blueprint: Blueprint, path: Path, new: str) -> None:
    siblings = _mapping(blueprint, path[:-1])
    if siblings is None or path[-1] not in siblings:
        raise EditError(path, f"There is no {dotted(path)}.")
    if not _NAME.fullmatch(new):
        raise EditError(path, f"{new!r} is not a name: a letter, then letters, digits, - and _.")
    if new in siblings or (len(path) == _TOP and new in blueprint.names()):
        raise EditError(path, f"The name {new} is taken.")


_TOP = 2
"""Steps of the path of a function or a thing."""


def value_at(blueprint: Blueprint, path: Path) -> object:
    """What is at ``path``; ``None`` where nothing is."""
    current: object = blueprint
    for step in path:
        if isinstance(current, Part):
            current = getattr(current, str(step), None)
        elif isinstance(current, tuple):
            current = current[step] if isinstance(step, int) and step < len(current) else None
        else:
            current = current.get(step) if isinstance(current, Mapping) else None
    return current


def _mapping(root: object, path: Path) -> Mapping[str, Any] | None:
    """The mapping at ``path``, of parts or of an overlay's plain data."""
    current: Any = root
    for step in path:
        if isinstance(current, Part):
            current = getattr(current, str(step), None)
        else:
            current = current.get(step) if isinstance(current, Mapping) else None
    return current if isinstance(current, Mapping) else None


def _places(blueprint: Blueprint, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Where ``path`` is a key: in the design, and in the overlays that say something about it."""
    for place in (path, *(("stages", stage, *path) for stage in blueprint.stages)):
        mapping = _mapping(blueprint, place[:-1])
        if mapping is not None and path[-1] in mapping:
            yield place, mapping


def _keys(blueprint: Blueprint, path: Path, new: str) -> Iterator[Edit]:
    for place, mapping in _places(blueprint, path):
        keys = {key: new if key == path[-1] else key for key in mapping}
        yield Edit(place[:-1], FrozenDict({keys[key]: value for key, value in mapping.items()}))


def _mentions(blueprint: Blueprint, path: Path, new: str, uses: list[Use]) -> Iterator[Edit]:
    """The values that name what is renamed, at the paths that they have once the keys are renamed."""
    old = str(path[-1])
    for place, form in dict.fromkeys((use.path, use.form) for use in uses):
        after = _after(place, path, new)
        if form is Form.FIELD:
            yield Edit(after, new)
        elif form is Form.TEXT:
            yield Edit(after, renamed(str(value_at(blueprint, place)), old, new))


def _after(place: Path, path: Path, new: str) -> Path:
    if place[:1] == ("stages",):
        return (*place[:_TOP], *_after(place[_TOP:], path, new))
    end = len(path)
    return (*place[: end - 1], new, *place[end:]) if place[:end] == path else place


def _suppressions(blueprint: Blueprint, moved: list[Path], new: str) -> Iterator[Edit]:
    roots = [(), *(("stages", stage) for stage in blueprint.stages)]
    ends = [(*root, *each) for root in roots for each in moved]
    for index, suppression in enumerate(blueprint.suppress):
        for end in ends:
            if _covers(end, suppression.at):
                rest = suppression.at[len(dotted(end)) :]
                yield Edit(("suppress", index, "at"), dotted((*end[:-1], new)) + rest)
                break


def _covers(path: Path, at: str) -> bool:
    above = dotted(path)
    return at == above or at.startswith(f"{above}.")


def removing(blueprint: Blueprint, path: Path) -> tuple[Edit, ...]:
    """The edits that remove a function, a thing or a trigger, and what is about nothing else.

    That is its settings in overlays, the scopes on it and the suppressions of its findings. What
    merely names it stays, and is reported: a trigger without its queue is for the author to judge.
    Raises ``EditError`` when there is nothing at ``path``.
    """
    siblings = _mapping(blueprint, path[:-1])
    if siblings is None or path[-1] not in siblings:
        raise EditError(path, f"There is no {dotted(path)}.")
    uses = [use for use in each_use(blueprint) if use.form is Form.KEY and use.target(blueprint) == path]
    gone = [place for each in (*(use.path for use in uses), path) for place, _ in _places(blueprint, each)]
    edits: list[Edit] = []
    for place in gone:
        edits.append(_removal(apply(blueprint, edits), place))
    edits.extend(
        Edit(("suppress", index), UNSET)
        for index in reversed(range(len(blueprint.suppress)))
        if any(_covers(place, blueprint.suppress[index].at) for place in gone)
    )
    return tuple(edits)


def _removal(blueprint: Blueprint, place: Path) -> Edit:
    """The edit that removes what is there, and of an overlay also what it would leave empty."""
    if place[0] != "stages":
        return Edit(place, UNSET)
    stage, inside = str(place[1]), place[_TOP:]
    return Edit((*place[:_TOP], *alone(blueprint.stages[stage], inside)), UNSET)
