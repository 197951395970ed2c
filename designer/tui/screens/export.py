"""The export dialog: formats and a directory, what each file would become, and one key that writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from designer import project
from designer.blueprint.document import Blueprint
from designer.exporters import FORMATS
from designer.project import Plan, PlannedFile, State
from designer.session import Session
from designer.tui.screens.choose import Modal
from designer.tui.widgets.formats import FormatBoxes, titled
from designer.tui.widgets.marks import briefly, counts
from designer.tui.widgets.text import block, line, lines, plain, visible, written

_AFTER = 0.15
"""Seconds after the last key in the directory when the plan is made anew."""
_NAMED = 3
"""Errors that are named before they are only counted."""
_ACTIONS = {
    State.NEW: ("write", "$success"),
    State.CHANGED: ("write", "$success"),
    State.SAME: ("skip", "$quiet"),
    State.EDITED: ("KEEP yours", "bold $warning"),
    State.FOREIGN: ("KEEP, not ours", "bold $warning"),
    State.ORPHANED: ("no longer needed", "$quiet"),
}


class ExportScreen(Modal[str]):
    """What would be written where; answers with a sentence about what was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("enter", "write", "Write", show=False, priority=True),
        Binding("o", "overwrite", "Overwrite", show=False),
        Binding("a", "allow", "Allow errors", show=False),
        Binding("d", "diff", "Diff", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(classes="dialog wide")
        self._session = session
        self._plans: tuple[Plan, ...] = ()
        self._files: list[tuple[Plan, PlannedFile]] = []
        self._overwrite = False
        self._allow = False
        self._timer: Timer | None = None
        self._problem = ""
        self._into = visible(str(self._folder()))
        self._asked = 0
        """How often a plan was asked for; only the answer to the last one counts."""
        self._answered = 0
        self._write_then = False
        """Enter was pressed before the plan was there."""

    def compose(self) -> ComposeResult:
        """Formats, directory, files, what Enter does."""
        with Vertical(id="box"):
            with Horizontal(id="what"):
                yield Static(line(("Format ", "$quiet")), classes="title", markup=False)
                yield FormatBoxes((next(iter(FORMATS)),))
            with Horizontal(id="where"):
                yield Static(line(("Into ", "$quiet")), classes="title", markup=False)
                yield Input(self._into, compact=True, id="folder", placeholder="directory")
            yield Static("", id="blocked", markup=False)
            yield OptionList(id="planned", markup=False, compact=True)
            yield Static("", id="diff", markup=False)
            yield Static("", id="enter", markup=False)

    def _folder(self) -> Path:
        base = self._session.path.parent if self._session.path else Path()
        return base / "exports" / self._session.blueprint.name

    def on_mount(self) -> None:
        """Make the plan."""
        box = self.query_one("#box")
        box.border_title = plain(f"Export {self._session.blueprint.name}")
        box.border_subtitle = "Tab move · Space switch · d diff · Esc cancel"
        self.query_one("#diff").display = False
        self.query_one(OptionList).focus()
        self._plan()

    # --- what would be written -----------------------------------------------------------------

    @property
    def _errors(self) -> int:
        return self._session.review.errors

    @property
    def _blocked(self) -> bool:
        return bool(self._errors) and not self._allow

    def _plan(self) -> None:
        folder = Path(written(self._into)).expanduser()
        errors = self._errors if self._allow else 0
        self._asked += 1
        formats = self.query_one(FormatBoxes).chosen
        self._compare(self._asked, self._session.blueprint, formats, folder, errors)

    @work(thread=True, exclusive=True, group="plan", description="plan")
    def _compare(
        self, number: int, design: Blueprint, formats: Sequence[str], folder: Path, errors: int
    ) -> None:
        """Compare every file with the disk, in a thread."""
        plans, problem = [], ""
        beside = self._session.path.parent if self._session.path else None
        for name in formats:
            try:
                plans.append(project.plan(design, name, folder / name, errors, beside))
            except (OSError, ImportError) as error:
                problem = f"{titled(name)}: {error}"
        self.app.call_from_thread(self._planned, number, tuple(plans), problem)

    def _planned(self, number: int, plans: tuple[Plan, ...], problem: str) -> None:
        if number != self._asked or not self.is_mounted:
            return
        self._answered = number
        self._show(plans, problem)
        if self._write_then:
            self._write_then = False
            self.action_write()

    def _show(self, plans: tuple[Plan, ...], problem: str) -> None:
        self._plans, self._problem = plans, problem
        self._files = [(plan, file) for plan in plans for file in plan.files]
        options = self.query_one("#planned", OptionList)
        keep = options.highlighted
        options.set_options(self._options())
        options.highlighted = min(keep or 0, len(self._files) - 1) if self._files else None
        self.query_one("#blocked", Static).update(self._gate())
        self.query_one("#enter", Static).update(self._enter())

    def _options(self) -> Iterator[Option | None]:
        for index, plan in enumerate(self._plans):
            if index:
                yield None
            for file in plan.files:
                yield Option(self._row(plan, file))

    def _row(self, plan: Plan, file: PlannedFile) -> Content:
        words, style = _ACTIONS[file.state]
        if file.state in (State.EDITED, State.FOREIGN) and self._overwrite and not file.scaffold:
            words, style = "OVERWRITE", "bold $error"
        name = f"{plan.format}/{file.path}"
        number = len(file.text.splitlines())
        count = f"{number:>5} {'line ' if number == 1 else 'lines'}" if file.text else " " * 11
        return line(
            f"{name:<42} ", (f"{file.state.value:<9}", "$quiet"), (f"{count}  ", "$quiet"), (words, style)
        )

    def _gate(self) -> Content:
        """What stands in the way: the errors, or why there is no plan."""
        rows = [line(("✖ ", "$error"), self._problem)] if self._problem else []
        if self._blocked:
            head = "Not exported while there are errors."
            rows += [line(("✖ ", "$error"), head)]
            rows += [briefly(each) for each in self._session.review.findings[: min(_NAMED, self._errors)]]
            if self._errors > _NAMED:
                rows.append(line((f"… and {self._errors - _NAMED} more", "$quiet")))
        elif self._errors:
            rows.append(
                line(("▲ ", "$warning"), f"Exported in spite of {self._errors} errors, and the files say so.")
            )
        notes = [(plan, note) for plan in self._plans for note in plan.notes]
        rows += [
            line(("● ", "$info"), f"{titled(plan.format)}: {note.setting}: {note.message}")
            for plan, note in notes[:3]
        ]
        return lines(*rows) if rows else line(counts(self._session.review))

    def _enter(self) -> Content:
        if self._blocked:
            return line(
                (" Enter ", "reverse $quiet"),
                (" blocked by errors", "bold"),
                ("   a ", "bold $accent"),
                ("export in spite of them", "$quiet"),
                ("   Esc ", "bold $accent"),
                ("cancel", "$quiet"),
            )
        number = len(self._to_write())
        kept = sum(file.state in (State.EDITED, State.FOREIGN) for _, file in self._files)
        what = f"write {number} file{'' if number == 1 else 's'}" if number else "nothing to write"
        parts: list[tuple[str, str]] = [(" Enter ", "bold reverse $accent"), (f" {what}", "bold")]
        if kept:
            parts += [
                ("   o ", "bold $accent"),
                ("keep yours" if self._overwrite else "overwrite yours", "$quiet"),
            ]
        parts += [
            ("   d ", "bold $accent"),
            ("diff", "$quiet"),
            ("   Esc ", "bold $accent"),
            ("cancel", "$quiet"),
        ]
        return line(*parts)

    def _to_write(self) -> list[PlannedFile]:
        states = {State.NEW, State.CHANGED} | ({State.EDITED, State.FOREIGN} if self._overwrite else set())
        scaffold = (State.EDITED, State.FOREIGN)
        return [f for _, f in self._files if f.state in states and not (f.scaffold and f.state in scaffold)]

    # --- keys ----------------------------------------------------------------------------------

    @on(Input.Changed, "#folder")
    def _folder_changed(self, event: Input.Changed) -> None:
        if event.value == self._into:  # said once when the box is mounted
            return
        self._into = event.value
        if self._timer is not None:
            self._timer.stop()
        self._asked += 1  # the plan that is shown is not for this directory any more
        self._timer = self.set_timer(_AFTER, self._plan)

    @on(FormatBoxes.Changed)
    def _formats_changed(self) -> None:
        self._plan()

    def action_overwrite(self) -> None:
        """Write over files that somebody edited, or keep them after all."""
        self._overwrite = not self._overwrite
        self._show(self._plans, self._problem)

    def action_allow(self) -> None:
        """Export in spite of errors; the files say so."""
        self._allow = not self._allow
        self._plan()

    def action_diff(self) -> None:
        """Show what would change in the highlighted file, or the files again."""
        shown, options = self.query_one("#diff", Static), self.query_one("#planned", OptionList)
        at = options.highlighted
        shown.display = not shown.display and at is not None
        options.display = not shown.display
        if shown.display and at is not None:
            shown.update(_coloured(self._files[at][1].diff()))
        else:
            options.focus()

    def action_cancel(self) -> None:
        """Back from the diff, or out without writing."""
        if self.query_one("#diff").display:
            self.action_diff()
        else:
            self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """The line about Enter can be clicked."""
        if event.widget is self.query_one("#enter"):
            self.action_write()

    def action_write(self) -> None:
        """Write the files, unless errors stand in the way."""
        if self._answered != self._asked:
            self._write_then = True
            return
        if self._blocked or not self._plans:
            why = "Fix the errors first, or press a." if self._plans else "Choose a format."
            self.query_one("#enter", Static).update(line(("✖ ", "$error"), why))
            return
        try:
            done = [project.write(plan, overwrite=self._overwrite) for plan in self._plans]
        except project.ExportError as error:
            self.query_one("#enter", Static).update(line(("✖ ", "$error"), str(error)))
            return
        number = sum(len(each.written) for each in done)
        kept = sum(len(each.kept) for each in done)
        names = ", ".join(titled(plan.format) for plan in self._plans)
        places = self._plans[0].folder.parent if len(self._plans) > 1 else self._plans[0].folder
        self.dismiss(
            f"{names}: {number} files written to {places}" + (f", {kept} of yours kept" if kept else "")
        )


def _coloured(diff: str) -> Content:
    styles = {"+": "$success", "-": "$error", "@": "$info"}
    rows: Sequence[str] = diff.splitlines() or ["Nothing changes."]
    return lines(*(block(row).stylize(styles.get(row[:1], "")) for row in rows))
