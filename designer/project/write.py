"""Writing an export: everything or nothing, never outside its folder, never over a hand's work."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from designer.blueprint.leftovers import remove_leftovers, temporary_beside
from designer.project.plan import MANIFEST, Plan, PlannedFile, State, digest, read_manifest

_KEPT = frozenset({State.EDITED, State.FOREIGN})


class ExportError(Exception):
    """An export that was not written; nothing has changed. One sentence."""


@dataclass(frozen=True, slots=True)
class Written:
    """What an export did: paths relative to its folder."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    """Files that somebody edited; the export would have changed them."""
    orphaned: tuple[str, ...]
    """Files of an earlier export that the design no longer yields and that are yours; they stay."""
    removed: tuple[str, ...]
    """Files of an earlier export that the design no longer yields and that nobody edited."""


def write(plan: Plan, *, overwrite: bool = False) -> Written:
    """Write what a plan would change. Raises ``ExportError``, and then nothing has changed.

    Files that were edited by hand are kept unless ``overwrite``; your code in ``src`` always is.
    """
    to_write = [file for file in plan.files if _is_written(file, overwrite)]
    writing = {file.path for file in to_write}
    kept = tuple(file.path for file in plan.files if file.state in _KEPT and file.path not in writing)
    orphans = [file for file in plan.files if file.state is State.ORPHANED]
    removed = tuple(file.path for file in orphans if not file.scaffold)
    manifest = _manifest(plan, writing)
    if to_write or manifest != _manifest_text(read_manifest(plan.folder)):
        _replace_all(plan.folder, [*to_write, PlannedFile(MANIFEST, manifest, State.NEW)])
    for path in removed:
        with contextlib.suppress(OSError):
            _inside(plan.folder, path).unlink()
    _clear(plan, orphans)
    stay = tuple(file.path for file in orphans if file.scaffold)
    return Written(tuple(file.path for file in to_write), kept, stay, removed)


def _clear(plan: Plan, orphans: list[PlannedFile]) -> None:
    """Remove the temporary files of exports to this folder that were killed."""
    names: dict[Path, set[str]] = {}
    for path in (MANIFEST, *(file.path for file in (*plan.files, *orphans))):
        place = plan.folder / path
        names.setdefault(place.parent, set()).add(place.name)
    for folder, ours in names.items():
        remove_leftovers(folder, ours.__contains__)


def _is_removed(file: PlannedFile) -> bool:
    return file.state is State.ORPHANED and not file.scaffold


def _is_written(file: PlannedFile, overwrite: bool) -> bool:
    if file.state in (State.NEW, State.CHANGED):
        return True
    return file.state in _KEPT and overwrite and not file.scaffold


def _manifest(plan: Plan, writing: set[str]) -> str:
    """Hashes of what stands in the folder as exported; a kept file keeps the hash that it was edited from."""
    known = read_manifest(plan.folder)
    fresh = {
        file.path: digest(file.text)
        for file in plan.files
        if file.path in writing or file.state is State.SAME
    }
    kept = {
        file.path: known[file.path]
        for file in plan.files
        if file.path in known and file.path not in fresh and not _is_removed(file)
    }
    return _manifest_text({**kept, **fresh})


def _manifest_text(files: object) -> str:
    note = "Hashes of the files as lambda-designer exported them; an edited file is recognised by its hash."
    return json.dumps({"note": note, "files": files}, indent=2, sort_keys=True) + "\n"


def _replace_all(folder: Path, files: list[PlannedFile]) -> None:
    """Put every file beside its place first, then move them all in; undo the moves if one fails."""
    staged: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for file in files:
            target = _inside(folder, file.path)
            made.extend(_make_folder(target.parent))
            staged.append((_stage(target, file), target))
        _move_in(staged)
    except BaseException as error:
        for temporary, _ in staged:
            with contextlib.suppress(OSError):
                temporary.unlink()
        for directory in reversed(made):
            with contextlib.suppress(OSError):
                directory.rmdir()
        if not isinstance(error, OSError):
            raise  # such as the keys that interrupt
        where = error.filename or folder
        raise ExportError(f"Nothing was exported to {folder}: {where}: {error.strerror or error}.") from None


def _inside(folder: Path, path: str) -> Path:
    """The place of a file in the folder, refusing every way out of it, symbolic links included."""
    parts = PurePosixPath(path).parts
    if PurePosixPath(path).is_absolute() or ".." in parts or not parts:
        raise ExportError(f"Nothing was exported to {folder}: {path} would lie outside.")
    place = folder
    for part in parts:
        place = place / part
        if place.is_symlink():
            raise ExportError(f"Nothing was exported to {folder}: {place} is a symbolic link; remove it.")
    return place


def _make_folder(folder: Path) -> list[Path]:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir()
    return list(reversed(missing))


def _stage(target: Path, file: PlannedFile) -> Path:
    if target.is_dir():
        raise IsADirectoryError(21, "there is a directory where a file should be", str(target))
    descriptor, temporary = temporary_beside(target)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(file.text)
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod((0o777 if file.executable else 0o666) & ~mask)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _move_in(staged: list[tuple[Path, Path]]) -> None:
    done: list[tuple[Path, bytes | None]] = []
    try:
        for temporary, target in staged:
            before = target.read_bytes() if target.exists() else None
            done.append((target, before))
            temporary.replace(target)
    except BaseException:
        for target, before in reversed(done):
            with contextlib.suppress(OSError):
                target.write_bytes(before) if before is not None else target.unlink()
        raise
