"""A writer of CloudFormation YAML: typed nodes in, text out.

Nodes know nothing of AWS. A string comes back as the same string from any YAML 1.1 or 1.2 parser:
it is left plain only where no parser can take it for something else. Text that looks like an
intrinsic is text; an intrinsic is a ``Tagged`` node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, singledispatch
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Tagged:
    """A node behind a short-form tag: ``Tagged("Ref", "Stage")`` is ``!Ref Stage``."""

    tag: str
    value: Node


@dataclass(frozen=True, slots=True)
class Literal:
    """A text of several lines, each as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Folded:
    """A text of one line on several lines: a reader puts a space where a line ends."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence on one line: ``[dev, prod]``; its items must fit on a line too."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a sequence, with a comment above it."""

    value: Node
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence with one item a line."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a mapping; ``spaced`` puts an empty line above it."""

    key: str
    value: Node
    comment: str = ""
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A mapping with one key a line."""

    fields: tuple[Field, ...]


Node: TypeAlias = str | int | float | bool | Tagged | Literal | Folded | Flow | Items | Block


def block(**fields: Node | None) -> Block:
    """A mapping of the keys that are set: ``None`` and empty collections are left out."""
    return block_of(fields.items())


def block_of(fields: Iterable[tuple[str, Node | None]]) -> Block:
    """``block`` for keys that are not Python names."""
    return Block(tuple(Field(key, value) for key, value in fields if value is not None and not _empty(value)))


def together(*blocks: Block) -> Block:
    """The keys of all ``blocks`` in one mapping."""
    return Block(tuple(field for each in blocks for field in each.fields))


def items(values: Iterable[Node]) -> Items:
    """A sequence without comments."""
    return Items(tuple(Item(value) for value in values))


def document(root: Block) -> str:
    """``root`` as a file's text."""
    return "".join(f"{line}\n" if line else "\n" for line in _mapping(root))


def _empty(node: Node) -> bool:
    return (type(node) is Block and not node.fields) or (type(node) is Items and not node.items)


@singledispatch
def _layout(node: object) -> tuple[str, list[str]]:
    """What stands behind the key, and the lines below it (not indented)."""
    return _inline(node), []


@_layout.register
def _(node: str) -> tuple[str, list[str]]:
    return scalar(node), []


@_layout.register
def _(node: Literal) -> tuple[str, list[str]]:
    lines = node.text.split("\n")
    plain = _as_they_are(lines) and not lines[0].startswith(" ")
    return ("|-", lines) if plain else (scalar(node.text), [])


@_layout.register
def _(node: Folded) -> tuple[str, list[str]]:
    lines = list(node.lines)
    plain = _as_they_are(lines) and not any(line.startswith(" ") for line in lines)
    return (">-", lines) if plain else (scalar(" ".join(lines)), [])


@_layout.register
def _(node: Tagged) -> tuple[str, list[str]]:
    head, below = _layout(node.value)
    return f"!{node.tag} {head}".rstrip(), below


@_layout.register
def _(node: Block) -> tuple[str, list[str]]:
    return ("{}", []) if _empty(node) else ("", _mapping(node))


@_layout.register
def _(node: Items) -> tuple[str, list[str]]:
    return ("[]", []) if _empty(node) else ("", [line for item in node.items for line in _item(item)])


def _as_they_are(lines: list[str]) -> bool:
    """Whether a block scalar can hold the lines, none of which needs an escape."""
    return all(line and not line.endswith(" ") and not _ESCAPED.search(line) for line in lines)


def _mapping(node: Block) -> list[str]:
    lines: list[str] = []
    for field in node.fields:
        if field.spaced:
            lines.append("")
        if field.comment:
            lines.extend(comment(field.comment))
        head, below = _layout(field.value)
        lines.append(f"{scalar(field.key)}: {head}" if head else f"{scalar(field.key)}:")
        lines.extend([f"  {line}" if line else "" for line in below])
    return lines


def _item(item: Item) -> Iterator[str]:
    yield from comment(item.comment)
    head, below = _layout(item.value)
    first, *rest = [head, *below] if head else below
    yield f"- {first}"
    yield from (f"  {line}" if line else "" for line in rest)


@singledispatch
def _inline(node: object) -> str:
    """``node`` inside brackets, where more characters mean something than outside."""
    raise TypeError(f"cannot stand on one line: {node!r}")


@_inline.register
def _(node: str) -> str:
    return scalar(node, flow=True)


@_inline.register
def _(node: bool) -> str:
    return "true" if node else "false"


@_inline.register
def _(node: int) -> str:
    return str(node)


@_inline.register
def _(node: float) -> str:
    text = repr(node)
    # YAML 1.1 takes an exponent for a number only behind a decimal point.
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


@_inline.register
def _(node: Tagged) -> str:
    return f"!{node.tag} {_inline(node.value)}"


@_inline.register
def _(node: Flow) -> str:
    return f"[{', '.join(_inline(each) for each in node.items)}]"


_PLAIN = re.compile(r"""[A-Za-z_/$](?:[\w./@+*=(){},;?!%&$'"-]|:(?=[\w/*:$])| (?=[^ #]))*""", re.ASCII)
_PLAIN_IN_FLOW = re.compile(r"[A-Za-z_/](?:[\w./@+*=-]|:(?=[\w/*:]))*", re.ASCII)
_OTHER_MEANING = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
# Not printable in YAML, line breaks in some version of it, or invisible to a reader.
_ESCAPED = re.compile(
    "[\x00-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_QUOTED = re.compile(r'["\\]')
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


@lru_cache(maxsize=8192)
def scalar(text: str, *, flow: bool = False) -> str:
    """``text`` so that every parser reads it as that string: plain, else quoted, else escaped."""
    if _ESCAPED.search(text):
        return '"' + _ESCAPED.sub(_escape, _QUOTED.sub(r"\\\g<0>", text)) + '"'
    pattern = _PLAIN_IN_FLOW if flow else _PLAIN
    if pattern.fullmatch(text) and text.lower() not in _OTHER_MEANING:
        return text
    return f'"{text}"' if "'" in text and not _QUOTED.search(text) else "'" + text.replace("'", "''") + "'"


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    code = ord(character)
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def comment(text: str) -> Iterator[str]:
    """``text`` as comment lines; a line break of any kind cannot end the comment early."""
    for line in text.splitlines():
        yield f"# {_ESCAPED.sub(' ', line)}".rstrip()
