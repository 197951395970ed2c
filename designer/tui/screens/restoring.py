"""Unsaved work of an earlier session: asking about it, and taking it up again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from pydantic import ValidationError
from textual.screen import Screen

from designer import drafts
from designer.blueprint.document import Blueprint
from designer.blueprint.file import new_document
from designer.blueprint.problems import BlueprintError
from designer.drafts import Draft
from designer.session import Session
from designer.tui.screens.document import DocumentScreen

_UNREADABLE = "The draft is of another release and cannot be read."


class DraftError(Exception):
    """A draft that cannot be taken up; one sentence."""


def restored(draft: Draft, today: date) -> tuple[Session, str]:
    """A session with a draft's work in it, and what to say of it. Raises ``DraftError``.

    Where the file cannot be read any more (it may be gone), the work goes on as a design without one.
    """
    try:
        blueprint = Blueprint.model_validate(draft.data)
    except ValidationError:
        raise DraftError(_UNREADABLE) from None
    session, said = Session(new_document(blueprint), today), ""
    if draft.path:
        try:
            session = Session.open(Path(draft.path), today)
        except BlueprintError as error:
            why = error.problems[0].message
            said = f"{Path(draft.path).name}: {why} Its work is here, without a file; ^S asks for one."
    session.restore(draft)
    return session, said


def question(draft: Draft) -> tuple[str, str, list[tuple[str, str, str]]]:
    """Title, sentence and answers for a dialog about a draft of the file that was just opened."""
    when = draft.written.replace("T", " ")[:16]
    answers = [("r", "Restore it", "restore"), ("d", "Discard it", "discard"), ("l", "Decide later", "")]
    edits = "1 edit" if draft.edits == 1 else f"{draft.edits} edits"
    message = f"An earlier session left {edits} of this file unsaved, at {when} UTC."
    if draft.path and _changed_since(Path(draft.path), draft.written):
        message += " The file has changed since; restored, the design is as it was in that session."
    return "Unsaved work", message, answers


def _changed_since(path: Path, written: str) -> bool:
    try:
        return path.stat().st_mtime > datetime.fromisoformat(written).timestamp() + 1
    except (OSError, ValueError):
        return False


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
            drafts.discard(draft.file)

    return answered
