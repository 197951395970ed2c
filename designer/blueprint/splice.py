"""Saving by splice: change only the lines whose data changed.

The text is compared as data, old against new. Each difference becomes a patch at the marks of the
parser's nodes; everything else, comments and layout included, stays byte for byte. The result is
parsed again: what does not say exactly the new data is never written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from designer.blueprint.problems import BlueprintError
from designer.blueprint.yaml12 import Data, Tree, parse, scalar

_STEP = 2
"""Columns of indentation in a new file; an existing file keeps its own."""
_SHORT = 72
"""A list of scalars up to this long stands on one line."""


class SpliceError(Exception):
    """The change could not be made without touching what it should not touch."""


@dataclass(frozen=True, slots=True)
class _Patch:
    start: int
    end: int
    text: str


def splice(tree: Tree, old: Data, new: Data) -> str:
    """``tree``'s text, changed from saying ``old`` to saying ``new``.

    ``old`` is what the file means in the model's words; sugar that the author used (one text where
    the model has a list) is left as it is. Raises ``SpliceError`` when the result would not be right.
    """
    if not isinstance(tree.root, MappingNode):
        return document(new)
    patches = [*_Differ(tree).mapping(tree.root, old, new, 0)]
    text = _patched(tree.text, patches)
    wanted = _merged(tree.data, old, new)
    if _says(text) != wanted:
        text = _patched(tree.text, [*_sections(tree, old, new)])
        if _says(text) != wanted:
            raise SpliceError("the change cannot be written without rewriting the file")
    return text


def _says(text: str) -> Data:
    try:
        return parse(text, "").data
    except BlueprintError:
        return _UNREADABLE


_UNREADABLE = object()


def _merged(written: Data, old: Data, new: Data) -> Data:
    """What the file should say: ``new``, but as the author wrote it where nothing changed."""
    if old == new:
        return written
    if isinstance(written, Mapping) and isinstance(old, Mapping) and isinstance(new, Mapping):
        former = {name: key for key, name in _renamed(old, new).items()}
        pairs = ((key, former.get(key, key), value) for key, value in new.items())
        return {
            key: _merged(written.get(was), old[was], value) if was in old else value
            for key, was, value in pairs
        }
    same = isinstance(written, list) and isinstance(old, list) and isinstance(new, list)
    if same and len(written) == len(old) == len(new):
        return [_merged(*triple) for triple in zip(written, old, new, strict=True)]
    return new


def _patched(text: str, patches: list[_Patch]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    # From the end backwards; of two insertions at one place the inner one, which comes first, stays first.
    ordered = sorted(patches, key=lambda each: (each.start, each.end))
    for patch in reversed(ordered):
        text = text[: patch.start] + patch.text.replace("\n", newline) + text[patch.end :]
    return text


def _sections(tree: Tree, old: Data, new: Data) -> Iterator[_Patch]:
    """Rewrite every changed top-level section whole; the way out where aliases are in the way."""
    root = tree.root
    if not isinstance(root, MappingNode):
        return
    keys = [key for key, _ in root.value]
    for key, following in zip(keys, [*keys[1:], None], strict=True):
        name, start = key.value, key.start_mark.index
        end = _section_end(tree.text, start, following.start_mark.index if following else len(tree.text))
        if name not in new:
            yield _Patch(start, end, "")
        elif old.get(name) != new[name]:
            kept = "".join(f"{comment}\n" for comment in comments_in(tree, start, end))
            yield _Patch(start, end, kept + block({name: new[name]}, 0))
    added = {name: value for name, value in new.items() if name not in old}
    if added:
        yield _Patch(len(tree.text), len(tree.text), "\n" + block(added, 0))


def _section_end(text: str, start: int, end: int) -> int:
    """Where a top-level section ends, without the blank lines and comments that lead to the next one."""
    lines = text[start:end].splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].startswith("#")):
        lines.pop()
    return start + len("".join(lines))


def comments_in(tree: Tree, start: int, end: int) -> list[str]:
    """The comments between two positions; a ``#`` inside a scalar is none."""
    scalars = [span for span in _scalar_spans(tree.root) if start <= span[0] < end]
    found = []
    for match in re.finditer(r"(?:^|(?<=\s))#[^\r\n]*", tree.text[start:end], re.MULTILINE):
        position = start + match.start()
        if not any(first <= position < last for first, last in scalars):
            found.append(match.group().rstrip())
    return found


