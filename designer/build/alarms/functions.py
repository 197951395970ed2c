"""What is watched of a function."""

from __future__ import annotations

from collections.abc import Iterator

from designer.blueprint.alarms import Alarms
from designer.blueprint.base import Node
from designer.blueprint.function import Function
from designer.blueprint.triggers.base import Invocation
from designer.build.alarms.measure import MOST, SLOWEST, SUM, Measure
from designer.graph import Attribute, Join, Ref, Text
from designer.graph.monitoring import Figure

_NAMESPACE = "AWS/Lambda"
_HALF = 2


def measures(node: Node[Function], settings: Alarms) -> Iterator[Measure]:
    """Everything that is watched of a function, as its settings and triggers have it."""
    if settings.functions:
        yield from _of_invocations(node, settings)
        yield from _of_concurrency(node, settings)
        yield from _of_events(node)
    if settings.streams and any(
        each.invocation is Invocation.STREAM for each in node.value.triggers.values()
    ):
        behind = settings.thresholds.iterator_age * 1000
        says = f"{node.name} falls behind its stream, where records expire unread in the end."
        yield _measure(
            node, "iterator-age", "IteratorAge", MOST, behind, says, lasting=True, setting="iterator age"
        )


def _of_invocations(node: Node[Function], settings: Alarms) -> Iterator[Measure]:
    limits, timeout = settings.thresholds, node.value.timeout
    says = f"Invocations of {node.name} fail."
    yield _measure(node, "errors", "Errors", SUM, limits.errors, says, setting="errors")
    if node.value.concurrency.reserved != 0:
        says = f"Invocations of {node.name} are throttled."
        yield _measure(node, "throttles", "Throttles", SUM, limits.throttles, says, setting="throttles")
    longest = timeout * 10 * limits.duration
    says = (
        f"The slowest 1 % of {node.name} takes {longest:,} ms or more, which is {limits.duration} % of its "
        f"timeout of {timeout:,} s."
    )
    yield _measure(node, "duration", "Duration", SLOWEST, longest, says, lasting=True)


def _of_concurrency(node: Node[Function], settings: Alarms) -> Iterator[Measure]:
    concurrency, percent = node.value.concurrency, settings.thresholds.concurrency
    if concurrency.reserved:
        most = max(1, concurrency.reserved * percent // 100)
        says = (
            f"{node.name} runs {most:,} times at once or more; {percent} % of its reserved concurrency of "
            f"{concurrency.reserved:,}."
        )
        yield _measure(node, "concurrency", "ConcurrentExecutions", MOST, most, says)
    if concurrency.provisioned and node.value.alias:
        says = f"Callers of {node.name} wait for cold starts: its provisioned concurrency is used up."
        own: tuple[tuple[str, Text], ...] = (("Resource", Join((_name(node), f":{node.value.alias}"))),)
        metric = "ProvisionedConcurrencySpilloverInvocations"
        yield _measure(node, "spillover", metric, SUM, 1, says, more=own)


def _of_events(node: Node[Function]) -> Iterator[Measure]:
    """Of asynchronous events: what is lost, what cannot be handed on, what waits too long."""
    settings = node.value.asynchronous
    asynchronous = any(each.invocation is Invocation.ASYNCHRONOUS for each in node.value.triggers.values())
    if asynchronous or settings or node.value.dead_letter:
        says = f"Lambda drops events of {node.name} that it could not process in time."
        yield _measure(node, "dropped-events", "AsyncEventsDropped", SUM, 1, says)
    if settings and (settings.on_failure or settings.on_success):
        says = f"Lambda cannot hand results or failures of {node.name} to their destination."
        yield _measure(node, "destination", "DestinationDeliveryFailures", SUM, 1, says)
    if node.value.dead_letter:
        says = f"Lambda cannot send failed events of {node.name} to their dead-letter queue."
        yield _measure(node, "dead-letters", "DeadLetterErrors", SUM, 1, says)
    if settings and settings.maximum_event_age:
        age = settings.maximum_event_age * 1000 // _HALF
        says = (
            f"Events wait {age:,} ms or more for {node.name}; they are given up after "
            f"{settings.maximum_event_age:,} s."
        )
        yield _measure(node, "event-age", "AsyncEventAge", MOST, age, says)


def _name(node: Node[Function]) -> Ref:
    return Ref(f"function.{node.name}", Attribute.NAME)


def _measure(
    node: Node[Function],
    word: str,
    metric: str,
    statistic: str,
    threshold: Figure,
    says: str,
    *,
    lasting: bool = False,
    setting: str | None = None,
    more: tuple[tuple[str, Text], ...] = (),
) -> Measure:
    return Measure(
        owner=node.name,
        word=word,
        namespace=_NAMESPACE,
        metric=metric,
        dimensions=(("FunctionName", _name(node)), *more),
        statistic=statistic,
        threshold=threshold,
        says=says,
        lasting=lasting,
        setting=setting,
    )
