"""Help: what the focused field is, and every key of the screen; Enter runs it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from designer.tui.actions import Action, actions
from designer.tui.screens.choose import Dialog
from designer.tui.widgets.text import line

_EDITING = "In a text field: type; Tab or ↓ next field, ⇧Tab or ↑ the one before, Esc leaves it."


class HelpScreen(Dialog):
    """The keys of the screen below."""

    KEYS = "Enter runs it · Esc close"

    def __init__(self, below: Screen[object], where: str, about: str) -> None:
        super().__init__("Help")
        self._below = below
        self._about = about
        self._actions = [each for each in actions(where) if each.call != "app.help"]
        self.add_class("wide")

    def compose(self) -> ComposeResult:
        """The field, then the keys."""
        with Vertical(id="box"):
            yield Static(line(self._about or _EDITING), id="message", markup=False)
            yield OptionList(*(Option(_row(each)) for each in self._actions), markup=False, compact=True)
            yield Static(line((_EDITING, "$quiet")) if self._about else "", id="more", markup=False)

    def on_mount(self) -> None:
        """Let the arrows choose."""
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    async def _selected(self, event: OptionList.OptionSelected) -> None:
        action, below = self._actions[event.option_index], self._below
        self.dismiss()
        self.app.call_later(below.run_action, action.call)


def _row(action: Action) -> Content:
    return line((f"{action.shown:>6}  ", "bold $accent"), f"{action.label:<18}", (action.help, "$quiet"))


def help_for(screen: Screen[object]) -> HelpScreen | None:
    """The help of a screen; dialogs have none of their own."""
    where = getattr(screen, "WHERE", None)
    if where is None:
        return None
    form = getattr(screen, "form", None)
    row = form.row if form is not None else None
    return HelpScreen(screen, where, form.describe(row) if form is not None and row is not None else "")
