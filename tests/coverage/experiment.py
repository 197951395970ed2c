"""Sets one setting at a time and looks at what becomes of it in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

import yaml

from designer import catalog, gallery
from designer.blueprint.base import (
    UNSET,
    Edit,
    EditError,
    Limits,
    Node,
    OneOf,
    Part,
    Path,
    apply,
    each_part,
    metadata,
)
from designer.blueprint.document import Blueprint
from designer.blueprint.file import load
from designer.build import build_graph
from designer.exporters import FORMATS, exporter
from designer.exporters.base import Export
from designer.rules import registry
from designer.rules.base import Severity
from designer.rules.review import review
from tests.conformance.designs import EXAMPLES
from tests.coverage.carriers import COMMENT, READERS, different
from tests.coverage.settings import ANY, Setting, inner, owners, settings
from tests.coverage.slices import cut, referred, twinned
from tests.coverage.values import candidates, element, minimal

AS_OF = date(2026, 11, 23)
_PATIENCE = 40
"""Trials of one setting after which the best one so far is taken."""
_ENOUGH = 4
"""Trials after which whole resources, a comment or a note are believed to be all there is."""
_WAYS = 6
"""Values with which a part is tried that has to be there first."""
MOST = 3
"""The score of what could not be better."""
_PLACES = 12
"""Places in which a setting is tried, from the smallest design on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What carries a setting in one format, notes that the export has because of it, versions it needs."""

    carriers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        """How much it says: settings of resources, whole resources too, a comment or a note, nothing."""
        if self.carriers and self.carriers != (COMMENT,):
            return 2 if any(each.endswith((" (new)", " (gone)")) for each in self.carriers) else MOST
        return 1 if self.carriers or self.notes else 0


@dataclass(frozen=True, slots=True)
class Trial:
    """A setting, what it was set to, and what came of it in each format; no value if none was found.

    ``beyond`` says, for other values (by format), which versions they need and which notes they bring.
    """

    owner: str
    key: str
    value: str | None
    outcomes: dict[str, Outcome]
    beyond: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def score(self) -> int:
        """How much is known."""
        return sum(each.score for each in self.outcomes.values())

    def lacks(self) -> tuple[str, ...]:
        """The formats that neither carry the setting nor say why not."""
        return tuple(name for name in FORMATS if name not in self.outcomes or not self.outcomes[name].score)


@dataclass(frozen=True, slots=True)
class Change:
    """A design without and with a setting, where that is, and what it was set to."""

    before: Blueprint
    after: Blueprint
    path: Path
    value: Any  # whatever the field takes


def trials(owner: str) -> list[dict[str, Any]]:
    """What carries each setting of an owner, as JSON."""
    return [asdict(_best(setting)) for setting in settings(owner)]


def restored(found: dict[str, Any]) -> Trial:
    """A trial from JSON."""
    outcomes = {
        name: Outcome(*(tuple(each[word]) for word in ("carriers", "notes", "needs")))
        for name, each in found["outcomes"].items()
    }
    return Trial(found["owner"], found["key"], found["value"], outcomes, found["beyond"])


def _best(setting: Setting) -> Trial:
    best, chosen = Trial(setting.owner, setting.dotted, None, {}), None
    for tried, change in enumerate(islice(_changes(setting), _PATIENCE), 1):
        outcomes = {name: _outcome(name, change.before, change.after) for name in FORMATS}
        trial = Trial(setting.owner, setting.dotted, str(_short(change.value)), outcomes)
        if chosen is None or trial.score > best.score:
            best, chosen = trial, change
        if best.score == MOST * len(FORMATS) or (not best.lacks() and tried == _ENOUGH):
            break
    return best if chosen is None else replace(best, beyond=_beyond(setting, chosen))


def _beyond(setting: Setting, change: Change) -> dict[str, dict[str, tuple[str, ...]]]:
    """What other values of a setting need, beside those that all of them do."""
    found: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in FORMATS}
    for value in _extremes(setting):
        other = _edited(change.after, change.path, value)
        if other is None or not _errors(other) <= _errors(change.before):
            continue
        for name in FORMATS:
            old, new = _exported(name, change.before), _exported(name, other)
            if said := (*_needs(old, new), *_notes(old, new)):
                found[name][str(value)] = said
    return {name: each for name, each in found.items() if each}


def _extremes(setting: Setting) -> tuple[str | int, ...]:
    """The values that might need more than others: the largest number, every word."""
    limits, one_of = metadata(setting.field, Limits), metadata(setting.field, OneOf)
    if limits:
        return (catalog.limits(limits.key).maximum,)
    values = one_of.values() if one_of else ()
    return tuple(each for each in values if isinstance(each, str)) or values[-1:]


def _notes(old: Export, new: Export) -> Iterator[str]:
    return (each.message for each in new.notes if each not in old.notes)


def _needs(old: Export, new: Export) -> Iterator[str]:
    known = {(each.tool, each.version) for each in old.requires}
    return (f"{each.tool} {each.version}" for each in new.requires if (each.tool, each.version) not in known)


def _outcome(format_name: str, before: Blueprint, after: Blueprint) -> Outcome:
    old, new = _exported(format_name, before), _exported(format_name, after)
    carriers = different(_read(format_name, before), _read(format_name, after))
    if not carriers and [file.text for file in old.files] != [file.text for file in new.files]:
        carriers = (COMMENT,)
    return Outcome(carriers, tuple(_notes(old, new)), tuple(_needs(old, new)))


def _exported(format_name: str, design: Blueprint) -> Export:
    return design.once(_export_in[format_name])


def _read(format_name: str, design: Blueprint) -> Any:
    return design.once(_leaves_in[format_name])


def _exporting(name: str) -> Callable[[Blueprint], Export]:
    return lambda design: exporter(name).export(build_graph(design))


def _reading(name: str) -> Callable[[Blueprint], Any]:
    return lambda design: READERS[name](_exported(name, design))


_export_in = {name: _exporting(name) for name in FORMATS}
_leaves_in = {name: _reading(name) for name in FORMATS}


@cache
def corpus() -> tuple[Blueprint, ...]:
    """Designs to experiment on: those for people first, then the rules' good ones; small ones first."""
    shown = [load(path).blueprint for path in sorted(EXAMPLES.glob("*.yaml"))]
    shown += [gallery.document(name).blueprint for name in gallery.names()]
    good = [Blueprint.model_validate(yaml.safe_load(rule.good)) for rule in registry.rules()]
    return (*shown, *good)


