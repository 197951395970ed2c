"""YAML as blueprints use it: version 1.2's scalars, no tags, no surprises.

One reader serves loading and saving. It refuses what a design never needs and an attacker likes:
tags, duplicate keys, aliases that explode, endless nesting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from designer.blueprint.base import Path
from designer.blueprint.problems import BlueprintError, Problem, shortened, shown

Data: TypeAlias = Any
"""Plain YAML data: mappings with text keys, lists, texts, numbers, booleans, ``None``."""

MAX_BYTES = 10_000_000
"""Larger files are refused unread; 1,000 functions take about 0.5 MB."""
_MAX_DEPTH = 60
_MAX_NESTING = 2_000
_MAX_DIGITS = 300
_MAX_NODES = 2_000_000

_TAG = "tag:yaml.org,2002:"
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("float", r"[-+]?(?:\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN", "-+."),
    ("null", r"~|null|Null|NULL|", "~nN\0"),
)
"""The core schema of YAML 1.2: ``yes``, ``012:30`` and dates are text."""

_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
for _name, _pattern, _first in _PATTERNS:
    for _letter in _first.replace("\0", ""):
        _resolvers.setdefault(_letter, []).append((_TAG + _name, re.compile(rf"(?:{_pattern})\Z")))
_resolvers[""] = [(_TAG + "null", re.compile(r"\Z"))]

_BaseLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where PyYAML was built with it
_BaseDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Loader(_BaseLoader):  # type: ignore[misc]  # the base is chosen when the module is imported
    yaml_implicit_resolvers = _resolvers


class Dumper(_BaseDumper):  # type: ignore[misc]  # see _Loader
    """Writes what ``_Loader`` reads back as the same data.

    Text that only YAML 1.1 would take for something else (``yes``) is quoted, too: other tools read
    blueprints as well.
    """

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        letter: [*_resolvers.get(letter, ()), *_BaseDumper.yaml_implicit_resolvers.get(letter, ())]
        for letter in {*_resolvers, *_BaseDumper.yaml_implicit_resolvers}
    }

    def ignore_aliases(self, data: object) -> bool:
        """Write equal things out each time; anchors help nobody here."""
        del data
        return True


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed file: its text, its nodes and its plain data."""

    text: str
    root: Node | None
    data: Data
    aliases: bool = field(default=False)

    def node(self, path: Path) -> Node | None:
        """The value node at ``path``."""
        current = self.root
        for step in path:
            entry = child(current, step)
            if entry is None:
                return None
            current = entry[1]
        return current

    def position(self, path: Path) -> tuple[int, int]:
        """Line and column, from 1, of the key at ``path``, or of the nearest thing around it."""
        line, column, current = 0, 0, self.root
        for step in path:
            entry = child(current, step)
            if entry is None:
                break
            mark = (entry[0] or entry[1]).start_mark
            line, column, current = mark.line, mark.column, entry[1]
        return line + 1, column + 1


def child(node: Node | None, step: str | int) -> tuple[Node | None, Node] | None:
    """Key node (``None`` in a list) and value node of one entry."""
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


def parse(text: str, source: str) -> Tree:
    """The tree of ``text``. Raises ``BlueprintError`` with the line and column of what is wrong."""
    if _nesting(text) > _MAX_NESTING:
        message = f"Brackets or dashes are nested more than {_MAX_NESTING:,} levels deep."
        raise BlueprintError(source, [Problem(message, 1, 1)])
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = (mark.line + 1, mark.column + 1) if mark else (None, None)
        reason = " ".join(str(each) for each in (error.context, error.problem) if each)
        raise BlueprintError(source, [Problem(f"This is not valid YAML: {reason}.", *where)]) from None
    except yaml.YAMLError as error:
        message = str(error).splitlines()[0]
        raise BlueprintError(source, [Problem(f"This is not valid YAML: {message}.")]) from None
    except RecursionError:  # of the composer in Python, which stands in where PyYAML has none in C
        raise BlueprintError(source, [Problem("This is nested too deeply to be read.")]) from None
    builder = _Builder()
    data = builder.build(root, 0) if root is not None else None
    if builder.problems:
        raise BlueprintError(source, builder.problems)
    return Tree(text, root, data, builder.aliases)


