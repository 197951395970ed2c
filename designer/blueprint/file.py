"""Blueprint files: read strictly, explain kindly, write atomically and only what changed."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from designer.blueprint.base import Path
from designer.blueprint.document import SCHEMA_VERSION, Blueprint
from designer.blueprint.leftovers import remove_leftovers, temporary_beside
from designer.blueprint.memory import collector_resting
from designer.blueprint.owners import owner
from designer.blueprint.problems import BlueprintError, Problem, explain, shortened
from designer.blueprint.splice import SpliceError, document, splice
from designer.blueprint.yaml12 import MAX_BYTES, Data, Tree, parse

_SHOWN_PROBLEMS = 20
_BYTE_ORDER_MARK = "\ufeff"
"""What some editors begin a file with. It is no part of a document's text, and a file keeps it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A blueprint together with the text that says it; ``path`` is ``None`` before the first save."""

    blueprint: Blueprint
    text: str
    tree: Tree
    path: FilePath | None = None

    def position(self, path: Path) -> tuple[int, int]:
        """Line and column, from 1, where the blueprint's ``path`` is written."""
        return self.tree.position(path)


class FileChangedError(Exception):
    """The file on disk is not the one that was read; writing would lose somebody's work."""


def data_of(blueprint: Blueprint) -> Data:
    """What a blueprint says, as plain data without the settings that were never written."""
    return blueprint.model_dump(mode="json", exclude_unset=True)


def new_document(blueprint: Blueprint) -> Document:
    """A document that has no file yet."""
    text = document(data_of(blueprint))
    return Document(blueprint, text, parse(text, blueprint.name))


def load(path: FilePath) -> Document:
    """The blueprint in a file. Raises ``BlueprintError`` that names file, line and remedy."""
    return parse_text(read_text(path), str(path), path)


