"""Shapes as L1 constructs of CDK, for the kinds that are spelt by data."""

from __future__ import annotations

import json
from collections.abc import Mapping as Mapped
from typing import Any

from designer.exporters.cdk_iam import document
from designer.exporters.cdk_names import construct, member
from designer.exporters.cdk_values import Values
from designer.exporters.dispatch import by_type
from designer.exporters.json_text import filled, members
from designer.exporters.python_source import (
    LINE_LENGTH,
    Array,
    Call,
    Expression,
    Formatted,
    Mapping,
    array,
)
from designer.exporters.python_source import flat as python_flat
from designer.exporters.shapes import (
    ALWAYS,
    CloudFormation,
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
from designer.graph import Resource


def json_line(text: str) -> Expression:
    """A JSON object as ``json.dumps`` of a dict; any other text as it is."""
    value = members(text)
    return Call("json.dumps", (Mapping(tuple(value.items())),)) if value else text


class Shapes:
    """Spells the shapes of one kind."""

    def __init__(self, kind: CloudFormation[Any], values: Values) -> None:
        self._construct = construct(kind.type)
        self._kind = kind
        self._values = values

    def call(self, resource: Resource) -> Call:
        """The construct, not yet placed in its scope."""
        return Call(self._construct, keywords=self._keywords(self._kind.properties(resource)))

    def settings(self, shape: Shape) -> tuple[tuple[str, Expression], ...]:
        """The attributes of a construct that is spelt elsewhere, and their values."""
        return self._keywords(shape)

    def _keywords(self, shape: Shape) -> tuple[tuple[str, Expression], ...]:
        named = ((leaf.inline if isinstance(leaf, FileText) else name, leaf) for name, leaf in shape.fields)
        spelt = ((member(name), self.expression(leaf)) for name, leaf in named)
        return tuple((name, value) for name, value in spelt if value is not None)

    @by_type
    def expression(self, leaf: object) -> Expression:
        """A leaf as an expression; ``None`` prints nothing."""
        return self._values.node(leaf)

    @expression.register
    def _(self, leaf: Shape) -> Expression:
        keywords = self._keywords(leaf)
        if not keywords and not leaf.kept:
            return None
        spelt = Call(f"{self._construct}.{leaf.kind}Property", keywords=keywords)
        return spelt if leaf.when is ALWAYS else self._values.within(leaf.when, lambda _: spelt)

    @expression.register
    def _(self, leaf: tuple) -> Expression:  # type: ignore[type-arg]  # dispatch wants the bare class
        items = [each for each in map(self._item, leaf) if each is not None]
        return array(items) if items else None

    @expression.register
    def _(self, leaf: Named) -> Expression:
        return (
            Mapping(tuple((name, self._item(each)) for name, each in leaf.entries)) if leaf.entries else None
        )

    @expression.register
    def _(self, leaf: Policy) -> Expression:
        return document(leaf.statements, self._values)

    @expression.register
    def _(self, leaf: Lines) -> Expression:
        return self._values.text(leaf.text)

    @expression.register
    def _(self, leaf: FileText) -> Expression:
        return Call(f"Path({json.dumps(leaf.path)}).read_text", keywords=(("encoding", "utf-8"),))

    @expression.register
    def _(self, leaf: Json) -> Expression:
        return self._json(leaf.value)

    @expression.register
    def _(self, leaf: JsonText) -> Expression:
        flat = self._values.text(filled(leaf.value))
        is_long = isinstance(flat, str | Formatted) and len(python_flat(flat)) > LINE_LENGTH
        return Call("json.dumps", (self._json(leaf.value),)) if is_long else flat

    @expression.register
    def _(self, leaf: JsonLine) -> Expression:
        return json_line(leaf.text)

    def _item(self, leaf: Leaf) -> Expression:
        return self._values.text(leaf) if is_text(leaf) else self.expression(leaf)

    def _json(self, value: Any) -> Expression:  # free JSON
        if isinstance(value, Mapped):
            return Mapping(tuple((str(key), self._json(each)) for key, each in value.items()))
        if isinstance(value, list | tuple):
            return array(map(self._json, value)) if value else Array(())
        return self._values.node(value)
