"""The first screen: start a design, open one, take up unsaved work.

It imports nothing of the design, so that it is painted at once; what needs the blueprint's modules
(the gallery, the drafts) is filled in when they are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from designer.tui.actions import bindings
from designer.tui.screens.base import FramedScreen
from designer.tui.widgets.text import line, lines, plain

if TYPE_CHECKING:
    from designer.drafts import Draft
    from designer.tui.app import DesignerApp

Choice = tuple[Content, Callable[[], None]]

_LOGO = "λ"


class HomeScreen(FramedScreen):
    """What one can start with."""

    WHERE = "home"
    BINDINGS: ClassVar[list[BindingType]] = bindings("home")
    HINTS: ClassVar[Sequence[Sequence[str]]] = (
        ("app.help", "home.choose", "home.guided", "home.open", "app.command_palette", "home.leave"),
        (),
    )

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self._path = path
        self._choices: list[Choice] = []

    def body(self) -> Iterable[Widget]:
        """The list of ways to start."""
        with Vertical(id="home"):
            yield Static(_welcome(), id="welcome", markup=False)
            yield OptionList(id="start", markup=False, compact=True)

    def on_mount(self) -> None:
        """Show what needs no import."""
        self.top.left = line(
            (" lambda-designer", "bold $primary"), ("  design AWS Lambda architectures", "$quiet")
        )
        self._show([*self._first(), None, self._open_choice()])
        self.query_one(OptionList).focus()
        if self._path is not None:
            self.call_after_refresh(self._open, self._path)

    def warm(self) -> None:
        """Show the gallery and the drafts, now that their modules are there."""
        from designer import drafts, gallery

        kept = [self._draft_choice(each) for each in list(drafts.all_drafts())[:5]]
        shipped = [self._gallery_choice(name) for name in gallery.names()]
        self._show(
            [*kept, *((None,) if kept else ()), *self._first(), None, *shipped, None, self._open_choice()]
        )

    # --- the list ------------------------------------------------------------------------------

    def _show(self, choices: list[Choice | None]) -> None:
        self._choices = [each for each in choices if each is not None]
        shown = self.query_one(OptionList)
        keep = shown.highlighted
        shown.set_options(Option(each[0]) if each is not None else None for each in choices)
        shown.highlighted = keep if keep is not None and keep < len(self._choices) else 0

    def _first(self) -> list[Choice]:
        return [(_entry("n", "New, guided", "six questions, about a minute"), self.action_guided)]

    def _open_choice(self) -> Choice:
        return _entry("o", "Open a blueprint …", "a YAML file of yours"), self.action_open

    def _gallery_choice(self, name: str) -> Choice:
        from designer import gallery

        def start() -> None:
            from designer.session import Session

            self._designer.open_session(Session(gallery.document(name), self._designer.today))

        about = gallery.document(name).blueprint.description
        return _entry("", f"From the gallery: {name}", about), start

    def _draft_choice(self, draft: Draft) -> Choice:
        name = Path(draft.path).name if draft.path else str(draft.data.get("name", "a new design"))
        when = draft.written.replace("T", " ")[:16]

        def start() -> None:
            self._restore(draft)

        return lines(
            line(("! ", "bold $warning"), (f"Unsaved work: {name}", "bold")),
            line(
                (f"     {draft.edits} edits, kept {when} UTC. Enter restores it, Del discards it.", "$quiet")
            ),
        ), start

    @property
    def _designer(self) -> DesignerApp:
        from designer.tui.app import DesignerApp

        assert isinstance(self.app, DesignerApp)  # noqa: S101 - the screen belongs to this app only
        return self.app

    # --- what they do --------------------------------------------------------------------------

    def _restore(self, draft: Draft) -> None:
        from pydantic import ValidationError

        from designer.blueprint.document import Blueprint
        from designer.blueprint.file import new_document
        from designer.session import Session

        try:
            if draft.path:
                session = Session.open(Path(draft.path), self._designer.today)
                session.restore(draft)
            else:
                session = Session(new_document(Blueprint.model_validate(draft.data)), self._designer.today)
        except (ValidationError, OSError, ValueError) as error:
            self.say(f"The draft cannot be restored: {error}", "error")
            return
        self._designer.open_session(session)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._choices[event.option_index][1]()

    def action_choose(self) -> None:
        """Do what is highlighted."""
        self.query_one(OptionList).action_select()

    def action_guided(self) -> None:
        """Start the guide."""
        self.say("One moment …")
        self.call_after_refresh(self._designer.open_guide)

    def action_open(self) -> None:
        """Ask for a file."""
        from designer.tui.screens.choose import AskScreen

        found = sorted(Path.cwd().glob("*.yaml"))
        name = found[0].name if found else ""
        self.app.push_screen(AskScreen("Open", "The blueprint's file:", name), self._asked)

    def _asked(self, text: str | None) -> None:
        if text:
            self._open(Path(text).expanduser())

    def _open(self, path: Path) -> None:
        from designer.blueprint.problems import BlueprintError
        from designer.session import Session

        try:
            session = Session.open(path, self._designer.today)
        except BlueprintError as error:
            self.say(error.lines()[0], "error")
            self.query_one("#welcome", Static).update(_refused(error.lines()))
            return
        draft = session.draft()
        self._designer.open_session(session)
        if draft is not None:
            self._offer(session, draft)

    def _offer(self, session: object, draft: Draft) -> None:
        from designer.tui.screens.choose import ConfirmScreen
        from designer.tui.screens.workspace import WorkspaceScreen

        def answered(answer: str | None) -> None:
            screen = self.app.screen
            if isinstance(screen, WorkspaceScreen):
                if answer == "restore":
                    screen.session.restore(draft)
                    screen.changed("Unsaved work is back (^Z takes it away again)")
                elif answer == "discard":
                    screen.session.discard_draft()

        del session
        when = draft.written.replace("T", " ")[:16]
        answers = [("r", "Restore it", "restore"), ("d", "Discard it", "discard"), ("l", "Decide later", "")]
        message = f"An earlier session left {draft.edits} edits of this file unsaved, at {when} UTC."
        self.app.push_screen(ConfirmScreen("Unsaved work", message, answers), answered)


def _entry(key: str, title: str, about: str) -> Content:
    return line((f"{key or ' '}  ", "bold $accent"), (f"{title:<34}", "bold"), (about, "$quiet"))


def _welcome() -> Content:
    return lines(
        line(
            (f"{_LOGO} ", "bold $accent"),
            ("Design a Lambda architecture, see what is wrong with it, export it.", ""),
        ),
        line(("  Terraform, SAM and CDK from one blueprint, judged as you type.", "$quiet")),
    )


def _refused(problems: Sequence[str]) -> Content:
    shown = [line(("✖ ", "$error"), each) for each in problems[:6]]
    more = len(problems) - len(shown)
    return lines(*shown, *([plain(f"… and {more} more")] if more > 0 else []))
