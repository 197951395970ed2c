"""Baselines: the findings that a file had when somebody decided to look at new ones only.

A baseline knows a finding by file, rule, setting and stage: lines may move and numbers may change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

from designer.blueprint.base import dotted
from designer.blueprint.file import read_text, write_atomically
from designer.blueprint.problems import BlueprintError, Problem
from designer.report.judged import Judged
from designer.rules.base import Finding

_VERSION = 1
_REMEDY = "write one by: lambda-designer check --write-baseline"


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """A finding that was there before."""

    file: str
    rule: str
    at: str
    stage: str


def read(path: Path) -> frozenset[Known]:
    """The findings of a baseline. Raises ``BlueprintError`` when it is none."""
    text = read_text(path)
    try:
        found = json.loads(text)
        if found["version"] != _VERSION:
            raise ValueError
        return frozenset(_known(each) for each in found["findings"])
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BlueprintError(str(path), [Problem(f"This is no baseline; {_REMEDY} {path}.")]) from None


def write(path: Path, judged: Iterable[Judged]) -> int:
    """Write every open finding; how many there are. Raises ``BlueprintError`` when the disk refuses."""
    known = sorted({_of(each, file.source) for file in judged for each in file.findings})
    entries = [{"file": each.file, "rule": each.rule, "at": each.at, "stage": each.stage} for each in known]
    write_atomically(path, json.dumps({"version": _VERSION, "findings": entries}, indent=2) + "\n")
    return len(entries)


def new_only(judged: Judged, known: frozenset[Known]) -> tuple[Judged, int]:
    """A file without the findings that were known, and how many those are."""
    if judged.review is None:
        return judged, 0
    fresh = tuple(each for each in judged.findings if _of(each, judged.source) not in known)
    gone = len(judged.findings) - len(fresh)
    return replace(judged, review=replace(judged.review, findings=fresh)), gone


def _of(finding: Finding, source: str) -> Known:
    return Known(PurePath(source).as_posix(), finding.rule, dotted(finding.path), finding.stage or "")


def _known(entry: dict[str, Any]) -> Known:
    values = (entry["file"], entry["rule"], entry["at"], entry["stage"])
    if not all(isinstance(each, str) for each in values):
        raise TypeError
    return Known(*values)
