"""The preview: the files of an export as they would be written, format by format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.build import build_graph
from designer.exporters import FORMATS, exporter
from designer.exporters.base import Export, File, pascal_case, snake_case
from designer.tui.widgets.code import Code, Lines, coloured
from designer.tui.widgets.formats import FormatBoxes
from designer.tui.widgets.text import plain

_AFTER = 0.15
"""Seconds after the last edit when the preview is made anew."""
_NAMED = 2
"""Steps of a path that name a part."""


@dataclass(frozen=True, slots=True)
class _Made:
    format: str
    export: Export


class Preview(Vertical):
    """A format's files, and one of them highlighted; made in a thread, shortly after the last edit."""

    def __init__(self) -> None:
        super().__init__(id="preview")
        self._blueprint: Blueprint | None = None
        self._made: _Made | None = None
        self._made_of: tuple[Blueprint, str] | None = None
        self._file = ""
        self._shown = ""
        self._timer: Timer | None = None
        self._part: Path = ()
        self._turned = True

    def compose(self) -> ComposeResult:
        """Formats, files, text."""
        yield FormatBoxes((next(iter(FORMATS)),), single=True)
        yield OptionList(id="files", markup=False, compact=True)
        yield Code()

    def show(self, blueprint: Blueprint, part: Path) -> None:
        """Make the preview of a design, soon, and turn to where ``part`` is spelt."""
        self._blueprint = blueprint
        if part != self._part:
            self._part, self._turned = part, False
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_AFTER, self._start)

    @property
    def _format(self) -> str:
        return self.query_one(FormatBoxes).chosen[0]

    def next_format(self) -> None:
        """The format after this one."""
        self.query_one(FormatBoxes).action_move(1)

    @on(FormatBoxes.Changed)
    def _chosen(self) -> None:
        self._turned = False
        self._start()

    def _start(self) -> None:
        wanted = (self._blueprint, self._format)
        if self._blueprint is not None and wanted != self._made_of:
            self._make(self._blueprint, self._format)
        elif self._made is not None:
            self._turn()

    @work(thread=True, exclusive=True, group="preview", description="preview")
    def _make(self, blueprint: Blueprint, name: str) -> None:
        """Export in a thread: the graph is built here, because the session's own may change meanwhile."""
        export = exporter(name).export(build_graph(blueprint))
        path, shown = self._file, self._shown
        text = _text(export, path)
        lines = coloured(path, text) if text != shown else None
        self.app.call_from_thread(self._show_made, _Made(name, export), (blueprint, name), (path, lines))

    def _show_made(self, made: _Made, of: tuple[Blueprint, str], drawn: tuple[str, Lines | None]) -> None:
        if of[1] != self._format or not self.is_mounted:
            return
        files = self.query_one("#files", OptionList)
        paths = [each.path for each in made.export.files]
        if self._made is None or [each.path for each in self._made.export.files] != paths:
            files.set_options(Option(plain(path)) for path in paths)
        self._made, self._made_of = made, of
        if self._file not in paths:
            self._file = next((path for path in paths if "function" in path), paths[0] if paths else "")
        with self.prevent(OptionList.OptionHighlighted):
            files.highlighted = paths.index(self._file) if self._file in paths else None
        self._show_file(drawn[1] if drawn[0] == self._file else None)
        self._turn()

    def _turn(self) -> None:
        """Turn to the file and the line where the selected part is spelt, once for each selection."""
        if self._turned or self._made is None or len(self._part) < _NAMED:
            return
        self._turned = True
        found = spelt(self._made.export.files, str(self._part[1]))
        if found is None:
            return
        path, line_number = found
        files = self.query_one("#files", OptionList)
        with self.prevent(OptionList.OptionHighlighted):
            files.highlighted = [each.path for each in self._made.export.files].index(path)
        if path != self._file:
            self._file = path
            self._show_file()
        self.query_one(Code).scroll_to(0, max(0, line_number - 1), animate=False)

    @on(OptionList.OptionHighlighted, "#files")
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if self._made is not None and event.option_index < len(self._made.export.files):
            self._file = self._made.export.files[event.option_index].path
            self._show_file()
            self.query_one(Code).scroll_home(animate=False)

    def _show_file(self, lines: Lines | None = None) -> None:
        """Show the chosen file, in ``lines`` where they are drawn already; nothing where nothing changed."""
        text = _text(self._made.export, self._file) if self._made else ""
        if text != self._shown:
            self._shown = text
            self.query_one(Code).show(coloured(self._file, text) if lines is None else lines)


def _text(export: Export, path: str) -> str:
    return next((each.text for each in export.files if each.path == path), "")


def spelt(files: Sequence[File], name: str) -> tuple[str, int] | None:
    """The file and the line (from 0) that first spell a part: its identifier in the format's own case."""
    for needle in (f'" "{snake_case(name)}"', f"  {pascal_case(name)}", f'"{pascal_case(name)}', f'"{name}"'):
        for file in files:
            for number, text in enumerate(file.text.splitlines()):
                if needle in text:
                    return file.path, number
    return None
