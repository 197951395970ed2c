"""What CDK's constructs say of their own accord, where that equals the graph."""

from __future__ import annotations

from dataclasses import replace

from designer.graph import (
    Attribute,
    Condition,
    Principal,
    Queue,
    QueuePolicy,
    Ref,
    ResourceGraph,
    Statement,
)


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
