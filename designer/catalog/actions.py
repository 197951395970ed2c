"""What IAM knows: actions of services, how much each allows, and what it can be limited to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from designer.catalog import _load

ANY = "any"
"""The type of actions that can be limited to resources, where it is not told to which."""


@dataclass(frozen=True, slots=True)
class Action:
    """An action as ``service:Name``, with its access level.

    ``types`` are the kinds of resources it can be limited to; empty where it has no resource-level form.
    """

    name: str
    level: str
    """``List``, ``Read``, ``Write``, ``Tagging`` or ``Permissions``."""
    types: tuple[str, ...]


@cache
def actions(service: str) -> Mapping[str, Action] | None:
    """The service's actions, by what stands behind the colon, in lower case; ``None`` if not known."""
    found = _load("actions")["services"].get(service)
    if found is None:
        return None
    listed: dict[str, Action] = {}
    for group, names in found["actions"].items():
        level, _, types = group.partition(" ")
        kinds = tuple(types.split(", ")) if types else ()
        listed.update((name.lower(), Action(f"{service}:{name}", level, kinds)) for name in names.split())
    return MappingProxyType(listed)


def meant(pattern: str) -> tuple[Action, ...] | None:
    """What ``service:Name``, with or without ``*`` and ``?``, stands for; ``None`` if not known."""
    service, _, name = pattern.lower().partition(":")
    known = actions(service)
    if known is None:
        return None
    if not set(name) & set("*?"):
        return (known[name],) if name in known else ()
    form = wildcard(name)
    return tuple(action for each, action in known.items() if form.fullmatch(each))


@cache
def wildcard(text: str) -> re.Pattern[str]:
    """What IAM's wildcards mean: ``*`` for any text, ``?`` for one character."""
    shapes = {"*": ".*", "?": "."}
    return re.compile("".join(shapes.get(each) or re.escape(each) for each in text), re.DOTALL)


@cache
def arns(service: str) -> Mapping[str, str]:
    """How ARNs of the service's resources look, by type; ``*`` stands for what varies."""
    found = _load("actions")["services"].get(service, {})
    return MappingProxyType(found.get("types", {}))


@cache
def prefixes() -> frozenset[str]:
    """The services that have actions, as these begin."""
    return frozenset(_load("actions")["prefixes"].split())


def as_of() -> str:
    """The day that the reference was read on, as ISO 8601."""
    found: str = _load("actions")["as_of"]
    return found


@cache
def without_resource(service: str) -> frozenset[str] | None:
    """The service's actions that can be limited to no resource, in lower case; ``None`` if not known."""
    known = actions(service)
    return None if known is None else frozenset(name for name, each in known.items() if not each.types)


@cache
def escalating() -> frozenset[str]:
    """The actions that make an administrator of whoever may use them on everything, in lower case."""
    return _listed("escalating")


@cache
def reading_data() -> frozenset[str]:
    """The actions that hand over what people store, in lower case."""
    return _listed("reading_data")


@cache
def returning_credentials() -> frozenset[str]:
    """The actions whose answer is a credential, in lower case."""
    return _listed("returning_credentials")


def _listed(key: str) -> frozenset[str]:
    return frozenset(map(str.lower, _load("actions")[key]["actions"]))
