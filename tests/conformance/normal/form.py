"""The normal form: what one export deploys to one stage, setting by setting.

A deployment is a set of resources, each a kind and a physical name with flat settings: a path of
words to a scalar. What has no order (actions, tags, filters) is a path for each member. References
are resolved to what they will be at deployment; AWS's defaults are filled in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Leaf: TypeAlias = str | int | bool
Path: TypeAlias = tuple[str, ...]
Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


class UnreadableError(Exception):
    """An export says something that the normal form has no word for; the message says what."""


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """One resource: its kind, and the name that AWS knows it by."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is deployed to."""

    region: str
    account: str = "111122223333"
    partition: str = "aws"


Settings: TypeAlias = dict[Path, Leaf]
Deployment: TypeAlias = Mapping[Identity, Mapping[Path, Leaf]]

SECRET_SUFFIX = "-??????"  # noqa: S105 - Secrets Manager puts six random characters behind the name
DEPLOYMENT = Identity("deployment", "")
"""Holds what is said of the whole."""

_ARNS = {
    "queue": "arn:{0.partition}:sqs:{0.region}:{0.account}:{1}",
    "table": "arn:{0.partition}:dynamodb:{0.region}:{0.account}:table/{1}",
    "log_group": "arn:{0.partition}:logs:{0.region}:{0.account}:log-group:{1}",
    "role": "arn:{0.partition}:iam::{0.account}:role/{1}",
    "function": "arn:{0.partition}:lambda:{0.region}:{0.account}:function:{1}",
    "secret": "arn:{0.partition}:secretsmanager:{0.region}:{0.account}:secret:{1}" + SECRET_SUFFIX,
}


def arn(identity: Identity, place: Place) -> str:
    """The ARN that a resource will have."""
    if identity.kind not in _ARNS:
        raise UnreadableError(f"{identity.kind} has no ARN that is known beforehand")
    return _ARNS[identity.kind].format(place, identity.name)


def queue_url(name: str, place: Place) -> str:
    """The URL that a queue will have."""
    return f"https://sqs.{place.region}.amazonaws.com/{place.account}/{name}"


def function_name(text: str, place: Place) -> str:
    """The name of a function that is given by name or by ARN: both mean the same."""
    prefix = arn(Identity("function", ""), place)
    return text.removeprefix(prefix)


def output(name: str) -> Identity:
    """An output, however its format spells names."""
    return Identity("output", "".join(filter(str.isalnum, name)).lower())


def gathered(found: Iterable[tuple[Identity, Settings]]) -> dict[Identity, Settings]:
    """Resources by identity; those that are said in pieces are put together."""
    resources: dict[Identity, Settings] = {}
    for identity, settings in found:
        known = resources.setdefault(identity, {})
        twice = known.keys() & settings.keys()
        if twice:
            raise UnreadableError(f"{identity} says {sorted(twice)} twice")
        known.update(settings)
    return resources


def canonical(value: Json) -> str:
    """JSON with one spelling for one meaning."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
