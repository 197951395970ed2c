"""What a function's role needs of the keys that the things it touches are encrypted with."""

from __future__ import annotations

from collections.abc import Iterator

from designer import catalog
from designer.blueprint.base import Part, RefersTo, metadata
from designer.blueprint.encryption import delivery, key_access
from designer.blueprint.scopes import scopes
from designer.blueprint.triggers.base import Consumer, Invocation, Trigger
from designer.blueprint.triggers.secret_rotation import SecretRotationTrigger
from designer.graph import Statement

_POLLED = (Invocation.QUEUE, Invocation.STREAM)


def key_statements(consumer: Consumer) -> Iterator[Statement]:
    """One statement a key."""
    yield from key_access(_uses(consumer), consumer.blueprint)


def _uses(consumer: Consumer) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the role does to things, and what KMS is asked for then."""
    function, blueprint = consumer.function.value, consumer.blueprint
    for scope in scopes(consumer.function, blueprint):
        if scope.access is not None:
            yield scope.target, scope.access.key
    settings = function.asynchronous
    for target in (
        function.dead_letter,
        settings.on_success if settings else None,
        settings.on_failure if settings else None,
    ):
        if target is not None:
            yield target, delivery(target, blueprint)
    for trigger in function.triggers.values():
        if isinstance(trigger, SecretRotationTrigger):
            yield trigger.secret, catalog.grant("rotate_secret").key
        if trigger.invocation in _POLLED:
            yield from _polled(trigger, consumer)


def _polled(trigger: Trigger, consumer: Consumer) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The source and secrets are read; what else the trigger names gets what could not be handled."""
    for name, target in _named(trigger):
        read = catalog.grant("read_encrypted").actions
        is_read = name == trigger.SOURCE or target in consumer.blueprint.secrets
        yield target, read if is_read else delivery(target, consumer.blueprint)


def _named(part: Part) -> Iterator[tuple[str, str]]:
    """Every field of a part, or of a part in it, that names a thing, and the name."""
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if isinstance(value, Part):
            yield from _named(value)
        elif isinstance(value, str) and metadata(field, RefersTo) is not None:
            yield name, value
