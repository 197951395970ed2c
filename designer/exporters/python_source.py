"""A writer of Python expressions, laid out as ``ruff format`` leaves them.

Nodes know nothing of AWS. What fits is put on one line; what does not has one member a line and a
trailing comma, which the formatter respects. A string is always text: only ``Code`` is code.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, singledispatch
from textwrap import wrap
from typing import TypeAlias

LINE_LENGTH = 88
"""What ruff format allows by default."""


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of Python that stands for itself: a name, an attribute."""

    text: str


@dataclass(frozen=True, slots=True)
class Formatted:
    """An f-string of texts and pieces of code; the code may hold single quotes only."""

    parts: tuple[str | Code, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """``function(*positional, **keywords)``."""

    function: str
    positional: tuple[Expression, ...] = ()
    keywords: tuple[tuple[str, Expression], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, with a comment above it."""

    value: Expression
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Array:
    """A list."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict; a pair without a key is a dict spread into it."""

    pairs: tuple[tuple[str | None, Expression], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """``(then if condition else otherwise)``."""

    condition: Code
    then: Expression
    otherwise: Expression


Expression: TypeAlias = str | int | float | bool | Code | Formatted | Call | Array | Mapping | Choice | None


@dataclass(frozen=True, slots=True)
class _Member:
    """What stands on a line of its own between two brackets."""

    value: Expression
    before: str = ""
    after: str = ","
    comment: str = ""


@dataclass(frozen=True, slots=True)
class _Bracketed:
    opening: str
    closing: str
    members: tuple[_Member, ...]


def call(function: str, *positional: Expression, **keywords: Expression) -> Call:
    """A call with the keywords that are set: ``None`` is left out."""
    return Call(function, positional, tuple((k, v) for k, v in keywords.items() if v is not None))


def array(values: Iterable[Expression]) -> Array:
    """A list without comments."""
    return Array(tuple(Item(value) for value in values))


def lines(node: Expression, indent: int = 0, before: str = "", after: str = "") -> Iterator[str]:
    """``node`` as lines, ``before`` and ``after`` being what shares the first and the last with it."""
    margin = " " * indent
    bracketed = _bracketed(node)
    if bracketed is None or not bracketed.members:
        whole = f"{margin}{before}{flat(node)}{after}"
        pieces = _pieces(node, LINE_LENGTH - indent - 4) if after == "," and _is_wide(whole) else []
        if not pieces:
            yield whole
            return
        yield f"{margin}{before}("
        yield from (f"{margin}    {each}" for each in pieces)
        yield f"{margin}){after}"
        return
    short = _short(node, LINE_LENGTH - indent - len(before) - len(after))
    if short is not None and not _commented(node):
        whole = f"{margin}{before}{short}{after}"
        if not _is_wide(whole):
            yield whole
            return
    yield f"{margin}{before}{bracketed.opening}"
    for member in bracketed.members:
        yield from (f"{margin}    {line}" for line in comment(member.comment, indent + 4))
        yield from lines(member.value, indent + 4, member.before, member.after)
    yield f"{margin}{bracketed.closing}{after}"


def assigned(target: str, node: Expression, indent: int = 0) -> Iterator[str]:
    """An assignment as lines; in parentheses where ``node`` has no room to begin behind ``target``."""
    whole = list(lines(node, indent, f"{target} = "))
    if not _is_wide(whole[0]) or (isinstance(node, Code) and node.text.isidentifier()):
        yield from whole
        return
    inside = list(lines(node, indent + 4))
    if any(map(_is_wide, inside)):
        yield from whole
        return
    margin = " " * indent
    yield f"{margin}{target} = ("
    yield from inside
    yield f"{margin})"


def flat(node: Expression) -> str:
    """``node`` on one line."""
    return _short(node, sys.maxsize) or ""


def _short(node: Expression, room: int) -> str | None:
    """``node`` on one line of at most ``room`` characters; ``None`` as soon as it is longer."""
    bracketed = _bracketed(node)
    if bracketed is None:
        atom = _atom(node)
        return atom if len(atom) <= room else None
    separator = " " if isinstance(node, Choice) else ", "
    parts: list[str] = []
    left = room - len(bracketed.opening) - len(bracketed.closing) + len(separator)
    for each in bracketed.members:
        left -= len(each.before) + len(separator)
        inner = _short(each.value, left)
        if inner is None:
            return None
        left -= len(inner)
        parts.append(f"{each.before}{inner}")
    return f"{bracketed.opening}{separator.join(parts)}{bracketed.closing}" if left >= 0 else None


_TOKEN = re.compile(r"[^ :/\n]*(?:\n|[ :/]+)|[^ :/\n]+")
"""What of a text stays on one line: a word, or a part of an ARN or a path, and what ends it."""


def _pieces(node: Expression, room: int) -> list[str]:
    """A text as literals of at most ``room`` characters that Python puts together; none if it stays whole.

    That is what cannot be broken, or has double quotes in it: single ones are chosen for all of it.
    """
    parts = node.parts if isinstance(node, Formatted) else (node,) if isinstance(node, str) else ()
    texts = [part for part in parts if isinstance(part, str)]
    if not texts or any('"' in each for each in texts):
        return []
    if not _is_wide(flat(node), room):
        return [flat(node)]
    rows: list[list[str | Code]] = [[]]
    for part in parts:
        for token in _TOKEN.findall(part) if isinstance(part, str) else [part]:
            if rows[-1] and _is_wide(flat(Formatted((*rows[-1], token))), room):
                rows.append([])
            rows[-1].append(token)
            if isinstance(token, str) and token.endswith("\n"):
                rows.append([])
    pieces = [flat(Formatted(tuple(row))) for row in rows if row]
    return [] if any(_is_wide(each, room) for each in pieces) else pieces


@singledispatch
def _bracketed(node: object) -> _Bracketed | None:  # noqa: ARG001 - dispatch passes it to all
    """``node`` as members between brackets, or ``None`` for what cannot be broken."""
    return None


@_bracketed.register
def _(node: Call) -> _Bracketed | None:
    positional = (_Member(each) for each in node.positional)
    keywords = (_Member(value, f"{name}=") for name, value in node.keywords)
    return _Bracketed(f"{node.function}(", ")", (*positional, *keywords))


@_bracketed.register
def _(node: Array) -> _Bracketed | None:
    return _Bracketed("[", "]", tuple(_Member(each.value, comment=each.comment) for each in node.items))


@_bracketed.register
def _(node: Mapping) -> _Bracketed | None:
    pairs = (_Member(value, "**" if key is None else f"{literal(key)}: ") for key, value in node.pairs)
    return _Bracketed("{", "}", tuple(pairs))


@_bracketed.register
def _(node: Choice) -> _Bracketed | None:
    return _Bracketed(
        "(",
        ")",
        (
            _Member(node.then, "", ""),
            _Member(node.condition, "if ", ""),
            _Member(node.otherwise, "else ", ""),
        ),
    )


def _commented(node: Expression) -> bool:
    """Whether a comment stands in ``node``, which then cannot be on one line."""
    bracketed = _bracketed(node)
    return bracketed is not None and any(each.comment or _commented(each.value) for each in bracketed.members)


@singledispatch
def _atom(node: object) -> str:
    return repr(node)


@_atom.register
def _(node: str) -> str:
    return literal(node)


@_atom.register
def _(node: Code) -> str:
    return node.text


@_atom.register
def _(node: Formatted) -> str:
    if not any(isinstance(part, Code) for part in node.parts):
        return literal("".join(part for part in node.parts if isinstance(part, str)))
    texts = "".join(part for part in node.parts if isinstance(part, str))
    quote = _quote(texts)
    return f"f{quote}{''.join(_part(part, quote) for part in node.parts)}{quote}"


def _part(part: str | Code, quote: str) -> str:
    if isinstance(part, Code):
        # Inside, the formatter uses the other quote.
        code = part.text if quote == '"' else part.text.replace("'", '"')
        return f"{{{code}}}"
    return _escaped(part, quote).replace("{", "{{").replace("}", "}}")


# Control characters, what is invisible or turns text around, and what UTF-8 cannot hold.
_SPECIAL = re.compile(
    "[\\\\\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)


def literal(text: str) -> str:
    """``text`` as a string literal."""
    quote = _quote(text)
    return f"{quote}{_escaped(text, quote)}{quote}"


def _quote(text: str) -> str:
    """The formatter's choice: double quotes unless single ones need fewer escapes."""
    return '"' if text.count('"') <= text.count("'") else "'"


def _escaped(text: str, quote: str) -> str:
    return _SPECIAL.sub(lambda found: _escape(found.group()), text).replace(quote, f"\\{quote}")


def _escape(character: str) -> str:
    code = ord(character)
    short = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    return short or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _is_wide(line: str, room: int = LINE_LENGTH) -> bool:
    """Whether ``line`` has no room, or may have none; the formatter counts some characters twice."""
    return (len(line) if line.isascii() else sum(1 if each.isascii() else 2 for each in line)) > room


def names(node: Expression) -> Iterator[str]:
    """The names that ``node`` reads; one may come twice."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Code):
            yield from _names_in(current.text)
        elif isinstance(current, Formatted):
            waiting.extend(part for part in current.parts if isinstance(part, Code))
        else:
            bracketed = _bracketed(current)
            if bracketed is not None:
                yield from _names_in(bracketed.opening[:-1])
                waiting.extend(each.value for each in bracketed.members)


@cache
def _names_in(code: str) -> tuple[str, ...]:
    """The names in a piece of code: no attributes, no keywords of a call, nothing inside of texts."""
    return tuple(_NAME.findall(_TEXT.sub("", code)))


_TEXT = re.compile("'[^']*'|\"[^\"]*\"")
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?!\w*=)")


def comment(text: str, indent: int) -> Iterator[str]:
    """``text`` as comment lines; a line break of any kind cannot end the comment early."""
    for line in text.splitlines():
        said = _SPECIAL.sub(_in_comment, line)
        room = LINE_LENGTH - indent - len("# ")
        for each in wrap(said, room, break_long_words=False, break_on_hyphens=False) or [""]:
            yield f"# {each}".rstrip()


def _in_comment(found: re.Match[str]) -> str:
    return "\\" if found.group() == "\\" else " "
