"""A form: rows made from fields, values changed in place, findings under the field they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from designer.blueprint.base import UNSET, Part, Path, dotted
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding
from designer.tui.fields import TALL, Control, Field, holding, nearest_part, written
from designer.tui.messages import Edited
from designer.tui.widgets.controls import Changed, Choice, Editor, TextBox, Toggle
from designer.tui.widgets.editors import Levels, LinesBox, Pairs, YamlBox
from designer.tui.widgets.marks import Marks
from designer.tui.widgets.text import plain

_MAKERS: Mapping[Control, Callable[[Field], Editor]] = {
    Control.TEXT: lambda field: TextBox(field, UNSET),
    Control.NUMBER: lambda field: TextBox(field),
    Control.LIST: lambda field: TextBox(field),
    Control.CHOICE: lambda field: Choice(field.title, field.choices, optional=field.optional),
    Control.TOGGLE: lambda _: Toggle(),
    Control.PAIRS: lambda _: Pairs(),
    Control.LEVELS: lambda _: Levels(),
    Control.YAML: lambda field: YamlBox(field.hint),
    Control.LINES: lambda field: LinesBox(field.optional),
}


_NOTHING: Final = object()


class Row(Horizontal):
    """One field: its title, its control, its hint; what is said about it stands below it."""

    def __init__(self, field: Field) -> None:
        super().__init__(classes="tall" if field.control in TALL else field.control.value)
        self.field = field
        self.path: Path = ()
        """Where the field is in the design that is shown."""
        self.editor = _MAKERS[field.control](field)
        self._marks: Marks | None = None
        self._shown: Any = None
        self._told: Any = _NOTHING  # what the editor said last, since something was written into it
        self._waiting = 0  # edits that are on their way to the design
        self._problem = ""
        self._gate: Path | None = None
        self._lacks_part = False
        self._alone = False

    def compose(self) -> ComposeResult:
        """Title, control, hint; what is tall has its title above it, once."""
        if self.field.control not in TALL or self.field.title != self.field.section:
            yield Static(plain(self.field.title), classes="title", markup=False)
        yield self.editor
        if self.field.control is Control.NUMBER:
            yield Static(plain(self.field.hint), classes="hint", markup=False)

    def show(self, base: Path, blueprint: Blueprint) -> None:
        """Show the field's value; what the user is typing stays as it is."""
        path = (*base, *self.field.path)
        moved, self.path = path != self.path, path
        part, depth = nearest_part(blueprint, path)
        below = path[depth:]
        value = written(part, below)
        self._gate = (*path[:depth], *self.field.gate) if self.field.gate else None
        self._lacks_part = bool(self.field.gate) and getattr(part, str(below[0])) is None
        inner = getattr(part, str(below[0])) if len(below) > 1 else None
        self._alone = isinstance(inner, Part) and inner.model_fields_set <= {str(below[-1])}
        self.display = not self._lacks_part or self.field.opens
        self._offer(blueprint)
        if moved or (value != self._shown and self.editor.read() != value and not self._is_ahead):
            self.editor.write(value, holding(blueprint, path))
            self._told = _NOTHING
            self._problem = ""
        elif value != self._shown:
            self._problem = ""
        self._shown = value

    @property
    def _is_ahead(self) -> bool:
        """Whether more has been typed than the design knows of yet; the rest is on its way."""
        untold = self._told is not _NOTHING and self.editor.read() != self._told
        return self.has_focus_within and (self._waiting > 0 or untold)

    def _taken(self) -> None:
        self._waiting -= 1

    def _offer(self, blueprint: Blueprint) -> None:
        if self.field.refers:
            names = [name for each in self.field.refers for name in getattr(blueprint, each)]
            self.editor.offer(tuple(names))
        elif isinstance(self.editor, Levels):
            self.editor.know(blueprint)

    def on_changed(self, event: Changed) -> None:
        """Say what was edited, as the design takes it."""
        event.stop()
        self._told = event.value if event.typed else self.editor.read()
        if isinstance(self.editor, YamlBox) and self.editor.problem:
            self.refuse(self.editor.problem)
            return
        path, value = self.path, event.value
        if self._lacks_part and self._gate:
            part = {**dict(self.field.siblings), str(self.path[-1]): value}
            path, value = self._gate, UNSET if value is UNSET else part
        elif self.field.needed and value is UNSET and self._gate:
            path = self._gate
        elif value is UNSET and self._alone:
            path = path[:-1]
        self._waiting += 1
        self.post_message(Edited(path, value, event.typed, self._taken))

    def refuse(self, problem: str) -> None:
        """Keep what was typed, and say why it was not taken."""
        self._problem = problem
        self.mark(())

    def accept(self) -> None:
        """What was typed was taken."""
        self._problem = ""

    @property
    def problem(self) -> str:
        """Why what stands in the field was not taken, or nothing."""
        return self._problem

    def mark(self, findings: Sequence[Finding]) -> None:
        """Show the problem, or the findings, below the field."""
        wanted = bool(self._problem or findings) and self.display
        if wanted and self._marks is None and isinstance(self.parent, Widget):
            self._marks = Marks()
            self.parent.mount(self._marks, after=self)
        if self._marks is not None:
            appears = wanted and not self._marks.display
            self._marks.display = wanted
            self._marks.show(findings, self._problem)
            if appears and self.has_focus_within:
                self._marks.call_after_refresh(self._marks.scroll_visible, animate=False)
        self.set_class(bool(self._problem), "refused")

    def focus_editor(self) -> None:
        """Put the cursor into the control."""
        inside = [each for each in self.editor.walk_children() if isinstance(each, Widget) and each.focusable]
        (inside[0] if inside and not self.editor.can_focus else self.editor).focus()


