"""A typed writer of HCL whose output is what ``terraform fmt`` would leave alone.

Expressions are Python scalars (``None`` is ``null``) or the nodes below; a file is a list of blocks.
Only text that this program made goes into a ``Reference``; everything else is quoted.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import singledispatch
from typing import TypeAlias

from designer.exporters.hcl_text import LINE, comment, escape, escaped_lines, is_identifier, key, quote

INDENT = 2


class Node(ABC):
    """An expression that is more than a scalar."""

    @abstractmethod
    def flat(self) -> str | None:
        """The expression on one line; ``None`` when it must be spread."""

    def spread(self, indent: int) -> str:  # noqa: ARG002 - for those that can be spread
        """The expression over several lines, the first of which starts at ``indent``."""
        return self.flat() or ""


Expression: TypeAlias = str | int | float | bool | Node | None


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """A name or traversal: ``aws_sqs_queue.jobs.arn``."""

    text: str

    def flat(self) -> str:
        """The text itself."""
        return self.text

    def attribute(self, name: str) -> Reference:
        """``name`` of the object referred to, in brackets where it is no identifier."""
        return Reference(f"{self.text}.{name}" if is_identifier(name) else f"{self.text}[{quote(name)}]")


@dataclass(frozen=True, slots=True)
class Template(Node):
    """Quoted text with interpolations; made by ``template``."""

    parts: tuple[str | Node, ...]

    def flat(self) -> str:
        """The quoted text."""
        followers = (*self.parts[1:], "")
        return f'"{"".join(map(_template_part, self.parts, followers))}"'


def template(*parts: Expression) -> Expression:
    """``parts`` as one text: a plain string or a bare expression where that says the same."""
    merged: list[str | Node] = []
    for part in _template_parts(parts):
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    if not merged:
        return ""
    return merged[0] if len(merged) == 1 else Template(tuple(merged))


@dataclass(frozen=True, slots=True)
class Lines(Node):
    """Text of several lines as people read it, where that says the same; its last line ends, too."""

    text: str

    def flat(self) -> str | None:
        """The text in quotes, where lines would not say the same."""
        return None if self._is_tame() else quote(f"{self.text}\n")

    def spread(self, indent: int) -> str:
        """The lines, indented by what Terraform takes away again."""
        margin = " " * (indent + INDENT)
        lines = (f"{margin}{line}" if line else "" for line in escaped_lines(self.text))
        return "\n".join(["<<-EOT", *lines, f"{' ' * indent}EOT"]) if self._is_tame() else self.flat() or ""

    def _is_tame(self) -> bool:
        lines = self.text.split("\n")
        return (
            len(lines) > 1
            and any(line and not line.startswith(" ") for line in lines)
            and all(line.isprintable() and line.strip() != "EOT" for line in lines)
        )


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function call; a spread argument keeps its brackets beside the call's."""

    name: str
    arguments: tuple[Expression, ...]

    def flat(self) -> str | None:
        """The call, when all its arguments fit on its line."""
        listed = _flat_list(self.arguments)
        return None if listed is None else f"{self.name}({listed})"

    def spread(self, indent: int) -> str:
        """The call with its last argument spread, where that one can be."""
        last = len(self.arguments) - 1
        written = (
            _spread(each, indent) if index == last or flat(each) is None else write(each, indent)
            for index, each in enumerate(self.arguments)
        )
        return f"{self.name}({', '.join(written)})"


@dataclass(frozen=True, slots=True)
class Commented(Node):
    """An item of a list with a comment above it."""

    value: Expression
    comment: str

    def flat(self) -> str | None:
        """Nothing when there is a comment: it needs a line of its own."""
        return None if self.comment else flat(self.value)

    def spread(self, indent: int) -> str:
        """The value; the list writes the comment."""
        return _spread(self.value, indent)


@dataclass(frozen=True, slots=True)
class List(Node):
    """``[...]``: on one line where it fits."""

    items: tuple[Expression, ...]

    def flat(self) -> str | None:
        """The list, when all items fit on one line."""
        listed = _flat_list(self.items)
        return None if listed is None else f"[{listed}]"

    def spread(self, indent: int) -> str:
        """One item a line; a single object keeps its braces beside the brackets."""
        if len(self.items) == 1 and isinstance(self.items[0], Object):
            return f"[{write(self.items[0], indent)}]"
        inner = indent + INDENT
        lines: list[str] = []
        for item in self.items:
            lines += comment(item.comment, inner) if isinstance(item, Commented) else []
            lines.append(f"{' ' * inner}{write(item, inner)},")
        return "\n".join(["[", *lines, f"{' ' * indent}]"])


@dataclass(frozen=True, slots=True)
class Argument:
    """``name = value`` in a block or an object."""

    name: str
    value: Expression
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Object(Node):
    """``{...}``: an entry a line, unless there is only one and it is short."""

    entries: tuple[Argument, ...]

    def flat(self) -> str | None:
        """The object, when it has at most one short entry."""
        if not self.entries:
            return "{}"
        first, *others = self.entries
        value = flat(first.value)
        return None if others or first.comment or value is None else f"{{ {key(first.name)} = {value} }}"

    def spread(self, indent: int) -> str:
        """One entry a line."""
        return "\n".join(["{", *_assignments(self.entries, indent + INDENT), f"{' ' * indent}}}"])


