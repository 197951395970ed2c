"""Which service an ARN names, as far as that is known before the deployment."""

from __future__ import annotations

from functools import singledispatch

from designer.exporters.kinds import spelling
from designer.graph import Context, Join, Parameter, Ref, Resource, ResourceGraph
from designer.graph.compute import Alias, Function
from designer.graph.messaging import Queue

_SERVICES: dict[type[Resource], str] = {Queue: "sqs", Function: "lambda", Alias: "lambda"}


@singledispatch
def service(arn: object, graph: ResourceGraph) -> str | None:  # noqa: ARG001 - dispatch passes it to all
    """The service that ``arn`` names, as ARNs call it, or ``None`` if that is not known."""
    return None


@service.register
def _(arn: Ref, graph: ResourceGraph) -> str | None:
    target = graph.resource(arn.target)
    declared = spelling(type(target)) if target else None
    if declared:
        return declared.cloudformation.type.split("::")[1].lower()
    return _SERVICES.get(type(target)) if target else None


@service.register
def _(arn: str, graph: ResourceGraph) -> str | None:
    return service(Join((arn,)), graph)


@service.register
def _(arn: Join, graph: ResourceGraph) -> str | None:  # noqa: ARG001 - dispatch passes it to all
    texts = (part if isinstance(part, str) and not isinstance(part, Context) else "" for part in arn.parts)
    head, *fields = "".join(texts).split(":")
    return fields[1] if head == "arn" and len(fields) > 1 else None


@service.register
def _(arn: Parameter, graph: ResourceGraph) -> str | None:
    named = {service(value, graph) for _, value in arn.values if value is not None}
    return named.pop() if len(named) == 1 else None
