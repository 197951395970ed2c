"""``docs/coverage.md``, from what the experiments found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from designer.blueprint.base import Part
from designer.exporters import FORMATS, exporter
from tests.coverage import field
from tests.coverage.experiment import Outcome, Trial
from tests.coverage.settings import Setting, owners, said, settings

_SHOWN = 3
"""Carriers that a cell names; the others are counted."""

INTRODUCTION = """\
# What each format carries

Generated from the code (`make golden`). Each setting of the function, of every trigger and of every thing
was set to something else than its default in a small design, the design was exported before and after, and
what differs is what carries the setting. `*` in a key stands for a name of your own. *a comment*: people
read it, AWS does not. *(new)*, *(gone)*: the whole resource comes or goes with it. At the end: what other
tools can be told, and which setting answers it.
"""


def page(found: Mapping[str, Sequence[Trial]]) -> str:
    """The page; ``found`` has the trials of each owner."""
    count = sum(len(each) for each in found.values())
    formats = ", ".join(exporter(name).title for name in FORMATS)
    lines = [INTRODUCTION, f"{count} settings in {len(found)} parts, each in {formats}."]
    for owner, trials in found.items():
        lines += ["", *_section(owner, trials)]
    lines += ["", *field.sections()]
    return "\n".join(lines).rstrip("\n") + "\n"


def title(owner: str) -> str:
    """``thing queues`` as people call it."""
    kind, _, name = owner.partition(" ")
    label = getattr(owners()[owner], "LABEL", "Lambda function")
    return f"{label} (`{name}:`)" if kind == "thing" else f"{label} (trigger `{name}`)" if name else label


def _section(owner: str, trials: Sequence[Trial]) -> Iterator[str]:
    yield f"## {title(owner)}"
    yield ""
    heads = ("setting", "key", "takes", "default", *(exporter(name).title for name in FORMATS))
    yield _row(heads)
    yield "|---" * len(heads) + "|"
    for setting, trial in zip(settings(owner), trials, strict=True):
        cells = (_cell(trial.outcomes.get(name)) for name in FORMATS)
        told = (setting.field.title or "", f"`{setting.dotted}`", said(setting), _default(setting))
        yield _row((*told, *cells))
    remarks = [line for trial in trials for line in _remarks(trial)]
    if remarks:
        yield ""
        yield from remarks


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(each.replace('|', chr(92) + '|') for each in cells)} |"


def _cell(outcome: Outcome | None) -> str:
    if outcome is None or not outcome.score:
        return "nothing"
    shown = [each if each == "a comment" else _code(each) for each in outcome.carriers[:_SHOWN]]
    rest = len(outcome.carriers) - _SHOWN
    return ", ".join(shown) + (f" and {rest} more" if rest > 0 else "") or "a note, below"


def _code(carrier: str) -> str:
    name, _, change = carrier.partition(" (")
    return f"`{name}` ({change}" if change in ("new)", "gone)") else f"`{carrier}`"


def _default(setting: Setting) -> str:
    if setting.default is ...:
        return "must be said"
    return "none" if setting.default in (None, "", (), {}) else _plain(setting.default)


def _plain(value: Any) -> str:
    if isinstance(value, Part):
        return "as below"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _remarks(trial: Trial) -> Iterator[str]:
    """A line for each note and each version that a setting, or some values of it, bring."""
    for name in FORMATS:
        heading = exporter(name).title
        outcome = trial.outcomes.get(name)
        for each in (outcome.notes or outcome.needs) if outcome else ():
            yield f"- `{trial.key}`, {heading}: {each}"
        for value, told in trial.beyond.get(name, {}).items():
            sentences = [each for each in told if each.endswith(".")] or [f"needs {each}." for each in told]
            yield f"- `{trial.key}: {value}`, {heading}: {' '.join(sentences)}"
