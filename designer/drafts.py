"""Drafts: what was edited and not saved, kept outside the user's file.

A draft is written after every edit, so that a killed process loses nothing, and removed on save. It
lies in the state directory (``$XDG_STATE_HOME/lambda-designer/drafts``), one file per session: what
one session keeps never replaces what another one left behind.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import NoneType
from typing import Any

from designer.blueprint.file import write_atomically
from designer.blueprint.leftovers import remove_leftovers
from designer.blueprint.problems import BlueprintError
from designer.blueprint.yaml12 import Data

_INACCURATE = 5
"""Seconds by which the clocks of a file and of a process may differ."""
_START = 19
"""Which word after the name in ``/proc/N/stat`` is the start of the process, in ticks since the system's."""


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
    file: Path
    """Where the draft itself lies."""


def state_directory() -> Path:
    """Where drafts are kept, by the XDG base directory specification."""
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "lambda-designer" / "drafts"


def new_file() -> Path:
    """Where a session may keep its draft; no other session has that file. What killed ones left half goes."""
    remove_leftovers(state_directory(), lambda name: name.endswith(".json"))
    return state_directory() / f"{os.urandom(12).hex()}.json"


def keep(file: Path, data: Data, path: Path | None, edits: int) -> bool:
    """Write a draft of the blueprint at ``path``; false when the disk refuses, for the work must go on."""
    content = {
        "data": data,
        "path": str(path.resolve()) if path else None,
        "edits": edits,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "process": os.getpid(),
    }
    try:
        write_atomically(file, json.dumps(content))
    except BlueprintError:
        return False
    return True


def discard(file: Path) -> None:
    """Remove a draft, if it is there."""
    with contextlib.suppress(OSError):
        file.unlink()


def drafts_of(path: Path) -> Iterator[Draft]:
    """What nobody is working on of the blueprint at ``path``, newest first."""
    name = str(path.resolve())
    return (each for each in all_drafts() if each.path == name)


def worked_on(path: Path) -> bool:
    """Whether somebody else has unsaved work on the blueprint at ``path`` now."""
    name = str(path.resolve())
    return any(each.path == name and not _is_left_behind(each) for each in _drafts())


def all_drafts() -> Iterator[Draft]:
    """Every draft that nobody is working on, newest first; one that cannot be read counts as none."""
    return filter(_is_left_behind, _drafts())


def _drafts() -> Iterator[Draft]:
    try:
        files = sorted(state_directory().glob("*.json"), key=lambda each: each.stat().st_mtime, reverse=True)
    except OSError:
        return
    for file in files:
        draft = _read(file)
        if draft is not None:
            yield draft


def _is_left_behind(draft: Draft) -> bool:
    """Whether the process that wrote a draft is gone, or is this one."""
    if draft.process == os.getpid():
        return True
    try:
        os.kill(draft.process, 0)
    except ProcessLookupError:
        return True
    except OverflowError:
        return False
    except OSError:
        pass  # somebody else's, and it runs
    return _started(draft.process) > _written(draft)


def _written(draft: Draft) -> float:
    """When a draft was written, in seconds since 1970, and a little later: a clock may be a second off."""
    try:
        return datetime.fromisoformat(draft.written).timestamp() + _INACCURATE
    except ValueError:
        return 0.0


def _started(process: int) -> float:
    """When a process began, for its number may have been that of another one; 0 where nobody tells."""
    try:
        ticks = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[_START])
        booted = next(
            line for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime")
        )
        return int(booted.split()[1]) + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration):
        return 0.0


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
