"""Rules on what the environment speaks of: a function that is told of something may use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.referring import Form, each_use
from designer.blueprint.scopes import kind_of
from designer.rules.base import Finding, Rule, Severity, set_value

_CREDENTIALS = ("secret", "parameter")
_OPEN = ("graphql_api", "user_pool")
"""The kinds whose address is of use without any right: clients sign in there, or show a token."""

_TO_CONNECTIONS = "management_url"
"""Where messages for the clients of a WebSocket API are sent, which none of its triggers allows."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A variable that tells a function where something is."""

    function: Node[Function]
    variable: str
    target: str
    kind: str

    @property
    def path(self) -> Path:
        return (*self.function.path, "environment", self.variable)


def _unreachable(blueprint: Blueprint) -> tuple[_Mention, ...]:
    """The variables on what neither a scope nor a trigger nor a statement lets their function use."""
    return blueprint.once(_find_unreachable)


def _find_unreachable(blueprint: Blueprint) -> tuple[_Mention, ...]:
    held = _held(blueprint)
    found: dict[tuple[str, str], _Mention] = {}
    for use in each_use(blueprint):
        if use.form is not Form.TEXT or use.path[:1] != ("functions",) or use.path[2:3] != ("environment",):
            continue
        function = blueprint.function(str(use.path[1]))
        kind = kind_of(use.name, blueprint)
        if function is None or kind is None or kind in _OPEN or not catalog.access_levels(kind):
            continue
        known = function.value.scopes if use.attribute == _TO_CONNECTIONS else held[function.name]
        if use.name in known or use.name == function.name or _allowed_otherwise(function, kind):
            continue
        mention = _Mention(function, str(use.path[3]), use.name, kind)
        found.setdefault((function.name, use.name), mention)
    return tuple(found.values())


def _held(blueprint: Blueprint) -> dict[str, set[str]]:
    """What each function has a scope on, or names in its triggers and as where its events go."""
    held: dict[str, set[str]] = {name: set() for name in blueprint.functions}
    for use in each_use(blueprint):
        if use.path[0] == "functions" and use.path[2:3] != ("environment",):
            held[str(use.path[1])].add(use.name)
        if use.path[2:3] == ("deployment",) and use.name in held:
            held[use.name].add(str(use.path[1]))  # who checks a new version may invoke it
    return held


def _allowed_otherwise(function: Node[Function], kind: str) -> bool:
    """Whether the function runs with a role that exists, or has a statement on such things."""
    if function.value.role is not None and function.value.role.existing is not None:
        return True
    services = {
        action.partition(":")[0]
        for access in catalog.access_levels(kind).values()
        for action in access.actions
    }
    return any(
        action == "*" or action.partition(":")[0].lower() in services
        for statement in function.value.statements
        if statement.effect == "Allow"
        for action in statement.actions
    )


class IamMissingResourceAccess(Rule):
    """A function is told where something is, and may not use it.

    Its first call is denied. A scope says what the function does with it.
    """

    id = "iam-missing-resource-access"
    severity = Severity.WARNING
    topic = "iam"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html"
    bad = "{name: shop, functions: {worker: {environment: {ORDERS: '${orders.name}'}}}, tables: {orders: {}}}"
    good = """
      name: shop
      functions: {worker: {environment: {ORDERS: "${orders.name}"}, scopes: {orders: read}}}
      tables: {orders: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every variable on what its function cannot use; the fix takes the least access there is."""
        del today
        for each in _unreachable(blueprint):
            if each.kind not in _CREDENTIALS:
                yield _without_scope(self, each)


class IamMissingSecretAccess(Rule):
    """A function is told where a secret is, and may not read it.

    Every invocation that needs it fails.
    """

    id = "iam-missing-secret-access"
    severity = Severity.ERROR
    topic = "iam"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html"
    bad = "{name: shop, functions: {worker: {environment: {KEY_ARN: '${key.arn}'}}}, secrets: {key: {}}}"
    good = """
      name: shop
      functions: {worker: {environment: {KEY_ARN: "${key.arn}"}, scopes: {key: read}}}
      secrets: {key: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every variable on a secret or a parameter that its function cannot read."""
        del today
        for each in _unreachable(blueprint):
            if each.kind in _CREDENTIALS:
                yield _without_scope(self, each)


def _without_scope(rule: Rule, each: _Mention) -> Finding:
    least, *more = catalog.access_levels(each.kind)
    message = f"{each.function.name} has no scope on {each.target}, so it may not use it; "
    message += f"it takes {', '.join((least, *more))}."
    at = (*each.function.path, "scopes", each.target)
    return rule.finding(each.path, message, set_value(f"Allow to {_said(least)}", at, least, safe=False))


def _said(level: str) -> str:
    return level.replace("_", " ")
