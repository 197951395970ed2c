"""A line of panes: which there are, which is shown, and the key of each."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from designer.tui.widgets.text import line

_KEYS = {
    "tree": ("F2", "Design"),
    "form": ("F3", "Form"),
    "findings": ("F4", "Findings"),
    "preview": ("F6", "Preview"),
}


class Panes(Widget):
    """The names of some panes; a click chooses one."""

    class Chosen(Message):
        """Show this pane."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, *panes: str) -> None:
        super().__init__(classes="pane-line")
        self._panes = panes
        self._current = ""
        self._number = 0
        self._spans: list[tuple[int, int, str]] = []

    def mark(self, pane: str) -> None:
        """Mark the pane that is shown."""
        self._current = pane
        self.refresh()

    def count(self, number: int) -> None:
        """Show how many findings there are."""
        if number != self._number:
            self._number = number
            self.refresh()

    def render(self) -> Content:
        """Key and name of each."""
        parts: list[tuple[str, str]] = [(" ", "")]
        self._spans = []
        at = 1
        for pane in self._panes:
            key, name = _KEYS[pane]
            number = f" {self._number}" if pane == "findings" and self._number else ""
            here = pane == self._current
            text = f"[{key} {name}{number}]" if here else f" {key} {name}{number} "
            parts += [(text, "bold reverse $primary" if here else "$quiet"), (" ", "")]
            self._spans.append((at, at + len(text), pane))
            at += len(text) + 1
        return line(*parts)

    def on_click(self, event: events.Click) -> None:
        """Show the pane under the pointer."""
        for start, end, pane in self._spans:
            if start <= event.x < end:
                self.post_message(self.Chosen(pane))
