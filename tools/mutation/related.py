"""Which tests are about which module of rules, nearest first."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Sequence
from functools import cache
from types import FunctionType

import pytest

from tools.mutation.record import RULES, modules


class Related:
    """The tests that name a rule of a module, or of one that imports it, or lie in a file of its name."""

    def __init__(self, items: Sequence[pytest.Item]) -> None:
        from designer.rules import registry  # not before the modules with mutants have been put in place

        self._items = items
        known = {each.id for each in registry.rules()}
        self.named = {item.nodeid: _words(item) & known for item in items}
        """The ids of rules that each test names, by its node id."""
        self._importers = _importers()
        self._ids: dict[str, set[str]] = {}
        for rule in registry.rules():
            self._ids.setdefault(type(rule).__module__.rpartition(".")[2], set()).add(rule.id)

    def to(self, module: str) -> list[pytest.Item]:
        """The tests about that module: its own file, its own rules, then the rules that lean on it."""
        own = self._ids.get(module, set())
        leaning = set().union(*(self._ids.get(each, set()) for each in self._importers[module]))
        ranked: list[tuple[int, pytest.Item]] = []
        for item in self._items:
            named = self.named[item.nodeid]
            if item.path.stem == f"test_{module}":
                ranked.append((0, item))
            elif named & own:
                ranked.append((1, item))
            elif named & leaning and item.path.stem != "test_registry":  # whole reviews take long
                ranked.append((2, item))
        return [item for _, item in sorted(ranked, key=lambda each: each[0])]


def _words(item: pytest.Item) -> set[str]:
    """What may be ids of rules: in the parameters, in the function, in what it uses of its own file."""
    function = getattr(item, "function", None)
    if not isinstance(function, FunctionType):
        return set()
    callspec = getattr(item, "callspec", None)
    parameters = callspec.params.values() if callspec else ()
    said = " ".join([item.nodeid, *map(_said, parameters), *_texts(function)])
    return set(re.findall(r"(?<![a-z0-9-])[a-z0-9]+(?:-[a-z0-9]+)+", said))


def _said(parameter: object) -> str:
    return str(getattr(parameter, "id", parameter))


@cache
def _texts(function: FunctionType) -> tuple[str, ...]:
    """The source of a test, and what it uses of its own file: helpers and texts."""
    used = [function.__globals__.get(name) for name in function.__code__.co_names]
    helpers = [
        each for each in used if isinstance(each, FunctionType) and each.__module__ == function.__module__
    ]
    texts = [each for each in used if isinstance(each, str)]
    return (*texts, *map(inspect.getsource, [function, *helpers]))


def _importers() -> dict[str, set[str]]:
    """The modules that lean on each module, over any number of steps."""
    known = modules()
    leaned = {name: set(_imported(name)) & set(known) for name in known}
    found: dict[str, set[str]] = {}
    for name in known:
        reached, waiting = set(), [name]
        while waiting:
            current = waiting.pop()
            more = {each for each in known if current in leaned[each]} - reached
            reached |= more
            waiting += more
        found[name] = reached
    return found


def _imported(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((RULES / f"{module}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("designer.rules."):
            yield node.module.rpartition(".")[2]
