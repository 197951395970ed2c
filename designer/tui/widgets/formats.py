"""The formats of an export: one to look at, or several to write."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from designer.exporters import FORMATS, exporter
from designer.tui.widgets.text import line

_MAKER = "AWS "
_ROOMY = 50
"""Columns from which the formats stand further apart."""


def titled(name: str) -> str:
    """What people call a format."""
    try:
        return exporter(name).title
    except ImportError:
        return name


class FormatBoxes(Widget, can_focus=True):
    """A box for each format: the arrows move, Space switches; ``single`` keeps exactly one chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Previous", show=False),
        Binding("right", "move(1)", "Next", show=False),
        Binding("space", "switch", "Switch", show=False),
    ]

    class Changed(Message):
        """Other formats are chosen."""

    def __init__(self, chosen: tuple[str, ...], *, single: bool = False) -> None:
        super().__init__()
        self.chosen = chosen
        self._single = single
        self._at = [*FORMATS].index(chosen[0])
        self._spans: list[tuple[int, int, int]] = []

    def render(self) -> Content:
        """The boxes with the formats' names."""
        parts: list[tuple[str, str]] = []
        self._spans = []
        at = 0
        gap = 2 if self.size.width >= _ROOMY else 1
        for index, (name, title) in enumerate(zip(FORMATS, self._titles(gap), strict=True)):
            on = name in self.chosen
            text = (("(•)" if on else "( )") if self._single else ("[x]" if on else "[ ]")) + title
            style = "reverse" if self.has_focus and index == self._at else "bold" if on else "$quiet"
            parts += [(text, style), (" " * gap, "")]
            self._spans.append((at, at + len(text), index))
            at += len(text) + gap
        return line(*parts)

    def _titles(self, gap: int) -> list[str]:
        """The formats' names without who makes them; shorter still where there is no room."""
        titles = [f" {titled(name).removeprefix(_MAKER)}" for name in FORMATS]
        short = [each.partition(" (")[0] for each in titles]
        boxes = len(titles) * len("( )") + (len(titles) - 1) * gap
        fitting = (each for each in (titles, short) if boxes + sum(map(len, each)) <= self.size.width)
        return next(fitting, [each.strip() for each in short])

    def choose(self, index: int) -> None:
        """Switch the format at an index."""
        names = [*FORMATS]
        self._at = index % len(names)
        name = names[self._at]
        if self._single:
            self.chosen = (name,)
        else:
            self.chosen = tuple(each for each in names if (each in self.chosen) != (each == name))
        self.refresh()
        self.post_message(self.Changed())

    def action_move(self, by: int) -> None:
        """Another box; a single choice moves with it."""
        if self._single:
            self.choose(self._at + by)
            return
        self._at = (self._at + by) % len(FORMATS)
        self.refresh()

    def action_switch(self) -> None:
        """Switch the box."""
        self.choose(self._at)

    def on_click(self, event: events.Click) -> None:
        """Switch the box under the pointer."""
        event.stop()
        for start, end, index in self._spans:
            if start <= event.x < end:
                self.choose(index)
