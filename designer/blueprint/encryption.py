"""What follows from encrypting things with keys of one's own: who else has to be let at the keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.resources.base import Encrypted
from designer.blueprint.triggers.base import Consumer
from designer.graph import Attribute, Statement

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


def key_of(target: str, blueprint: Blueprint) -> str | None:
    """The name of the key that the thing of that name is encrypted with."""
    thing = blueprint.thing(target)
    return thing.value.kms_key if thing and isinstance(thing.value, Encrypted) else None


def key_access(uses: Iterable[tuple[str, tuple[str, ...]]], blueprint: Blueprint) -> Iterator[Statement]:
    """What a role needs to use things that are encrypted: one statement a key.

    ``uses`` are the things' names, each with what KMS is asked for on the way.
    """
    actions: dict[str, set[str]] = {}
    targets: dict[str, dict[str, None]] = {}
    for target, asked in uses:
        key = key_of(target, blueprint)
        if key is not None and asked and not _by_service_only(key, blueprint):
            actions.setdefault(key, set()).update(asked)
            targets.setdefault(key, {})[target] = None
    for key, wanted in actions.items():
        is_or_are = "is" if len(targets[key]) == 1 else "are"
        yield Statement(
            sid=f"use {key}",
            actions=tuple(sorted(wanted)),
            resources=(blueprint.attribute(key, Attribute.ARN),),
            because=f"{' and '.join(targets[key])} {is_or_are} encrypted with the key {key}.",
        )


def _by_service_only(key: str, blueprint: Blueprint) -> bool:
    """Whether AWS manages the key: whoever may use the service may use it."""
    found = blueprint.keys.get(key)
    return found is not None and found.is_aws_managed


def delivering(blueprint: Blueprint) -> Mapping[str, Mapping[str, None]]:
    """The AWS services that deliver to each thing by a resource policy, by the thing's name."""
    return blueprint.once(_delivering)


def _delivering(blueprint: Blueprint) -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for target, statement in _elsewhere(blueprint):
        who = statement.principal
        if (
            statement.effect == "Allow"
            and who is not None
            and who.kind == "Service"
            and type(who.value) is str
        ):
            found.setdefault(target, {})[who.value] = None
    return found


def _elsewhere(blueprint: Blueprint) -> Iterator[tuple[str, Statement]]:
    if blueprint.alarms is not None:
        yield from blueprint.alarms.elsewhere(blueprint)
    for node in blueprint.each_thing():
        yield from node.value.elsewhere(node, blueprint)
        # A queue lets in the topics that it is subscribed to itself; a key asks this very question.
        own = node.value.existing is None and node.value.KIND != "key"
        for statement in node.value.statements(node, blueprint) if own else ():
            yield node.name, statement
    for function in blueprint.each_function():
        for name, trigger in function.value.triggers.items():
            yield from trigger.elsewhere(name, Consumer(blueprint, function))


def admitted(blueprint: Blueprint) -> Mapping[str, Mapping[str, list[str]]]:
    """Each key's services that deliver to something it encrypts, and to what, by the key's name."""
    found: dict[str, dict[str, list[str]]] = {}
    for target, services in delivering(blueprint).items():
        key = key_of(target, blueprint)
        for service in services if key is not None else ():
            found.setdefault(str(key), {}).setdefault(service, []).append(target)
    return found


def logging_with(key: str, blueprint: Blueprint) -> tuple[str, ...]:
    """The functions whose log groups are encrypted with the key of that name."""
    found = ((node.name, node.value.logging) for node in blueprint.each_function())
    return tuple(name for name, logging in found if logging.kms_key == key and logging.group is None)


def delivery(target: str, blueprint: Blueprint) -> tuple[str, ...]:
    """What KMS is asked for when something is delivered to the thing of that name."""
    thing = blueprint.thing(target)
    grants = [grant for grant, _ in thing.value.deliveries(target)] if thing else []
    return tuple(dict.fromkeys(action for grant in grants for action in catalog.grant(grant).key))
