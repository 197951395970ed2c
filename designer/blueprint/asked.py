"""What a design needs said in the resource policies of its things: each statement with the thing's name.

A thing has one policy, which a build makes of all of them. What exists already keeps the policy that it has:
there the statements are for its owner, spelt as IAM has them with ``<...>`` for what only a deployment knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import singledispatch
from typing import Any

from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.base import Consumer
from designer.graph import Context, Join, Ref, Statement


def asked(blueprint: Blueprint) -> Iterator[tuple[str, Statement]]:
    """Every statement that alarms, things and triggers need, by the name of the thing that it is about."""
    if blueprint.alarms is not None:
        yield from blueprint.alarms.elsewhere(blueprint)
    for node in blueprint.each_thing():
        yield from node.value.elsewhere(node, blueprint)
    for function in blueprint.each_function():
        consumer = Consumer(blueprint, function)
        for name, trigger in function.value.triggers.items():
            yield from trigger.elsewhere(name, consumer)


def asked_of_others(blueprint: Blueprint) -> Mapping[str, tuple[str, ...]]:
    """The statements about things that exist already, as JSON, by the things' names."""
    return blueprint.once(_of_others)


def _of_others(blueprint: Blueprint) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for name, statement in asked(blueprint):
        thing = blueprint.thing(name)
        if thing is not None and thing.value.existing is not None:
            found.setdefault(name, {})[json.dumps(_as_iam(statement))] = None
    return {name: tuple(statements) for name, statements in found.items()}


def _as_iam(statement: Statement) -> Mapping[str, Any]:  # IAM's own JSON
    principal, conditions = statement.principal, dict[str, dict[str, Any]]()
    for each in statement.conditions:
        conditions.setdefault(each.operator, {})[each.key] = _alone([*map(_spelt, each.values)])
    return {
        "Effect": statement.effect,
        **({"Principal": {principal.kind: _spelt(principal.value)}} if principal else {}),
        "Action": _alone([*statement.actions]),
        "Resource": _alone([*map(_spelt, statement.resources)]),
        **({"Condition": conditions} if conditions else {}),
    }


def _alone(values: list[Any]) -> Any:  # one value, or the list of several
    return values[0] if len(values) == 1 else values


@singledispatch
def _spelt(value: object) -> str:
    """A value of the graph; what only a deployment knows says what it is."""
    return f"<{getattr(value, 'name', value)}>"


@_spelt.register
def _(value: str) -> str:
    return value


@_spelt.register
def _(value: Context) -> str:
    return f"<{value.value}>"


@_spelt.register
def _(value: Ref) -> str:
    kind, *names = value.target.split(".")
    return f"<{value.attribute.value} of {kind.replace('_', ' ')} {' '.join(names)}>"


@_spelt.register
def _(value: Join) -> str:
    return "".join(map(_spelt, value.parts))
