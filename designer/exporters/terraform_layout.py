"""Which file of the Terraform export holds which resource."""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.terraform_values import Values
from designer.graph import (
    EventSourceMapping,
    Function,
    LogGroup,
    Queue,
    QueuePolicy,
    Ref,
    Resource,
    ResourceGraph,
    Role,
    Secret,
    Table,
)

CONCERNS: dict[type[Resource], str] = {
    Queue: "queues.tf",
    QueuePolicy: "queues.tf",
    Table: "tables.tf",
    Secret: "secrets.tf",
    Role: "roles.tf",
    LogGroup: "logs.tf",
    EventSourceMapping: "event_sources.tf",
}
"""The file of each kind, in reading order; what belongs to one function lies in that function's."""


def grouped(graph: ResourceGraph, values: Values) -> dict[str, list[Resource]]:
    """Resources by file, in reading order: what functions share, then function by function."""
    homes = _function_files(graph, values)
    shared = dict.fromkeys(CONCERNS.values())
    files: dict[str, list[Resource]] = {path: [] for path in (*shared, *homes.values())}
    for resource in graph.resources:
        path = homes.get(resource.id) or CONCERNS[type(resource)]
        files.setdefault(path, []).append(resource)
    return {path: resources for path, resources in files.items() if resources}


def _function_files(graph: ResourceGraph, values: Values) -> dict[str, str]:
    """The function file of each function and of all that belongs to one function, by resource id."""
    homes: dict[str, str] = {}
    functions = [each for each in graph.resources if isinstance(each, Function)]
    for function in functions:
        homes[function.id] = _path(values.label(function))
    for function in functions:
        for owned in _owned(function):
            homes.setdefault(owned, homes[function.id])
    for mapping in graph.resources:
        if isinstance(mapping, EventSourceMapping) and mapping.function.target in homes:
            homes[mapping.id] = homes[mapping.function.target]
    return homes


def _owned(function: Function) -> Iterator[str]:
    yield function.logging.group.target
    if isinstance(function.role, Ref):
        yield function.role.target


def _path(label: str) -> str:
    # Terraform merges a file called *_override.tf into the others instead of reading it as one.
    return f"function_{label}_.tf" if label.split("_")[-1] == "override" else f"function_{label}.tf"
