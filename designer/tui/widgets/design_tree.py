"""The tree of a design: the design itself, its functions with their triggers, the things around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from designer.blueprint.base import Path
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding, Severity
from designer.tui.theme import GLYPHS, STYLES
from designer.tui.widgets.text import clipped, visible

_LONGEST = 60
_SHORTEST = 4
_NONE: tuple[Severity | None, int] = (None, 0)


class DesignTree(Tree[Path]):
    """Every part that has a form; a node's data is its path."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "

    def __init__(self) -> None:
        super().__init__("design", (), id="tree")
        self.show_root = True
        self.guide_depth = 2
        self._parts: tuple[tuple[Path, str], ...] = ()
        self._labels: dict[Path, tuple[str, str]] = {}
        self._found: Sequence[Finding] = ()
        self._by_path: dict[Path, TreeNode[Path]] = {}

    def show(self, blueprint: Blueprint, findings: Sequence[Finding]) -> None:
        """Show a design; nodes are kept where the design has the same parts."""
        parts = tuple(_parts(blueprint))
        if parts != self._parts:
            self._rebuild(parts)
        self._mark(parts, findings)

    def on_resize(self) -> None:
        """Shorten the labels to the room that there is now."""
        self._mark(self._parts, self._found)

    def _rebuild(self, parts: tuple[tuple[Path, str], ...]) -> None:
        selected = self.selected
        self._parts, self._by_path, self._labels = parts, {}, {}
        self.clear()
        self.move_cursor(None)
        self.root.data = ()
        self._by_path[()] = self.root
        self.root.expand()
        for path, label in parts:
            if not path:
                continue
            parent = self._by_path.get(path[:-2] if len(path) == 4 else path[:-1], self.root)
            group = len(path) == 1
            self._by_path[path] = parent.add(
                Text(_plain(label)),
                path,
                expand=True,
                allow_expand=group or (path[0] == "functions" and len(path) == 2),
            )
        if selected is not None:
            self.select(selected)

    def _mark(self, parts: tuple[tuple[Path, str], ...], findings: Sequence[Finding]) -> None:
        self._found = findings
        worst: dict[Path, tuple[Severity | None, int]] = {}
        for finding in findings:
            path = self.owner(finding.path)
            severity, count = worst.get(path, (finding.severity, 0))  # findings come the worst first
            worst[path] = (severity, count + 1)
        for path, label in parts:
            severity, count = worst.get(path, _NONE)
            mark = f"{GLYPHS[severity]}{count}" if severity else ""
            label = clipped(visible(label), self._room(path) - (len(mark) + 2 if mark else 0))
            if self._labels.get(path) != (label, mark):
                self._labels[path] = (label, mark)
                self._by_path[path].set_label(self._label(label, severity, mark))

    def _room(self, path: Path) -> int:
        """Columns for a label and its mark, right of the guides and of the arrow that folds it."""
        width = self.content_size.width - self.styles.scrollbar_size_vertical
        node = self._by_path[path]
        arrow = len(self.ICON_NODE) if node.allow_expand else 0
        depth = len([*_above(node)])
        return (
            min(_LONGEST, max(_SHORTEST, width - depth * self.guide_depth - arrow)) if width > 0 else _LONGEST
        )

    def _label(self, text: str, severity: Severity | None, mark: str) -> Text:
        """A label with its findings; a tree takes Rich's texts, whose styles know no theme."""
        label = Text(_plain(text), no_wrap=True)
        if severity is not None:
            label.append(f"  {mark}", self.app.theme_variables.get(STYLES[severity].removeprefix("$"), ""))
        return label

    def owner(self, path: Path) -> Path:
        """The part that has the form for ``path``: the longest beginning that is a node with a form."""
        if path[:1] == ("stages",):
            return ()
        for length in range(min(len(path), 4), 1, -1):
            if path[:length] in self._by_path:
                return path[:length]
        return ()

    @property
    def selected(self) -> Path | None:
        """The path under the cursor."""
        return self.cursor_node.data if self.cursor_node is not None else None

    def select(self, path: Path) -> None:
        """Put the cursor on a part."""
        node = self._by_path.get(path) or self._by_path.get(path[:-2]) or self.root
        if self.last_line >= 0:  # asking for it counts the lines: a new node has none before
            self.move_cursor(node)

    def neighbour(self, path: Path, by: int) -> Path:
        """The part before or after one, in the order of the tree; groups are passed over."""
        order = [each for each, _ in self._parts if len(each) != 1]
        at = order.index(path) if path in order else 0
        return order[max(0, min(len(order) - 1, at + by))]

    @property
    def parts(self) -> tuple[Path, ...]:
        """The path of every part that has a form."""
        return tuple(path for path, _ in self._parts if len(path) != 1)


def _above(node: TreeNode[Path]) -> Iterator[TreeNode[Path]]:
    while node.parent is not None:
        node = node.parent
        yield node


def _plain(text: str) -> str:
    return clipped(visible(text), _LONGEST)


def _parts(blueprint: Blueprint) -> Iterator[tuple[Path, str]]:
    """Every node's path and label: groups have one step, parts two, triggers four."""
    yield (), f"{blueprint.name}"
    if blueprint.functions:
        yield ("functions",), "Functions"
    for name, function in blueprint.functions.items():
        yield ("functions", name), f"λ {name}"
        for trigger in function.triggers:
            yield ("functions", name, "triggers", trigger), f"⇢ {trigger}"
    for collection in COLLECTIONS:
        things = getattr(blueprint, collection)
        if things:
            yield (collection,), str(Blueprint.model_fields[collection].title)
        for name in things:
            yield (collection, name), name
