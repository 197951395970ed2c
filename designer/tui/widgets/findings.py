"""The list of findings, and the filter above it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from designer.blueprint.base import dotted
from designer.rules.base import Finding
from designer.rules.review import Review
from designer.tui.theme import GLYPHS
from designer.tui.widgets.marks import listed, place
from designer.tui.widgets.text import line, written

_SHOWN = 500
"""More findings than this are counted, not listed."""
_FEW = 8
"""Up to so many findings need no filter."""


class FindingsList(OptionList):
    """Every open finding that the filter lets through, the most severe first; Enter goes to its field."""

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
        super().__init__(id="listed", markup=False, compact=True)
        self._review: Review | None = None
        self._words: tuple[str, ...] = ()
        self._told: tuple[object, ...] = ()
        self.found: tuple[Finding, ...] = ()
        """Those that the filter lets through."""

    def show(self, review: Review) -> None:
        """Show what a review found; nothing is drawn anew where nothing changed."""
        self._review = review
        told = (review.findings, len(review.suppressed), self._words)
        if told == self._told:
            return
        self._told = told
        self.found = tuple(each for each in review.findings if _matches(each, self._words))
        keep = self.highlighted
        shown = [part for each in self.found[:_SHOWN] for part in (Option(listed(each)), None)][:-1]
        self.set_options([*shown, *(Option(each, disabled=True) for each in self._rest(review))])
        if shown:
            self.highlighted = min(keep or 0, len(self.found[:_SHOWN]) - 1)

    def filter(self, text: str) -> None:
        """List only findings that have every word of ``text`` in severity, rule, place or message."""
        self._words = tuple(text.lower().split())
        if self._review is not None:
            self.show(self._review)

    def _rest(self, review: Review) -> Iterator[Content]:
        """What is not listed, and why."""
        if not review.findings:
            yield line((f"{GLYPHS['ok']} No findings.", "$success"))
        if (more := len(self.found) - _SHOWN) > 0:
            yield line((f"… and {more} more", "$quiet"))
        if other := len(review.findings) - len(self.found):
            yield line((f"… {other} do not match the filter; Esc shows all", "$quiet"))
        if accepted := len(review.suppressed):
            yield line((f"{accepted} suppressed with a reason; the form of the design lists them", "$quiet"))

    @property
    def current(self) -> Finding | None:
        """The highlighted finding."""
        at = self.highlighted
        return self.found[at] if at is not None and at < len(self.found) else None

    def point_at(self, finding: Finding) -> None:
        """Highlight a finding."""
        if finding in self.found[:_SHOWN]:
            self.highlighted = self.found.index(finding)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click goes to the field."""
        event.stop()
        if self.current is not None:
            self.post_message(self.Chosen(self.current))


def _matches(finding: Finding, words: tuple[str, ...]) -> bool:
    told = (finding.severity, finding.rule, place(finding.path), dotted(finding.path), finding.message)
    text = " ".join((*told, finding.stage or "")).lower()
    return all(word in text for word in words)


class Findings(Vertical):
    """The list, under a filter where the list is long or somebody asks for it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "everything", show=False),
        Binding("down", "list", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="findings")
        # Made here, not when they are composed: a review may be there to be shown before that.
        self._list = FindingsList()
        self._input = Input(
            placeholder="/ filter by severity, rule, place or word", compact=True, id="wanted"
        )
        self._input.display = False

    def compose(self) -> ComposeResult:
        """The filter and the list."""
        yield self._input
        yield self._list

    def show(self, review: Review) -> None:
        """Show what a review found."""
        self._list.show(review)
        if not self._input.has_focus:
            self._input.display = len(review.findings) > _FEW or bool(self._input.value)

    def ask(self) -> None:
        """Ask for the words of the filter."""
        self._input.display = True
        self._input.focus()

    @on(Input.Changed, "#wanted")
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._list.filter(written(event.value))
        self._list.highlighted = 0 if self._list.found else None

    @on(Input.Submitted, "#wanted")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_list()

    def action_list(self) -> None:
        """From the filter to what it found."""
        self._list.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc is the filter's while it is typed or filters; afterwards it leaves the pane as ever."""
        del parameters
        return action != "everything" or self._input.has_focus or bool(self._input.value)

    def action_everything(self) -> None:
        """Every finding again."""
        self._input.value = ""
        self._list.focus()
