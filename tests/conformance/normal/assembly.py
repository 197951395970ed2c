"""Puts together what formats say in pieces of their own choice.

A version is said of its function: that it publishes them, and what becomes of superseded ones. An
integration is said of each route that leads to it: formats share one between routes, or do not.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.conformance.normal.answers import integration_of
from tests.conformance.normal.defaults import filled
from tests.conformance.normal.form import Deployment, Identity, Settings, UnreadableError


def assembled(found: Iterable[tuple[Identity, Settings]]) -> Deployment:
    """The deployment of resources, each of which may be said in several pieces."""
    resources = {key: filled(key.kind, settings) for key, settings in _gathered(found).items()}
    _say_of_functions([each for each in resources if each.kind == "version"], resources)
    _say_of_routes([each for each in resources if each.kind == "route"], resources)
    return resources


def _gathered(found: Iterable[tuple[Identity, Settings]]) -> dict[Identity, Settings]:
    resources: dict[Identity, Settings] = {}
    for identity, settings in found:
        known = resources.setdefault(identity, {})
        twice = known.keys() & settings.keys()
        if twice:
            raise UnreadableError(f"{identity} says {sorted(twice)} twice")
        known.update(settings)
    return resources


def _say_of_functions(versions: list[Identity], resources: dict[Identity, Settings]) -> None:
    for version in versions:
        said, function = resources.pop(version), Identity("function", version.name)
        if function not in resources:
            raise UnreadableError(f"a version of {version.name}")
        if said[("on_replace",)] not in ("Delete", "Retain"):
            raise UnreadableError(f"a version that is replaced: {said[('on_replace',)]}")
        # A new version is a new resource, and the old one is then deleted.
        resources[function] |= {("published",): True, ("superseded",): said[("on_delete",)]}


def _say_of_routes(routes: list[Identity], resources: dict[Identity, Settings]) -> None:
    used = set()
    for route in routes:
        integration = integration_of(resources[route].pop(("target",), None))
        if integration not in resources:
            raise UnreadableError(f"{route} leads to {integration}")
        used.add(integration)
        said = resources[integration].items()
        resources[route] |= {("integration", *setting): value for setting, value in said}
    strange = {each for each in resources if each.kind == "integration"} - used
    if strange:
        raise UnreadableError(f"no route leads to {sorted(strange)}")
    for integration in used:
        del resources[integration]
