"""IAM policy documents, statement by statement.

A statement's settings stand below its Sid; one without a Sid stands below its whole content.
Actions, resources, principals and condition values are sets.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.conformance.normal.form import Json, Path, UnreadableError, canonical
from tests.conformance.normal.values import Found, Reader, listed, mapping, parsed

_LISTS = ("Action", "NotAction", "Resource", "NotResource")
_PRINCIPALS = ("Principal", "NotPrincipal")
_KNOWN = {"Sid", "Effect", "Condition", *_LISTS, *_PRINCIPALS}


def document(*path: str) -> Reader:
    """A policy document, as JSON or as text."""

    def read(value: Json) -> Found:
        said = mapping(parsed(value, path))
        if set(said) != {"Version", "Statement"}:
            raise UnreadableError(f"{path}: a document of {sorted(said)}")
        yield (*path, "version"), str(said["Version"])
        yield from _statements(said["Statement"], path)

    return read


def _statements(value: Json, path: Path) -> Found:
    taken: set[str] = set()
    for each in value if isinstance(value, list) else [value]:
        statement = mapping(each)
        said = dict(_statement(statement))
        sid = str(
            statement.get("Sid") or canonical([[*where, value] for where, value in sorted(said.items())])
        )
        if sid in taken:
            raise UnreadableError(f"{path}: two statements {sid}")
        taken.add(sid)
        yield from (((*path, sid, *where), value) for where, value in said.items())


def _statement(statement: dict[str, Json]) -> Found:
    strange = set(statement) - _KNOWN
    if strange or not (statement.get("Action") or statement.get("NotAction")) or "Effect" not in statement:
        raise UnreadableError(f"statement {statement!r}")
    yield ("effect",), str(statement["Effect"])
    for word in _LISTS:
        for each in _texts(statement.get(word, [])):
            yield (word.lower(), each), True
    for word in _PRINCIPALS:
        said = statement.get(word, {})
        # IAM takes a star for every AWS principal.
        for kind, each in _keyed({"AWS": "*"} if said == "*" else said):
            yield (word.lower(), kind, each), True
    for operator, keys in mapping(statement.get("Condition", {})).items():
        for key, each in _keyed(keys):
            yield ("condition", operator, key, each), True


def _keyed(value: Json) -> Iterator[tuple[str, str]]:
    for key, texts in mapping(value).items():
        for each in _texts(texts):
            yield key, each


def _texts(value: Json) -> list[str]:
    """A text or a list of them."""
    found = []
    for each in listed(value) if isinstance(value, list) else [value]:
        if not isinstance(each, str):
            raise UnreadableError(f"{each!r} is no text")
        found.append(each)
    return found
