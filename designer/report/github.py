"""Workflow commands of GitHub Actions: each finding becomes an annotation at its line.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from designer.report.judged import Judged, Result, results
from designer.rules.base import Severity

_COMMANDS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}


def commands(judged: Iterable[Judged]) -> Iterator[str]:
    """A line for each open finding."""
    for file in judged:
        yield from (_annotation(each) for each in results(file) if not each.suppressed)


def _annotation(result: Result) -> str:
    place = f"file={_property(result.source)},line={result.line},col={result.column}"
    command = f"{_COMMANDS[result.severity]} {place},title={_property(result.rule)}"
    at = f"{result.path}: " if result.path else ""
    return f"::{command}::{_escaped(at + result.message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
