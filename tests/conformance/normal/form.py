"""The normal form: what one export deploys to one stage, setting by setting.

A deployment is a set of resources, each a kind and a physical name with flat settings: a path of
words to a scalar. What has no order (actions, tags, filters) is a path for each member. References
are resolved to what they will be at deployment; AWS's defaults are filled in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Leaf: TypeAlias = str | int | float | bool
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

DEPLOYMENT = Identity("deployment", "")
"""Holds what is said of the whole."""


def output(name: str) -> Identity:
    """An output, however its format spells names."""
    return Identity("output", "".join(filter(str.isalnum, name)).lower())


def canonical(value: Json) -> str:
    """JSON with one spelling for one meaning."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
