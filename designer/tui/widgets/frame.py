"""What frames every screen: the top line, the status line, the hints, the notice on a tiny terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from designer.tui.actions import Action, actions
from designer.tui.widgets.text import line, plain

SMALLEST = (60, 20)
"""Columns and rows below which a screen shows a notice instead."""


_ROOMY = 100
"""Columns from which hints stand further apart."""


class TopLine(Widget):
    """The first line: what is open on the left, how it stands on the right."""

    left: reactive[Content] = reactive(Content.empty)
    right: reactive[Content] = reactive(Content.empty)

    def render(self) -> Content:
        """Both ends, the left one shortened where they meet."""
        width = max(1, self.size.width)
        room = max(0, width - self.right.cell_length - 2)
        left = self.left.truncate(room, ellipsis=True)
        gap = width - left.cell_length - self.right.cell_length
        return Content.assemble(left, " " * max(0, gap), self.right)


class Hints(Widget):
    """Two rows of keys; what does not fit is left out whole, and help comes first."""

    def __init__(self, where: str, *rows: Sequence[str]) -> None:
        super().__init__()
        known = {each.id: each for each in actions(where)}
        self._rows = [[known[name] for name in row] for row in rows]
        self._spans: list[list[tuple[int, int, Action]]] = [[] for _ in rows]
        self._leave = known.get("document.leave")

    typing: reactive[bool] = reactive(False)
    """Whether a text field has the focus: what its keys type is no command then."""
    idle: reactive[frozenset[str]] = reactive(frozenset[str]())
    """The ids of actions for which there is nothing to act on now."""

    def render(self) -> Content:
        """The keys with their labels."""
        return Content("\n").join(self._row(index, row) for index, row in enumerate(self._rows))

    def _row(self, index: int, row: Sequence[Action]) -> Content:
        parts: list[tuple[str, str]] = []
        spans: list[tuple[int, int, Action]] = []
        at = 1
        gap = 3 if self.size.width >= _ROOMY else 2
        for action, key in self._keys(row):
            length = len(key) + 1 + len(action.label)
            if at + length > self.size.width:
                break
            parts += [
                (" " if at == 1 else "", ""),
                (key, "bold $accent"),
                (f" {action.label}", "$quiet"),
            ]
            parts.append((" " * gap, ""))
            spans.append((at, at + length, action))
            at += length + gap
        self._spans[index] = spans
        return line(*parts)

    def _keys(self, row: Sequence[Action]) -> Iterator[tuple[Action, str]]:
        """What can be done now, and by which key; from a text field the way out comes before the rest."""
        if self.typing and self._leave is not None and row is self._rows[-1]:
            yield self._leave, self._leave.shown
        for action in row:
            key = action.shown_while_typing if self.typing else action.shown
            is_told = self.typing and action is self._leave
            if key is not None and not is_told and action.id not in self.idle:
                yield action, key

    async def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        if event.y < len(self._spans):
            for start, end, action in self._spans[event.y]:
                if start <= event.x < end:
                    await self.screen.run_action(action.call)


class TooSmall(Static):
    """The notice that covers a screen on a terminal that is too small for it."""

    def __init__(self) -> None:
        width, height = SMALLEST
        super().__init__(
            plain(f"This needs {width} columns and {height} rows. Please make the terminal larger.")
        )
        self.display = False
