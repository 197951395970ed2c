"""IAM documents in CloudFormation: what the graph's statements say, each below its reason."""

from __future__ import annotations

from designer.exporters.cloudformation import Block, Item, Items, Node, block, block_of, items
from designer.exporters.intrinsics import Intrinsics
from designer.exporters.policies import DOCUMENT_VERSION, conditions
from designer.graph import Principal, Role, Statement, Text


def policy(statements: tuple[Statement, ...], values: Intrinsics) -> Block:
    """A policy document."""
    spelt = (Item(_statement(each, values), comment=each.because) for each in statements)
    return block(Version=DOCUMENT_VERSION, Statement=Items(tuple(spelt)))


def trust(role: Role, values: Intrinsics) -> Block:
    """The document that lets the role's service assume it."""
    trusted = Statement(
        principal=Principal("Service", role.service),
        actions=("sts:AssumeRole",),
        resources=(),
        conditions=role.trust_conditions,
    )
    return policy((trusted,), values)


def _statement(statement: Statement, values: Intrinsics) -> Block:
    who = statement.principal
    return block(
        Sid=statement.sid,
        Effect=statement.effect,
        Principal=block_of([(who.kind, values.node(who.value))]) if who else None,
        Action=_one_or_list(statement.actions, values),
        Resource=_one_or_list(statement.resources, values),
        Condition=block_of(
            (operator, block_of((key, _one_or_list(each, values)) for key, each in keys.items()))
            for operator, keys in conditions(statement).items()
        ),
    )


def _one_or_list(texts: tuple[Text, ...], values: Intrinsics) -> Node:
    """A list, or its only item by itself, as IAM allows it."""
    nodes = values.texts(texts)
    return nodes[0] if len(nodes) == 1 else items(nodes)
