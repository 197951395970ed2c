"""Which versions a module needs: the base, or more where the design uses what only a newer one knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from designer import catalog
from designer.exporters.base import Note, Requirement
from designer.graph import Parameter, ResourceGraph, Scalar
from designer.graph.compute import Function, Permission
from designer.graph.event_sources import EventSourceMapping
from designer.graph.instances import CapacityProvider
from designer.graph.messaging import Queue

MINIMUM_TERRAFORM = "1.5"
BASE_PROVIDER = "5.100"
NEXT_PROVIDER = "7"
_PROVIDER = "hashicorp/aws"


@dataclass(frozen=True, slots=True)
class Demand:
    """A setting that asks for a provider of at least ``version``, and what a reader should know."""

    setting: str
    version: str
    message: str


def requirements(graph: ResourceGraph) -> tuple[Requirement, ...]:
    """The lowest versions that deploy ``graph``."""
    terraform = Requirement(
        "Terraform",
        MINIMUM_TERRAFORM,
        "The oldest line that the module is meant for; OpenTofu 1.6 and newer satisfy it as well.",
    )
    demands = sorted(_demands(graph), key=lambda each: _number(each.version))
    if not demands:
        because = "The last 5.x, against which every argument is checked; 6.x knows them all as well."
        return terraform, Requirement(_PROVIDER, BASE_PROVIDER, because)
    return terraform, Requirement(_PROVIDER, demands[-1].version, demands[-1].message)


def provider(graph: ResourceGraph) -> str:
    """The lowest version of the AWS provider."""
    return requirements(graph)[1].version


def notes(graph: ResourceGraph) -> Iterator[Note]:
    """What of a design asks for more than the base."""
    return (Note(each.setting, each.message) for each in _demands(graph))


def _demands(graph: ResourceGraph) -> Iterator[Demand]:
    for each in graph.resources:
        if isinstance(each, Queue):
            yield from _large_messages(each)
        elif isinstance(each, Function):
            yield from _new_runtimes(each)
            yield from _new_settings(each)
        elif isinstance(each, Permission):
            yield from _by_url(each)
        elif isinstance(each, EventSourceMapping):
            yield from _schemas(each)
        elif isinstance(each, CapacityProvider):
            version = catalog.newer_settings()["capacity"].terraform
            message = f"A capacity provider needs AWS provider {version} or newer."
            yield Demand(each.label, version, message)


def _large_messages(queue: Queue) -> Iterator[Demand]:
    known = catalog.large_messages()
    if any(isinstance(size, int) and size > known.limit for size in _all(queue.maximum_message_size)):
        message = f"Messages larger than {known.limit:,} bytes need AWS provider {known.provider} or newer."
        yield Demand(f"{queue.label}.maximum_message_size", known.provider, message)


def _schemas(mapping: EventSourceMapping) -> Iterator[Demand]:
    if mapping.kafka is not None and mapping.kafka.schemas is not None:
        version = catalog.newer_settings()["schemas"].terraform
        message = (
            f"Schemas of records need AWS provider 6; which version was the first is not on record, so "
            f"{version} or newer."
        )
        yield Demand(f"{mapping.label}.schemas", version, message)


def _by_url(permission: Permission) -> Iterator[Demand]:
    if permission.invoked_via_function_url is not None:
        version = catalog.newer_arguments()["aws_lambda_permission.invoked_via_function_url"]
        message = (
            f"The permission to invoke by a function URL only needs AWS provider {version} or newer; without "
            "that condition, everybody whom the URL serves could invoke the function by other ways as well."
        )
        yield Demand(f"{permission.label}.invoked_via_function_url", version, message)


def _new_runtimes(function: Function) -> Iterator[Demand]:
    for runtime in _all(function.runtime):
        known = catalog.newer_runtimes().get(str(runtime))
        if known is None:
            continue
        message = f"The runtime {runtime} needs AWS provider {known.provider} or newer."
        if not known.on_record:
            message = (
                f"The runtime {runtime} needs an AWS provider released after {known.known_since}; which "
                "version was the first is not on record, so take the newest 6.x."
            )
        yield Demand(f"{function.label}.runtime", known.provider, message)


def _new_settings(function: Function) -> Iterator[Demand]:
    set_ = {
        "durable": function.durable is not None,
        "tenant_isolation": function.tenant_isolation,
        "capacity": function.capacity is not None,
    }
    for setting in (name for name, wanted in set_.items() if wanted):
        version = catalog.newer_settings()[setting].terraform
        message = f"{setting.replace('_', ' ').capitalize()} needs AWS provider {version} or newer."
        yield Demand(f"{function.label}.{setting}", version, message)


def _all(value: object) -> tuple[Scalar | None, ...]:
    """The value of every stage."""
    if isinstance(value, Parameter):
        return tuple(each for _, each in value.values)
    return (value,) if isinstance(value, (str, int)) else ()


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
