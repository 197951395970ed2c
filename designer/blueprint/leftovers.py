"""Temporary files that a killed process left beside the files that it was writing."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

_ABANDONED = 60
"""Seconds after which nobody is still writing one: writing takes less than one."""
_NAME = re.compile(r"\.(?P<name>.+)\.[a-z0-9_]{8}\.tmp")


def temporary_beside(target: Path) -> tuple[int, Path]:
    """A new file beside ``target``, open, to be moved in its place. Raises ``OSError``."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    return descriptor, Path(name)


def remove_leftovers(folder: Path, is_ours: Callable[[str], bool]) -> None:
    """Remove what was abandoned of the files in ``folder`` whose names are ours, if the disk lets us."""
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for each in found:
            match = _NAME.fullmatch(each.name)
            if match is None or not is_ours(match["name"]) or not each.is_file(follow_symlinks=False):
                continue
            if each.stat(follow_symlinks=False).st_mtime < time.time() - _ABANDONED:
                with contextlib.suppress(OSError):
                    Path(each.path).unlink()
