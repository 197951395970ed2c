"""Drafts: what was edited and not saved, kept outside the user's file.

A draft is written after every edit, so that a killed process loses nothing, and removed on save. It
lies in the state directory (``$XDG_STATE_HOME/lambda-designer/drafts``), one file per blueprint.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import NoneType
from typing import Any

from designer.blueprint.file import write_atomically
from designer.blueprint.problems import BlueprintError
from designer.blueprint.yaml12 import Data


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsaved work: what the design says, and the file that it belongs to."""

    data: Data
    """The blueprint as plain data; its text is made when it is saved, from the file's own."""
    path: str | None
    """The blueprint's file, ``None`` where it was never saved."""
    edits: int
    """How many edits it holds that the file does not."""
    written: str
    """When, as ISO 8601 in UTC."""
    process: int
    """The process that wrote it; while that runs, the draft is its own."""
    file: Path | None = None
    """Where the draft itself lies."""


def state_directory() -> Path:
    """Where drafts are kept, by the XDG base directory specification."""
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "lambda-designer" / "drafts"


def _file_for(key: str) -> Path:
    return state_directory() / f"{hashlib.sha256(os.fsencode(key)).hexdigest()[:24]}.json"


def keep(key: str, data: Data, path: Path | None, edits: int) -> bool:
    """Write the draft called ``key``; false when the disk refuses, which must not stop the work."""
    content = {
        "data": data,
        "path": str(path.resolve()) if path else None,
        "edits": edits,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "process": os.getpid(),
    }
    try:
        write_atomically(_file_for(key), json.dumps(content))
    except BlueprintError:
        return False
    return True


def discard(key: str) -> None:
    """Remove the draft called ``key``, if there is one."""
    with contextlib.suppress(OSError):
        _file_for(key).unlink()


def find(key: str) -> Draft | None:
    """The draft called ``key`` that nobody is working on; an unreadable draft counts as none."""
    found = _read(_file_for(key))
    return found if found and _is_left_behind(found) else None


def all_drafts() -> Iterator[Draft]:
    """Every draft that nobody is working on, newest first."""
    try:
        files = sorted(state_directory().glob("*.json"), key=lambda each: each.stat().st_mtime, reverse=True)
    except OSError:
        return
    for file in files:
        draft = _read(file)
        if draft is not None and _is_left_behind(draft):
            yield draft


def _is_left_behind(draft: Draft) -> bool:
    """Whether the process that wrote a draft is gone, or is this one."""
    if draft.process == os.getpid():
        return True
    try:
        os.kill(draft.process, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _read(file: Path) -> Draft | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        values: dict[str, Any] = {name: content[name] for name in _SHAPE}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    sound = all(isinstance(values[name], kind) for name, kind in _SHAPE.items())
    return Draft(**values, file=file) if sound else None


_SHAPE: Mapping[str, Any] = {  # name to what isinstance takes
    "data": dict,
    "path": (str, NoneType),
    "edits": int,
    "written": str,
    "process": int,
}
"""What a draft's file says; anybody can write there."""
