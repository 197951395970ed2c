"""Logical ids of a SAM template, those among them that SAM makes up."""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.base import distinct, labels, pascal_case
from designer.exporters.names import identifier
from designer.exporters.sam_folds import Event, Folds
from designer.graph import ResourceGraph
from designer.graph.compute import Function
from designer.graph.events import EventRule
from designer.graph.http import HttpApi, HttpRoute
from designer.graph.topics import Subscription

_APPLICATION = "ServerlessDeploymentApplication"
"""What SAM calls the application of all deployment groups."""


def logical_ids(graph: ResourceGraph, folds: Folds) -> dict[str, str]:
    """A logical id for each resource that has one; what is folded has the one that SAM gives it."""
    folded = folds.folded
    spelt = {each.id: each for each in graph.resources if each.id not in folded}
    proposals = {each.id: [identifier(each, label) for label in labels(each)] for each in spelt.values()}
    ids = distinct(
        ((each, *names) for each, names in proposals.items() if isinstance(spelt[each], Function | HttpApi)),
        taken=["Stage"],
    )
    reserved = ["Stage", *ids.values(), *_made(folds, ids, graph)]
    ids |= distinct(((each, *names) for each, names in proposals.items() if each not in ids), taken=reserved)
    ids |= {each.id: _APPLICATION for each in folds.applications}
    ids |= {each.id: f"{ids[function]}DeploymentGroup" for function, each in folds.deployments.items()}
    ids |= {alias.id: _alias_id(ids[function], alias.name) for function, alias in folds.aliases.items()}
    events: Iterator[tuple[str, *tuple[str, ...]]] = (
        (each.id, *(f"{ids[function]}{name}" for name in _event_names(each, function, graph)))
        for function, entries in folds.events.items()
        for each in entries
    )
    # SAM puts the event's name behind the function's id.
    return ids | distinct(events, taken=[*reserved, *ids.values()])


def _made(folds: Folds, ids: dict[str, str], graph: ResourceGraph) -> Iterator[str]:
    """What SAM calls the resources that it makes beside those of events."""
    for function, alias in folds.aliases.items():
        yield _alias_id(ids[function], alias.name)
    yield from (_APPLICATION for _ in folds.applications)
    yield from (f"{ids[function]}DeploymentGroup" for function in folds.deployments)
    for function in folds.invoke_configs:
        yield f"{ids[function]}EventInvokeConfig"
    for api in folds.apis:
        yield f"{ids[api]}ApiGatewayDefaultStage"
    for function, entries in folds.events.items():
        for each in entries:
            if isinstance(each, HttpRoute | Subscription | EventRule):
                yield f"{ids[function]}{_event_names(each, function, graph)[0]}Permission"


def _alias_id(function: str, name: str) -> str:
    return f"{function}Alias{name.replace('-', 'D').replace('_', 'U')}"


def _event_names(event: Event, function: str, graph: ResourceGraph) -> list[str]:
    """The event's labels without the function's, which usually stands before it."""
    owner = graph.resource(function)
    return [pascal_case(_without(label, owner.label) if owner else label) for label in labels(event)]


def _without(label: str, owner: str) -> str:
    for separator in "- ":
        rest = label.removeprefix(f"{owner}{separator}")
        if rest and rest != label:
            return rest
    return label
