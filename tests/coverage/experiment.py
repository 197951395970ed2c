"""Sets one setting at a time and looks at what becomes of it in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from typing import Any

from designer import catalog
from designer.blueprint.base import Limits, OneOf, Part, metadata
from designer.blueprint.document import Blueprint
from designer.build import build_graph
from designer.exporters import FORMATS, exporter
from designer.exporters.base import Export
from tests.coverage.carriers import COMMENT, READERS, different
from tests.coverage.changes import Change, changes, edited, refused
from tests.coverage.settings import Setting, settings

_PATIENCE = 160
"""Trials of one setting after which the best one so far is taken."""
MOST = 3
"""The score of what could not be better."""
_ENOUGH = 2
"""Trials after which whole resources, a comment or a note are believed to be all there is."""


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
    for tried, change in enumerate(islice(changes(setting), _PATIENCE), 1):
        if chosen is not None and build_graph(change.before) == build_graph(change.after):
            continue  # no format can tell them apart
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
        other = edited(change.after, change.path, value)
        if other is None or refused(change.before, other, change.path):
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


def _short(value: Any) -> Any:
    return "set" if isinstance(value, (Part, dict, tuple)) else value
