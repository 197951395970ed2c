"""Readers of a property's value: each yields the settings that it says.

A reader is given what a format's own tool printed, references resolved. Scalars must have the type
that AWS's API wants; a member of what has no order becomes a path of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from tests.conformance.normal.form import Json, Leaf, Path, UnreadableError, canonical

Found: TypeAlias = Iterator[tuple[Path, Leaf]]
Reader: TypeAlias = Callable[[Json], Found]

_INVOKED = re.compile(
    r"arn:([^:]+):apigateway:([^:]+):lambda:path/2015-03-31/functions/(arn:\1:lambda:\2:.+)/invocations"
)
_FILLED_IN = re.compile(r"<aws\.[a-z.-]+>|\$context\.[a-zA-Z.]+")
"""What EventBridge Scheduler and API Gateway replace in a text."""


def text(*path: str) -> Reader:
    """A text."""

    def read(value: Json) -> Found:
        yield path, _typed(value, str, path)

    return read


def upper(*path: str) -> Reader:
    """A word whose case means nothing."""

    def read(value: Json) -> Found:
        yield path, str(_typed(value, str, path)).upper()

    return read


def stripped(ending: str, *path: str) -> Reader:
    """A text that means the same with an ending and without."""

    def read(value: Json) -> Found:
        yield path, str(_typed(value, str, path)).removesuffix(ending)

    return read


def invoked(*path: str) -> Reader:
    """A function's ARN, or the path by which API Gateway invokes it: both mean the same."""

    def read(value: Json) -> Found:
        written = str(_typed(value, str, path))
        match = _INVOKED.fullmatch(written)
        yield path, match[3] if match else written

    return read


def whole(*path: str) -> Reader:
    """A whole number; CloudFormation takes one in quotes as well."""

    def read(value: Json) -> Found:
        number = int(value) if isinstance(value, str) and value.isdigit() else value
        yield path, _typed(number, int, path)

    return read


def integer(*path: str) -> Reader:
    """A whole number, and never one in quotes."""

    def read(value: Json) -> Found:
        yield path, _typed(value, int, path)

    return read


def number(*path: str) -> Reader:
    """A number, with a fraction or without."""

    def read(value: Json) -> Found:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UnreadableError(f"{path}: {value!r} is no number")
        yield path, float(value)

    return read


def flag(*path: str) -> Reader:
    """A truth value; CloudFormation takes one in quotes as well."""

    def read(value: Json) -> Found:
        spoken = {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
        if not isinstance(spoken, bool):
            raise UnreadableError(f"{path}: {value!r} is neither true nor false")
        yield path, spoken

    return read


def nested(properties: Mapping[str, Reader]) -> Reader:
    """A mapping whose keys are properties themselves; an empty one should not have been written."""

    def read(value: Json) -> Found:
        if not value:
            raise UnreadableError("an empty mapping")
        yield from read_all(properties, mapping(value))

    return read


def block(properties: Mapping[str, Reader]) -> Reader:
    """A block of Terraform that is there at most once."""
    return each(nested(properties))


def perhaps(properties: Mapping[str, Reader]) -> Reader:
    """The same where an empty one is fair."""

    def read(value: Json) -> Found:
        yield from read_all(properties, mapping(value))

    return read


def only(reader: Reader) -> Reader:
    """The single item of a list."""

    def read(value: Json) -> Found:
        items = listed(value)
        if len(items) != 1:
            raise UnreadableError(f"one item expected: {value!r}")
        yield from reader(items[0])

    return read


def members(*path: str) -> Reader:
    """A list of texts whose order means nothing."""

    def read(value: Json) -> Found:
        for each in listed(value):
            yield (*path, str(_typed(each, str, path))), True

    return read


def ordered(*path: str) -> Reader:
    """A list of texts whose order matters."""

    def read(value: Json) -> Found:
        for number, each in enumerate(listed(value), 1):
            yield (*path, str(number)), _typed(each, str, path)

    return read


def entries(*path: str) -> Reader:
    """A mapping of the user's own names to texts."""

    def read(value: Json) -> Found:
        for name, each in mapping(value).items():
            yield (*path, name), _typed(each, str, (*path, name))

    return read


def pairs(*path: str) -> Reader:
    """The same as a list of ``Key`` and ``Value``."""

    def read(value: Json) -> Found:
        for each in listed(value):
            pair = mapping(each)
            if set(pair) != {"Key", "Value"}:
                raise UnreadableError(f"{path}: {each!r} is no tag")
            key = str(pair["Key"])
            yield (*path, key), _typed(pair["Value"], str, (*path, key))

    return read


def pattern(*path: str) -> Reader:
    """A JSON filter pattern; how it is spaced means nothing."""

    def read(value: Json) -> Found:
        yield (*path, canonical(parsed(value, path))), True

    return read


def document_text(*path: str) -> Reader:
    """JSON that AWS fills in before anybody reads it: what it fills in must not be escaped."""

    def read(value: Json) -> Found:
        written = str(_typed(value, str, path))
        yield path, canonical(parsed(written, path))
        for filled_in in _FILLED_IN.findall(written):
            yield (*path, filled_in), True

    return read


def each(reader: Reader) -> Reader:
    """Every item of a list."""

    def read(value: Json) -> Found:
        for item in listed(value):
            yield from reader(item)

    return read


def fixed(expected: Json) -> Reader:
    """Something that may be said, but only thus, and then means nothing more."""

    def read(value: Json) -> Found:
        if value != expected:
            raise UnreadableError(f"{value!r} instead of {expected!r}")
        yield from ()

    return read


def read_all(properties: Mapping[str, Reader], said: Mapping[str, Json]) -> Found:
    """Everything that ``said`` says; ``UnreadableError`` at the first property that is not known."""
    for name, value in said.items():
        if name not in properties:
            raise UnreadableError(f"property {name} = {value!r}")
        yield from properties[name](value)


def mapping(value: Json) -> dict[str, Json]:
    """``value``, which must be a mapping."""
    if not isinstance(value, dict):
        raise UnreadableError(f"not a mapping: {value!r}")
    return value


def listed(value: Json) -> list[Json]:
    """``value``, which must be a list."""
    if not isinstance(value, list):
        raise UnreadableError(f"not a list: {value!r}")
    return value


def parsed(value: Json, path: Path) -> Json:
    """The JSON in a text; what is JSON already stays."""
    if not isinstance(value, str):
        return value
    try:
        found: Json = json.loads(value)
    except ValueError:
        raise UnreadableError(f"{path}: {value!r} is no JSON") from None
    return found


def _typed(value: Json, kind: type[str] | type[int], path: Path) -> Leaf:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise UnreadableError(f"{path}: {value!r} is no {kind.__name__}")
    return value
