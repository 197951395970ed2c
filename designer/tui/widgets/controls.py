"""The controls of a form: each shows a value, and says when the user changed it.

A control never changes the design. It posts ``Changed``; what becomes of the value comes back by
``write``, and then nothing is posted.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from designer.blueprint.base import UNSET
from designer.tui.fields import Control, Field
from designer.tui.widgets.text import line, plain, visible, written


class Changed(Message):
    """The user changed the value of ``editor``; ``typed`` where more of it may follow."""

    def __init__(self, editor: Editor, value: Any, typed: bool = False) -> None:  # whatever the field takes
        super().__init__()
        self.editor = editor
        self.value = value
        self.typed = typed


class Editor(Widget):
    """What every control can do."""

    @abstractmethod
    def write(self, value: Any, holds: Any) -> None:  # whatever the field holds
        """Show ``value``, or (when that is ``UNSET``) ``holds`` as what is so by default."""

    @abstractmethod
    def read(self) -> Any:  # see write
        """The value as it stands in the control, ``UNSET`` where there is none."""

    def offer(self, choices: tuple[Any, ...]) -> None:
        """Take over the values to choose from; only some controls have any."""
        del choices


class TextBox(Input, Editor):
    """One line of text, or a number; ``blank`` is the value of an empty box."""

    def __init__(self, field: Field, blank: Any = UNSET) -> None:
        super().__init__(compact=True)
        self._control = field.control
        self._blank = blank

    def write(self, value: Any, holds: Any) -> None:
        """Show a value; a default is dim."""
        with self.prevent(Input.Changed):
            self.value = "" if value is UNSET else visible(_text(value))
            self.placeholder = visible("" if holds is None else _text(holds))
        self.cursor_position = len(self.value)

    def read(self) -> Any:
        """A number where it is one, the texts of a list, else the text as typed."""
        text = written(self.value)
        if not text.strip():
            return self._blank
        if self._control is Control.LIST:
            return tuple(each.strip() for each in text.split(",") if each.strip())
        return as_number(text) if self._control is Control.NUMBER else text

    def on_paste(self, event: events.Paste) -> None:
        """Take all lines of what is pasted; Textual would drop those after the first in silence."""
        event.prevent_default()
        event.stop()
        lines = event.text.strip("\r\n").splitlines()
        text = ", ".join(lines) if self._control is Control.LIST else visible("\n".join(lines))
        self.replace(text, *self.selection)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass it on as a change of the field."""
        event.stop()
        self.post_message(Changed(self, self.read(), typed=True))


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def as_number(text: str) -> int | str:
    """The whole number that a text says (``1,024`` is one), or the text."""
    bare = text.replace(",", "").replace("_", "").strip()
    digits = bare[1:] if bare[:1] in "+-" else bare
    return int(bare) if digits.isascii() and digits.isdigit() and len(digits) < 20 else text


class Toggle(Editor, can_focus=True):
    """On or off, told apart by the glyph."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter,left,right", "switch", "Switch", show=False)
    ]

    def __init__(self) -> None:
        super().__init__()
        self._on = False

    def write(self, value: Any, holds: Any) -> None:
        """Show on or off."""
        self._on = bool(holds if value is UNSET else value)
        self.refresh()

    def read(self) -> bool:
        """Whether it is on."""
        return self._on

    def render(self) -> Content:
        """The box and the word."""
        return line("[x] on" if self._on else "[ ] off")

    def action_switch(self) -> None:
        """Switch it."""
        self._on = not self._on
        self.refresh()
        self.post_message(Changed(self, self._on))

    def on_click(self, event: events.Click) -> None:
        """Switch it."""
        event.stop()
        self.action_switch()


class Choice(Editor, can_focus=True):
    """One of some values, on one line: the arrows step through them, Enter lists them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Previous", show=False),
        Binding("right", "step(1)", "Next", show=False),
        Binding("enter,space", "list", "List", show=False),
        Binding("backspace", "clear", "Default", show=False),
    ]

    def __init__(
        self, title: str, choices: tuple[Any, ...] = (), *, optional: bool = False, none: str = "none"
    ) -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._optional = optional
        self._none = none
        self._value: Any = UNSET
        self._holds: Any = None

    def offer(self, choices: tuple[Any, ...]) -> None:
        """Take over the values to choose from."""
        self._choices = choices
        self.refresh()

    def write(self, value: Any, holds: Any) -> None:
        """Show a value, also one that is not among the choices."""
        self._value, self._holds = value, holds
        self.refresh()

    def read(self) -> Any:
        """The chosen value."""
        return self._value

    @property
    def _options(self) -> tuple[Any, ...]:
        none = (UNSET,) if self._optional else ()
        current = self._holds if self._value is UNSET else self._value
        lost = () if current is None or current is UNSET or current in self._choices else (current,)
        return (*none, *self._choices, *lost)

    def _label_of(self, value: Any) -> str:
        return self._none if value is UNSET or value is None else str(value)

    def render(self) -> Content:
        """The value between arrows."""
        shown = self._holds if self._value is UNSET else self._value
        dim = self._value is UNSET
        return line((self._label_of(shown), "$quiet" if dim else ""), (" ▾", "$quiet"))

    def action_step(self, by: int) -> None:
        """The value before or after."""
        options = self._options
        if not options:
            return
        current = self._value if self._value in options else self._holds
        at = options.index(current) if current in options else -by
        self._pick(options[(at + by) % len(options)])

    def action_clear(self) -> None:
        """Back to the default, or to none."""
        self._pick(UNSET)

    def action_list(self) -> None:
        """Choose from a list."""
        from designer.tui.screens.choose import ChooseScreen, Offer

        offers = [Offer(each, plain(self._label_of(each))) for each in self._options]
        current = self._value if self._value in self._options else self._holds
        self.app.push_screen(ChooseScreen(self._title, offers, current), self._picked)

    def _picked(self, offer: Any) -> None:
        if offer is not None:
            self._pick(offer.value)

    def _pick(self, value: Any) -> None:
        if value != self._value or value is UNSET:
            self._value = value
            self.refresh()
            self.post_message(Changed(self, value))

    def on_click(self, event: events.Click) -> None:
        """List the values."""
        event.stop()
        self.action_list()