class Form(VerticalScroll, can_focus=False):
    """Fields of one kind of part, or fields from several places (then ``base`` is empty)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Next field", show=False),
        Binding("up", "move(-1)", "Previous field", show=False),
    ]

    class Finished(Message):
        """Enter was pressed in the last field."""

    class Entered(Message):
        """Another field has the focus."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    def __init__(
        self,
        fields: Sequence[Field],
        id: str | None = None,  # noqa: A002 - Textual's name
        enter_finishes: bool = False,
    ) -> None:
        super().__init__(id=id)
        self._enter_finishes = enter_finishes
        self._fields = tuple(fields)
        self.base: Path = ()
        self._top = Marks()

    def compose(self) -> ComposeResult:
        """What is said of the whole part, then section by section."""
        yield self._top
        section = ""
        for field in self._fields:
            if field.section != section:
                section = field.section
                yield Static(plain(section), classes="section", markup=False)
            yield Row(field)

    @property
    def rows(self) -> list[Row]:
        """The rows, in order."""
        return [*self.query(Row)]

    def show(self, base: Path, blueprint: Blueprint, findings: Sequence[Finding]) -> None:
        """Show the part at ``base`` and what is found in it."""
        self.base = base
        rows = self.rows
        at: dict[int, list[Finding]] = {}
        for row in rows:
            row.show(base, blueprint)
        for finding in findings:
            at.setdefault(self._row_of(rows, finding.path), []).append(finding)
        for index, row in enumerate(rows):
            row.mark(at.get(index, ()))
        rest = at.get(-1, [])
        self._top.display = bool(rest)
        self._top.show(rest, "")

    def _row_of(self, rows: Sequence[Row], path: Path) -> int:
        """The row that a path is about: the longest beginning of it; -1 for the whole part."""
        if path == self.base:
            return -1
        best, depth = -1, 0
        for index, row in enumerate(rows):
            length = len(row.path)
            if length > depth and path[:length] == row.path:
                best, depth = index, length
        inside = (i for i, row in enumerate(rows) if row.path[: len(path)] == path and row.field.section)
        return best if best >= 0 else next(inside, -1)

    def row_at(self, path: Path) -> Row | None:
        """The row that a path is about."""
        rows = self.rows
        index = self._row_of(rows, path)
        return rows[index] if index >= 0 else None

    @property
    def row(self) -> Row | None:
        """The row that has the focus."""
        focused = self.screen.focused if self.is_attached else None
        return (
            next((each for each in focused.ancestors_with_self if isinstance(each, Row)), None)
            if focused
            else None
        )

    def refused(self) -> list[Row]:
        """The rows whose text was not taken."""
        return [row for row in self.rows if row.problem]

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Tell which field is entered."""
        row = self.row
        if row is not None:
            self.post_message(self.Entered(row))
        del event

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field."""
        event.stop()
        if self._enter_finishes:
            self.post_message(self.Finished())
        else:
            self.action_move(1)

    def action_move(self, by: int) -> None:
        """To the next field, or the one before; the ends stay where they are."""
        stops = [each for each in self.screen.focus_chain if self in each.ancestors]
        focused = self.screen.focused
        if focused not in stops:
            return
        at = stops.index(focused) + by
        if 0 <= at < len(stops):
            stops[at].focus()
        elif by > 0:
            self.post_message(self.Finished())

    def describe(self, row: Row) -> str:
        """A sentence about the row's field."""
        place = dotted(row.path)
        written = f" {row.field.hint}" if row.field.control is Control.YAML and row.field.hint else ""
        return f"{row.field.title}: {row.field.help}{written}" if row.field.help else place
