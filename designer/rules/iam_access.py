"""Rules on how much a statement of the author's own allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import Blueprint
from designer.catalog.actions import meant
from designer.rules.allowing import (
    PARAMETER,
    Allowed,
    allowing,
    example,
    is_everything,
    is_whole_service,
    scopes_instead,
)
from designer.rules.base import AUDITED, Finding, Fix, Rule, Severity, set_value
from designer.rules.iam_reference import used_on
from designer.rules.settings import quoted

_LEAST = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"
_TABLE = '"arn:aws:dynamodb:eu-west-1:123456789012:table/orders"'


class IamResourceStar(Rule):
    """A statement allows an action on everything, though the action can be limited.

    The function reaches each queue, table or bucket of the account, and so does whoever finds a hole
    in its code.
    """

    id = "iam-resource-star"
    severity = Severity.WARNING
    topic = "iam"
    source = _LEAST
    yields_to = ("iam-kms-decrypt-star",)
    bad = example('actions: dynamodb:GetItem, resources: "*"')
    good = example(f"actions: dynamodb:GetItem, resources: {_TABLE}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such statement without a condition; actions of services that are not known pass."""
        del today
        for each in allowing(blueprint):
            limited = [action for action in each.statement.value.actions if _can_be_limited(action)]
            if each.is_bounded or not limited:
                continue
            fix = scopes_instead(blueprint, each)
            for index, resource in enumerate(each.statement.value.resources):
                if is_everything(resource):
                    message = f"{quoted(limited[0])} is allowed on everything; name the ARNs that it needs."
                    yield self.finding((*each.statement.path, "resources", index), message, fix)


def _can_be_limited(action: str) -> bool:
    return any(each.types for each in meant(action) or ())


class IamServiceWildcard(Rule):
    """A statement allows all actions of a service.

    That includes to delete, to open to others, and what AWS adds tomorrow.
    """

    id = "iam-service-wildcard"
    severity = Severity.WARNING
    topic = "iam"
    source = _LEAST
    bad = example(f'actions: "ssm:*", resources: {PARAMETER}')
    good = example(f"actions: ssm:GetParameter, resources: {PARAMETER}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every action that is a service and ``*``; the fix lists what scopes on such things allow."""
        del today
        for each in allowing(blueprint):
            for index, action in enumerate(each.statement.value.actions):
                service, _, name = action.partition(":")
                if name and set(name) == {"*"} and service.strip("*"):
                    message = f"The function may do everything in {service}; list the actions that it needs."
                    fix = _listing(each, index, "that scopes have", _usual(service))
                    yield self.finding((*each.statement.path, "actions", index), message, fix)


def _usual(service: str) -> tuple[str, ...]:
    """The actions of the service that the access levels of scopes are made of."""
    kinds = (collection.KIND for collection in COLLECTIONS.values())
    levels = (access for kind in kinds for access in catalog.access_levels(kind).values())
    found = {action for access in levels for action in access.actions if action.startswith(f"{service}:")}
    return tuple(sorted(found))


class IamActionPrefixWildcard(Rule):
    """A statement allows all actions that begin or end alike.

    What AWS adds tomorrow is allowed unseen, if its name fits.
    """

    id = "iam-action-prefix-wildcard"
    severity = Severity.INFO
    topic = "iam"
    source = _LEAST
    bad = example(f'actions: "ssm:GetParameter*", resources: {PARAMETER}')
    good = example(f"actions: [ssm:GetParameter, ssm:GetParameters], resources: {PARAMETER}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every action with a wildcard that is not all of a service; the fix lists what it is today."""
        del today
        for each in allowing(blueprint):
            for index, action in enumerate(each.statement.value.actions):
                if is_whole_service(action) or not set(action) & set("*?"):
                    continue
                today_s = tuple(one.name for one in meant(action) or ())
                many = f" are {len(today_s)} actions today and grow" if today_s else " grows"
                message = f"The actions {quoted(action)}{many} with AWS; list those that it needs."
                fix = _listing(each, index, "of today", today_s)
                yield self.finding((*each.statement.path, "actions", index), message, fix)


def _listing(allowed: Allowed, index: int, which: str, names: tuple[str, ...]) -> Fix | None:
    """The fix that has actions by name in the place of a pattern; ``None`` where none are known.

    Those that are never used on the statement's resources would allow nothing.
    """
    resources = allowed.statement.value.resources
    names = tuple(name for name in names if any(used_on(each, resources) for each in meant(name) or ()))
    if not names:
        return None
    actions = allowed.statement.value.actions
    listed = tuple(dict.fromkeys((*actions[:index], *names, *actions[index + 1 :])))
    title = f"List the {len(names)} {which}" if len(names) > 1 else f"Allow {names[0]} only"
    return set_value(title, allowed.statement / "actions", listed, safe=False)


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
    bad = example(f"actions: ssm:GetParameter, resources: {PARAMETER}").replace(
        "shop,", "shop, profile: regulated,"
    )
    good = example(f"actions: ssm:GetParameter, resources: {PARAMETER}, reason: Flags.").replace(
        "shop,", "shop, profile: regulated,"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every allowing statement without a reason; only its author can give one."""
        del today
        for each in allowing(blueprint):
            if not each.statement.value.reason.strip():
                yield self.finding(
                    each.statement / "reason", "The statement has no reason; say what it is for."
                )
