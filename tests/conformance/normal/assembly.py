"""Puts together what formats say in pieces of their own choice."""

from __future__ import annotations

from collections.abc import Iterable

from tests.conformance.normal.form import Deployment, Identity, Settings, UnreadableError
from tests.conformance.normal.kinds import by_name, declared


def assembled(found: Iterable[tuple[Identity, Settings]]) -> Deployment:
    """The deployment of resources, each of which may be said in several pieces."""
    resources = {key: _filled(key, settings) for key, settings in _gathered(found).items()}
    for kind in declared():
        if kind.assemble:
            kind.assemble([each for each in resources if each.kind == kind.name], resources)
    return resources


def _filled(identity: Identity, settings: Settings) -> Settings:
    """The deployment itself and its outputs are no resources, and have no defaults."""
    kind = by_name().get(identity.kind)
    return kind.filled(settings) if kind else settings


def _gathered(found: Iterable[tuple[Identity, Settings]]) -> dict[Identity, Settings]:
    resources: dict[Identity, Settings] = {}
    for identity, settings in found:
        known = resources.setdefault(identity, {})
        twice = known.keys() & settings.keys()
        if twice:
            raise UnreadableError(f"{identity} says {sorted(twice)} twice")
        known.update(settings)
    return resources
