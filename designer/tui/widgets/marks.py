"""Findings as the user reads them: glyph, word, rule, message, and what F9 would do."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from designer.blueprint.base import Path, dotted
from designer.blueprint.collections import COLLECTIONS
from designer.rules.base import Finding, Severity
from designer.rules.review import Review
from designer.tui.theme import GLYPHS, STYLES
from designer.tui.widgets.text import line, lines


def badge(severity: str, *, word: bool = True) -> tuple[str, str]:
    """A severity's glyph, with its word, and its style."""
    return f"{GLYPHS[severity]} {severity}" if word else GLYPHS[severity], STYLES[severity]


def said(finding: Finding) -> Content:
    """A finding in full, for under its field."""
    return lines(line(badge(finding.severity), f"  {_message(finding)}"), *_fix(finding))


def briefly(finding: Finding) -> Content:
    """A finding in one line."""
    return line(badge(finding.severity), (f"  {place(finding.path)}  ", "bold"), _message(finding))


def _message(finding: Finding) -> str:
    return f"{finding.message} (stage {finding.stage})" if finding.stage else finding.message


def _fix(finding: Finding) -> list[Content]:
    if finding.fix is None:
        return []
    careful = "" if finding.fix.safe else "  (your decision)"
    return [line(("  F9 ", "bold $accent"), (finding.fix.title, "$accent"), (careful, "$quiet"))]


def listed(finding: Finding) -> Content:
    """A finding for the list: where, what, and the fix."""
    head = line(
        badge(finding.severity), (f"  {place(finding.path)}", "bold"), (f"  {finding.rule}", "$quiet")
    )
    return lines(head, line(f"  {_message(finding)}"), *_fix(finding))


def place(path: Path) -> str:
    """A path for a reader: ``worker ▸ timeout``."""
    steps = [str(step) for step in path]
    if len(steps) > 1 and (steps[0] == "functions" or steps[0] in COLLECTIONS):
        steps = steps[1:]
    return " ▸ ".join(step.replace("_", " ") for step in steps if step != "triggers") or "design"


def counts(review: Review, *, words: bool = True) -> Content:
    """How many findings of each severity are open."""
    parts: list[tuple[str, str]] = []
    for severity in Severity:
        number = review.count(severity)
        plural = "" if number == 1 or severity is Severity.INFO else "s"
        word = f" {severity}{plural}" if words else ""
        parts += [
            (f"{GLYPHS[severity]} {number}{word}", STYLES[severity] if number else "$quiet"),
            ("  ", ""),
        ]
    if not review.findings:
        return line((f"{GLYPHS['ok']} no findings", STYLES["ok"]))
    return line(*parts[:-1])


def where(finding: Finding) -> str:
    """The finding's place as the blueprint writes it."""
    return dotted(finding.path) or "the design"


class Marks(Static):
    """What is said about a field, under it: why its text was not taken, or the findings."""

    def __init__(self) -> None:
        super().__init__("", markup=False, classes="marks")
        self.display = False
        self._last: tuple[tuple[Finding, ...], str] = ((), "")

    def show(self, findings: Sequence[Finding], problem: str) -> None:
        """Show these; nothing is drawn anew where nothing changed."""
        wanted = (tuple(findings), problem)
        if wanted == self._last:
            return
        self._last = wanted
        if problem:
            self.update(line(("✖ not taken", "$error"), f"  {problem}"))
        else:
            self.update(lines(*(said(each) for each in findings)))