def _scalar_spans(node: Node | None) -> Iterator[tuple[int, int]]:
    if isinstance(node, ScalarNode):
        yield node.start_mark.index, node.end_mark.index
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _scalar_spans(key)
            yield from _scalar_spans(value)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _scalar_spans(item)


class _Differ:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._text = tree.text
        self._step = _step_of(tree.root)

    def mapping(self, node: MappingNode, old: Data, new: Data, depth: int) -> Iterator[_Patch]:
        renamed = _renamed(old, new)
        for key, value in node.value:
            name = key.value
            if name in renamed:
                yield _Patch(key.start_mark.index, key.end_mark.index, scalar(renamed[name]))
            elif name not in new:
                yield self.removal(node, key, value, new)
            elif old.get(name) != new[name]:
                yield from self.value(node, key, value, old.get(name), new[name], depth)
        yield from self._additions(node, old, new, set(renamed.values()), depth)

    def value(
        self, parent: Node, key: Node | None, node: Node, old: Data, new: Data, depth: int
    ) -> Iterator[_Patch]:
        """Patches that turn one value into another."""
        if isinstance(node, MappingNode) and isinstance(old, Mapping) and isinstance(new, Mapping):
            survivors = set(old) & set(new) or _renamed(old, new)
            patches = self.mapping(node, old, new, depth + 1) if survivors else ()
            yield from patches or [self._replacement(parent, key, node, new)]
        elif (
            isinstance(node, SequenceNode) and isinstance(old, list) and isinstance(new, list) and old and new
        ):
            yield from self._sequence(node, old, new, depth)
        else:
            yield self._replacement(parent, key, node, new)

    def _sequence(self, node: SequenceNode, old: list[Data], new: list[Data], depth: int) -> Iterator[_Patch]:
        if len(old) == len(new) == len(node.value):
            for item, before, after in zip(node.value, old, new, strict=True):
                if before != after:
                    yield from self.value(node, None, item, before, after, depth)
        elif not node.flow_style and len(node.value) == len(old) and self._has_own_lines(node):
            yield from self._items(node, old, new, depth)
        else:
            start = self._line_start(node.start_mark.index)
            indent = re.match(r" *", self._text[start:])
            kept = comments_in(self._tree, node.start_mark.index, self.content_end(node))
            margin = indent.group() if indent else ""
            yield _Patch(start, start, "".join(f"{margin}{comment}\n" for comment in kept))
            yield self._replacement(node, node, node, new)

    def _items(self, node: SequenceNode, old: list[Data], new: list[Data], depth: int) -> Iterator[_Patch]:
        """Change, drop and add items of a block list where they stand; the others keep their comments."""
        before, after = ([json.dumps(item, sort_keys=True) for item in items] for items in (old, new))
        for _, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            common = min(end - start, last - first)
            for index in range(common):
                was, now = old[start + index], new[first + index]
                if was != now:
                    yield from self.value(node, None, node.value[start + index], was, now, depth)
            for item in node.value[start + common : end]:
                yield self._lines_removal(
                    item.start_mark.index, node.start_mark.column, self.content_end(item)
                )
            if first + common < last:
                yield self._insertion(node, start + common, new[first + common : last])

    def _insertion(self, node: SequenceNode, index: int, items: list[Data]) -> _Patch:
        """New items of a block list, before the one at ``index``."""
        column = node.start_mark.column
        lines = [f"{' ' * column}{_item(value, column, self._step)}" for value in items]
        if index:
            position = self._line_end(self.content_end(node.value[index - 1]))
            return _Patch(position, position, "".join(f"\n{line}" for line in lines))
        position = self._line_start(node.value[0].start_mark.index)
        return _Patch(position, position, "".join(f"{line}\n" for line in lines))

    def _has_own_lines(self, node: SequenceNode) -> bool:
        """Whether each dash begins a line, so that items can come and go with their lines."""
        column = node.start_mark.column
        for item in node.value:
            start = self._line_start(item.start_mark.index)
            if (
                self._text[start : start + column].strip()
                or self._text[start + column : start + column + 1] != "-"
            ):
                return False
        return True

    def _line_start(self, position: int) -> int:
        return self._text.rfind("\n", 0, position) + 1

    def _lines_removal(self, start: int, column: int, end: int) -> _Patch:
        """Drop the lines of an entry, with the comments directly above it at its column."""
        end = self._line_end(end)
        end = min(len(self._text), end + (2 if self._text[end : end + 2] == "\r\n" else 1))
        return _Patch(self._with_comments(self._line_start(start), column), end, "")

    def _replacement(self, parent: Node, key: Node | None, node: Node, new: Data) -> _Patch:
        start, end = node.start_mark.index, self.content_end(node)
        below = isinstance(node, CollectionNode) and not _is_flow(node)
        if key is not None and key is not node and (start == end or (below and _is_inline(new))):
            start = self._text.index(":", key.end_mark.index) + 1  # an empty value, or one on the lines below
            end = max(start, end)
        flow = _is_flow(parent) or (bool(node.value) and _is_flow(node))
        column = key.start_mark.column if key is not None and key is not node else parent.start_mark.column
        if flow or _is_inline(new):
            text = scalar(new)
            return _Patch(start, end, f" {text}" if self._text[start - 1 : start] == ":" else text)
        if key is node or key is None:  # an item of a list: its content starts after the dash
            return _Patch(start, end, block(new, node.start_mark.column, self._step).strip("\n").lstrip())
        head = self._text[:start].rstrip(" ")
        return _Patch(len(head), end, "\n" + block(new, column + self._step, self._step).rstrip("\n"))

    def removal(self, parent: MappingNode, key: Node, value: Node, new: Data) -> _Patch:
        """Drop an entry; a block entry goes with the comments directly above it."""
        if parent.flow_style:
            return self._flow_removal(parent, key, value, new)
        start, column = key.start_mark.index, key.start_mark.column
        line_start = start - column
        if self._text[line_start:start].strip():  # "- key: value": the dash stays
            following = next((each for each, _ in parent.value if each.start_mark.index > start), None)
            return _Patch(start, following.start_mark.index if following else self.end(key, value), "")
        return self._lines_removal(start, column, self.end(key, value))

    def _flow_removal(self, parent: MappingNode, key: Node, value: Node, new: Data) -> _Patch:
        """Drop an entry with the comma before it, or behind it where nothing stays before it."""
        keys = [each for each, _ in parent.value]
        index = keys.index(key)
        if any(each.value in new for each in keys[:index]):
            return _Patch(self.end(*parent.value[index - 1]), self.end(key, value), "")
        return _Patch(key.start_mark.index, keys[index + 1].start_mark.index, "")

    def _with_comments(self, line_start: int, column: int) -> int:
        while line_start:
            previous = self._text.rfind("\n", 0, line_start - 1) + 1
            line = self._text[previous:line_start]
            if not line.startswith(" " * column + "#"):
                break
            line_start = previous
        return line_start

    def _additions(
        self, node: MappingNode, old: Data, new: Data, renamed: set[str], depth: int
    ) -> Iterator[_Patch]:
        present = {key.value: (key, value) for key, value in node.value if key.value in new}
        anchor: tuple[Node, Node] | None = None
        waiting: dict[int, list[tuple[str, Data]]] = {}
        last = next((pair for pair in reversed(node.value) if pair[0].value in present), None)
        for name, value in new.items():
            if name in present:
                anchor = present[name]
            elif name not in old and name not in renamed:
                place = anchor or last or node.value[-1]
                waiting.setdefault(self.end(*place), []).append((name, value))
        for end, entries in waiting.items():
            yield self._addition(node, end, entries, depth)

    def _addition(self, node: MappingNode, end: int, entries: list[tuple[str, Data]], depth: int) -> _Patch:
        if node.flow_style:
            text = "".join(f", {scalar({name: value})[1:-1]}" for name, value in entries)
            return _Patch(end, end, text)
        column = node.value[0][0].start_mark.column
        position = self._line_end(end)
        gap = "\n\n" if depth == 0 and "\n\n" in self._text.replace("\r", "") else "\n"
        text = "".join(gap + block({name: value}, column, self._step).rstrip("\n") for name, value in entries)
        return _Patch(position, position, text)

    def end(self, key: Node, value: Node) -> int:
        """Where the content of an entry ends."""
        return max(self.content_end(value), key.end_mark.index)

    def content_end(self, node: Node) -> int:
        """Where a value's own text ends, without the blank lines and comments after it."""
        if isinstance(node, ScalarNode):
            if node.style in ("|", ">"):
                return len(self._text[: node.end_mark.index].rstrip())
            end: int = node.end_mark.index
            if node.start_mark.index == end and self._text[:end].rstrip().endswith(":"):
                return len(self._text[:end].rstrip())
            return end
        if _is_flow(node) or not node.value:
            return int(node.end_mark.index)
        entry = node.value[-1]
        return self.end(*entry) if isinstance(node, MappingNode) else self.content_end(entry)

    def _line_end(self, position: int) -> int:
        found = self._text.find("\n", position)
        if found < 0:
            return len(self._text)
        return found - 1 if self._text[found - 1 : found] == "\r" else found


