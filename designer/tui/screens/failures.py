"""What becomes of events when a function fails: the design's failure journeys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from designer.failures import End, Journey, together
from designer.tui.screens.choose import Dialog
from designer.tui.widgets.text import line, lines

_STYLES = {End.LOST: "$text-error", End.KEPT: "$text-success"}
"""What deserves a colour; the words say the same without it."""


class FailuresScreen(Dialog):
    """Every trigger's way through failure: how often it is tried, where the event ends, who is told."""

    KEYS = "↑↓ scroll · Esc close"

    def __init__(self, journeys: Sequence[Journey]) -> None:
        super().__init__("When an invocation fails")
        self._journeys = journeys
        self.add_class("wide")

    def compose(self) -> ComposeResult:
        """A paragraph for each trigger."""
        with Vertical(id="box"), VerticalScroll(can_focus=True):
            if not self._journeys:
                yield Static("No function has a trigger: whoever invokes one sees its errors.", markup=False)
            for number, paragraph in enumerate(_paragraphs(self._journeys)):
                yield Static(paragraph, classes="gap" if number else "", markup=False)

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one(VerticalScroll).focus()


def _paragraphs(journeys: Sequence[Journey]) -> Iterator[Content]:
    for (function, trigger), found in groupby(journeys, lambda each: (each.function, each.trigger)):
        ways = tuple(found)
        head = line((function, "bold"), (f"  ⇢ {trigger}  ", "$accent"), (ways[0].source, "$quiet"))
        yield lines(head, *(row for each in together(ways) for row in _rows(*each)))


def _rows(mishaps: tuple[str, ...], journey: Journey) -> Iterator[Content]:
    told = "" if journey.end is End.CALLER else f", {journey.told or 'nobody'} is told"
    yield line((f"  {' or '.join(mishaps)}", ""))
    yield line(
        (f"    tried {journey.tried}, then ", "$quiet"), (journey.ends, _STYLES.get(journey.end, "")), told
    )
