"""What the guide and the workspace share: they edit a session, save it, export it and leave it safely."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path as FilePath

from textual import on, work
from textual.timer import Timer

from designer import recent
from designer.blueprint.base import Edit, EditError, dotted
from designer.blueprint.document import Blueprint
from designer.blueprint.file import FileChangedError
from designer.blueprint.problems import BlueprintError
from designer.blueprint.splice import SpliceError
from designer.rules.base import Finding
from designer.rules.review import Review, review
from designer.session import Session
from designer.tui.messages import Edited
from designer.tui.screens.base import FramedScreen
from designer.tui.screens.choose import AskScreen, ConfirmScreen
from designer.tui.widgets.form import Form, Row
from designer.tui.widgets.marks import place

_LARGE = 200
"""Functions from which on the rules are asked in a thread."""
_DRAFT_AFTER = 0.4
"""Seconds after an edit when the draft is kept: that is how much typing a killed process can lose."""


class DocumentScreen(FramedScreen):
    """A screen over a session."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._draft_timer: Timer | None = None

    @abstractmethod
    def show_design(self) -> None:
        """Show the design as it stands now."""

    @property
    @abstractmethod
    def form(self) -> Form | None:
        """The form that is shown."""

    # --- editing -------------------------------------------------------------------------------

    @on(Edited)
    def _edited(self, message: Edited) -> None:
        message.stop()
        message.taken()
        row = self.form.row_at(message.path) if self.form else None
        label = f"{row.field.title}" if row else dotted(message.path)
        merge = dotted(message.path) if message.typed else None
        try:
            self.session.apply([Edit(message.path, message.value)], label, merge)
        except EditError as error:
            if row is not None:
                row.refuse(error.message)
            self.say(error.message, "error")
            return
        if row is not None:
            row.accept()
        self.changed()

    def changed(self, text: str = "", kind: str = "ok") -> None:
        """Show the changed design, say what happened, and keep a draft of it soon."""
        with self.app.batch_update():
            self.show_design()
        self.call_after_refresh(self._keep_in_sight)
        if self.is_large and not self.session.is_reviewed:
            self._judge(self.session.blueprint)
        if text:
            self.say(text, kind)
        if self._draft_timer is None:  # who types on and on is not to wait for a pause
            self._draft_timer = self.set_timer(_DRAFT_AFTER, self._draft_is_due)

    def _keep_in_sight(self) -> None:
        """What is said of the fields above must not push the one that is edited out of the form."""
        form = self.form if self.is_current else None
        if form is not None and form.row is not None and self.focused is not None:
            self.focused.scroll_visible(animate=False)

    @property
    def is_large(self) -> bool:
        """Whether the rules take longer than a key press may."""
        return len(self.session.blueprint.functions) > _LARGE

    @property
    def review(self) -> Review:
        """What the rules say; of a large design, what they said until they have judged it anew."""
        return self.session.latest_review if self.is_large else self.session.review

    # A description of our own: Textual would print the whole design into one, on the way of the key.
    @work(thread=True, exclusive=True, group="review", description="review")
    def _judge(self, blueprint: Blueprint) -> None:
        """Ask the rules beside the keys; a design that has changed once more is judged by the next call."""
        if blueprint is self.session.blueprint:
            found = review(blueprint, self.session.today, profile=self.session.profile)
            self.app.call_from_thread(self._judged, blueprint, found)

    def _judged(self, blueprint: Blueprint, found: Review) -> None:
        if self.session.adopt(blueprint, found) and self.is_attached:
            with self.app.batch_update():
                self.show_design()

    def _draft_is_due(self) -> None:
        self._draft_timer = None
        self.keep_draft()

    @work(thread=True, exclusive=True, group="draft")
    def keep_draft(self) -> None:
        """Keep what is not saved, so that nothing is lost."""
        if self.session.undo_label is not None or self.session.redo_label is not None:
            self.session.keep_draft()

    def action_undo(self) -> None:
        """Take back the last change."""
        label = self.session.undo()
        self.changed(f"Undone: {label}" if label else "Nothing to undo.", "note")

    def action_redo(self) -> None:
        """Do the last undone change again."""
        label = self.session.redo()
        self.changed(f"Done again: {label}" if label else "Nothing to do again.", "note")

    # --- findings ------------------------------------------------------------------------------

    def finding_at_hand(self) -> Finding | None:
        """The finding that a key acts on: of the focused field, else of the part that is shown."""
        form = self.form
        row: Row | None = form.row if form else None
        findings = self.review.findings
        if row is not None:
            for finding in findings:
                if form is not None and form.row_at(finding.path) is row:
                    return finding
        return None

    def action_fix(self) -> None:
        """Apply the fix of the finding at hand."""
        finding = self.finding_at_hand()
        if finding is None or finding.fix is None:
            self.say("No fix here; F8 goes to the next finding.", "note")
            return
        try:
            self.session.fix(finding)
        except EditError as error:
            self.say(error.message, "error")
            return
        self.changed(f"{finding.fix.title}  (^Z takes it back)")

    def action_explain(self) -> None:
        """Say why the finding at hand matters."""
        finding = self.finding_at_hand()
        if finding is None:
            self.say("No finding here; F8 goes to the next one.", "note")
            return
        from designer.tui.screens.explain import ExplainScreen

        self.app.push_screen(ExplainScreen(finding, self.session.today))

    def action_suppress(self) -> None:
        """Accept the finding at hand, with a reason that is written to the file."""
        finding = self.finding_at_hand()
        if finding is None:
            self.say("No finding here; F8 goes to the next one.", "note")
            return

        def given(reason: str | None) -> None:
            if reason:
                self.session.suppress(finding, reason)
                self.changed(f"Suppressed {finding.rule} at {place(finding.path)}  (^Z takes it back)")

        message = f"{finding.message} Why is that acceptable here?"
        self.app.push_screen(
            AskScreen(f"Suppress {finding.rule} at {place(finding.path)}", message, "", _no_reason), given
        )

    # --- files ---------------------------------------------------------------------------------

    def action_save(self, then: Callable[[], object] | None = None) -> None:
        """Write the design to its file, asking for a name when it has none."""
        if self.session.path is None:
            self.action_save_as(then)
        else:
            self._save(self.session.path, then)

    def action_save_as(self, then: Callable[[], object] | None = None) -> None:
        """Ask for a file, and write the design there."""
        name = str(self.session.path or f"{self.session.blueprint.name}.yaml")

        def answered(text: str | None) -> None:
            if text:
                self._save(FilePath(text).expanduser(), then)

        self.app.push_screen(AskScreen("Save", "The blueprint's file:", name, _no_file), answered)

    def _save(self, path: FilePath, then: Callable[[], object] | None, *, overwrite: bool = False) -> None:
        try:
            recent.remember(self.session.save(path, overwrite=overwrite))
        except FileChangedError:
            self._conflict(path, then)
        except (BlueprintError, SpliceError) as error:
            self.say(f"Not saved, nothing is lost: {_sentence(error)}", "error")
        else:
            unread = len(self.form.refused()) if self.form else 0
            self.changed(
                f"Saved {path}" + (f"; {unread} field was not valid and is left out" if unread else "")
            )
            if then is not None:
                then()

    def _conflict(self, path: FilePath, then: Callable[[], object] | None) -> None:
        """Somebody else wrote the file: whose version counts is the user's to say."""

        def answered(answer: str | None) -> None:
            if answer == "overwrite":
                self._save(path, then, overwrite=True)
            elif answer == "reload":
                self._reload()

        message = f"{path} exists already."
        answers = [("o", "Overwrite it with this design", "overwrite"), ("c", "Cancel", "")]
        if not path.exists():
            message = f"{path} has been deleted or moved since it was read."
            answers[0] = ("w", "Write it again", "overwrite")
        elif self.session.path == path:
            message = f"{path} has changed on disk since it was read."
            answers.insert(0, ("r", "Reload it; ^Z brings back what is not saved here", "reload"))
        self.app.push_screen(ConfirmScreen("Save", message, answers), answered)

    def _reload(self) -> None:
        try:
            self.session.reload()
        except BlueprintError as error:
            self.say(_sentence(error), "error")
        else:
            self.changed(f"Read {self._file} again  (^Z takes it back)")

    @property
    def _file(self) -> str:
        return self.session.path.name if self.session.path else self.session.blueprint.name

    def look_at_disk(self) -> None:
        """Read a file that somebody else has changed; where work would be undone by that, only say so."""
        try:
            changed = self.session.changed_on_disk
        except BlueprintError as error:
            self.say(_sentence(error), "error")
            return
        if changed and self.session.dirty:
            self.say(f"{self._file} has changed on disk; ^S asks whose version counts.", "note")
        elif changed:
            self._reload()

    def action_export(self) -> None:
        """Choose formats and a directory, see what would be written, and write it."""
        from designer.tui.screens.export import ExportScreen

        self.app.push_screen(ExportScreen(self.session), self._exported)

    def _exported(self, said: str | None) -> None:
        if said:
            self.say(said, "ok")

    def leave_safely(self, then: Callable[[], object]) -> None:
        """Ask about unsaved changes, and go on unless the user would rather stay."""
        if not self.session.dirty:
            then()
            return

        def answered(answer: str | None) -> None:
            if answer == "save":
                self.action_save(then)
            elif answer == "discard":
                self.session.abandon()
                then()

        name = self.session.path or self.session.blueprint.name
        answers = [
            ("s", "Save", "save"),
            ("d", "Discard the changes", "discard"),
            ("c", "Cancel and stay", ""),
        ]
        self.app.push_screen(ConfirmScreen("Unsaved changes", f"{name} is not saved.", answers), answered)


def _no_reason(text: str) -> str | None:
    return None if text else "Say why; whoever reads the design later cannot tell else."


def _no_file(text: str) -> str | None:
    if not text:
        return "A file needs a name."
    return f"{text} is a directory." if FilePath(text).expanduser().is_dir() else None


def _sentence(error: Exception) -> str:
    """An error in as little as the status line has room for: of a file, its name will do."""
    if not isinstance(error, BlueprintError):
        return str(error)
    first = error.problems[0]
    return f"{FilePath(error.source).name}{f':{first.line}' if first.line else ''}: {first.message}"