@cache
def _instances(owner: str, collections: frozenset[str]) -> tuple[tuple[Blueprint, Path], ...]:
    """Designs cut down to a new ``owner``, with more things in ``collections``; small ones first."""
    if collections:
        return tuple((twinned(design, collections), path) for design, path in _instances(owner, frozenset()))
    found = [
        (cut(design, node.path), node.path)
        for design in corpus()
        for node in _of_kind(design, owners()[owner])
        if getattr(node.value, "existing", None) is None
    ]
    return tuple(sorted(found, key=lambda each: sum(1 for _ in each_part(each[0]))))


def _of_kind(design: Blueprint, kind: type[Part]) -> Iterator[Node[Part]]:
    return (node for node in each_part(design) if type(node.value) is kind)


def _changes(setting: Setting) -> Iterator[Change]:
    """Designs without and with the setting, and what it was set to: as people said it, then as derived."""
    places = _instances(setting.owner, _referred(setting))
    for design, path in _all_spots(setting, places):
        yield from _as_said(setting, design, path)
    for design, path in _all_spots(setting, places[:_PLACES]):
        for value in _values(setting, design, path):
            after = _edited(design, path, value)
            if after is not None and after != design and _errors(after) <= _errors(design):
                yield Change(design, after, path, value)


def _referred(setting: Setting) -> frozenset[str]:
    """The collections that the experiment needs things of: the field's, and those of parts on its way."""
    first = referred(owners()[setting.owner], setting.key[0]) if len(setting.key) > 1 else frozenset()
    return first | referred(setting.inside, setting.name)


def _all_spots(
    setting: Setting, places: tuple[tuple[Blueprint, Path], ...]
) -> Iterator[tuple[Blueprint, Path]]:
    for design, owner in places:
        yield from _spots(setting, design, owner, _steps(setting))


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
            made = _edited(design, (*path, step), (each,) if key is None else {key: each})
            if made is not None:
                yield made, (*path, step, 0 if key is None else key), 1
    else:
        for kind in inner(field.annotation)[0]:
            for each in islice(minimal(kind, design), _WAYS):
                made = _edited(design, (*path, step), each)
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
    before = _edited(design, path, UNSET)
    if before is not None and before != design:
        yield Change(before, design, path, value)


def _short(value: Any) -> Any:
    return "set" if isinstance(value, (Part, dict, tuple)) else value


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
            *candidates(setting.name, setting.field, setting.inside, design),
        )
        yield from (each for each in found if each != current)


@cache
def _heard(kind: type[Part], name: str) -> tuple[Any, ...]:
    """What designs say in a field."""
    found = [
        getattr(node.value, name)
        for design in corpus()
        for node in each_part(design)
        if type(node.value) is kind and name in node.value.model_fields_set
    ]
    return tuple(each for index, each in enumerate(found) if each not in found[:index])


def _edited(design: Blueprint, path: Path, value: Any) -> Blueprint | None:
    try:
        return apply(design, [Edit(path, value)])
    except EditError:
        return None


def _errors(design: Blueprint) -> frozenset[tuple[str, Path]]:
    """What AWS would refuse."""
    return design.once(_find_errors)


def _find_errors(design: Blueprint) -> frozenset[tuple[str, Path]]:
    found = review(design, AS_OF).findings
    return frozenset((each.rule, each.path) for each in found if each.severity is Severity.ERROR)
