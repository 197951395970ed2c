"""Routes of an HTTP or a REST API as functions of a handler."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.references import Reference, parse
from designer.blueprint.triggers.types import HTTP_API, REST_API
from designer.exporters.base import snake_case

_ANY_PATH = "(.+)"
"""Powertools tries rules without a group before all others, so this one has a group."""
_METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")
_TAKEN = (
    *("app", "handler", "logger", "table", "tracer"),
    *("as_json", "refuse", "sent_item"),
    *("json", "os", "partial"),
)
"""What the handler's template itself defines."""
_PARAMETER = re.compile(r"\{([^}+]*)\+?\}")


@dataclass(frozen=True, slots=True)
class Route:
    """One route: its key, the function that answers it, and the work that can be written for it."""

    key: str
    function: str
    decorator: str
    parameters: tuple[str, ...]
    work: str
    """``get``, ``put`` or ``delete`` of one item of the table, or ``none``."""
    partition_key: str
    catches_all: bool
    sample: str
    """A path that it answers, with ``1`` for each parameter."""

    @property
    def uses_table(self) -> bool:
        """Whether its code needs the table."""
        return self.work != "none"

    @property
    def signature(self) -> str:
        """The parameters of its function."""
        return ", ".join(f"{each}: str" for each in self.parameters)


def routes(node: Node[Function], blueprint: Blueprint, table: str | None) -> tuple[Route, ...]:
    """Every route of a function, over all its triggers; ``table`` is the variable that names its table."""
    keys = [
        key
        for trigger in node.value.triggers.values()
        if HTTP_API.holds(trigger) or REST_API.holds(trigger)
        for key in trigger.routes
    ]
    single = _single_key(node.value, blueprint, table)
    taken = set(_TAKEN)
    return tuple(_route(key, single, taken) for key in dict.fromkeys(keys))


def _single_key(function: Function, blueprint: Blueprint, table: str | None) -> str | None:
    """The partition key of the function's table, where that alone identifies an item and may be read."""
    for piece in parse(function.environment.get(table, "")) if table else ():
        if isinstance(piece, Reference) and (found := blueprint.tables.get(piece.name)):
            levels = function.scopes.get(piece.name, ())
            if found.sort_key is None and found.existing is None and "read" in levels:
                name, _, kind = found.partition_key.rpartition(":")
                return name if kind == "S" else None
    return None


def _route(key: str, partition_key: str | None, taken: set[str]) -> Route:
    method, _, path = key.partition(" ")
    parameters = tuple(_PARAMETER.findall(path)) if "+}" not in path else ()
    names = tuple(snake_case(each) for each in parameters)
    rule = _rule(path, dict(zip(parameters, names, strict=True)))
    methods = _METHODS if method in ("ANY", "$default") else (method,)
    work = {"GET": "get", "PUT": "put", "DELETE": "delete"}.get(method, "none")
    if partition_key is None or len(names) != 1:
        work = "none"
    decorator = f"@app.{methods[0].lower()}({json.dumps(rule)})"
    if len(methods) > 1 or methods[0] not in _METHODS:
        decorator = f"@app.route({json.dumps(rule)}, method={json.dumps(list(methods))})"
    function, sample = _unique(snake_case(key), taken), _PARAMETER.sub("1", path)
    return Route(key, function, decorator, names, work, partition_key or "", rule == _ANY_PATH, sample)


def _rule(path: str, names: dict[str, str]) -> str:
    """A path as Powertools matches it: ``/items/<id>``, or a pattern for what takes any path."""
    if not path or path == "/{proxy+}":
        return _ANY_PATH
    if "+}" in path:
        return _PARAMETER.sub("(.+)", path)
    return _PARAMETER.sub(lambda match: f"<{names[match[1]]}>", path)


def _unique(name: str, taken: set[str]) -> str:
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name}_{number}", number + 1
    taken.add(candidate)
    return candidate
