"""The list of findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from designer.rules.base import Finding
from designer.rules.review import Review
from designer.tui.theme import GLYPHS
from designer.tui.widgets.marks import listed
from designer.tui.widgets.text import line

_SHOWN = 500
"""More findings than this are counted, not listed."""


class FindingsList(OptionList):
    """Every open finding, the most severe first; Enter goes to its field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "cursor_down", "Next", show=False),
        Binding("N", "cursor_up", "Previous", show=False),
    ]

    class Chosen(Message):
        """Go to the field of this finding."""

        def __init__(self, finding: Finding) -> None:
            super().__init__()
            self.finding = finding

    def __init__(self) -> None:
        super().__init__(id="findings", markup=False, compact=True)
        self._findings: tuple[Finding, ...] | None = None

    def show(self, review: Review) -> None:
        """Show what a review found; nothing is drawn anew where nothing changed."""
        if review.findings == self._findings:
            return
        keep = self.highlighted
        self._findings = review.findings
        shown = review.findings[:_SHOWN]
        options: list[Option | None] = [part for each in shown for part in (Option(listed(each)), None)][:-1]
        if not shown:
            options = [Option(line((f"{GLYPHS['ok']} No findings.", "$success")), disabled=True)]
        more = len(review.findings) - len(shown)
        if more > 0:
            options.append(Option(line((f"… and {more} more", "$quiet")), disabled=True))
        if review.suppressed:
            options.append(
                Option(line((f"{len(review.suppressed)} accepted with a reason", "$quiet")), disabled=True)
            )
        self.set_options(options)
        if shown:
            self.highlighted = min(keep or 0, len(shown) - 1)

    @property
    def current(self) -> Finding | None:
        """The highlighted finding."""
        at = self.highlighted
        return self._findings[at] if self._findings and at is not None and at < len(self._findings) else None

    def point_at(self, finding: Finding) -> None:
        """Highlight a finding."""
        findings: Sequence[Finding] = self._findings or ()
        if finding in findings[:_SHOWN]:
            self.highlighted = findings.index(finding)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click goes to the field."""
        event.stop()
        if self.current is not None:
            self.post_message(self.Chosen(self.current))
