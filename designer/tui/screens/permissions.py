"""What each role of the design may do, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from designer.report.permissions import Permission, permission_lines
from designer.tui.screens.choose import Dialog
from designer.tui.widgets.text import line, lines


class PermissionsScreen(Dialog):
    """Role by role, the statements of its policy."""

    KEYS = "↑↓ scroll · Esc close"

    def __init__(self, found: Sequence[Permission]) -> None:
        super().__init__("What roles may do")
        self._found = found
        self.add_class("wide")

    def compose(self) -> ComposeResult:
        """A paragraph for each role."""
        with Vertical(id="box"), VerticalScroll(can_focus=True):
            if not self._found:
                yield Static("The design makes no role.", markup=False)
            for number, paragraph in enumerate(_paragraphs(self._found)):
                yield Static(paragraph, classes="gap" if number else "", markup=False)

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one(VerticalScroll).focus()


def _paragraphs(found: Sequence[Permission]) -> Iterator[Content]:
    for (role, service), statements in groupby(found, lambda each: (each.role, each.service)):
        head = line((role, "bold"), (f"  {service}", "$quiet"))
        yield lines(head, *(row for each in statements for row in _rows(each)))


def _rows(permission: Permission) -> Iterator[Content]:
    actions, *rest = permission_lines(permission)
    yield line((f"  {actions}", "$text-warning" if permission.effect == "Deny" else "$accent"))
    for each in rest:
        yield line((f"  {each}", "$quiet" if each == f"  {permission.because}" else ""))
