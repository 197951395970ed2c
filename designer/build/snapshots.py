"""What a deployment of a REST API is a snapshot of: known once everything is built."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from designer.graph import Attribute, Ref, Resource, ResourceGraph
from designer.graph.domains import ApiMapping
from designer.graph.rest import RestDeployment, RestStage
from designer.graph.rest_access import UsagePlan

_DIGITS = 10
"""Enough that two contents of one API never share a digest by accident."""


def with_snapshots(graph: ResourceGraph) -> ResourceGraph:
    """``graph`` with the contents of every deployment, and a digest that changes with them.

    The digest is of all stages' values: one that changes in one stage deploys the others anew as well,
    with the same content as before.
    """
    filled = (_filled(each, graph) if isinstance(each, RestDeployment) else each for each in graph.resources)
    return replace(graph, resources=tuple(filled))


def _filled(deployment: RestDeployment, graph: ResourceGraph) -> RestDeployment:
    api = graph.resource(deployment.api.target)
    parts = [each for each in graph.resources if _belongs(each, deployment.api)]
    everything = (*((api,) if api else ()), *parts)
    return replace(
        deployment,
        contents=tuple(each.id for each in everything),
        # It refers to the API anyway.
        after=tuple(each.id for each in parts),
        digest=_digest(everything),
    )


def _belongs(resource: Resource, api: Ref) -> bool:
    """Whether callers of the API meet ``resource`` only once it is deployed."""
    beside = isinstance(resource, RestDeployment | RestStage | UsagePlan | ApiMapping)
    return not beside and getattr(resource, "api", None) == Ref(api.target, Attribute.ID)


def _digest(parts: Iterable[Resource]) -> str:
    """A digest of all settings; of nothing that only readers see."""
    said = (repr(replace(each, because="", label="")) for each in parts)
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
