"""Rules on how much a statement of the author's own allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import PolicyStatement
from designer.rules.base import AUDITED, Finding, Rule, Severity
from designer.rules.settings import quoted

_LEAST = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"
_PARAMETER = '"arn:aws:ssm:eu-west-1:123456789012:parameter/shop"'
_ROLE = '"arn:aws:iam::123456789012:role/transcoder"'
_PASSED = '{StringEquals: {"iam:PassedToService": mediaconvert.amazonaws.com}}'


def _example(statement: str) -> str:
    return f"{{name: shop, functions: {{worker: {{statements: [{{{statement}}}]}}}}}}"


class IamResourceStar(Rule):
    """A statement allows an action on everything, though the action can be limited.

    The function reaches each secret, table or bucket of the account, and so does whoever finds a hole
    in its code.
    """

    id = "iam-resource-star"
    severity = Severity.WARNING
    topic = "iam"
    source = _LEAST
    bad = _example('actions: ssm:GetParameter, resources: "*"')
    good = _example(f"actions: ssm:GetParameter, resources: {_PARAMETER}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such statement without a condition; actions of services that are not known pass."""
        del today
        for statement in _allowing(blueprint):
            if statement.value.conditions:
                continue
            limited = [each for each in statement.value.actions if _can_be_limited(each)]
            for index, resource in enumerate(statement.value.resources if limited else ()):
                if _is_everything(resource):
                    message = f"{quoted(limited[0])} is allowed on everything; name the ARNs that it needs."
                    yield self.finding((*statement.path, "resources", index), message)


def _can_be_limited(action: str) -> bool:
    service, _, name = action.lower().partition(":")
    fair = catalog.without_resource(service)
    return fair is not None and service not in catalog.never_limited() and bool(name) and name not in fair


def _is_everything(resource: str) -> bool:
    return "*" in resource and set(resource.removeprefix("arn:")) <= {"*", ":"}


class IamPrivilegeEscalation(Rule):
    """A function may give itself, or take over, every right of the account.

    It can pass any role on, write policies, make keys of others or replace the code of others. Whoever
    finds a hole in its code becomes administrator.
    """

    id = "iam-privilege-escalation"
    severity = Severity.ERROR
    topic = "iam"
    source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"
    bad = _example('actions: iam:PassRole, resources: "*"')
    good = _example(f"actions: iam:PassRole, resources: {_ROLE}, conditions: {_PASSED}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such action on everything, or on all of a kind, without a condition."""
        del today
        for statement in _allowing(blueprint):
            if statement.value.conditions or not any(map(_is_kind, statement.value.resources)):
                continue
            for index, action in enumerate(statement.value.actions):
                if _escalates(action):
                    message = f"By {quoted(action)} on everything it can become administrator; name the ARNs."
                    yield self.finding((*statement.path, "actions", index), message)


def _escalates(action: str) -> bool:
    """Whether an action is, or stands for, one that gives more rights; ``*`` has a rule of its own."""
    service, _, name = action.lower().partition(":")
    form = re.compile(".*".join(map(re.escape, f"{service}:{name}".split("*"))))
    return bool(service.strip("*")) and any(map(form.fullmatch, catalog.escalating()))


def _is_kind(resource: str) -> bool:
    """Whether a resource is everything, or everything of a kind, such as each role of an account."""
    named = resource.split(":", 5)[-1]
    return _is_everything(resource) or re.fullmatch(r"\*+|[a-z-]+[/:]\*+", named) is not None


class IamServiceWildcard(Rule):
    """A statement allows all actions of a service.

    That includes to delete, to open to others, and what AWS adds tomorrow.
    """

    id = "iam-service-wildcard"
    severity = Severity.WARNING
    topic = "iam"
    source = _LEAST
    bad = _example(f'actions: "ssm:*", resources: {_PARAMETER}')
    good = _example(f"actions: ssm:GetParameter, resources: {_PARAMETER}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every action that is a service and ``*``."""
        del today
        for statement in _allowing(blueprint):
            for index, action in enumerate(statement.value.actions):
                service, _, name = action.partition(":")
                if name and set(name) == {"*"} and service.strip("*"):
                    message = f"The function may do everything in {service}; list the actions that it needs."
                    yield self.finding((*statement.path, "actions", index), message)


class IamStatementReason(Rule):
    """A function may do something, and the design does not say why.

    Who audits it has to ask, and who cleans up later does not dare to. The reason becomes a comment in
    the export.
    """

    id = "iam-statement-reason"
    severity = Severity.WARNING
    topic = "iam"
    source = _LEAST
    profiles = AUDITED
    bad = _example(f"actions: ssm:GetParameter, resources: {_PARAMETER}").replace(
        "shop,", "shop, profile: regulated,"
    )
    good = _example(f"actions: ssm:GetParameter, resources: {_PARAMETER}, reason: Flags.").replace(
        "shop,", "shop, profile: regulated,"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every allowing statement without a reason; only its author can give one."""
        del today
        for statement in _allowing(blueprint):
            if not statement.value.reason.strip():
                yield self.finding(statement / "reason", "The statement has no reason; say what it is for.")


def _allowing(blueprint: Blueprint) -> Iterator[Node[PolicyStatement]]:
    for function in blueprint.each_function():
        for index, statement in enumerate(function.value.statements):
            if statement.effect == "Allow":
                yield Node((*function.path, "statements", index), statement)
