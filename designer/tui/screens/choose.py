"""Small dialogs that answer with a value: choose one of a list, confirm, ask for a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from designer.tui.widgets.text import line, plain, visible

_FEW = 8
"""A list of up to this many needs no filter."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One choice: the value it stands for, how it reads, and what else typing finds it by."""

    value: Any
    text: Content
    more: str = ""


class Modal(ModalScreen[ScreenResultType]):
    """A screen above another one."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close it, once: of two clicks in a row, the second would close what lies below."""
        return super().dismiss(result) if self.is_current else AwaitComplete()


class Dialog(Modal[Any]):
    """A box in the middle that Esc closes without an answer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss_with_nothing", "Cancel", show=False)]
    KEYS: ClassVar[str] = "Enter choose · Esc cancel"
    """What the lower border says about keys."""

    def __init__(self, title: str) -> None:
        super().__init__(classes="dialog")
        self._heading = title

    def on_mount(self) -> None:
        """Put the title on the border."""
        box = self.query_one("#box")
        box.border_title = plain(self._heading)
        box.border_subtitle = plain(self.KEYS)

    def action_dismiss_with_nothing(self) -> None:
        """Close it."""
        self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """What is typed before the text field has the focus is not lost; it replaces what stands there."""
        box = next(iter(self.query(Input)), None)
        if box is None or not event.is_printable or not event.character:
            return
        event.stop()
        if box.select_on_focus:
            box.select_on_focus = False
            box.value = ""
            box.focus()
        box.insert_text_at_cursor(event.character)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """Enter overtakes letters that the text field has not taken yet: let it wait for them."""
        box = event.input
        self.call_later(box.call_later, lambda: self._entered(box.value))

    def _entered(self, text: str) -> None:
        """Enter was pressed in the text field."""

    def on_click(self, event: events.Click) -> None:
        """A click beside the box closes it, too."""
        beside, _ = self.get_widget_at(*event.screen_offset)
        if beside is self:
            self.dismiss(None)


class ChooseScreen(Dialog):
    """Choose one of several; typing filters where there are many. Answers with the offer, or ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "cursor('cursor_down')", show=False, priority=True),
        Binding("up", "cursor('cursor_up')", show=False, priority=True),
        Binding("pagedown", "cursor('page_down')", show=False, priority=True),
        Binding("pageup", "cursor('page_up')", show=False, priority=True),
    ]

    def __init__(
        self, title: str, offers: Sequence[Offer], current: Any = None, *, search: bool = False
    ) -> None:
        """``search``: there is a filter however short the list is, for people begin to type at once."""
        super().__init__(title)
        self._search = search
        self._offers = tuple(offers)
        self._current = current

    def compose(self) -> ComposeResult:
        """A filter where the list is long, and the list."""
        with Vertical(id="box"):
            if self._search or len(self._offers) > _FEW:
                yield Input(placeholder="type to filter", compact=True, id="filter")
            yield OptionList(*self._options(""), markup=False, compact=True)

    def on_mount(self) -> None:
        """Highlight what is chosen now."""
        values = [each.value for each in self._offers]
        self._list.highlighted = values.index(self._current) if self._current in values else 0
        if not self.query("#filter"):
            self._list.focus()

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def action_cursor(self, name: str) -> None:
        """Move in the list although the filter has the focus."""
        getattr(self._list, f"action_{name}")()

    def _options(self, text: str) -> list[Option]:
        """The offers that have every word of a text, each known by its number; those that show it first."""
        words = text.lower().split()
        found = [
            (not all(word in each.text.plain.lower() for word in words), number, each.text)
            for number, each in enumerate(self._offers)
            if all(word in f"{each.text.plain} {each.more}".lower() for word in words)
        ]
        return [
            Option(shown, id=str(number)) for _, number, shown in sorted(found, key=lambda each: each[:2])
        ]

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._filter(event.value)

    def _filter(self, text: str) -> None:
        options = self._options(text)
        if [each.id for each in options] != [each.id for each in self._list.options]:
            self._list.set_options(options)
            self._list.highlighted = 0 if options else None

    def _entered(self, text: str) -> None:
        """Choose of what the text leaves."""
        self._filter(text)
        self._list.action_select()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._offers[int(event.option_id or 0)])


class ConfirmScreen(Dialog):
    """A question with a few answers, each with a letter. Answers with the value, or ``None``."""

    def __init__(self, title: str, message: str, answers: Sequence[tuple[str, str, str]]) -> None:
        super().__init__(title)
        self._message = message
        self._answers = tuple(answers)
        """Letter, words, value."""

    def compose(self) -> ComposeResult:
        """The sentence and the answers."""
        with Vertical(id="box"):
            yield Static(plain(self._message), id="message", markup=False)
            options = (
                Option(line((f" {key} ", "bold $accent"), f" {words}")) for key, words, _ in self._answers
            )
            yield OptionList(*options, markup=False, compact=True)

    def on_mount(self) -> None:
        """Start on the first answer."""
        self.query_one(OptionList).focus()

    def on_key(self, event: events.Key) -> None:
        """A letter answers at once."""
        for key, _, value in self._answers:
            if event.character == key:
                event.stop()
                self.dismiss(value)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._answers[event.option_index][2])


class AskScreen(Dialog):
    """A question that a text answers; ``problem`` says why a text is no answer. Answers with the text."""

    KEYS = "Esc cancel"

    def __init__(
        self,
        title: str,
        message: str,
        text: str = "",
        problem: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        super().__init__(title)
        self._message = message
        self._text = text
        self._problem = problem

    def compose(self) -> ComposeResult:
        """The sentence, the box and the problem."""
        with Vertical(id="box"):
            yield Static(plain(self._message), id="message", markup=False)
            yield Input(visible(self._text), compact=True)
            yield Static("", id="problem", markup=False)
            yield Static(
                line((" Enter ", "bold reverse $accent"), (" accept", "bold")), id="enter", markup=False
            )

    def on_mount(self) -> None:
        """Start typing at once."""
        self.query_one(Input).focus()

    @on(events.Click, "#enter")
    async def _clicked(self) -> None:
        """The line about Enter can be clicked."""
        await self.query_one(Input).action_submit()

    @on(Input.Changed)
    def _clear(self) -> None:
        self.query_one("#problem", Static).update(plain(""))

    def _entered(self, text: str) -> None:
        """Answer, unless the text is no answer."""
        text = text.strip()
        problem = self._problem(text)
        if problem:
            self.query_one("#problem", Static).update(line(("✖ ", "$error"), problem))
        else:
            self.dismiss(text)
