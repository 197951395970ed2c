"""Rules on the roles that functions run with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function, PolicyStatement
from designer.blueprint.scopes import endings, scopes
from designer.rules.base import Finding, Rule, Severity, remove, set_value

_ROLE = "arn:aws:iam::123456789012:role/workers"
_BOUNDARY = "arn:aws:iam::123456789012:policy/boundary"


class IamSharedRole(Rule):
    """Functions run with the same role.

    Each may do what any of them needs. With a role of its own a function may do its part and no more,
    and a statement can be removed without asking who else lives on it.
    """

    id = "iam-shared-role"
    severity = Severity.WARNING
    topic = "iam"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html"
    bad = f"""
      name: shop
      functions: {{a: {{role: {{existing: "{_ROLE}"}}}}, b: {{role: {{existing: "{_ROLE}"}}}}}}
    """
    good = f"{{name: shop, functions: {{a: {{role: {{existing: '{_ROLE}'}}}}, b: {{}}}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with an existing role that another function has, too."""
        del today
        held = {
            function.name: function.value.role.existing
            for function in blueprint.each_function()
            if function.value.role is not None and function.value.role.existing is not None
        }
        times = Counter(held.values())
        for name, role in held.items():
            if times[role] > 1:
                at = ("functions", name, "role", "existing")
                message = f"{times[role]} functions run with this role; each may do what any of them needs."
                yield self.finding(at, message, remove("Make it a role of its own", at, safe=False))


class IamPermissionsBoundary(Rule):
    """A new role lacks the boundary that the design's other roles have.

    Where an organisation asks for one it cannot be made, and elsewhere it can do what the others never
    can.
    """

    id = "iam-permissions-boundary"
    severity = Severity.INFO
    topic = "iam"
    source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"
    bad = f"{{name: shop, functions: {{a: {{role: {{permissions_boundary: '{_BOUNDARY}'}}}}, b: {{}}}}}}"
    good = "{name: shop, functions: {a: {}, b: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function without a boundary in a design where some have one."""
        del today
        roles = [(function, function.value.role) for function in blueprint.each_function()]
        found = Counter(role.permissions_boundary for _, role in roles if role and role.permissions_boundary)
        if not found:
            return
        (usual, _), *_ = found.most_common(1)
        for function, role in roles:
            if role is None or not (role.existing or role.permissions_boundary):
                at = (*function.path, "role")
                message = f"{found.total()} of {len(roles)} functions have a boundary, this one has none."
                whole = {"permissions_boundary": usual}
                fix = (
                    set_value("Set the same one", at, whole, safe=False)
                    if role is None
                    else set_value("Set the same one", (*at, "permissions_boundary"), usual, safe=False)
                )
                yield self.finding(at, message, fix)


class IamPolicySize(Rule):
    """A function's statements are longer than IAM takes.

    The deployment fails. Names and accounts are known only then, so this is a little less than the truth.
    Merge statements, or give part of the work to another function.
    """

    id = "iam-policy-size"
    severity = Severity.ERROR
    topic = "iam"
    source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
    bad = (
        "{name: shop, functions: {worker: {statements: [{actions: ssm:GetParameter, resources: ["
        + ",\n  ".join(
            f"'arn:aws:ssm:eu-west-1:123456789012:parameter/{'x' * 100}/{n:03}'" for n in range(70)
        )
        + "]}]}}}"
    )
    good = (
        "{name: shop, functions: {worker: {statements: [{actions: ssm:GetParameter, resources: "
        f"'arn:aws:ssm:eu-west-1:123456789012:parameter/{'x' * 100}/*'"
        "}]}}}"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new role whose statements and scopes alone do not fit."""
        del today
        allowed = catalog.limits("iam.inline_policies")
        for function in blueprint.each_function():
            if function.value.role is not None and function.value.role.existing is not None:
                continue
            if not function.value.statements and not function.value.scopes:
                continue
            size = policy_size(function, blueprint)
            if size > allowed.maximum:
                place = "statements" if function.value.statements else "scopes"
                message = f"{allowed.said(size)} at least, but IAM takes {allowed.maximum:,} for a role."
                yield self.finding(function / place, message)


def policy_size(function: Node[Function], blueprint: Blueprint) -> int:
    """Characters of a function's own statements and of those of its scopes, without white space, at least."""
    size = sum(_written(each) for each in function.value.statements)
    stage = min(map(len, blueprint.stage_names))
    for scope in scopes(function, blueprint):
        access = scope.access
        if access is None:
            continue
        thing = blueprint.thing(scope.target)
        given = thing.value.existing if thing else None
        arn = (
            len(given)
            if given
            else _shortest(access.actions[0]) + len(scope.target) + len(blueprint.name) + stage
        )
        size += (
            len('{"Sid":"","Effect":"Allow","Action":[],"Resource":[]},')
            + len(scope.level)
            + len(scope.target)
        )
        size += sum(len(each) + 3 for each in access.actions)
        size += sum(arn + len(ending) + 3 for ending in endings(scope, access, blueprint))
    return size


def _shortest(action: str) -> int:
    """Characters of an ARN before the thing's name, at least, with the hyphens of the name."""
    service = action.partition(":")[0]
    return len("arn:aws:s3:::--" if service == "s3" else f"arn:aws:{service}:us-east-1:123456789012:--")


def _written(statement: PolicyStatement) -> int:
    lists = (statement.actions, statement.resources)
    texts = sum(len(each) + 3 for listed in lists for each in listed)
    conditions = sum(
        len(operator) + len(key) + sum(len(value) + 3 for value in values) + 9
        for operator, keys in statement.conditions.items()
        for key, values in keys.items()
    )
    sid = len(statement.sid) + 9 if statement.sid else 0
    return texts + conditions + sid + len('{"Effect":"Allow","Action":,"Resource":},')
