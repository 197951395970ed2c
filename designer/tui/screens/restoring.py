"""Unsaved work of an earlier session: asking about it, and taking it up again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from pydantic import ValidationError
from textual.screen import Screen

from designer.blueprint.document import Blueprint
from designer.blueprint.file import new_document
from designer.blueprint.problems import BlueprintError
from designer.drafts import Draft
from designer.session import Session
from designer.tui.screens.document import DocumentScreen

_UNREADABLE = "The draft is of another release and cannot be read."


class DraftError(Exception):
    """A draft that cannot be taken up; one sentence."""


def restored(draft: Draft, today: date) -> Session:
    """The session that a draft came from, with its work in it. Raises ``DraftError``."""
    try:
        if draft.path:
            session = Session.open(Path(draft.path), today)
            session.restore(draft)
            return session
        session = Session(new_document(Blueprint.model_validate(draft.data)), today)
    except BlueprintError as error:
        raise DraftError(f"The file of the draft cannot be read: {error.lines()[0]}") from None
    except ValidationError:
        raise DraftError(_UNREADABLE) from None
    # The work lives on under the new session's own draft.
    if session.keep_draft() and draft.file:
        draft.file.unlink(missing_ok=True)
    return session


def question(draft: Draft) -> tuple[str, str, list[tuple[str, str, str]]]:
    """Title, sentence and answers for a dialog about a draft of the file that was just opened."""
    when = draft.written.replace("T", " ")[:16]
    answers = [("r", "Restore it", "restore"), ("d", "Discard it", "discard"), ("l", "Decide later", "")]
    message = f"An earlier session left {draft.edits} edits of this file unsaved, at {when} UTC."
    return "Unsaved work", message, answers


def answer_of(draft: Draft, below: Screen[object]) -> Callable[[str | None], None]:
    """What to do with the answer, on the screen that shows the file."""

    def answered(answer: str | None) -> None:
        if not isinstance(below, DocumentScreen):
            return
        if answer == "restore":
            try:
                below.session.restore(draft)
            except ValidationError:
                below.say(_UNREADABLE, "error")
                return
            below.changed("The unsaved work is back  (^Z takes it away again)")
        elif answer == "discard":
            below.session.discard_draft()

    return answered
