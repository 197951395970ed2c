"""What CDK's constructs say of their own accord, where that equals the graph."""

from __future__ import annotations

from dataclasses import fields, replace

from designer.graph import Attribute, Condition, Principal, Ref, Resource, ResourceGraph, Statement
from designer.graph.event_sources import EventSourceMapping
from designer.graph.messaging import Queue, QueuePolicy

_PLAIN = frozenset(
    {
        *(each.name for each in fields(Resource)),
        "function",
        "source",
        "batch_size",
        "batching_window",
        "maximum_concurrency",
        "report_batch_item_failures",
        "filters",
        "enabled",
    }
)


def is_plain(mapping: EventSourceMapping) -> bool:
    """Whether the L2 construct makes just ``mapping``: it says nothing but what a queue's has."""
    others = (each.name for each in fields(mapping) if each.name not in _PLAIN)
    return mapping.source is not None and not any(getattr(mapping, name) not in (None, ()) for name in others)


def enforced_tls(graph: ResourceGraph) -> frozenset[str]:
    """The ids of the queues whose policy ``enforce_ssl=True`` says.

    CDK makes one AWS::SQS::QueuePolicy of it, with the one statement below; a policy that says more,
    less or otherwise is spelt.
    """
    return frozenset(
        each.queue.target
        for each in graph.resources
        if isinstance(each, QueuePolicy)
        and isinstance(graph.resource(each.queue.target), Queue)
        and [replace(statement, because="") for statement in each.statements]
        == [_expansion(each.queue.target)]
    )


def _expansion(queue: str) -> Statement:
    return Statement(
        effect="Deny",
        principal=Principal("AWS", "*"),
        actions=("sqs:*",),
        resources=(Ref(queue, Attribute.ARN),),
        conditions=(Condition("Bool", "aws:SecureTransport", ("false",)),),
    )
