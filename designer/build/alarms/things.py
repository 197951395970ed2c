"""What is watched of things: queues, APIs, workflows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from designer import catalog
from designer.blueprint.alarms import Alarms
from designer.blueprint.base import Node
from designer.blueprint.dead_letters import failure_queues
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.base import Thing
from designer.blueprint.resources.queue import Queue
from designer.blueprint.triggers.sqs import SqsTrigger
from designer.build.alarms.measure import MEAN, MOST, SLOWEST, SUM, Measure
from designer.graph import Attribute, Ref, Text

_HALF = 2
_PERCENT = 100


class Watching(Protocol):
    """Says what is watched of a thing of one kind."""

    def __call__(self, node: Node[Thing], blueprint: Blueprint, settings: Alarms) -> Iterator[Measure]:
        """The measures of a thing."""


def _queue(node: Node[Thing], blueprint: Blueprint, settings: Alarms) -> Iterator[Measure]:
    name = (("QueueName", node.value.attribute(node.name, Attribute.NAME)),)
    if settings.dead_letters and node.name in failure_queues(blueprint):
        yield Measure(
            owner=node.name,
            word="dead-letters",
            namespace="AWS/SQS",
            metric="ApproximateNumberOfMessagesVisible",
            dimensions=name,
            statistic=MOST,
            threshold=0,
            above=True,
            often=True,
            says=f"Something failed: there are messages in {node.name}.",
        )
    readers = {each.value.queue for _, each in blueprint.each_trigger(SqsTrigger)}
    if settings.queues and node.name in readers and isinstance(node.value, Queue):
        age, why = _waiting(node.value, settings)
        yield Measure(
            owner=node.name,
            word="age",
            namespace="AWS/SQS",
            metric="ApproximateAgeOfOldestMessage",
            dimensions=name,
            statistic=MOST,
            threshold=age,
            lasting=True,
            says=f"A message has waited {age:,} s or more in {node.name}: {why}.",
        )


def _waiting(queue: Queue, settings: Alarms) -> tuple[int, str]:
    """How long a message may wait, and why."""
    if settings.thresholds.queue_age is not None:
        return settings.thresholds.queue_age, "the design says so"
    times = queue.dead_letter.max_receive_count if queue.dead_letter else None
    often = times or catalog.number("cloudwatch.hidden_times").value
    patient, half = queue.visibility_timeout * often, queue.message_retention // _HALF
    if half < patient:
        return max(1, half), f"half of its retention of {queue.message_retention:,} s"
    return max(1, patient), f"{often} times its visibility timeout of {queue.visibility_timeout:,} s"


def _api(node: Node[Thing], settings: Alarms, dimension: tuple[str, Text], errors: str) -> Iterator[Measure]:
    limits = settings.thresholds
    if not settings.apis:
        return
    yield Measure(
        owner=node.name,
        word="errors",
        namespace="AWS/ApiGateway",
        metric=errors,
        dimensions=(dimension,),
        statistic=MEAN,
        threshold=limits.api_errors / _PERCENT,
        setting="api errors",
        says=f"{node.name} answers too many of its requests with a server error.",
    )
    yield Measure(
        owner=node.name,
        word="latency",
        namespace="AWS/ApiGateway",
        metric="Latency",
        dimensions=(dimension,),
        statistic=SLOWEST,
        threshold=limits.api_latency,
        lasting=True,
        setting="api latency",
        says=f"The slowest 1 % of requests to {node.name} takes too long.",
    )


def _http_api(node: Node[Thing], blueprint: Blueprint, settings: Alarms) -> Iterator[Measure]:
    del blueprint
    yield from _api(node, settings, ("ApiId", Ref(f"http_api.{node.name}", Attribute.ID)), "5xx")


def _rest_api(node: Node[Thing], blueprint: Blueprint, settings: Alarms) -> Iterator[Measure]:
    yield from _api(node, settings, ("ApiName", blueprint.physical_name(node.name)), "5XXError")


def _workflow(node: Node[Thing], blueprint: Blueprint, settings: Alarms) -> Iterator[Measure]:
    del blueprint
    metrics = {"failures": ("ExecutionsFailed", "fail"), "timeouts": ("ExecutionsTimedOut", "time out")}
    for word, (metric, verb) in metrics.items() if settings.workflows else ():
        yield Measure(
            owner=node.name,
            word=word,
            namespace="AWS/States",
            metric=metric,
            dimensions=(("StateMachineArn", node.value.attribute(node.name, Attribute.ARN)),),
            statistic=SUM,
            threshold=settings.thresholds.errors,
            setting="errors",
            says=f"Executions of {node.name} {verb}.",
        )


WATCHED: Mapping[str, Watching] = MappingProxyType(
    {"queue": _queue, "http_api": _http_api, "rest_api": _rest_api, "state_machine": _workflow}
)
"""What is watched of each kind of thing; of the others, nothing is."""
