"""The first screen: start a design, open one, take up unsaved work.

It imports nothing of the design, so that it is painted at once; what needs the blueprint's modules
(the gallery, the drafts) is filled in when they are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from designer.tui.actions import bindings
from designer.tui.screens.base import FramedScreen
from designer.tui.widgets.frame import Hints
from designer.tui.widgets.text import line, lines, plain

if TYPE_CHECKING:
    from designer.blueprint.problems import BlueprintError
    from designer.drafts import Draft
    from designer.tui.app import DesignerApp
    from designer.tui.screens.choose import Offer

_RECENT = 4
"""Files that were open last, as many as leave room for the gallery."""
_WIDE = 110
_PAINTED = 0.05
"""Seconds after the first refresh until the screen is painted for sure."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to start: how it reads, what more there is to say, and what Enter does."""

    key: str
    title: str
    about: str
    more: Callable[[], Content]
    start: Callable[[], None]
    draft: Draft | None = None


class HomeScreen(FramedScreen):
    """What one can start with."""

    WHERE = "home"
    BINDINGS: ClassVar[list[BindingType]] = bindings("home")
    HINTS: ClassVar[Sequence[Sequence[str]]] = (
        (
            "app.help",
            "home.choose",
            "home.guided",
            "home.open",
            "home.discard",
            "app.command_palette",
            "home.leave",
        ),
        (),
    )

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self._path = path
        self._entries: list[Entry] = []

    def body(self) -> Iterable[Widget]:
        """The list of ways to start, and beside it what is highlighted."""
        with Horizontal(id="home"):
            with VerticalScroll(id="start-pane", classes="pane", can_focus=False):
                yield Static(_WELCOME, id="welcome", markup=False)
                yield OptionList(id="start", markup=False, compact=True)
            with VerticalScroll(id="about", can_focus=False):
                yield Static("", id="more", markup=False)

    def on_mount(self) -> None:
        """Show what needs no import."""
        self.top.left = line((" λ lambda-designer", "bold $primary"))
        self.top.right = line(("Terraform · SAM · CDK ", "$quiet"))
        self.query_one("#start-pane").border_title = "Start"
        self._show([[self._guided()], [self._file()]])
        self.query_one(OptionList).focus()
        if self._path is not None:
            self.call_after_refresh(self._open, self._path)
        # Not before the first paint: a thread that imports takes the interpreter from it.
        self.call_after_refresh(self.set_timer, _PAINTED, self._designer.warm_up)

    def on_resize(self, event: events.Resize) -> None:
        """The details need room."""
        self.query_one("#about").display = event.size.width >= _WIDE

    def warm(self) -> None:
        """Show the gallery and the drafts, now that their modules are there."""
        from designer import drafts, gallery, recent

        known = [self._recent(path) for path in recent.files()[:_RECENT]]
        kept = [self._draft(each) for each in list(drafts.all_drafts())[:5]]
        shipped = [self._gallery(name) for name in gallery.names()]
        self._show([[self._guided()], kept, known, shipped, [self._file()]])

    # --- the list ------------------------------------------------------------------------------

    def _show(self, groups: list[list[Entry]]) -> None:
        shown = self.query_one(OptionList)
        options: list[Option | None] = []
        for group in filter(None, groups):
            options += [None] if options else []
            options += [Option(_content(each)) for each in group]
        self._entries = [entry for group in groups for entry in group]
        keep = shown.highlighted or 0
        shown.set_options(options)
        shown.highlighted = min(keep, len(self._entries) - 1)

    @property
    def _entry(self) -> Entry | None:
        at = self.query_one(OptionList).highlighted
        return self._entries[at] if at is not None and at < len(self._entries) else None

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        left = self._entry is not None and self._entry.draft is not None
        self.query_one(Hints).idle = frozenset(() if left else ("home.discard",))
        if self._entry is not None:
            self.query_one("#about").border_title = plain(self._entry.title)
            self.query_one("#more", Static).update(self._entry.more())

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._entries[event.option_index].start()

    def _guided(self) -> Entry:
        about = "Six questions, about a minute, no findings."
        return Entry("n", "New, guided", about, lambda: _GUIDED, self.action_guided)

    def _file(self) -> Entry:
        return Entry("o", "Open a blueprint …", "A YAML file of yours.", _files_here, self.action_open)

    def _gallery(self, name: str) -> Entry:
        from designer import gallery
        from designer.session import Session
        from designer.tui.screens.about import about

        blueprint = gallery.document(name).blueprint

        def start() -> None:
            self._designer.open_session(Session(gallery.document(name), self._designer.today))

        title = f"From the gallery: {name}"
        return Entry("", title, blueprint.description, lambda: about(blueprint, self._designer.today), start)

    def _recent(self, path: Path) -> Entry:
        title = f"Recent: {path.name}"
        return Entry("", title, str(path.parent), lambda: line(str(path)), lambda: self._open(path))

    def _draft(self, draft: Draft) -> Entry:
        name = Path(draft.path).name if draft.path else str(draft.data.get("name", "a new design"))
        when = draft.written.replace("T", " ")[:16]
        about = f"Kept {when} UTC. Enter restores it, Del discards it."
        more = lines(
            line(("Belongs to ", "$quiet"), draft.path or "a design that was never saved"),
            line((f"Edits that are not in the file: {draft.edits}", "$quiet")) if draft.path else line(""),
        )
        return Entry("!", f"Unsaved work: {name}", about, lambda: more, lambda: self._restore(draft), draft)

    @property
    def _designer(self) -> DesignerApp:
        from designer.tui.app import DesignerApp

        assert isinstance(self.app, DesignerApp)  # noqa: S101 - the screen belongs to this app only
        return self.app

    # --- what they do --------------------------------------------------------------------------

    def action_choose(self) -> None:
        """Do what is highlighted."""
        self.query_one(OptionList).action_select()

    def action_discard(self) -> None:
        """Drop the highlighted unsaved work."""
        from designer import drafts

        if self._entry is not None and self._entry.draft is not None:
            drafts.discard(self._entry.draft.file)
            self.say(f"Discarded: {self._entry.title.removeprefix('Unsaved work: ')}", "ok")
            self.warm()

    def action_guided(self) -> None:
        """Start the guide."""
        self.call_after_refresh(self._designer.open_guide)

    def action_open(self) -> None:
        """Offer the files of this folder, and to name another one."""
        from designer.tui.screens.choose import ChooseScreen, Offer

        found = _yaml_files()
        if not found:
            self._ask()
            return
        offers = [
            *(Offer(name, line(name)) for name in found),
            Offer("", line(("Another file …", "$accent"))),
        ]
        self.app.push_screen(ChooseScreen("Open", offers, search=True), self._picked)

    def _picked(self, offer: Offer | None) -> None:
        if offer is not None and offer.value:
            self._open(Path(offer.value))
        elif offer is not None:
            self._ask()

    def _ask(self) -> None:
        from designer.tui.screens.choose import AskScreen

        self.app.push_screen(AskScreen("Open", "The blueprint's file:"), self._asked)

    def _asked(self, text: str | None) -> None:
        if text:
            self._open(Path(text).expanduser())

    def _open(self, path: Path) -> None:
        from designer.blueprint.problems import BlueprintError
        from designer.session import Session

        try:
            session = Session.open(path, self._designer.today)
        except BlueprintError as error:
            self._refuse(path, error)
            return
        from designer import drafts

        draft = session.draft()
        busy = "Another designer has unsaved work on this file; who saves second is asked."
        self._designer.open_session(session, busy if drafts.worked_on(path) else "")
        if draft is not None:
            self._offer(draft)

    def _refuse(self, path: Path, error: BlueprintError) -> None:
        shown = error.problems[:6]
        rows = [line((f"{path} cannot be read:", "bold"))]
        for each in shown:
            place = f"line {each.line}  " if each.line else ""
            rows.append(line(("✖ ", "$error"), (place, "$quiet"), each.message))
        if len(error.problems) > len(shown):
            rows.append(plain(f"… and {len(error.problems) - len(shown)} more"))
        self.query_one("#welcome", Static).update(lines(*rows))
        self.say(f"{path.name} cannot be read.", "error")

    def _restore(self, draft: Draft) -> None:
        from designer.tui.screens.restoring import DraftError, restored

        try:
            session, said = restored(draft, self._designer.today)
        except DraftError as error:
            self.say(str(error), "error")
            return
        self._designer.open_session(session, said)

    def _offer(self, draft: Draft) -> None:
        from designer.tui.screens.choose import ConfirmScreen
        from designer.tui.screens.restoring import answer_of, question

        title, message, answers = question(draft)
        below: Screen[object] = self.app.screen
        self.app.push_screen(ConfirmScreen(title, message, answers), answer_of(draft, below))


