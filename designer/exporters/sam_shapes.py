"""Shapes as CloudFormation YAML, for the kinds that are spelt by data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from designer.exporters.cloudformation import Block, Field, Folded, Items, Literal, Node, Tagged, items
from designer.exporters.dispatch import by_type
from designer.exporters.intrinsics import NO_VALUE, Intrinsics
from designer.exporters.json_text import filled, laid_out, members
from designer.exporters.sam_iam import policy
from designer.exporters.shapes import (
    ALWAYS,
    FileText,
    Json,
    JsonLine,
    JsonText,
    Leaf,
    Lines,
    Named,
    Policy,
    Shape,
    is_text,
)
from designer.graph import Join


class Shapes:
    """Spells the shapes of one graph."""

    def __init__(self, values: Intrinsics) -> None:
        self._values = values

    def properties(self, shape: Shape) -> Block:
        """The fields of ``shape`` as a mapping."""
        return self._mapping(shape.fields)

    @by_type
    def node(self, leaf: object) -> Node | None:
        """A leaf as a node; ``None`` prints nothing."""
        return self._values.node(leaf)

    @node.register
    def _(self, leaf: Shape) -> Node | None:
        if leaf.when is ALWAYS or (leaf.kept and leaf.when is not None):
            return self.properties(leaf)
        return self._values.within(leaf.when, lambda value: self._mapping(_with(leaf, value)))

    @node.register
    def _(self, leaf: tuple) -> Node | None:  # type: ignore[type-arg]  # dispatch wants the bare class
        return items(self._listed(leaf))

    @node.register
    def _(self, leaf: Named) -> Node | None:
        return self._mapping(leaf.entries)

    @node.register
    def _(self, leaf: Policy) -> Node | None:
        return policy(leaf.statements, self._values)

    @node.register
    def _(self, leaf: Lines) -> Node | None:
        return _read(self._values.text(leaf.text))

    @node.register
    def _(self, leaf: FileText) -> Node | None:
        return leaf.path

    @node.register
    def _(self, leaf: Json) -> Node | None:
        return self._json(leaf.value)

    @node.register
    def _(self, leaf: JsonText) -> Node | None:
        flat, spread = self._values.text(filled(leaf.value)), laid_out(leaf.value)
        if isinstance(spread, Join) and isinstance(flat, Tagged) and flat.tag == "Join":
            is_spread = any("\n" in part for part in spread.parts if type(part) is str)
            return self._values.readable(spread) if is_spread else flat
        return _read(self._values.text(spread)) if _is_long(flat) else flat

    @node.register
    def _(self, leaf: JsonLine) -> Node | None:
        return json_line(leaf.text)

    def _mapping(self, fields: tuple[tuple[str, Leaf], ...]) -> Block:
        spelt = ((name, leaf, self.node(leaf)) for name, leaf in fields)
        return Block(
            tuple(
                Field(name, node)
                for name, leaf, node in spelt
                if node is not None and (_is_kept(leaf) or node not in _EMPTY)
            )
        )

    def _listed(self, leaves: tuple[Leaf, ...]) -> list[Node]:
        return [node for node in map(self._item, leaves) if node is not None]

    def _item(self, leaf: Leaf) -> Node | None:
        return self._values.text(leaf) if is_text(leaf) else self.node(leaf)

    def _json(self, value: Any) -> Node:  # free JSON
        if isinstance(value, Mapping):
            return Block(tuple(Field(str(key), self._json(each)) for key, each in value.items()))
        if isinstance(value, list | tuple):
            return items(map(self._json, value))
        return NO_VALUE if value is None else self._values.text(value)


def _with(shape: Shape, value: Node) -> tuple[tuple[str, Leaf], ...]:
    """The fields, where a stage was chosen already: what it says of the condition need not be asked again."""
    if not isinstance(value, str | int | float):
        return shape.fields
    return tuple((name, value if leaf == shape.when else leaf) for name, leaf in shape.fields)


def json_line(text: str) -> Node:
    """A JSON object as text of one line, of which each member stands on a line of the template."""
    value = members(text)
    if not value:
        return text
    # JSON escapes line breaks, so that each line is a member.
    opening, *lines, closing = json.dumps(value, ensure_ascii=False, indent=0).split("\n")
    return Folded(tuple("\n".join(lines).join((opening, closing)).split("\n")))


_LONGEST = 110
"""Columns after which JSON is spread over several lines."""


def _is_long(node: Node) -> bool:
    said = node.value if isinstance(node, Tagged) else node
    return isinstance(said, str) and len(said) > _LONGEST


def _read(node: Node) -> Node:
    """A text of several lines as people read it."""
    if isinstance(node, Tagged) and isinstance(node.value, str):
        return Tagged(node.tag, Literal(node.value))
    return Literal(node) if isinstance(node, str) else node


_EMPTY = (Block(()), Items(()))


def _is_kept(leaf: Leaf) -> bool:
    """Whether ``leaf`` is printed even when there is nothing in it; of free JSON, everything is."""
    return isinstance(leaf, Json) or (isinstance(leaf, Shape) and leaf.kept)
