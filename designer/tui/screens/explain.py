"""Why a finding matters: the rule's own words, its source, a bad and a good design."""

from __future__ import annotations

from datetime import date
from inspect import getdoc
from textwrap import dedent

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.highlight import highlight
from textual.widgets import Static

from designer.report import elided
from designer.rules.base import Finding
from designer.rules.registry import rule
from designer.tui.screens.choose import Dialog
from designer.tui.widgets.marks import badge, where
from designer.tui.widgets.text import block, line, lines


class ExplainScreen(Dialog):
    """One finding and the rule behind it."""

    KEYS = "Esc close"

    def __init__(self, finding: Finding, today: date) -> None:
        super().__init__(f"{finding.rule}")
        self._finding = finding
        self._today = today
        self.add_class("wide")

    def compose(self) -> ComposeResult:
        """Here, why, source, examples."""
        finding, found = self._finding, rule(self._finding.rule)
        with Vertical(id="box"), VerticalScroll(can_focus=True):
            yield Static(_here(finding), markup=False)
            if found is None:
                return
            harm = (getdoc(type(found)) or "").partition("\n")
            yield Static(block(harm[0]).stylize("bold"), classes="gap", markup=False)
            yield Static(block(_joined(harm[2])), classes="gap", markup=False)
            yield Static(line(("Source  ", "$quiet"), found.source), classes="gap", markup=False)
            for title, text in (("Found in", found.bad), ("Not found in", found.good)):
                yield Static(line((title, "bold $quiet")), classes="gap", markup=False)
                yield Static(
                    highlight(block(elided(dedent(text).strip())).plain, language="yaml"), markup=False
                )

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one(VerticalScroll).focus()


def _here(finding: Finding) -> Content:
    rows = [line(badge(finding.severity), ("  " + where(finding), "$quiet")), line(finding.message)]
    if finding.fix:
        rows.append(line(("F9 ", "bold $accent"), (finding.fix.title, "$accent")))
    return lines(*rows)


def _joined(text: str) -> str:
    """A docstring's paragraphs, each on one line, so that they wrap to the screen."""
    return "\n\n".join(" ".join(each.split()) for each in text.strip().split("\n\n"))
