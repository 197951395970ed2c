"""Why a file or a value cannot be read: one sentence each, with the place and the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_EXPECTED: Mapping[str, str] = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "string_unicode": "text without half characters",
    "mapping_type": "a mapping",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
    "tuple_type": "a list",
}
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a file from being read; ``line`` and ``column`` count from 1."""

    message: str
    line: int | None = None
    column: int | None = None


class BlueprintError(Exception):
    """A file that cannot be used: every problem that was found in it."""

    def __init__(self, source: str, problems: Iterable[Problem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """A line for each problem: ``file:line:column: sentence``; control characters are spelled out."""
        lines = [
            f"{self.source}:{each.line}:{each.column}: {each.message}"
            if each.line
            else f"{self.source}: {each.message}"
            for each in self.problems
        ]
        return [_printable(each) for each in lines]


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def shown(value: object) -> str:
    """A value as a message quotes it, shortened and on one line."""
    if value is None:
        return "nothing"
    if isinstance(value, (BaseModel, Mapping)):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    return shortened(str(value).lower() if isinstance(value, bool) else repr(value))


def shortened(text: str) -> str:
    """As much of a text as a message has room for."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def nearest(name: str, known: Iterable[str]) -> str:
    """``; did you mean x?`` where one of the known names is near, else nothing."""
    near = get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def explain(error: ErrorDetails, owner: type[BaseModel] | None) -> str:
    """Pydantic's error as a sentence; ``owner`` is the part that holds the faulty key."""
    kind, value = error["type"], error["input"]
    key = shortened(str(error["loc"][-1])) if error["loc"] else ""
    if kind == "extra_forbidden":
        known = list(owner.model_fields) if owner else []
        hint = nearest(key, known) or (f" ({', '.join(known)} are known)" if known else "")
        return f"{key} is not a setting here{hint}" + ("" if hint.endswith("?") else ".")
    if kind == "missing":
        return f"{key} is missing."
    if kind in _EXPECTED:
        return f"{key}: expected {_EXPECTED[kind]}, found {shown(value)}."
    if kind == "literal_error":
        return f"{key}: expected {error['ctx']['expected']}, found {shown(value)}."
    if kind == "string_pattern_mismatch":
        return f"{key}: {shown(value)} does not have the form {_form(error)}."
    message = error["msg"].removeprefix("Value error, ").removesuffix(".")
    return f"{key}: expected {message}." if not message.endswith("?") else f"{key}: expected {message}"


_FORMS: Mapping[str, str] = {
    "^[^:]+:[SNB]$": "name:type, such as pk:S (S text, N number, B bytes)",
    "^[A-Za-z][A-Za-z0-9_-]*$": "of a name: a letter, then letters, digits, - and _",
}


def _form(error: ErrorDetails) -> str:
    context: Mapping[str, Any] = error.get("ctx", {})  # pydantic's own
    pattern = str(context.get("pattern", ""))
    return _FORMS.get(pattern, pattern)
