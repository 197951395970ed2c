"""Readers of what is structured: JSON, lists of mappings, and what formats spell in ways of their own."""

from __future__ import annotations

from collections.abc import Mapping

from tests.conformance.normal.form import Json, Path, UnreadableError, canonical
from tests.conformance.normal.values import Found, Reader, entries, listed, mapping, pairs, parsed, read_all


def encoded(reader: Reader) -> Reader:
    """Something that one format says as JSON in a text and another as a structure."""

    def read(value: Json) -> Found:
        yield from reader(parsed(value, ()))

    return read


def tree(*path: str) -> Reader:
    """A free JSON document, as text or structure, leaf by leaf; lists are in order."""

    def read(value: Json) -> Found:
        yield from _leaves(parsed(value, path), path, ordered=True)

    return read


def matching(*path: str) -> Reader:
    """A JSON document that is matched against something: a filter policy, an event pattern.

    The order in its lists means nothing.
    """

    def read(value: Json) -> Found:
        yield from _leaves(parsed(value, path), path, ordered=False)

    return read


def _leaves(value: Json, path: Path, *, ordered: bool) -> Found:
    if isinstance(value, dict) and value:
        for name, each in value.items():
            yield from _leaves(each, (*path, name), ordered=ordered)
    elif isinstance(value, list) and value and ordered:
        for index, each in enumerate(value, 1):
            yield from _leaves(each, (*path, str(index)), ordered=True)
    elif isinstance(value, list) and value:
        for each in value:
            yield (*path, canonical(each)), True
    elif isinstance(value, str | bool | int | float):
        yield path, value
    else:  # null, or nothing in it
        yield path, canonical(value)


def keyed(member: str, properties: Mapping[str, Reader], *path: str) -> Reader:
    """A list of mappings, each known by one member; its order means nothing.

    What ``properties`` yield stands below ``path`` and the value of that member.
    """

    def read(value: Json) -> Found:
        taken = set()
        for each in listed(value):
            said = dict(mapping(each))
            key = str(said.pop(member)) if isinstance(said.get(member), str | int) else None
            if key is None or key in taken:
                raise UnreadableError(f"{path}: {each!r} has no {member} of its own")
            taken.add(key)
            yield (*path, key), True
            yield from _below((*path, key), read_all(properties, said))

    return read


def records(properties: Mapping[str, Reader], *path: str) -> Reader:
    """A list of mappings whose order matters; what they say stands below their number."""

    def read(value: Json) -> Found:
        for index, each in enumerate(listed(value), 1):
            yield (*path, str(index)), True
            yield from _below((*path, str(index)), read_all(properties, mapping(each)))

    return read


def bag(properties: Mapping[str, Reader], *path: str) -> Reader:
    """A list of mappings without order or key, such as rules; each is known by all that it says."""

    def read(value: Json) -> Found:
        for each in listed(value):
            said = sorted(read_all(properties, mapping(each)), key=lambda found: found[0])
            yield (*path, canonical([[*where, leaf] for where, leaf in said])), True

    return read


def _below(head: Path, found: Found) -> Found:
    for path, value in found:
        yield (*head, *path), value


def tags(*path: str) -> Reader:
    """Tags, as a mapping or as a list of ``Key`` and ``Value``; below ``tags`` unless told otherwise."""
    where = path or ("tags",)

    def read(value: Json) -> Found:
        yield from (pairs if isinstance(value, list) else entries)(*where)(value)

    return read


def numeral(*path: str) -> Reader:
    """A number, with a fraction or without, that may be said in a text."""

    def read(value: Json) -> Found:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise UnreadableError(f"{path}: {value!r} is no number")
        try:
            yield path, float(value)
        except ValueError:
            raise UnreadableError(f"{path}: {value!r} is no number") from None

    return read


def switched(on: str, off: str, *path: str) -> Reader:
    """A truth value that is said in two words, or as one."""

    def read(value: Json) -> Found:
        found = {on: True, off: False}.get(value) if isinstance(value, str) else value
        if not isinstance(found, bool):
            raise UnreadableError(f"{path}: {value!r} is neither {on!r} nor {off!r}")
        yield path, found

    return read


def translated(words: Mapping[str, str], *path: str) -> Reader:
    """One of some words, each with its word in normal form."""

    def read(value: Json) -> Found:
        if not isinstance(value, str) or value not in words:
            raise UnreadableError(f"{path}: {value!r} is none of {sorted(words)}")
        yield path, words[value]

    return read


def separated(separator: str, *path: str) -> Reader:
    """Texts whose order means nothing, in one text or in a list."""

    def read(value: Json) -> Found:
        for each in value.split(separator) if isinstance(value, str) else listed(value):
            if not isinstance(each, str):
                raise UnreadableError(f"{path}: {each!r} is no text")
            yield (*path, each.strip()), True

    return read


def after(mark: str, *path: str) -> Reader:
    """A name, or an ARN in which the name comes last, behind ``mark`` (``:table/``)."""

    def read(value: Json) -> Found:
        if not isinstance(value, str):
            raise UnreadableError(f"{path}: {value!r} is no text")
        yield path, value.rpartition(mark)[2]

    return read
