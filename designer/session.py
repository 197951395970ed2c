"""The open document: the one place where a design is changed, judged, undone and saved.

Both fronts change designs by it and by nothing else (``check``, which changes none, does without). It
holds values, no widgets: everything that it shows is computed from the blueprint of the moment and
kept until the next edit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from designer import drafts
from designer.blueprint import file
from designer.blueprint.base import Edit, apply, dotted, same
from designer.blueprint.document import Blueprint, Profile
from designer.blueprint.file import Document
from designer.blueprint.suppressions import Suppression
from designer.rules.base import Finding
from designer.rules.review import Review, fixed, review

if TYPE_CHECKING:
    from designer.graph import ResourceGraph

_HISTORY = 500
"""Steps of undo that are kept."""


@dataclass(frozen=True, slots=True)
class Step:
    """One undoable change: what it was called, and the design before and after."""

    label: str
    before: Blueprint
    after: Blueprint
    merge: str | None = None


class Session:
    """A design being edited.

    ``today`` is the date that rules judge by, ``profile`` how strictly they do, where that is not to
    be as the design says.
    """

    def __init__(self, document: Document, today: date | None = None, profile: Profile | None = None) -> None:
        self._document = self._base = document
        self._disk = document.text if document.path else None
        self._saved = document.blueprint if document.path else None
        self._blueprint = document.blueprint
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self._review: Review | None = None
        self._earlier: Review | None = None
        self._graph: ResourceGraph | None = None
        self._keeping = Lock()  # else an older draft could be written after a newer one, or after a save
        self._draft: Path | None = None  # where the draft is kept, once there is something to keep
        self._abandoned = False
        self.today = today or date.today()
        self.profile = profile

    @classmethod
    def open(cls, path: Path, today: date | None = None, profile: Profile | None = None) -> Session:
        """The session of a file. Raises ``BlueprintError``."""
        return cls(file.load(path), today, profile)

    @property
    def blueprint(self) -> Blueprint:
        """The design as it stands."""
        return self._blueprint

    @property
    def path(self) -> Path | None:
        """The file, or ``None`` before the first save."""
        return self._document.path

    @property
    def dirty(self) -> bool:
        """Whether the design says something that its file does not."""
        return self._saved is None or not same(self._blueprint, self._saved)

    @property
    def review(self) -> Review:
        """What the rules say of the design as it stands."""
        if self._review is None:
            self._review = review(self._blueprint, self.today, profile=self.profile)
        return self._review

    @property
    def latest_review(self) -> Review:
        """The review as it stands; until ``adopt`` brings one, that of the design before the last changes."""
        return self._review or self._earlier or self.review

    @property
    def is_reviewed(self) -> bool:
        """Whether ``review`` is there without asking the rules."""
        return self._review is not None

    def adopt(self, blueprint: Blueprint, found: Review) -> bool:
        """Take over a review that was made elsewhere; false when the design has changed since."""
        if blueprint is not self._blueprint:
            return False
        self._review = found
        return True

    @property
    def graph(self) -> ResourceGraph:
        """What the design as it stands deploys."""
        if self._graph is None:
            from designer.build import build_graph  # to judge a design builds nothing

            self._graph = build_graph(self._blueprint)
        return self._graph

    @property
    def document(self) -> Document:
        """The design together with its text, ready to be saved. Raises ``SpliceError``."""
        if not same(self._document.blueprint, self._blueprint):
            # From what was read or saved last: so undoing everything gives that text, byte for byte.
            self._document = file.updated(self._base, self._blueprint)
        return self._document

    def apply(self, edits: Iterable[Edit], label: str, merge: str | None = None) -> None:
        """Change the design. Raises ``EditError`` and changes nothing when an edit does not fit.

        Consecutive changes with the same ``merge`` key (typing in one field) are one step of undo.
        """
        changed = apply(self._blueprint, edits)
        if same(changed, self._blueprint):
            return
        last = self._undo[-1] if self._undo else None
        if merge is not None and last is not None and last.merge == merge and not self._redo:
            self._undo[-1] = Step(label, last.before, changed, merge)
        else:
            self._undo.append(Step(label, self._blueprint, changed, merge))
            del self._undo[:-_HISTORY]
        self._redo.clear()
        self._show(changed)

    def fix(self, finding: Finding) -> bool:
        """Apply a finding's fix; false when it has none. Raises ``EditError`` when it no longer fits."""
        if finding.fix is None:
            return False
        self.apply(finding.fix.edits, finding.fix.title)
        return True

    def suppress(self, finding: Finding, reason: str) -> None:
        """Accept a finding where it is, with a reason; everything below that place is covered, too."""
        accepted = Suppression(rule=finding.rule, at=dotted(finding.path), reason=reason)
        edit = Edit(("suppress",), (*self._blueprint.suppress, accepted))
        self.apply([edit], f"Suppress {finding.rule}")

    def fix_all(self, *, unsafe: bool = False) -> tuple[Finding, ...]:
        """Apply every safe fix until nothing more is found, as one step; what was healed."""
        changed, healed = fixed(self._blueprint, self.today, unsafe=unsafe, profile=self.profile)
        if healed:
            self._undo.append(Step(f"Fix {len(healed)} findings", self._blueprint, changed))
            self._redo.clear()
            self._show(changed)
        return healed

    @property
    def undo_label(self) -> str | None:
        """What ``undo`` would take back."""
        return self._undo[-1].label if self._undo else None

    @property
    def redo_label(self) -> str | None:
        """What ``redo`` would do again."""
        return self._redo[-1].label if self._redo else None

    def undo(self) -> str | None:
        """Take back the last step; its label, or ``None`` when there is none."""
        if not self._undo:
            return None
        step = self._undo.pop()
        self._redo.append(step)
        self._show(step.before)
        return step.label

    def redo(self) -> str | None:
        """Do the last undone step again; its label, or ``None`` when there is none."""
        if not self._redo:
            return None
        step = self._redo.pop()
        self._undo.append(step)
        self._show(step.after)
        return step.label

    @property
    def changed_on_disk(self) -> bool:
        """Whether somebody else has written the file since it was read."""
        return self.path is not None and self.path.exists() and file.read_text(self.path) != self._disk

    def reload(self) -> None:
        """Read the file again, as one step of undo: so what was not saved can be had back.

        Raises ``BlueprintError``, and then nothing has changed; ``ValueError`` without a file.
        """
        if self.path is None:
            raise ValueError("a design that was never saved has no file to read")
        read = file.load(self.path)
        with self._keeping:
            self._document = self._base = read
            self._disk, self._saved = read.text, read.blueprint
            self._become(read.blueprint, "Read the file again")
        self.keep_draft()

    def save(self, path: Path | None = None, *, overwrite: bool = False) -> Path:
        """Write the design to its file, or to ``path``; where it was written.

        Only changed lines change. Raises ``FileChangedError`` when the file is not the one that was
        read and ``overwrite`` is false, ``SpliceError`` when the change cannot be written into the
        text, ``BlueprintError`` when the disk refuses, ``ValueError`` without any path.
        """
        target = path or self.path
        if target is None:
            raise ValueError("a design that was never saved needs a file name")
        changed = self.document
        expected = self._disk if self.path is not None and target == self.path else None
        if overwrite:
            expected = file.read_text(target) if target.exists() else None
        saved = file.save(changed, target, expected)
        with self._keeping:
            self._document = self._base = saved
            self._disk, self._saved = saved.text, self._blueprint
            self._drop_draft()
        return target

    def _become(self, other: Blueprint, label: str) -> None:
        if not same(other, self._blueprint):
            self._undo.append(Step(label, self._blueprint, other))
            self._redo.clear()
            self._show(other)

    def _show(self, changed: Blueprint) -> None:
        self._blueprint = changed
        self._earlier = self._review or self._earlier
        self._review = self._graph = None

    def keep_draft(self) -> bool:
        """Keep what is not saved outside the file; false when there is nothing to keep or the disk refuses.

        Cheap enough for every edit, and safe to call from threads: it only reads, one of them at a time.
        """
        with self._keeping:
            if self.dirty and not self._abandoned:
                self._draft = self._draft or drafts.new_file()
                return drafts.keep(self._draft, file.data_of(self._blueprint), self.path, len(self._undo))
            self._drop_draft()
            return False

    def _drop_draft(self) -> None:
        if self._draft is not None:
            drafts.discard(self._draft)

    def abandon(self) -> None:
        """End the session without its unsaved work: no draft stays, nor will a late thread keep one."""
        with self._keeping:
            self._abandoned = True
            self._drop_draft()

    def draft(self) -> drafts.Draft | None:
        """What an earlier session left unsaved of this file, where it differs from the file."""
        if self.path is None:
            return None
        here = file.data_of(self._blueprint)
        return next((each for each in drafts.drafts_of(self.path) if each.data != here), None)

    def restore(self, draft: drafts.Draft) -> None:
        """Take over a draft, as one step of undo; from now on it is this session's own.

        Raises ``ValidationError`` when it cannot be read.
        """
        self._become(Blueprint.model_validate(draft.data), "Restore the draft")
        with self._keeping:
            self._drop_draft()
            self._draft = draft.file
        self.keep_draft()
