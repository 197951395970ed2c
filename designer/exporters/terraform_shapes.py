"""Shapes as Terraform blocks, for the kinds that are spelt by data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from designer.exporters import hcl
from designer.exporters import terraform_iam as iam
from designer.exporters.base import snake_case
from designer.exporters.dispatch import by_type
from designer.exporters.hcl import Argument, Block, Call, Expression, List, Node, Object, Reference, flat
from designer.exporters.kinds import spelling
from designer.exporters.shapes import (
    ALWAYS,
    Beside,
    FileText,
    Json,
    JsonText,
    Lines,
    Made,
    Named,
    Policy,
    Shape,
    Snapshot,
    Terraform,
    is_block,
)
from designer.exporters.terraform_json import json_text
from designer.exporters.terraform_values import Values, may_be_unset
from designer.graph import TEXTS, Entry, Resource


class Shapes:
    """Spells the shapes of one graph."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def blocks(
        self, resource: Resource, kind: Terraform[Any], after: tuple[Argument, ...]
    ) -> tuple[Block, ...]:
        """The resource blocks of ``resource``; the first carries its tags, one what it comes ``after``."""
        first, *others = kind.blocks(resource) or (None,)
        if first is None:  # a block of another resource says it
            return ()
        after = () if kind.ordered else after
        own: tuple[Entry, ...] | None = getattr(resource, "tags", None)
        tags = () if own is None else self._values.tags(own)
        waiting = next((each for each in others if each.waits), first)
        return tuple(
            self._block(each, resource, tags if each is first else (), after if each is waiting else ())
            for each in (first, *others)
        )

    def parts(self, *body: Shape | tuple[Shape, ...]) -> Iterator[tuple[Argument, ...] | Block]:
        """Paragraphs and inner blocks of a resource that is spelt elsewhere."""
        for part in body:
            yield from self._paragraphs(part)

    def beside(self, resource: Resource, made: tuple[Made, ...]) -> tuple[Block, ...]:
        """The blocks that belong to a resource that is spelt elsewhere."""
        return tuple(self._block(each, resource) for each in made)

    def _block(self, made: Made, resource: Resource, *more: tuple[Argument, ...]) -> Block:
        body = [each for part in made.body if part for each in self._paragraphs(part)]
        ending = f"_{snake_case(made.suffix)}" if made.suffix else ""
        return Block("resource", (made.type, f"{self._values.label(resource)}{ending}"), (*body, *more))

    def _paragraphs(self, part: Shape | tuple[Shape, ...]) -> Iterator[tuple[Argument, ...] | Block]:
        for each in part if isinstance(part, tuple) else (part,):
            if each.kind:
                yield from self._inner(each)
            else:
                yield self._arguments(each)

    def _inner(self, shape: Shape) -> Iterator[Block]:
        """The block of ``shape``, unless there is nothing in it or no stage wants it."""
        body = tuple(self._body(shape))
        if shape.when is None or not (any(body) or shape.kept):
            return
        if shape.when is ALWAYS or not may_be_unset(shape.when):
            yield Block(shape.kind, (), body)
            return
        for_each = Reference(f"{flat(self.expression(shape.when))}[*]")
        yield Block("dynamic", (shape.kind,), ((Argument("for_each", for_each),), Block("content", (), body)))

    def _body(self, shape: Shape) -> Iterator[tuple[Argument, ...] | Block]:
        """Arguments first, each inner block in a paragraph of its own."""
        yield self._arguments(shape)
        for _, leaf in shape.fields:
            if is_block(leaf):
                yield from self._paragraphs(leaf)

    def _arguments(self, shape: Shape) -> tuple[Argument, ...]:
        spelt = ((name, self.expression(leaf)) for name, leaf in shape.fields if not is_block(leaf))
        return tuple(Argument(name, value) for name, value in spelt if value is not None)

    @by_type
    def expression(self, leaf: object) -> Expression:
        """A leaf as an expression; ``None`` prints nothing."""
        return self._values.spell(leaf)

    @expression.register
    def _(self, leaf: Node) -> Expression:
        return leaf

    @expression.register
    def _(self, leaf: tuple) -> Expression:  # type: ignore[type-arg]  # dispatch wants the bare class
        return List(tuple(map(self.expression, leaf)))

    @expression.register
    def _(self, leaf: Named) -> Expression:
        return Object(tuple(Argument(name, self.expression(each)) for name, each in leaf.entries))

    @expression.register
    def _(self, leaf: Beside) -> Expression:
        return self._values.beside(leaf.of, leaf.type, leaf.attribute)

    @expression.register
    def _(self, leaf: Snapshot) -> Expression:
        return Call("sha1", (Call("jsonencode", (List(tuple(self._all_blocks(leaf))),)),))

    def _all_blocks(self, snapshot: Snapshot) -> Iterator[Expression]:
        for each in snapshot.of:
            resource = self._values.resource(each)
            kind = spelling(type(resource)) if resource else None
            for block in kind.terraform.blocks(resource) if kind else ():
                yield self._values.beside(each, block.type)

    @expression.register
    def _(self, leaf: Policy) -> Expression:
        return iam.policy(leaf.statements, self._values, said=leaf.said)

    @expression.register
    def _(self, leaf: FileText) -> Expression:
        path = hcl.template(Reference("path.module"), f"/{leaf.path}")
        values = Object(tuple(Argument(name, self.expression(each)) for name, each in leaf.entries))
        return Call("templatefile", (path, values))

    @expression.register
    def _(self, leaf: Lines) -> Expression:
        return hcl.Lines(leaf.text)

    @expression.register
    def _(self, leaf: Json) -> Expression:
        return self._json(leaf.value)

    @expression.register
    def _(self, leaf: JsonText) -> Expression:
        if not any(_is_graph_value(each) for each in _leaves(leaf.value)):
            return json_text(json.dumps(leaf.value, ensure_ascii=False))
        return Call("jsonencode", (self._json(leaf.value),))

    def _json(self, value: Any) -> Expression:  # free JSON
        if isinstance(value, Mapping):
            return Object(tuple(Argument(str(key), self._json(each)) for key, each in value.items()))
        if isinstance(value, list | tuple):
            return List(tuple(map(self._json, value)))
        return self._values.spell(value)


def _is_graph_value(value: object) -> bool:
    return isinstance(value, TEXTS) and type(value) is not str


def _leaves(value: Any) -> Iterator[object]:  # free JSON
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _leaves(each)
    else:
        yield value
