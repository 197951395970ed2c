"""What widgets tell the screen above them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.message import Message


class Edited(Message):
    """The user set what is at ``path`` (absolute) to ``value``; ``typed`` while still typing it.

    ``value`` is whatever the field takes: the blueprint validates it, and what it refuses stays in
    the field. Whoever takes the message says so with ``taken``.
    """

    def __init__(
        self,
        path: tuple[str | int, ...],
        value: Any,
        typed: bool = False,
        taken: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self.path = path
        self.value = value
        self.typed = typed
        self.taken = taken
