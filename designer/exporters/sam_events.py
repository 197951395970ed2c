"""What SAM's ``Events`` say: which mappings they express, and under which logical ids."""

from __future__ import annotations

from designer.exporters.base import distinct, pascal_case
from designer.exporters.names import suffix
from designer.graph import EventSourceMapping, Function, Join, Queue, Ref, ResourceGraph, Text


def events(graph: ResourceGraph) -> tuple[EventSourceMapping, ...]:
    """The mappings that an ``Events`` entry of type ``SQS`` says.

    SAM makes one AWS::Lambda::EventSourceMapping of it: ``Queue`` is its EventSourceArn, the Ref of
    the function its FunctionName, every other property passes through as it is, and since the
    function has a ``Role``, no permission is added. So it equals the graph's mapping whenever the
    source is a queue and the function is the graph's own.
    """
    return tuple(
        each
        for each in graph.resources
        if isinstance(each, EventSourceMapping)
        and isinstance(graph.resource(each.function.target), Function)
        and _is_queue(each.source, graph)
    )


def logical_ids(graph: ResourceGraph) -> dict[str, str]:
    """A logical id for each resource id; a mapping that is an event has the one that SAM gives it."""
    said = events(graph)
    event_ids = {each.id for each in said}
    spelt = (
        (each.id, f"{pascal_case(each.label)}{suffix(each)}")
        for each in graph.resources
        if each.id not in event_ids
    )
    ids = distinct(spelt, taken=["Stage"])
    # SAM puts the event's name behind the function's id.
    made = ((each.id, f"{ids[each.function.target]}{_event_name(each, graph)}") for each in said)
    return ids | distinct(made, taken=ids.values())


def _is_queue(source: Text, graph: ResourceGraph) -> bool:
    if isinstance(source, Ref):
        return isinstance(graph.resource(source.target), Queue)
    parts = source.parts if isinstance(source, Join) else (source,)
    return any(isinstance(part, str) and ":sqs:" in part for part in parts)


def _event_name(mapping: EventSourceMapping, graph: ResourceGraph) -> str:
    """The mapping's label without the function's, which usually stands before it."""
    function = graph.resource(mapping.function.target)
    prefix = f"{function.label}-" if function else ""
    return pascal_case(mapping.label.removeprefix(prefix) or mapping.label)
