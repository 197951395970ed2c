"""Which of the open screens hold work that must not be lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.screen import Screen

from designer.tui.screens.document import DocumentScreen


def each_document(screens: Sequence[Screen[object]]) -> Iterator[DocumentScreen]:
    """The screens that edit a design, the topmost first."""
    for screen in reversed(screens):
        if isinstance(screen, DocumentScreen):
            yield screen
