"""Every action there is, once: bindings, hints, help and the command palette all read this table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.binding import Binding, BindingType


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the user can do.

    ``id`` is the binding's, ``where`` the screens that have it (``app`` for all), ``key`` Textual's
    names of its keys, ``shown`` the key as people read it, ``call`` the action that Textual runs. A key
    that types a character acts only where no text field has the focus.
    """

    where: str
    id: str
    key: str
    shown: str
    label: str
    help: str
    call: str
    priority: bool = False

    @property
    def shown_while_typing(self) -> str | None:
        """The key as it is read while a text field has the focus, ``None`` where all of them type there."""
        keys = self.key.split(",") if self.key else []
        free = [each for each in keys if each.startswith(_COMMANDS) or each[1:].isdigit()]
        if keys and not free:
            return None
        return self.shown if keys[:1] == free[:1] else free[0].upper()


_COMMANDS = ("ctrl+", "shift+", "escape")
"""How the keys begin that type nothing; the others are F1 and following."""


def _action(
    where: str, key: str, shown: str, label: str, text: str, call: str, *, first: bool = False
) -> Action:
    name = call.partition("(")[0].removeprefix("app.") + call.partition("(")[2].strip("()'\"")
    owner = "document" if " " in where else where
    return Action(where, f"{owner}.{name}", key, shown, label, text, call, first)


_DOCUMENT = "guide workspace"

ACTIONS: tuple[Action, ...] = (
    _action("app", "question_mark,f1", "?", "help", "Every key of this screen; Enter runs it.", "app.help"),
    _action("app", "ctrl+p,colon", "^P", "commands", "Find any command by its name.", "app.command_palette"),
    _action("app", "ctrl+q", "^Q", "quit", "Leave; asks about unsaved changes.", "app.leave", first=True),
    _action("home", "n", "n", "new, guided", "Six questions to a complete design.", "guided"),
    _action("home", "o", "o", "open", "Open a blueprint file.", "open"),
    _action("home", "delete", "Del", "discard", "Discard the highlighted unsaved work.", "discard"),
    _action("home", "q", "q", "quit", "Leave the program.", "app.leave"),
    _action("home", "enter", "Enter", "choose", "Open what is highlighted.", "choose"),
    _action("guide", "shift+tab,left", "⇧Tab", "back", "The question before; answers are kept.", "back"),
    _action("guide", "right", "→", "next", "The next question, with this one as it stands.", "forward"),
    _action("guide", "space", "Space", "choose", "Choose the highlighted answer and stay.", "pick"),
    _action("guide", "w", "w", "workspace", "Go on in the workspace with every answer kept.", "workspace"),
    _action("guide", "", "Enter", "next", "Choose the highlighted answer and go on.", "choose"),
    _action("guide", "f3", "Tab", "fine-tune", "The settings behind this question.", "tune"),
    *(
        _action(
            "guide", f"{n}", f"{n}", f"step {n}", "Go to that question; answers are kept.", f"go({n - 1})"
        )
        for n in range(1, 8)
    ),
    _action("workspace", "f2", "F2", "design", "The tree of everything in the design.", "pane('tree')"),
    _action("workspace", "f3", "F3", "form", "The settings of what is selected.", "pane('form')"),
    _action("workspace", "f4", "F4", "findings", "What the review says of the design.", "pane('findings')"),
    _action(
        "workspace", "f6", "F6", "preview", "The files of an export, as they would be.", "pane('preview')"
    ),
    _action(_DOCUMENT, "f8", "F8", "finding", "Go to the field of the next finding.", "next_finding(1)"),
    _action(
        _DOCUMENT,
        "shift+f8,f20",
        "⇧F8",
        "previous finding",
        "Go to the field of the finding before.",
        "next_finding(-1)",
    ),
    _action(_DOCUMENT, "f9", "F9", "fix", "Apply the fix of the finding at hand; ^Z takes it back.", "fix"),
    _action(
        _DOCUMENT, "m", "m", "suppress", "Accept the finding at hand, with a reason for the file.", "suppress"
    ),
    _action("workspace", "slash", "/", "filter", "List only the findings that have these words.", "filter"),
    _action("workspace", "F", "F", "fix all", "Apply every safe fix as one step of undo.", "fix_all"),
    _action(_DOCUMENT, "e", "e", "explain", "Why the finding matters, its source, bad and good.", "explain"),
    _action(_DOCUMENT, "ctrl+z", "^Z", "undo", "Take back the last change.", "undo", first=True),
    _action(_DOCUMENT, "ctrl+y", "^Y", "redo", "Do it again.", "redo", first=True),
    _action(
        "workspace", "w", "w", "failures", "What becomes of events that a function fails on.", "failures"
    ),
    _action(
        "workspace",
        "ctrl+t",
        "^T",
        "go to",
        "Any field of the form, any part of the design.",
        "go",
        first=True,
    ),
    _action("workspace", "p", "p", "permissions", "What each role may do, on what, and why.", "permissions"),
    _action("workspace", "a", "a", "add", "Add a function, a trigger or a thing.", "add"),
    _action("workspace", "delete", "Del", "remove", "Remove what is selected; ^Z brings it back.", "remove"),
    _action("workspace", "r", "r", "rename", "Rename it, and every mention of it.", "rename"),
    _action("workspace", "right_square_bracket", "]", "next part", "Select the next part.", "step(1)"),
    _action("workspace", "left_square_bracket", "[", "previous part", "Select the part before.", "step(-1)"),
    _action("workspace", "f", "f", "format", "The next format of the preview.", "next_format"),
    _action(_DOCUMENT, "ctrl+s", "^S", "save", "Write the design to its file.", "save", first=True),
    _action("workspace", "", "", "save as", "Write the design to another file.", "save_as"),
    _action(_DOCUMENT, "ctrl+g", "^G", "export", "Write Terraform, SAM or CDK.", "export", first=True),
    _action(_DOCUMENT, "escape", "Esc", "leave", "Leave a field, then the pane, then the screen.", "leave"),
)
"""All of them, in the order in which help lists them."""


def actions(where: str) -> tuple[Action, ...]:
    """What can be done on a screen, its own actions first."""
    own = [each for each in ACTIONS if where in each.where.split()]
    return (*own, *(each for each in ACTIONS if each.where == "app"))


def bindings(where: str) -> list[BindingType]:
    """The bindings of a screen (or of the app), each with its id."""
    return [*_bindings(where)]


def _bindings(where: str) -> Iterator[Binding]:
    for each in ACTIONS:
        if where in each.where.split() and each.key:
            yield Binding(
                each.key,
                each.call,
                each.label,
                show=False,
                key_display=each.shown,
                priority=each.priority,
                tooltip=each.help,
                id=each.id,
            )