def _content(entry: Entry) -> Content:
    style = "bold $warning" if entry.draft else "bold $accent"
    return lines(
        line((f" {entry.key or ' '}  ", style), (entry.title, "bold")), line((f"    {entry.about}", "$quiet"))
    )


def _yaml_files() -> list[str]:
    return sorted(each.name for pattern in ("*.yaml", "*.yml") for each in Path().glob(pattern))


def _files_here() -> Content:
    found = _yaml_files()[:20]
    rows = [line(("In this folder", "$quiet")), *(plain(f"  {name}") for name in found)]
    return lines(*rows) if found else line(("There is no .yaml file in this folder.", "$quiet"))


_WELCOME = line(
    "Design a Lambda architecture, see at once what is wrong with it, and export it as Terraform, SAM or CDK."
)
_GUIDED = lines(
    line(("You are asked, in this order:", "$quiet")),
    *(
        line((f"  {number}  ", "bold $accent"), text)
        for number, text in enumerate(
            (
                "Trigger: what invokes the function",
                "Memory and timeout: how much work one invocation is",
                "Concurrency: how many copies may run at once",
                "Failures and DLQ: where a bad message goes",
                "IAM scopes: what else the function may touch",
                "Observe: logs and traces",
                "Review: the findings, the name, the export",
            ),
            1,
        )
    ),
    line(""),
    line(("Every question has a recommended answer: Enter all the way", "$quiet")),
    line(("gives a design without errors and warnings.", "$quiet")),
)
