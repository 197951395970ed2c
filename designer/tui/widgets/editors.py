"""The controls of several lines: pairs of texts, access levels, YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Input, Static, TextArea

from designer import catalog
from designer.blueprint.base import UNSET
from designer.blueprint.document import Blueprint
from designer.blueprint.problems import BlueprintError
from designer.blueprint.yaml12 import parse
from designer.tui.fields import as_yaml
from designer.tui.widgets.controls import Changed, Choice, Editor
from designer.tui.widgets.text import clipped, line, plain, visible, written

_WIDEST = 24
"""Columns that the name of a thing may take."""


class Pair(Horizontal):
    """One key with its value."""

    def compose(self) -> ComposeResult:
        """Key, then value."""
        yield Input(compact=True, placeholder="name", classes="key")
        yield Static(line(("=", "$quiet")), classes="equals", markup=False)
        yield Input(compact=True, placeholder="value", classes="value")

    @property
    def texts(self) -> tuple[str, str]:
        """Key and value as typed."""
        key, value = self.query(Input)
        return written(key.value), written(value.value)

    def show(self, key: str, value: str) -> None:
        """Show a key and its value, and say nothing of it."""
        for box, text in zip(self.query(Input), (key, value), strict=True):
            if written(box.value) != text:
                with box.prevent(Input.Changed):
                    box.value = visible(text)


class Pairs(Editor):
    """A mapping from text to text; the last row is empty and takes the next pair."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The row for a new pair."""
        yield Pair()

    def write(self, value: Any, holds: Any) -> None:
        """Show a mapping, in rows that are there already as far as they go."""
        del holds
        self._wanted = dict(value) if isinstance(value, Mapping) else {}
        if self.is_mounted:
            self._show()
        else:
            self.call_after_refresh(self._show)

    def _show(self) -> None:
        rows = [*self.query(Pair)]
        pairs = [*self._wanted.items()]
        for row in rows[len(pairs) + 1 :]:
            row.remove()
        missing = [Pair() for _ in range(len(pairs) + 1 - len(rows))]
        if missing:
            self.mount(*missing)
        for row, pair in zip([*rows, *missing], [*pairs, ("", "")], strict=False):
            if row.is_mounted and row.children:
                row.show(*pair)
            else:
                row.call_after_refresh(row.show, *pair)

    def read(self) -> Any:
        """The pairs that have a key."""
        pairs = dict(row.texts for row in self.query(Pair) if row.children)
        pairs.pop("", None)
        return pairs or UNSET

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass it on, and keep an empty row at the end."""
        event.stop()
        if all(row.texts[0] for row in self.query(Pair) if row.children):
            self.mount(Pair())
        self.post_message(Changed(self, self.read(), typed=True))


class LevelRow(Editor, can_focus=True):
    """The access levels to one thing: the arrows move among them, Space switches one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Previous", show=False),
        Binding("right", "move(1)", "Next", show=False),
        Binding("space,enter", "switch", "Switch", show=False),
        Binding("backspace", "clear", "Remove", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.target = ""
        self._levels: tuple[str, ...] = ()
        self._held: tuple[str, ...] = ()
        self._at = 0
        self._width = 0

    def show(self, target: str, levels: tuple[str, ...], held: tuple[str, ...], width: int) -> None:
        """Show the levels of one thing, and which of them are held; names are ``width`` wide."""
        self._width = min(width, _WIDEST)
        self.target, self._held = target, held
        self._levels = (*levels, *(each for each in held if each not in levels))
        self._at = min(self._at, max(0, len(self._levels) - 1))
        self.refresh()

    def write(self, value: Any, holds: Any) -> None:
        """Show which levels are held."""
        del holds
        self._held = tuple(value)
        self.refresh()

    def read(self) -> tuple[str, ...]:
        """The levels that are held, in the order in which they were granted."""
        return self._held

    def render(self) -> Content:
        """The name, then a box for each level."""
        parts: list[Any] = [(f"{clipped(self.target, self._width):<{self._width}}  ", "")]
        for index, level in enumerate(self._levels):
            box = f"[x] {level}" if level in self._held else f"[ ] {level}"
            here = self.has_focus and index == self._at
            parts += [(box, "reverse" if here else ""), "  "]
        return line(*parts)

    def action_move(self, by: int) -> None:
        """Another level."""
        self._at = (self._at + by) % max(1, len(self._levels))
        self.refresh()

    def action_switch(self) -> None:
        """Grant or withdraw the level."""
        if not self._levels:
            return
        level = self._levels[self._at]
        kept = tuple(each for each in self._held if each != level)
        self._held = kept if level in self._held else (*self._held, level)
        self.refresh()
        self.post_message(Changed(self, self._held))

    def action_clear(self) -> None:
        """Withdraw every level."""
        self._held = ()
        self.post_message(Changed(self, ()))

    def on_click(self, event: events.Click) -> None:
        """Switch the level under the pointer."""
        event.stop()
        start = self._width + 2
        for index, level in enumerate(self._levels):
            end = start + len(level) + 4
            if start <= event.x < end:
                self._at = index
                self.action_switch()
                return
            start = end + 2


class Levels(Editor):
    """What a function may touch: a row for each thing, and a choice of the others."""

    def __init__(self) -> None:
        super().__init__()
        self._held: dict[str, tuple[str, ...]] = {}
        self._known: dict[str, tuple[str, ...]] = {}

    def compose(self) -> ComposeResult:
        """The choice of what is not touched yet."""
        yield Choice("Allow access to", none="+ allow access to …", optional=False)

    def know(self, blueprint: Blueprint) -> None:
        """Take over the things and functions of a design and the levels that each has."""
        self._known = {
            node.name: tuple(catalog.access_levels(node.value.KIND)) for node in blueprint.each_thing()
        }
        for name in blueprint.functions:
            self._known.setdefault(name, tuple(catalog.access_levels("function")))

    def write(self, value: Any, holds: Any) -> None:
        """Show a mapping from things to levels."""
        del holds
        self._held = dict(value) if isinstance(value, Mapping) else {}
        if self.is_mounted:
            self._show()
        else:
            self.call_after_refresh(self._show)

    def _show(self) -> None:
        rows = [*self.query(LevelRow)]
        for row in rows[len(self._held) :]:
            row.remove()
        missing = [LevelRow() for _ in range(len(self._held) - len(rows))]
        add = self.query_one(Choice)
        if missing:
            self.mount(*missing, before=add)
        widest = max(map(len, self._held), default=0)
        for row, (target, held) in zip([*rows, *missing], self._held.items(), strict=False):
            row.show(target, self._known.get(target, ()), held, widest)
        others = tuple(name for name in self._known if name not in self._held and self._known[name])
        add.offer(others)
        add.write(UNSET, None)
        add.display = bool(others)

    def read(self) -> Any:
        """The levels by thing."""
        return self._held or UNSET

    def on_changed(self, event: Changed) -> None:
        """Gather the rows into one value."""
        if event.editor is self:
            return
        event.stop()
        if isinstance(event.editor, LevelRow):
            self._held[event.editor.target] = event.value
            self._held = {target: held for target, held in self._held.items() if held}
        elif event.value is not UNSET:
            self._held[event.value] = self._known[event.value][:1]
        self._show()
        self.post_message(Changed(self, self.read()))


class LinesBox(TextArea, Editor):
    """A text of several lines; ``optional`` ones are absent while they are empty."""

    def __init__(self, optional: bool) -> None:
        super().__init__(soft_wrap=True, show_line_numbers=False, compact=True)
        self._blank = UNSET if optional else ""

    def write(self, value: Any, holds: Any) -> None:
        """Show the lines."""
        del holds
        text = "" if value is UNSET else "\n".join(map(visible, str(value).split("\n")))
        if self.text != text:
            with self.prevent(TextArea.Changed):
                self.text = text

    def read(self) -> Any:
        """The lines as they were typed."""
        return "\n".join(map(written, self.text.split("\n"))) or self._blank

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Pass it on as a change of the field."""
        event.stop()
        self.post_message(Changed(self, self.read(), typed=True))


class YamlBox(TextArea, Editor):
    """A setting that has a shape of its own, as YAML."""

    def __init__(self, shape: str = "") -> None:
        """``shape`` is how it is written: shown while it is empty."""
        self._shape = plain(shape)
        super().__init__(soft_wrap=True, show_line_numbers=False, compact=True, placeholder=self._shape)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Room for the text; while there is none, for how it is written."""
        shown = 0 if self.text else len(self._shape.wrap(max(1, width)))
        return max(shown, super().get_content_height(container, viewport, width))

    def write(self, value: Any, holds: Any) -> None:
        """Show what is written."""
        del holds
        text = "" if value is UNSET else as_yaml(value)
        if self.text != text:
            with self.prevent(TextArea.Changed):
                self.text = text

    def read(self) -> Any:
        """What the text says; the text itself where it is no YAML."""
        if not self.text.strip():
            return UNSET
        try:
            return parse(self.text, "").data
        except BlueprintError:
            return self.text

    @property
    def problem(self) -> str:
        """Why the text cannot be read, or nothing."""
        try:
            parse(self.text or "{}", "")
        except BlueprintError as error:
            first = error.problems[0]
            return f"Line {first.line}: {first.message}" if first.line else first.message
        return ""

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Pass it on as a change of the field."""
        event.stop()
        self.post_message(Changed(self, self.read(), typed=True))
