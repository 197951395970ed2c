"""What every full screen has: the frame around it, and a place to say things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from designer.tui.widgets.frame import SMALLEST, Hints, TooSmall, TopLine
from designer.tui.widgets.text import line, plain


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
