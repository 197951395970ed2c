"""Texts that are said at deployment: ``${var.orders_arn}`` wherever it is the whole of a text."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from designer.blueprint.references import variable
from designer.graph import Parameter, ResourceGraph


def with_variables(graph: ResourceGraph) -> ResourceGraph:
    """``graph`` with a ``Variable`` wherever a text is nothing but one."""
    return replace(
        graph,
        resources=_replaced(graph.resources, texts=False),
        outputs=_replaced(graph.outputs, texts=False),
        tags=_replaced(graph.tags, texts=False),
    )


def _replaced(value: Any, *, texts: bool) -> Any:  # a graph value, or anything made of them
    """``value`` with its variables; ``texts`` says whether a string in it is one of the graph's texts."""
    if type(value) is str:
        return (variable(value) if texts else None) or value
    if isinstance(value, tuple):
        return tuple(_replaced(each, texts=texts) for each in value)
    changed = {}
    kind: Any = type(value)  # a class, which mypy takes for an instance that may have no hash
    for name, is_text in _fields(kind):
        before = getattr(value, name)
        after = _replaced(before, texts=is_text)
        if after is not before and after != before:
            changed[name] = after
    return replace(value, **changed) if changed else value


@cache
def _fields(kind: Any) -> tuple[tuple[str, bool], ...]:  # a class, whatever it is
    """The fields of a dataclass that may hold variables, and whether strings in them are texts.

    Identifiers, comments and what is no ``Text`` stay as they are; so do the values of stages.
    """
    if not is_dataclass(kind) or kind is Parameter:
        return ()
    found = ((each.name, str(each.type)) for each in fields(kind) if each.init)
    return tuple((name, "Text" in type_) for name, type_ in found if name not in _OUR_OWN)


_OUR_OWN = frozenset({"id", "label", "because", "implied_by", "after", "parts", "environment"})
"""Fields that hold no variables, and environments, whose references are resolved already."""
