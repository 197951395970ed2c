"""What an export would do to a folder: each file compared with the disk, nothing written."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from designer.blueprint.document import Blueprint
from designer.blueprint.memory import collector_resting
from designer.exporters.base import Note, Requirement
from designer.project.contents import contents

MANIFEST = ".lambda-designer.json"
"""Remembers the hash of every file as it was exported."""


_YOURS = ("src/", "layers/", "events/", "tests/")
"""Folders of code that an export only starts."""


class State(StrEnum):
    """How a file of an export stands to the one on disk."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    """The export would change it, and nobody has touched it since the last one."""
    EDITED = "edited"
    """Somebody has edited it since the last export."""
    FOREIGN = "foreign"
    """It is there, and no export wrote it."""
    ORPHANED = "orphaned"
    """An earlier export wrote it, and the design no longer yields it."""


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file: its text as exported, and what is on disk (``None`` where nothing is)."""

    path: str
    text: str
    state: State
    current: str | None = None
    executable: bool = False
    scaffold: bool = False
    """Yours: a start for code of your own, never written over once edited. An orphan that is yours stays."""

    def diff(self) -> str:
        """From what is on disk to what is exported, as a unified diff; empty where they agree."""
        before = (self.current or "").splitlines(keepends=True)
        after = [] if self.state is State.ORPHANED else self.text.splitlines(keepends=True)
        names = ("/dev/null" if self.current is None else self.path, self.path)
        return "".join(_ended(line) for line in difflib.unified_diff(before, after, *names))


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class Plan:
    """What one format's export would do to ``folder``."""

    format: str
    folder: Path
    files: tuple[PlannedFile, ...]
    notes: tuple[Note, ...]
    requires: tuple[Requirement, ...]

    def count(self, state: State) -> int:
        """How many files are in that state."""
        return sum(file.state is state for file in self.files)


def plan(
    blueprint: Blueprint, format_name: str, folder: Path, errors: int = 0, beside: Path | None = None
) -> Plan:
    """What exporting ``blueprint`` in a format to ``folder`` would do.

    ``errors`` is the number of error findings that it is exported in spite of; ``beside`` is the
    folder of the blueprint, where files of the user's own are looked for.
    """
    with collector_resting():
        made = contents(blueprint, format_name, errors, beside)
    known = read_manifest(folder)
    files = []
    for file in made.export.files:
        current = _on_disk(folder / file.path)
        state = _state(file.text, current, known.get(file.path))
        scaffold = file.path in made.scaffolds
        files.append(PlannedFile(file.path, file.text, state, current, file.executable, scaffold))
    exported = {file.path for file in files}
    for path in known:
        current = _on_disk(folder / path) if path not in exported else None
        if current is not None:
            yours = path.startswith(_YOURS) or digest(current) != known[path]
            files.append(PlannedFile(path, "", State.ORPHANED, current, scaffold=yours))
    return Plan(format_name, folder, tuple(files), made.export.notes, made.export.requires)


def digest(text: str) -> str:
    """The hash by which the manifest knows a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_manifest(folder: Path) -> Mapping[str, str]:
    """Path to hash of what was exported to ``folder``; empty where nothing was, or it cannot be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(path): str(known) for path, known in found.items() if _is_inside(str(path))}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _is_inside(path: str) -> bool:
    """Whether a manifest's path stays in its folder; a manifest is a file that anybody can edit."""
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts


def _on_disk(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", errors="replace") if path.is_file() else None
    except OSError:
        return None


def _state(text: str, current: str | None, known: str | None) -> State:
    if current is None:
        return State.NEW
    if current == text:
        return State.SAME
    if known is None:
        return State.FOREIGN
    return State.CHANGED if digest(current) == known else State.EDITED
