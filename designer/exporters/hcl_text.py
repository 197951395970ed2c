"""Text in HCL: quoted strings in which every character is literal, keys, and comments."""

from __future__ import annotations

import re
import textwrap
import unicodedata

LINE = 100
"""Columns after which a list or a call is spread over several lines, and a comment wraps."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_KEYWORDS = frozenset({"for", "if", "in", "else", "endif", "endfor", "null", "true", "false"})
_NAMED_ESCAPES = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_TAME = re.compile(r"[ !#-\[\]-~]*")
"""Printable ASCII without quotes and backslashes: most texts."""
_OPENING = re.compile(r"([$%]*)([$%])(?=\{)")


def quote(text: str) -> str:
    """``text`` as a quoted string that Terraform reads back unchanged (but for Unicode's NFC)."""
    return f'"{escape(text)}"'


def escape(text: str, *, before_interpolation: bool = False) -> str:
    """``text`` for the inside of quotes; ``before_interpolation`` when ``${`` follows it at once."""
    escaped = text if _TAME.fullmatch(text) else "".join(_character(each) for each in text)
    escaped = _OPENING.sub(_opening, escaped)
    if before_interpolation and escaped.endswith("$"):
        return escaped[:-1] + r"\u0024"
    return escaped


def escaped_lines(text: str) -> list[str]:
    """The lines of ``text`` for the inside of a here-document, where only ``${`` and ``%{`` mean more."""
    return [_OPENING.sub(_opening, line) for line in text.split("\n")]


def key(name: str) -> str:
    """The key of an object, bare where HCL allows it.

    ``terraform fmt`` aligns by the characters that a reader sees, and what counts as one differs
    between Unicode versions; so what could join with its neighbour is written as an escape.
    """
    if is_identifier(name):
        return name
    simple = (each if _is_one_column(each) else _code_point(each) for each in escape(name))
    return f'"{"".join(simple)}"'


def is_identifier(name: str) -> bool:
    """Whether ``name`` can stand bare, as a key and behind a dot."""
    return _IDENTIFIER.fullmatch(name) is not None and name not in _KEYWORDS


def comment(text: str, indent: int) -> list[str]:
    """The lines of a ``#`` comment, wrapped; none for no text."""
    if not text:
        return []
    visible = "".join(" " if unicodedata.category(each) in _INVISIBLE else each for each in text)
    prefix = f"{' ' * indent}# "
    return textwrap.wrap(
        _encodable(visible),
        width=max(LINE, indent + 40),
        initial_indent=prefix,
        subsequent_indent=prefix,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _character(character: str) -> str:
    if character in _NAMED_ESCAPES:
        return _NAMED_ESCAPES[character]
    # A reviewer must see what is there: zero-width and direction marks are spelt out.
    if character != " " and unicodedata.category(character) in _INVISIBLE:
        return _code_point(character)
    return _encodable(character)


def _encodable(text: str) -> str:
    """Half a surrogate pair is no character, and no file can hold it: U+FFFD, as Unicode advises."""
    return text if text.isascii() else re.sub(r"[\ud800-\udfff]", "\ufffd", text)


def _opening(match: re.Match[str]) -> str:
    """``${`` as people write it, ``$${``; behind other markers that would be read otherwise."""
    others, marker = match.groups()
    return f"{others}{_code_point(marker)}" if others else marker * 2


def _code_point(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) <= 0xFFFF else f"\\U{ord(character):08x}"


def _is_one_column(character: str) -> bool:
    point = ord(character)
    if point < 0x300:
        return True
    in_simple_script = point < 0x590 or 0x3041 <= point <= 0x9FFF or 0xAC00 <= point <= 0xD7A3
    return in_simple_script and unicodedata.category(character)[0] in "LN"