def _nesting(text: str) -> int:
    """How deep the brackets of a text could nest, or the dashes of one line, without composing it.

    The C composer recurses and would overflow the stack. Brackets inside quotes count too, so this is
    an upper bound, and the limit for it is far from what any file has. Lines that nest by indentation
    would need more bytes than a file may have.
    """
    deepest = depth = 0
    for match in _NESTING.finditer(text):
        found = match.group()
        if len(found) > 1:
            deepest = max(deepest, len(found.split()))
            continue
        depth = depth + 1 if found in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


_NESTING = re.compile(r"[\[{\]}]|(?:[-?:][ \t]+){2,}")
"""A bracket, or a list in a list in a list on one line: ``- - - x``."""


class _Builder:
    """Turns nodes into plain data, collecting what is not allowed."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.aliases = False
        self._count = 0
        self._seen: set[int] = set()

    def build(self, node: Node, depth: int) -> Data:
        """The data of a node; ``None`` where something is wrong (``problems`` says what)."""
        self._count += 1
        if self._count > _MAX_NODES or depth > _MAX_DEPTH:
            if not self.problems:
                self._problem(node, "The file unfolds into too much: aliases or nesting without end.")
            return None
        if not isinstance(node, ScalarNode):
            self.aliases = self.aliases or id(node) in self._seen
            self._seen.add(id(node))
        if isinstance(node, MappingNode) and node.tag == f"{_TAG}map":
            return dict(self._entries(node, depth))
        if isinstance(node, SequenceNode) and node.tag == f"{_TAG}seq":
            return [self.build(item, depth + 1) for item in node.value]
        if isinstance(node, ScalarNode) and (convert := _SCALARS.get(node.tag.removeprefix(_TAG))):
            return self._scalar(node, convert)
        self._problem(node, f"The tag {node.tag} is not allowed; a blueprint is plain data.")
        return None

    def _entries(self, node: MappingNode, depth: int) -> Iterator[tuple[str, Data]]:
        lines: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._problem(key, "A key is a single word, not a list or a mapping.")
            elif key.value in lines:
                name, line = shortened(key.value), lines[key.value]
                self._problem(key, f"{name} is written twice; it stands at line {line} already.")
            else:
                lines[key.value] = key.start_mark.line + 1
                yield key.value, self.build(value, depth + 1)

    def _scalar(self, node: ScalarNode, convert: Any) -> Data:  # a parser from _SCALARS
        try:
            return convert(node.value)
        except ValueError:
            kind = _WANTED.get(node.tag.removeprefix(_TAG), "that")
            self._problem(node, f"{shown(node.value)} is not {kind}.")
            return None

    def _problem(self, node: Node, message: str) -> None:
        self.problems.append(Problem(message, node.start_mark.line + 1, node.start_mark.column + 1))


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def _integer(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise ValueError(text)
    bases = {"0o": 8, "0x": 16}
    return int(text, bases.get(text[:2], 10))


def _float(text: str) -> float:
    return float(
        text.replace(".inf", "inf").replace(".Inf", "inf").replace(".INF", "inf").replace(".nan", "nan")
    )


_WANTED: Mapping[str, str] = {
    "bool": "true or false",
    "int": f"a whole number of at most {_MAX_DIGITS} digits",
    "float": "a number",
}
_SCALARS: Mapping[str, Any] = {  # text to a scalar of each type
    "str": str,
    "null": lambda _: None,
    "bool": _boolean,
    "int": _integer,
    "float": _float,
}


_BREAKS = re.compile("[\n\r\x85\u2028\u2029\ufeff]")
"""What some reader takes for the end of a line, or for no text at all: written as escapes, in quotes."""


def _represent_text(dumper: Any, text: str) -> Node:  # whichever dumper PyYAML was built with
    style = '"' if _BREAKS.search(text) else None
    node: Node = dumper.represent_scalar(f"{_TAG}str", text, style=style)
    return node


Dumper.add_representer(str, _represent_text)


def scalar(value: Data) -> str:
    """A scalar, or a short list of scalars, as it is written on one line in any place."""
    text: str = yaml.dump(
        value, Dumper=Dumper, default_flow_style=True, width=1 << 30, allow_unicode=True, sort_keys=False
    )
    return text.removesuffix("\n").removesuffix("\n...")
