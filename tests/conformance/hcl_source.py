"""Reads Terraform source: which blocks stand in it and which arguments they say, values as text.

It knows the grammar of blocks and arguments and where an expression ends, and nothing of ours. What it
cannot read it refuses, so that nothing goes unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_BLANK = re.compile(r"(?:\s|#[^\n]*|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_LABEL = re.compile(r'[ \t]*(?:"([^"\\]*)"|([A-Za-z_][\w-]*))')
_HEREDOC = re.compile(r"<<-?(\w+)\n")
_OPENING, _CLOSING = "([{", ")]}"


class UnreadableSourceError(ValueError):
    """Text that is no block and no argument; the message shows where."""


@dataclass(frozen=True, slots=True)
class Block:
    """``word "label" { ... }`` with its arguments (name to expression as written) and inner blocks."""

    word: str
    labels: tuple[str, ...]
    arguments: dict[str, str]
    blocks: tuple[Block, ...]

    @property
    def address(self) -> str:
        """How Terraform calls it: ``aws_sqs_queue.jobs``, ``data.aws_partition.current``."""
        return ".".join(self.labels if self.word == "resource" else (self.word, *self.labels))

    def named(self, word: str) -> tuple[Block, ...]:
        """The inner blocks of that name."""
        return tuple(each for each in self.blocks if each.word == word)

    def expressions(self) -> Iterator[str]:
        """Every expression in it, inner blocks included."""
        yield from self.arguments.values()
        for each in self.blocks:
            yield from each.expressions()


def read_module(folder: Path) -> tuple[Block, ...]:
    """The blocks of all files of a module, file by file."""
    files = sorted(folder.glob("*.tf"))
    return tuple(block for file in files for block in read(file.read_text(encoding="utf-8")))


def read(text: str) -> tuple[Block, ...]:
    """The blocks of a file. Raises ``UnreadableSourceError``."""
    arguments, blocks, end = _body(text, 0)
    if end != len(text) or arguments:
        raise UnreadableSourceError(text[end : end + 60] or str(arguments))
    return blocks


def _body(text: str, at: int) -> tuple[dict[str, str], tuple[Block, ...], int]:
    arguments: dict[str, str] = {}
    blocks: list[Block] = []
    while True:
        at = _blank(text, at)
        if at == len(text) or text[at] == "}":
            return arguments, tuple(blocks), at
        word = _WORD.match(text, at)
        if word is None:
            raise UnreadableSourceError(text[at : at + 60])
        after = re.compile(r"[ \t]*=(?!=)[ \t]*").match(text, word.end())
        if after:
            at = _expression_end(text, after.end())
            arguments[word[0]] = text[after.end() : at].strip()
        else:
            block, at = _block(text, word[0], word.end())
            blocks.append(block)


def _block(text: str, word: str, at: int) -> tuple[Block, int]:
    labels: list[str] = []
    while label := _LABEL.match(text, at):
        labels.append(label[1] if label[1] is not None else label[2])
        at = label.end()
    opening = re.compile(r"[ \t]*\{").match(text, at)
    if opening is None:
        raise UnreadableSourceError(f"{word}{text[at : at + 60]}")
    arguments, blocks, end = _body(text, opening.end())
    if end == len(text):
        raise UnreadableSourceError(f"{word} is never closed")
    return Block(word, tuple(labels), arguments, blocks), end + 1


def _expression_end(text: str, at: int) -> int:
    """Where the expression ends: the line's end outside of all brackets, or the body's."""
    depth = 0
    while at < len(text):
        letter = text[at]
        if depth == 0 and (letter == "\n" or letter == "}"):
            return at
        if heredoc := _HEREDOC.match(text, at):
            at = _heredoc_end(text, heredoc[1], heredoc.end())
        elif letter == '"':
            at = _quoted_end(text, at + 1)
        elif letter == "#" or text.startswith("//", at):
            at = _line_end(text, at)
        else:
            depth += (letter in _OPENING) - (letter in _CLOSING)
            at += 1
    return at


def _quoted_end(text: str, at: int) -> int:
    """Behind the closing quote; ``at`` is behind the opening one."""
    while text[at] != '"':
        if text.startswith(("$${", "%%{"), at):
            at += 3
        elif text.startswith(("${", "%{"), at):
            at = _template_end(text, at + 2)
        else:
            at += 2 if text[at] == "\\" else 1
    return at + 1


def _template_end(text: str, at: int) -> int:
    depth = 1
    while depth:
        if text[at] == '"':
            at = _quoted_end(text, at + 1)
            continue
        depth += (text[at] in _OPENING) - (text[at] in _CLOSING)
        at += 1
    return at


def _heredoc_end(text: str, marker: str, at: int) -> int:
    end = re.compile(rf"^[ \t]*{marker}$", re.MULTILINE).search(text, at)
    if end is None:
        raise UnreadableSourceError(f"<<{marker} is never closed")
    return end.end()


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def references(expressions: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """What expressions ask of others: ``resource`` or ``data``, the type, the attribute."""
    for each in expressions:
        code = _without_text(each)
        for data, kind, attribute in _ASKED.findall(code):
            yield ("data" if data else "resource"), kind, attribute


_ASKED = re.compile(r"(?<![\w.])(data\.)?(aws_\w+)\.[\w-]+(?:\[[^\]]*\])?\.(\w+)")


def _without_text(expression: str) -> str:
    """The expression with only the code of its templates left in its quotes."""
    kept, at = [], 0
    while at < len(expression):
        if expression[at] != '"':
            kept.append(expression[at])
            at += 1
            continue
        end = _quoted_end(expression, at + 1)
        kept.extend(f" {each} " for each in _interpolations(expression, at + 1, end - 1))
        at = end
    return "".join(kept)


def _interpolations(text: str, at: int, end: int) -> Iterator[str]:
    while at < end:
        if text.startswith(("$${", "%%{"), at):
            at += 3
        elif text.startswith(("${", "%{"), at):
            close = _template_end(text, at + 2)
            yield _without_text(text[at + 2 : close - 1])
            at = close
        else:
            at += 2 if text[at] == "\\" else 1
