"""What the command line prints: aligned text for people, stable JSON for machines."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from designer.blueprint.base import dotted
from designer.blueprint.document import PROFILES
from designer.blueprint.file import Document
from designer.blueprint.problems import BlueprintError
from designer.rules.base import Finding, Rule, Severity
from designer.rules.review import Review

if TYPE_CHECKING:
    from designer.failures import Journey
    from designer.project import Plan, Written

Json: TypeAlias = Mapping[str, Any]

GLYPHS: Mapping[Severity, str] = {Severity.ERROR: "✖", Severity.WARNING: "▲", Severity.INFO: "●"}
COLOURS: Mapping[Severity, str] = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}


def finding_json(finding: Finding, document: Document) -> Json:
    """One finding with its place in the file."""
    line, column = document.position(finding.path)
    fix = {"title": finding.fix.title, "safe": finding.fix.safe} if finding.fix else None
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": dotted(finding.path),
        "line": line,
        "column": column,
        "message": finding.message,
        "stage": finding.stage,
        "fix": fix,
    }


def review_json(review: Review, document: Document, source: str) -> Json:
    """A file's findings, the accepted ones apart, and how many there are of each severity."""
    return {
        "file": source,
        "counts": {severity.value: review.count(severity) for severity in Severity},
        "findings": [finding_json(each, document) for each in review.findings],
        "suppressed": [finding_json(each, document) for each in review.suppressed],
    }


def problems_json(error: BlueprintError) -> Json:
    """A file that cannot be used."""
    problems = [
        {"line": each.line, "column": each.column, "message": each.message} for each in error.problems
    ]
    return {"file": error.source, "problems": problems}


def journey_json(journey: Journey) -> Json:
    """What becomes of one trigger's events after one mishap; times in seconds."""
    return {
        "function": journey.function,
        "trigger": journey.trigger,
        "source": journey.source,
        "mishap": journey.mishap.name.lower(),
        "attempts": journey.attempts,
        "seconds": journey.seconds,
        "end": journey.end.name.lower(),
        "kept_in": journey.kept_in,
        "told": journey.told,
    }


def journey_rows(journeys: Iterable[Journey]) -> list[tuple[str, ...]]:
    """A table of journeys, its head first."""
    from designer.failures import End, together  # which reports of findings do without

    head = ("FUNCTION", "TRIGGER", "SOURCE", "WHEN IT", "IT IS TRIED", "AND THEN", "TOLD")
    rows = [
        (
            each.function,
            each.trigger,
            each.source,
            " or ".join(mishaps),
            each.tried,
            each.ends,
            "the caller" if each.end is End.CALLER else each.told or "nobody",
        )
        for mishaps, each in together(journeys)
    ]
    return [head, *(tuple(map(visible, row)) for row in rows)]


def counts(review: Review) -> str:
    """``1 error, 2 warnings``, or ``no findings``."""
    parts = []
    for severity in Severity:
        number = review.count(severity)
        if number:
            word = "note" if severity is Severity.INFO else severity.value
            parts.append(f"{number} {word}{'s' if number > 1 else ''}")
    return ", ".join(parts) or "no findings"


def visible(text: str) -> str:
    """Text for a terminal: control characters are shown, not obeyed."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def rule_json(rule: Rule) -> Json:
    """A rule in full."""
    title, harm = explanation(rule)
    return {
        "id": rule.id,
        "severity": rule.severity.value,
        "topic": rule.topic,
        "profiles": list(rule.profiles),
        "title": title,
        "harm": harm,
        "source": rule.source,
        "bad": inspect.cleandoc(rule.bad),
        "good": inspect.cleandoc(rule.good),
    }


_REPEATED = re.compile(r"(\S.{0,30}?)\1{30,}")
_SHOWN = 8


def elided(example: str) -> str:
    """An example for people: what is said over and over, only to be too long, is cut short with …."""
    return _REPEATED.sub(lambda found: f"{found[1] * _SHOWN}…", example)


def explanation(rule: Rule) -> tuple[str, str]:
    """A rule's name for the mistake, and the harm that it does."""
    title, _, harm = (inspect.getdoc(type(rule)) or "").partition("\n")
    paragraphs = harm.strip().split("\n\n")
    return title.strip(), "\n\n".join(" ".join(each.split()) for each in paragraphs)


def counting(rule: Rule) -> str:
    """The profiles that a rule counts in, in a word: ``all``, ``standard, regulated``."""
    return "all" if rule.profiles == PROFILES else ", ".join(rule.profiles)


def plan_json(plan: Plan, written: Written | None) -> Json:
    """What an export did, or would do, to a folder."""
    return {
        "format": plan.format,
        "folder": str(plan.folder),
        "files": [{"path": each.path, "state": each.state.value} for each in plan.files],
        "written": list(written.written) if written else [],
        "kept": list(written.kept) if written else [],
        "orphaned": list(written.orphaned) if written else [],
        "removed": list(written.removed) if written else [],
        "requires": [
            {"tool": each.tool, "version": each.version, "because": each.because} for each in plan.requires
        ],
        "notes": [{"setting": each.setting, "message": each.message} for each in plan.notes],
    }


def columns(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Rows with their columns aligned."""
    table = [tuple(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)] if table else []
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