def read_text(path: FilePath) -> str:
    """The text of a file, as it is (line ends included). Raises ``BlueprintError``."""

    def fail(message: str) -> BlueprintError:
        return BlueprintError(str(path), [Problem(message)])

    try:
        if path.is_dir():
            raise fail("This is a directory; name a blueprint file in it.")
        if path.exists() and not path.is_file():
            raise fail("This is not a regular file.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise fail(f"The file has {size:,} bytes; blueprints have at most {MAX_BYTES:,}.")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)  # it may have grown since, or have no size that it tells
        return _decoded(content, str(path))
    except FileNotFoundError:
        raise fail("There is no such file.") from None
    except OSError as error:
        raise fail(f"The file cannot be read: {error.strerror or error}.") from None


def _decoded(content: bytes, source: str) -> str:
    if len(content) > MAX_BYTES:
        raise BlueprintError(
            source, [Problem(f"Blueprints have at most {MAX_BYTES:,} bytes; this has more.")]
        )
    try:
        return content.decode().lstrip(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        message = f"This is not a text file: byte {error.start} is not UTF-8."
        raise BlueprintError(source, [Problem(message)]) from None


def parse_bytes(content: bytes, source: str) -> Document:
    """The blueprint that a stream says. Raises ``BlueprintError``; ``source`` names it there."""
    return parse_text(_decoded(content, source), source)


def parse_text(text: str, source: str, path: FilePath | None = None) -> Document:
    """The blueprint that ``text`` says. Raises ``BlueprintError``; ``source`` names it there."""
    with collector_resting():
        return _parsed(text.lstrip(_BYTE_ORDER_MARK), source, path)


def _parsed(text: str, source: str, path: FilePath | None) -> Document:
    tree = parse(text, source)
    if not isinstance(tree.data, Mapping):
        found = "nothing" if tree.data is None else "something else"
        message = f"A blueprint begins with the line `blueprint: {SCHEMA_VERSION}`; this file holds {found}."
        raise BlueprintError(source, [Problem(message, 1, 1)])
    _check_version(tree, source)
    try:
        blueprint = Blueprint.model_validate(tree.data)
    except ValidationError as error:
        raise BlueprintError(source, _problems(error, tree)) from None
    return Document(blueprint, text, tree, path)


def _check_version(tree: Tree, source: str) -> None:
    version = tree.data.get("blueprint")
    if version == SCHEMA_VERSION and not isinstance(version, bool):
        return
    line, column = tree.position(("blueprint",))
    if version is None:
        message = f"The line `blueprint: {SCHEMA_VERSION}` is missing; add it at the top."
    elif isinstance(version, int) and not isinstance(version, bool) and version > SCHEMA_VERSION:
        found = shortened(str(version))
        message = (
            f"Schema version {found} is newer than {SCHEMA_VERSION}, which this release reads; upgrade it."
        )
    else:
        found = shortened(repr(version))
        message = f"blueprint: expected the schema version {SCHEMA_VERSION}, found {found}."
    raise BlueprintError(source, [Problem(message, line, column)])


def _problems(error: ValidationError, tree: Tree) -> list[Problem]:
    found = error.errors(include_url=False)
    problems = [_problem(each, tree) for each in found[:_SHOWN_PROBLEMS]]
    if len(found) > _SHOWN_PROBLEMS:
        problems.append(Problem(f"… and {len(found) - _SHOWN_PROBLEMS} more problems like these."))
    return problems


def _problem(error: ErrorDetails, tree: Tree) -> Problem:
    path = tuple(step for step in error["loc"] if step != "[key]")
    line, column = tree.position(path)
    message = explain({**error, "loc": path}, owner(Blueprint, path, tree.data))
    return Problem(message, line, column)


def updated(old: Document, blueprint: Blueprint) -> Document:
    """``old`` saying ``blueprint``, with only the changed lines changed.

    Raises ``SpliceError`` when that cannot be done without losing what the author wrote.
    """
    try:
        text = splice(old.tree, data_of(old.blueprint), data_of(blueprint))
    except UnicodeEncodeError:
        raise SpliceError("the text would hold half a character, which no file can") from None
    changed = parse_text(text, str(old.path or blueprint.name), old.path)
    if changed.blueprint != blueprint:
        raise SpliceError("the text would not say what the design says")
    return changed


def save(changed: Document, path: FilePath, expected: str | None) -> Document:
    """Write a document, atomically, and return it as it now stands on disk.

    ``expected`` is the text that the file should still have, ``None`` for a file that should not
    exist yet. Raises ``FileChangedError`` when it does not, and ``BlueprintError`` when the disk refuses.
    """
    current = read_text(path) if path.exists() else None
    if current != expected and current != changed.text:
        raise FileChangedError(f"{path} has changed on disk since it was read.")
    write_atomically(path, _mark_of(path) + changed.text)
    return Document(changed.blueprint, changed.text, changed.tree, path)


def _mark_of(path: FilePath) -> str:
    """The byte order mark that a file begins with, where it has one."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        mark = _BYTE_ORDER_MARK.encode()
        return _BYTE_ORDER_MARK if file.read(len(mark)) == mark else ""
    return ""


def write_atomically(path: FilePath, text: str) -> None:
    """Replace a file's content, or create it: afterwards it has the old content or the new, never half."""
    temporary = None
    try:
        target = _resolved(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(target.parent, target.name.__eq__)
        descriptor, temporary = temporary_beside(target)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        temporary.chmod(mode)
        temporary.replace(target)
    except BaseException as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
        if not isinstance(error, (OSError, UnicodeEncodeError)):
            raise  # such as the keys that interrupt
        half = isinstance(error, UnicodeEncodeError)
        reason = "it would hold half a character" if half else getattr(error, "strerror", None) or error
        raise BlueprintError(str(path), [Problem(f"The file cannot be written: {reason}.")]) from None


def _resolved(path: FilePath) -> FilePath:
    """The file itself, not what links to it. Raises ``OSError`` where links go round in a circle."""
    try:
        return path.resolve()
    except RuntimeError:  # what Python before 3.13 raises
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
