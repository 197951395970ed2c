"""Statements, principals and roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from designer.graph.resource import Resource
from designer.graph.values import Entry, Text


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of an IAM condition block: ``operator`` {``key``: ``values``}."""

    operator: str
    key: str
    values: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a resource policy speaks of: ``Service`` name, ``AWS`` ARN, or ``AWS`` ``*`` for everyone."""

    kind: Literal["Service", "AWS"]
    value: Text


@dataclass(frozen=True, slots=True)
class Statement:
    """One IAM statement, and the trigger, scope or setting that needs it."""

    actions: tuple[Text, ...]
    resources: tuple[Text, ...]
    sid: str | None = None
    effect: Literal["Allow", "Deny"] = "Allow"
    principal: Principal | None = None
    conditions: tuple[Condition, ...] = ()
    because: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Role(Resource):
    """A role that one service assumes, with inline statements only."""

    KIND: ClassVar[str] = "role"

    name: Text
    service: str
    statements: tuple[Statement, ...]
    trust_conditions: tuple[Condition, ...] = ()
    """On whose behalf the service may assume the role."""
    description: Text | None = None
    path: str | None = None
    permissions_boundary: Text | None = None
    """ARN of the managed policy that the role can never exceed."""
    tags: tuple[Entry, ...] = ()
