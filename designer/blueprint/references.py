"""References inside text: ``${jobs.url}`` in an environment value.

Only environment values are read this way; everywhere else text is text. ``$${`` stands for a
literal ``${``. A reference that cannot be read or that names nothing stays literal text, and a
rule reports it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from designer.graph import Variable

_TOKEN = re.compile(r"(?P<escaped>\$\$\{)|\$\{(?P<inside>[^{}$]*)\}")


@dataclass(frozen=True, slots=True)
class Reference:
    """``${name.attribute}``, or ``${stage}`` and its like with no attribute."""

    name: str
    attribute: str | None

    @property
    def written(self) -> str:
        """As it stands in the text."""
        return f"${{{self.name}.{self.attribute}}}" if self.attribute else f"${{{self.name}}}"


Piece: TypeAlias = str | Reference

VARIABLE: Final = "var"
"""What ``${var.orders_arn}`` begins with: a text that whoever deploys has to say."""

_VARIABLE = re.compile(r"\$\{var\.([a-z][a-z0-9_]{0,62})\}")


def variable(text: str) -> Variable | None:
    """The variable that ``text`` is as a whole, or ``None`` where it is none."""
    match = _VARIABLE.fullmatch(text)
    return Variable(match[1]) if match else None


def parse(text: str) -> tuple[Piece, ...]:
    """The literal pieces and the references of ``text``, in order; no empty pieces."""
    pieces: list[Piece] = []
    literal, end = "", 0
    for match in _TOKEN.finditer(text):
        literal += text[end : match.start()]
        end = match.end()
        if match["escaped"]:
            literal += "${"
            continue
        if literal:
            pieces.append(literal)
        name, _, attribute = match["inside"].partition(".")
        pieces.append(Reference(name, attribute or None))
        literal = ""
    literal += text[end:]
    return (*pieces, literal) if literal else tuple(pieces)


def references(text: str) -> tuple[Reference, ...]:
    """The references of ``text``, in order."""
    return tuple(piece for piece in parse(text) if isinstance(piece, Reference))


def renamed(text: str, old: str, new: str) -> str:
    """``text`` with every reference to ``old`` changed to ``new``; escapes stay as they are."""

    def swap(match: re.Match[str]) -> str:
        inside = match["inside"]
        if match["escaped"] or inside.partition(".")[0] != old:
            return match[0]
        return f"${{{new}{inside.removeprefix(old)}}}"

    return _TOKEN.sub(swap, text)


def replaced(text: str, old: Reference, new: str) -> str:
    """``text`` with ``new`` where the reference ``old`` stood; escapes stay as they are."""

    def swap(match: re.Match[str]) -> str:
        if match["escaped"]:
            return match[0]
        name, _, attribute = match["inside"].partition(".")
        return new if Reference(name, attribute or None) == old else match[0]

    return _TOKEN.sub(swap, text)
