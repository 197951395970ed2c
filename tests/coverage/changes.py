"""Pairs of small designs that differ in one setting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path as File
from typing import Any

import yaml
from pydantic.fields import FieldInfo

from designer import gallery
from designer.blueprint.base import UNSET, Edit, EditError, Node, Part, Path, apply, each_part
from designer.blueprint.document import Blueprint
from designer.blueprint.file import load
from designer.rules import registry
from designer.rules.base import Severity
from designer.rules.review import review
from tests.conformance.designs import EXAMPLES
from tests.coverage.settings import ANY, Setting, inner, owners
from tests.coverage.slices import cut, referred, twinned
from tests.coverage.values import candidates, chosen_from, element, minimal, mutated

AS_OF = date(2026, 11, 23)
_MORE = File(__file__).parent / "designs"
"""Designs that only show what no example does."""
_PLACES = 12
"""Places in which a setting is tried, from the smallest design on."""
_WAYS = 6
"""Values with which a part is tried that has to be there first."""
MOST = 3
"""The score of what could not be better."""
_FEW = 2
"""Of these places, those where other choices are tried as well."""


@dataclass(frozen=True, slots=True)
class Change:
    """A design without and with a setting, where that is, and what it was set to."""

    before: Blueprint
    after: Blueprint
    path: Path
    value: Any  # whatever the field takes


@cache
def corpus() -> tuple[Blueprint, ...]:
    """Designs to experiment on: those for people first, then the rules' good ones; small ones first."""
    shown = [load(path).blueprint for path in sorted((*EXAMPLES.glob("*.yaml"), *_MORE.glob("*.yaml")))]
    shown += [gallery.document(name).blueprint for name in gallery.names()]
    good = [Blueprint.model_validate(yaml.load(rule.good, yaml.CSafeLoader)) for rule in registry.rules()]
    return (*shown, *good)


@cache
def _instances(owner: str, collections: frozenset[str]) -> tuple[tuple[Blueprint, Path], ...]:
    """Designs cut down to an ``owner``, with more things in ``collections``."""
    if collections:
        return tuple((twinned(design, collections), path) for design, path in _instances(owner, frozenset()))
    found = [
        (cut(design, node.path), node.path)
        for design in corpus()
        for node in _of_kind(design, owners()[owner])
    ]
    return tuple(sorted(found, key=_order))


def _order(instance: tuple[Blueprint, Path]) -> tuple[bool, int]:
    """New things before existing ones, small designs before large ones."""
    design, path = instance
    existing = getattr(at(design, path), "existing", None) is not None
    return existing, sum(1 for _ in each_part(design))


def _of_kind(design: Blueprint, kind: type[Part]) -> Iterator[Node[Part]]:
    return (node for node in each_part(design) if type(node.value) is kind)


def changes(setting: Setting) -> Iterator[Change]:
    """Designs without and with the setting, and what it was set to: as people said it, then as derived."""
    places = _instances(setting.owner, _referred(setting))
    for design, path in _all_spots(setting, places):
        yield from _as_said(setting, design, path)
    spots = list(_all_spots(setting, _telling(setting, places)[:_PLACES]))
    for design, path in (*spots[:_FEW], *_enabled(spots[:_FEW]), *spots[_FEW:]):
        for value in _values(setting, design, path):
            after = edited(design, path, value)
            if after is not None and after != design and not refused(design, after, path):
                yield Change(design, after, path, value)


def _enabled(spots: Sequence[tuple[Blueprint, Path]]) -> Iterator[tuple[Blueprint, Path]]:
    """The same with one other choice made otherwise: some settings count only beside another."""
    for design, path in spots:
        for depth in sorted({len(path) - 1, 2, min(4, len(path) - 1)}, reverse=True):
            part = at(design, path[:depth])
            for name, field in type(part).model_fields.items() if isinstance(part, Part) else ():
                for value in _choices(name, field, part, design) if name != path[depth] else ():
                    other = edited(design, (*path[:depth], name), value)
                    if other is not None and value != getattr(part, name):
                        yield other, path


def _choices(name: str, field: FieldInfo, part: Part, design: Blueprint) -> tuple[Any, ...]:
    """What else a field may be for another one's sake; what is not said may be said as elsewhere."""
    if name == "existing":
        return tuple(candidates(name, field, type(part), design))
    heard = _heard(type(part), name) or _heard_anywhere(name)
    return chosen_from(field) or (heard[:1] if not getattr(part, name) else ())


@cache
def _heard_anywhere(name: str) -> tuple[Any, ...]:
    return tuple(each for (_, known), values in _all_said().items() if known == name for each in values)


def _referred(setting: Setting) -> frozenset[str]:
    """The collections that the experiment needs things of: the field's, and those of parts on its way."""
    first = referred(owners()[setting.owner], setting.key[0]) if len(setting.key) > 1 else frozenset()
    return first | referred(setting.inside, setting.name)


def _all_spots(
    setting: Setting, places: tuple[tuple[Blueprint, Path], ...]
) -> Iterator[tuple[Blueprint, Path]]:
    for design, owner in places:
        yield from _spots(setting, design, owner, _steps(setting))


