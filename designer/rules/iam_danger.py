"""Rules on what a statement of the author's own would put into wrong hands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer.blueprint.document import Blueprint
from designer.catalog.actions import escalating, reading_data, returning_credentials
from designer.rules.allowing import (
    PARAMETER,
    allowing,
    example,
    is_everything,
    is_whole_service,
    needed,
    scopes_instead,
    stands_for,
)
from designer.rules.base import Finding, Rule, Severity, remove
from designer.rules.settings import quoted

_LEAST = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"
_ROLE = '"arn:aws:iam::123456789012:role/transcoder"'
_PASSED = '{StringEquals: {"iam:PassedToService": mediaconvert.amazonaws.com}}'
_SETTING_POLICIES = frozenset(
    {"sns:setsubscriptionattributes", "sns:settopicattributes", "sqs:setqueueattributes"}
)
"""What sets a policy among other things; the reference counts these as ordinary writing."""


class IamPrivilegeEscalation(Rule):
    """A function may give itself, or take over, every right of the account.

    It can pass any role on, write policies, make keys of others or replace the code of others. Whoever
    finds a hole in its code becomes administrator.
    """

    id = "iam-privilege-escalation"
    severity = Severity.ERROR
    topic = "iam"
    source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"
    bad = example('actions: iam:PassRole, resources: "*"')
    good = example(f"actions: iam:PassRole, resources: {_ROLE}, conditions: {_PASSED}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such action on everything, or on all of a kind, without a condition."""
        del today
        for each in allowing(blueprint):
            if each.is_bounded or not any(each.wide()):
                continue
            for index, action in enumerate(each.statement.value.actions):
                if stands_for(action, escalating()):
                    message = f"By {quoted(action)} on everything it can become administrator; name the ARNs."
                    fix = remove("Remove the statement", each.statement.path, safe=False)
                    yield self.finding((*each.statement.path, "actions", index), message, fix)


class IamDataExfiltration(Rule):
    """A function may read every object, parameter or secret of the account.

    A hole in the code of one function then gives away what all of them store. Name the bucket, the
    parameter or the secret that it needs.
    """

    id = "iam-data-exfiltration"
    severity = Severity.WARNING
    topic = "iam"
    source = _LEAST
    yields_to = ("iam-resource-valid",)
    bad = example('actions: ssm:GetParameter, resources: "arn:aws:ssm:*:*:parameter/*"')
    good = example(f"actions: ssm:GetParameter, resources: {PARAMETER}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such action on all of a kind, without a condition; ``*`` itself is iam-resource-star's."""
        del today
        for each in allowing(blueprint):
            reading = [one for one in each.statement.value.actions if stands_for(one, reading_data())]
            if each.is_bounded or not reading:
                continue
            fix = scopes_instead(blueprint, each)
            for index, resource in each.wide():
                if is_everything(resource):
                    continue
                message = (
                    f"{quoted(reading[0])} on {quoted(resource)} reads them all; name the ARNs it needs."
                )
                yield self.finding((*each.statement.path, "resources", index), message, fix)


class IamResourceExposure(Rule):
    """A function may open things of the account to others.

    By a policy of a bucket, a function or a key it can let any account in, and keep a door open after
    the hole in its code is closed. Who may do what is decided where things are deployed, not at run time.
    """

    id = "iam-resource-exposure"
    severity = Severity.WARNING
    topic = "iam"
    source = _LEAST
    bad = example('actions: "s3:PutBucketPolicy", resources: "arn:aws:s3:::*"')
    good = example('actions: "s3:PutBucketPolicy", resources: "arn:aws:s3:::shop-site"')

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every action that manages permissions, on everything or on all of a kind, without a condition."""
        del today
        for each in allowing(blueprint):
            if each.is_bounded or not any(each.wide()):
                continue
            for index, action in enumerate(each.statement.value.actions):
                found = "" if stands_for(action, escalating()) else _exposing(action)
                if found:
                    message = (
                        f"By {found} on everything it can open things to others; remove it, or name ARNs."
                    )
                    fix = remove("Remove the statement", each.statement.path, safe=False)
                    yield self.finding((*each.statement.path, "actions", index), message, fix)


def _exposing(pattern: str) -> str:
    """The first action that a pattern stands for which decides who else may do what; empty if none does."""
    if is_whole_service(pattern):
        return ""
    names = (
        each.name
        for each in needed(pattern)
        if each.level == "Permissions" or each.name.lower() in _SETTING_POLICIES
    )
    return next(names, "")


class IamCredentialsExposure(Rule):
    """A function may make credentials that work outside of it.

    They outlive the invocation, go wherever the code sends them, and nobody sees who uses them.
    """

    id = "iam-credentials-exposure"
    severity = Severity.WARNING
    topic = "iam"
    source = _LEAST
    bad = example('actions: sts:GetFederationToken, resources: "*"')
    good = example(
        'actions: sts:GetFederationToken, resources: "arn:aws:sts::123456789012:federated-user/kiosk"'
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such action on everything, or on all of a kind, without a condition."""
        del today
        for each in allowing(blueprint):
            if each.is_bounded or not any(each.wide()):
                continue
            for index, action in enumerate(each.statement.value.actions):
                if not is_whole_service(action) and stands_for(action, returning_credentials()):
                    message = (
                        f"{quoted(action)} on everything hands out credentials; remove it, or name ARNs."
                    )
                    fix = remove("Remove the statement", each.statement.path, safe=False)
                    yield self.finding((*each.statement.path, "actions", index), message, fix)
