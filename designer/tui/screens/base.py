"""What every full screen has: the frame around it, and a place to say things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from designer.tui.widgets.frame import SMALLEST, Hints, TooSmall, TopLine
from designer.tui.widgets.text import line, plain

_WITHIN = "-within"
"""The class of the pane that the focus is in."""


class FramedScreen(Screen[None]):
    """A screen with a top line, a body, a status line and hints."""

    WHERE: ClassVar[str]
    """What the action table calls it."""
    HINTS: ClassVar[Sequence[Sequence[str]]] = ()
    """Two rows of action ids."""

    def body(self) -> Iterable[Widget]:
        """What stands between the top line and the status line."""
        return ()

    def compose(self) -> ComposeResult:
        """The frame and what is in it."""
        yield TopLine()
        yield from self.body()
        yield Static("", id="status", markup=False)
        yield Hints(self.WHERE, *self.HINTS)
        yield TooSmall()

    @on(events.Mount)
    def follow_the_focus(self) -> None:
        """Frame the pane with the focus from now on."""
        self.watch(self, "focused", self._frame_pane)

    def _frame_pane(self, focused: Widget | None) -> None:
        """Only the panes are styled anew: for ``:focus-within`` Textual would do it to all in them."""
        self.query_one(Hints).typing = isinstance(focused, Input | TextArea)
        inside = () if focused is None else focused.ancestors
        changed = [pane for pane in self.query(".pane") if pane.has_class(_WITHIN) is not (pane in inside)]
        for pane in changed:
            pane.set_class(pane in inside, _WITHIN, update=False)
        self.app.stylesheet.update_nodes(changed)

    def on_resize(self, event: events.Resize) -> None:
        """Show the notice where the terminal is too small."""
        width, height = SMALLEST
        self.query_one(TooSmall).display = event.size.width < width or event.size.height < height

    @property
    def top(self) -> TopLine:
        """The first line."""
        return self.query_one(TopLine)

    def say(self, text: str | Content, kind: str = "") -> None:
        """Say something on the status line; it stays until something else is said."""
        styles = {"ok": ("✔ ", "$success"), "error": ("✖ ", "$error"), "note": ("● ", "$info")}
        content = text if isinstance(text, Content) else plain(text)
        self.query_one("#status", Static).update(line(styles[kind], content) if kind else content)
