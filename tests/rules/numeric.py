"""Which rules compare numbers: read off their code, so that a new one is not forgotten.

A rule is numeric where its class, or what of its module it calls, orders two values, or asks whether one is
within a range of the catalog. Comparisons with 0 and 1 are left out: they ask whether there is any, or more
than one.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from designer.rules.base import Rule
from designer.rules.settings import RangeRule

_ORDERING = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_MEMBERSHIP = (ast.In, ast.NotIn)
_FACTS = ("limits", "number")


def is_numeric(rule: Rule) -> bool:
    """Whether the rule compares numbers."""
    module = inspect.getmodule(type(rule))
    assert module is not None
    return isinstance(rule, RangeRule) or any(
        _compares(node) for node in _reached(module, type(rule).__name__)
    )


def _reached(module: ModuleType, name: str) -> Iterator[ast.AST]:
    """The definition of ``name`` and of all that it uses of its module."""
    definitions, seen, waiting = _definitions(module), set[str](), [name]
    while waiting:
        each = waiting.pop()
        if each in seen or each not in definitions:
            continue
        seen.add(each)
        yield definitions[each]
        waiting.extend(node.id for node in ast.walk(definitions[each]) if isinstance(node, ast.Name))


@cache
def _definitions(module: ModuleType) -> dict[str, ast.AST]:
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {each.name: each for each in ast.parse(inspect.getsource(module)).body if isinstance(each, kinds)}


def _compares(definition: ast.AST) -> bool:
    facts = {*_facts(definition)}
    return any(
        _orders(node) or _within(node, facts)
        for node in ast.walk(definition)
        if isinstance(node, ast.Compare)
    )


def _orders(node: ast.Compare) -> bool:
    sides = (node.left, *node.comparators)
    pairs = zip(sides, node.ops, sides[1:], strict=False)
    return any(
        isinstance(how, _ORDERING) and not any(_few(side) or _is_set(side) for side in (left, right))
        for left, how, right in pairs
    )


def _is_set(node: ast.AST) -> bool:
    """Whether it is a set, or counts one: then names are compared, and not numbers."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "len":
        return _is_set(node.args[0])
    is_call = isinstance(node, ast.Call) and getattr(node.func, "id", None) in ("set", "frozenset")
    return is_call or isinstance(node, (ast.Set, ast.SetComp))


def _few(node: ast.AST) -> bool:
    """Whether it is 0, 1 or -1."""
    value = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(value, ast.Constant) and value.value in (0, 1)


def _within(node: ast.Compare, facts: set[str]) -> bool:
    asked = any(isinstance(each, _MEMBERSHIP) for each in node.ops)
    return asked and any(_is_fact(each) or getattr(each, "id", None) in facts for each in node.comparators)


def _is_fact(node: ast.AST) -> bool:
    named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FACTS
    return named and getattr(node.func.value, "id", None) == "catalog"  # type: ignore[attr-defined]


def _facts(definition: ast.AST) -> Iterator[str]:
    """The names that stand for ranges of the catalog, also where several are set at once."""
    for node in ast.walk(definition):
        if isinstance(node, ast.Assign) and any(_is_fact(each) for each in ast.walk(node.value)):
            yield from (
                each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)
            )