def _renamed(old: Data, new: Data) -> dict[str, str]:
    """Keys that only changed their name: same value, same place."""
    removed = [key for key in old if key not in new]
    added = [key for key in new if key not in old]
    if not removed or len(removed) != len(added) or len(old) != len(new):
        return {}
    before, after = list(old), list(new)
    pairs = {key: after[before.index(key)] for key in removed}
    return {key: name for key, name in pairs.items() if name in added and old[key] == new[name]}


def _step_of(root: Node | None) -> int:
    """By how many columns the author indents."""
    if isinstance(root, MappingNode):
        for _, value in root.value:
            if isinstance(value, MappingNode) and not value.flow_style and value.value:
                return max(1, int(value.start_mark.column))
    return _STEP


def _is_flow(node: Node) -> bool:
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def _is_inline(value: Data) -> bool:
    if isinstance(value, Mapping):
        return not value
    if isinstance(value, list):
        scalars = not any(isinstance(item, (Mapping, list)) for item in value)
        return not value or (scalars and len(scalar(value)) <= _SHORT)
    return True


def _item(value: Data, column: int, step: int) -> str:
    if _is_inline(value):
        return f"- {scalar(value)}"
    return f"- {block(value, column + len('- '), step).strip(chr(10)).lstrip()}"


def block(value: Data, column: int, step: int = _STEP) -> str:
    """Data as indented lines, short lists of scalars on one line."""
    indent = " " * column
    if isinstance(value, list):
        return "".join(f"{indent}{_item(item, column, step)}\n" for item in value)
    lines = []
    for key, item in value.items():
        name = scalar(key)
        if _is_inline(item):
            lines.append(f"{indent}{name}: {scalar(item)}\n")
        else:
            lines.append(f"{indent}{name}:\n{block(item, column + step, step)}")
    return "".join(lines)


def document(data: Data) -> str:
    """A new file: the short settings first, then each section behind a blank line."""
    short = {key: value for key, value in data.items() if _is_inline(value)}
    sections = [block({key: value}, 0) for key, value in data.items() if key not in short]
    return "\n".join([block(short, 0), *sections])