@dataclass(frozen=True, slots=True)
class ForEach(Node):
    """An object with an entry for each name: ``{ for name in [...] : name => value }``."""

    names: List
    value: Expression
    """In which the name is ``name``."""

    def flat(self) -> None:
        """Nothing: what is repeated stands on a line of its own."""

    def spread(self, indent: int) -> str:
        """The names on one line or below each other, and the value below them."""
        inner = indent + INDENT
        names = write(self.names, inner, len("for name in  :"))
        lines = (f"for name in {names} :", f"name => {write(self.value, inner, len('name => '))}")
        return "\n".join(["{", *(f"{' ' * inner}{each}" for each in lines), f"{' ' * indent}}}"])


@dataclass(frozen=True, slots=True)
class WithoutNulls(Node):
    """An object whose entries are there only where they have a value."""

    object: Object

    def flat(self) -> None:
        """Nothing: the condition would make the line hard to read."""

    def spread(self, indent: int) -> str:
        """The object between the words of a ``for`` expression."""
        return f"{{ for name, value in {self.object.spread(indent)} : name => value if value != null }}"


@dataclass(frozen=True, slots=True)
class Block:
    """A block; its body is made of paragraphs with a blank line between them.

    A paragraph is a group of arguments, or an inner block. What is empty is left out.
    """

    type: str
    labels: tuple[str, ...] = ()
    body: Sequence[tuple[Argument, ...] | Block | None] = field(default=())
    comment: str = ""

    def lines(self, indent: int = 0) -> list[str]:
        """The block as lines."""
        head = " ".join([self.type, *(quote(label) for label in self.labels)])
        inner: list[str] = []
        for part in self.body:
            if part:
                inner += [""] if inner else []
                deeper = indent + INDENT
                inner += part.lines(deeper) if isinstance(part, Block) else _assignments(part, deeper)
        margin = " " * indent
        body = [f"{margin}{head} {{", *inner, f"{margin}}}"] if inner else [f"{margin}{head} {{}}"]
        return [*comment(self.comment, indent), *body]


def arguments(**values: Expression) -> tuple[Argument, ...]:
    """Arguments in the order given; one without a value is left out."""
    return tuple(Argument(name, value) for name, value in values.items() if value is not None)


def document(blocks: Iterable[Block]) -> str:
    """A whole file."""
    return "\n".join("\n".join([*block.lines(), ""]) for block in blocks)


def flat(value: Expression) -> str | None:
    """``value`` on one line; ``None`` when it must be spread."""
    return value.flat() if isinstance(value, Node) else _scalar(value)


def write(value: Expression, indent: int, used: int = 0) -> str:
    """``value`` on one line where it fits beside the ``used`` columns, else spread."""
    line = flat(value)
    if line is not None and indent + used + len(line) <= LINE:
        return line
    return _spread(value, indent)


def _flat_list(values: Iterable[Expression]) -> str | None:
    lines = [flat(each) for each in values]
    return None if None in lines else ", ".join(str(line) for line in lines)


def _spread(value: Expression, indent: int) -> str:
    return value.spread(indent) if isinstance(value, Node) else _scalar(value)


@singledispatch
def _scalar(value: object) -> str:
    return str(value)


@_scalar.register
def _(value: str) -> str:
    return quote(value)


@_scalar.register
def _(value: bool) -> str:
    return "true" if value else "false"


@_scalar.register
def _(value: None) -> str:  # noqa: ARG001 - there is one None
    return "null"


def _template_parts(parts: Iterable[Expression]) -> Iterable[str | Node]:
    for part in parts:
        if isinstance(part, Template):
            yield from part.parts
        else:
            yield part if isinstance(part, str | Node) else _scalar(part)


def _template_part(part: str | Node, follower: str | Node) -> str:
    if isinstance(part, str):
        return escape(part, before_interpolation=isinstance(follower, Node))
    return f"${{{part.flat()}}}"


def _assignments(entries: Iterable[Argument], indent: int) -> list[str]:
    """Lines with their ``=`` aligned as ``terraform fmt`` does it.

    It aligns neighbours only; a comment or a value of several lines ends the neighbourhood.
    """
    lines: list[str] = []
    neighbours: list[tuple[str, str]] = []
    for entry in entries:
        name = key(entry.name)
        value = write(entry.value, indent, len(name) + len(" = "))
        above = comment(entry.comment, indent)
        if above or "\n" in value:
            lines += _aligned(neighbours, indent) + above
            neighbours = []
        if "\n" in value:
            lines.append(f"{' ' * indent}{name} = {value}")
        else:
            neighbours.append((name, value))
    return lines + _aligned(neighbours, indent)


def _aligned(neighbours: list[tuple[str, str]], indent: int) -> list[str]:
    width = max((len(name) for name, _ in neighbours), default=0)
    return [f"{' ' * indent}{name:<{width}} = {value}" for name, value in neighbours]