def _telling(
    setting: Setting, places: tuple[tuple[Blueprint, Path], ...]
) -> tuple[tuple[Blueprint, Path], ...]:
    """The places; for what a part must say, those first where somebody chose to have the part."""
    if setting.default is not ...:
        return places
    return tuple(sorted(places, key=lambda place: not _reaches(at(*place), _steps(setting))))


def _reaches(part: Any, steps: tuple[str, ...]) -> bool:
    """Whether these steps lead to a part that is there."""
    if not steps:
        return True
    first, *rest = steps
    inside = list(part.values() if isinstance(part, Mapping) else part) if first == ANY else None
    if inside is None:
        inside = [getattr(part, first, None)]
    return any(each is not None and _reaches(each, tuple(rest)) for each in inside)


def _steps(setting: Setting) -> tuple[str, ...]:
    """The steps from the owner to the part that has the field."""
    own = setting.key[:-1] if setting.key[-1] == ANY else setting.key
    return own[:-1]


def _spots(
    setting: Setting, design: Blueprint, path: Path, steps: tuple[str, ...]
) -> Iterator[tuple[Blueprint, Path]]:
    """Designs and the path of the setting's field in them; parts on the way are made where they lack."""
    part = at(design, path)
    if not steps:
        if isinstance(part, setting.inside):
            yield design, (*path, setting.name)
        return
    step, *rest = steps
    if not isinstance(part, Part) or step not in type(part).model_fields:
        return
    for known, inside, taken in _entered(design, path, part, step, rest):
        yield from _spots(setting, known, inside, tuple(rest[taken:]))


def _entered(
    design: Blueprint, path: Path, part: Part, step: str, rest: list[str]
) -> Iterator[tuple[Blueprint, Path, int]]:
    value, field, many = getattr(part, step), type(part).model_fields[step], rest[:1] == [ANY]
    if many and value:
        keys = range(len(value)) if isinstance(value, tuple) else value
        yield from ((design, (*path, step, key), 1) for key in keys)
    elif not many and value is not None:
        yield design, (*path, step), 0
    elif many:
        for key, each in islice(element(field, design), _WAYS):
            made = edited(design, (*path, step), (each,) if key is None else {key: each})
            if made is not None:
                yield made, (*path, step, 0 if key is None else key), 1
    else:
        for kind in inner(field.annotation)[0]:
            for each in islice(minimal(kind, design), _WAYS):
                made = edited(design, (*path, step), each)
                if made is not None:
                    yield made, (*path, step), 0


def at(design: Blueprint, path: Path) -> Any:
    """What is there."""
    found: Any = design
    for step in path:
        found = getattr(found, str(step)) if isinstance(found, Part) else found[step]
    return found


def _as_said(setting: Setting, design: Blueprint, path: Path) -> Iterator[Change]:
    """The design without the setting, and as it is."""
    value = at(design, path)
    if setting.default is ... or value == setting.default or (setting.is_part and setting.default):
        return
    before = edited(design, path, UNSET)
    if before is not None and before != design:
        yield Change(before, design, path, value)


def _values(setting: Setting, design: Blueprint, path: Path) -> Iterator[Any]:
    if setting.key[-1] == ANY:
        for key, each in element(setting.field, design):
            yield (each,) if key is None else {key: each}
    elif setting.is_part and setting.default is not None:
        yield None
    elif setting.is_part:
        for kind in inner(setting.field.annotation)[0]:
            yield from minimal(kind, design)
    else:
        current = at(design, path)
        found = (
            *_heard(setting.inside, setting.name),
            *_named_beside(at(design, path[:-1])),
            *candidates(setting.name, setting.field, setting.inside, design),
            *mutated(current),
        )
        yield from (each for each in found if each != current)


def _named_beside(part: Part) -> Iterator[str]:
    """The names that the same part gives: a text may be one of them."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        yield from value if isinstance(value, Mapping) else ()


def _heard(kind: type[Part], name: str) -> tuple[Any, ...]:
    """What designs say in a field."""
    return _all_said().get((kind, name), ())


@cache
def _all_said() -> Mapping[tuple[type[Part], str], tuple[Any, ...]]:
    found: dict[tuple[type[Part], str], list[Any]] = {}
    for design in corpus():
        for node in each_part(design):
            for name, value in node.value.own().items():
                known = found.setdefault((type(node.value), name), [])
                if value not in known:
                    known.append(value)
    return {key: tuple(values) for key, values in found.items()}


def edited(design: Blueprint, path: Path, value: Any) -> Blueprint | None:
    try:
        return apply(design, [Edit(path, value)])
    except EditError:
        return None


def refused(before: Blueprint, after: Blueprint, path: Path) -> bool:
    """Whether a change makes AWS refuse what was changed; what it does to others is their affair."""
    return any(where[:2] == path[:2] for _, where in errors(after) - errors(before))


def errors(design: Blueprint) -> frozenset[tuple[str, Path]]:
    """What AWS would refuse."""
    return design.once(_find_errors)


def _find_errors(design: Blueprint) -> frozenset[tuple[str, Path]]:
    found = review(design, AS_OF).findings
    return frozenset((each.rule, each.path) for each in found if each.severity is Severity.ERROR)
