"""Which file of the Terraform export holds which resource."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from designer.exporters.kinds import spelling
from designer.exporters.terraform_values import Values
from designer.graph import Ref, Resource, ResourceGraph, Role
from designer.graph.compute import Alias, EventInvokeConfig, Function, LogGroup, Permission, Schedule
from designer.graph.data import Secret
from designer.graph.event_sources import EventSourceMapping
from designer.graph.http import AccessLog, HttpApi, HttpAuthorizer, HttpIntegration, HttpRoute, HttpStage
from designer.graph.layers import Layer
from designer.graph.messaging import Queue, QueuePolicy
from designer.graph.tables import Table

APIS = "apis.tf"
CONCERNS: dict[type[Resource], str] = {
    HttpApi: APIS,
    HttpStage: APIS,
    HttpAuthorizer: APIS,
    HttpIntegration: APIS,
    HttpRoute: APIS,
    Queue: "queues.tf",
    QueuePolicy: "queues.tf",
    Table: "tables.tf",
    Secret: "secrets.tf",
    Layer: "layers.tf",
    Role: "roles.tf",
    LogGroup: "logs.tf",
    Alias: "aliases.tf",
    EventInvokeConfig: "invocations.tf",
    Permission: "permissions.tf",
    EventSourceMapping: "event_sources.tf",
    Schedule: "schedules.tf",
}
"""The file of each kind, in reading order; what belongs to one function lies in that function's."""

Attached: TypeAlias = (
    Alias | EventInvokeConfig | EventSourceMapping | HttpIntegration | HttpRoute | Permission | Schedule
)
"""What leads to one function, if by way of others."""

LONGEST_WAY = 3
"""From a route to its integration, to the alias, to the function."""


def grouped(graph: ResourceGraph, values: Values) -> dict[str, list[Resource]]:
    """Resources by file, in reading order: what functions share, then function by function."""
    homes = _homes(graph, values)
    functions = [homes[each.id] for each in graph.resources if isinstance(each, Function)]
    declared = (found for kind in {type(each) for each in graph.resources} if (found := spelling(kind)))
    shared = sorted({each.terraform.file for each in declared} - {*CONCERNS.values()})
    files: dict[str, list[Resource]] = {path: [] for path in (*CONCERNS.values(), *shared, *functions)}
    for resource in graph.resources:
        files[homes.get(resource.id) or _concern(type(resource))].append(resource)
    return {path: _function_first(resources) for path, resources in files.items() if resources}


def _function_first(resources: list[Resource]) -> list[Resource]:
    """A function before what things add to its file, such as an authorizer's permission to ask it."""
    place = next((at for at, each in enumerate(resources) if isinstance(each, Function)), 0)
    early = [each for each in resources[:place] if isinstance(each, Permission)]
    return [*(each for each in resources if each not in early), *early] if early else resources


def _homes(graph: ResourceGraph, values: Values) -> dict[str, str]:
    """The file of each resource that does not lie with its kind, by resource id."""
    functions = [each for each in graph.resources if isinstance(each, Function)]
    homes = {each.id: _path(values.label(each)) for each in functions}
    for resource in graph.resources:
        if isinstance(resource, Attached):
            home = homes.get(_function_of(resource, graph))
            homes |= {resource.id: home} if home else {}
        elif spelling(type(resource)) or resource.implied_by:
            entailing = _entailing(resource, graph)
            homes[resource.id] = homes.get(entailing.id) or _concern(type(entailing))
    for resource in graph.resources:
        path = APIS if _log_of(resource) else homes.get(resource.id)
        if path:
            homes = dict.fromkeys(_owned(resource), path) | homes
    return homes


def _concern(kind: type[Resource]) -> str:
    """The file of what belongs to no one function."""
    declared = spelling(kind)
    return declared.terraform.file if declared else CONCERNS[kind]


def _entailing(resource: Resource, graph: ResourceGraph) -> Resource:
    """The function that entails ``resource``, or where the way ends before one."""
    for _ in range(LONGEST_WAY):
        above = graph.resource(resource.implied_by) if resource.implied_by else None
        if isinstance(resource, Function) or above is None:
            break
        resource = above
    return resource


def _function_of(resource: Attached, graph: ResourceGraph) -> str:
    """The id of the function that ``resource`` leads to, or of where the way ends before one."""
    target = resource.id
    found: Resource | None = resource
    for _ in range(LONGEST_WAY):
        if not isinstance(found, Attached):
            break
        target = (found.integration if isinstance(found, HttpRoute) else found.function).target
        found = graph.resource(target)
    return target


def _owned(resource: Resource) -> Iterator[str]:
    """Log groups and roles that are there for ``resource`` only, as far as it can tell."""
    if isinstance(resource, Function) and isinstance(resource.logging.group, Ref):
        yield resource.logging.group.target
    log = _log_of(resource)
    if log:
        yield log.group.target
    for name in ("role", "log_destination", "log_role", "error_role"):
        owned = getattr(resource, name, None)
        if isinstance(owned, Ref):
            yield owned.target


def _log_of(resource: Resource) -> AccessLog | None:
    """The access log of an API's stage."""
    return getattr(resource, "access_log", None)


def _path(label: str) -> str:
    # Terraform merges a file called *_override.tf into the others instead of reading it as one.
    return f"function_{label}_.tf" if label.split("_")[-1] == "override" else f"function_{label}.tf"
