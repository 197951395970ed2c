"""Which aws-cdk-lib an app needs: the base, or more where the design uses what only a newer one knows."""

from __future__ import annotations

from collections.abc import Iterator

from designer import catalog
from designer.exporters.base import Requirement
from designer.graph import ResourceGraph
from designer.graph.compute import Function
from designer.graph.event_sources import EventSourceMapping
from designer.graph.instances import CapacityProvider

MINIMUM_LIBRARY = "2.178.0"

_LIBRARY = Requirement(
    "aws-cdk-lib",
    MINIMUM_LIBRARY,
    "The oldest that apps are written for: the first with today's point-in-time recovery of tables.",
)


def library(graph: ResourceGraph) -> Requirement:
    """The lowest version that synthesises ``graph``."""
    return max((_LIBRARY, *_demands(graph)), key=lambda each: _number(each.version))


def _demands(graph: ResourceGraph) -> Iterator[Requirement]:
    for each in graph.resources:
        if isinstance(each, Function):
            yield from _new_settings(each)
        elif (
            isinstance(each, EventSourceMapping) and each.kafka is not None and each.kafka.schemas is not None
        ):
            because = f"The oldest on record that knows schemas, which {each.label} has."
            yield Requirement("aws-cdk-lib", catalog.newer_settings()["schemas"].cdk, because)
        elif isinstance(each, CapacityProvider):
            because = f"The oldest on record that knows capacity providers, as {each.label} is."
            yield Requirement("aws-cdk-lib", catalog.newer_settings()["capacity"].cdk, because)


def _new_settings(function: Function) -> Iterator[Requirement]:
    wanted = {
        "durable": function.durable is not None,
        "tenant_isolation": function.tenant_isolation,
        "capacity": function.capacity is not None,
    }
    for setting in (name for name, is_set in wanted.items() if is_set):
        because = f"The oldest on record that knows {setting.replace('_', ' ')}, which {function.label} has."
        yield Requirement("aws-cdk-lib", catalog.newer_settings()[setting].cdk, because)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
