"""The blueprint files that were open last, so that the first screen can offer them."""

from __future__ import annotations

import json
from pathlib import Path

from designer.blueprint.file import write_atomically
from designer.blueprint.problems import BlueprintError
from designer.drafts import state_directory

_KEPT = 8


def _file() -> Path:
    return state_directory().parent / "recent.json"


def remember(path: Path) -> None:
    """Put a file first. A disk that refuses must not stop the work."""
    known = [path.resolve(), *(each for each in _read() if each != path.resolve())]
    try:
        write_atomically(_file(), json.dumps([str(each) for each in known[:_KEPT]]))
    except BlueprintError:
        return


def files() -> tuple[Path, ...]:
    """The files that are still there, the last one first."""
    return tuple(each for each in _read() if each.is_file())


def _read() -> list[Path]:
    try:
        return [Path(each) for each in json.loads(_file().read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []
