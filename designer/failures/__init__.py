"""Failure journeys: what becomes of an event when its function fails, is throttled, or runs out of time.

A journey follows from how the function is invoked and from what the design sets: the function's asynchronous
settings act on asynchronous invocations only, a queue's dead-letter queue on that queue only, a stream's
retries on that stream only. That an event is lost, and that a setting never acts, is read off the journeys.
Sources: https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html,
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html,
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html,
https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.referring import each_use
from designer.blueprint.scopes import scopes
from designer.blueprint.triggers.types import PIPE
from designer.failures.journey import (
    End,
    Gap,
    Journey,
    Mishap,
    Outcome,
    Protection,
    span,
    together,
)
from designer.failures.telling import told, told_of_workflow
from designer.failures.ways import (
    Triggered,
    Way,
    by_trigger,
    caught,
    fetched,
    handed_over,
    waited_for,
)

__all__ = [
    "End",
    "Gap",
    "Journey",
    "Mishap",
    "Outcome",
    "Protection",
    "idle",
    "journeys",
    "lost",
    "missing",
    "silent",
    "span",
    "together",
]


def journeys(blueprint: Blueprint) -> tuple[Journey, ...]:
    """Every event's journey, function by function, mishap by mishap; at last those of topics to queues."""
    return blueprint.once(_journeys)


def _journeys(blueprint: Blueprint) -> tuple[Journey, ...]:
    triggered = (
        journey
        for function, trigger in blueprint.every_trigger()
        for journey in by_trigger(
            Triggered(blueprint, function, trigger.name, _source(trigger.value), trigger)
        )
    )
    others = (_of_workflows, _of_callers, _of_enrichments, _of_authorizers, _of_subscriptions)
    every = (*triggered, *(journey for each in others for journey in each(blueprint)))
    order = {name: index for index, name in enumerate((*blueprint.functions, *blueprint.queues))}
    return tuple(sorted(every, key=lambda each: order.get(each.function, len(order))))


def _source(trigger: object) -> str:
    label, field = getattr(trigger, "LABEL", ""), getattr(trigger, "SOURCE", None)
    named = getattr(trigger, field, None) if field else None
    return f"{label} {named}" if named else label


def _of_workflows(blueprint: Blueprint) -> Iterator[Journey]:
    """Of functions that are tasks: the workflow waits, tries again, and catches or fails."""
    for name, workflow in blueprint.workflows.items():
        where = f"{workflow.LABEL} {name}"
        for step, state, outer in workflow.each_task():
            for mishap, error in _IN_WORKFLOWS.items():
                is_caught = any(each.catches(error) for each in (state, *outer))
                end = End.CAUGHT if is_caught else End.EXECUTION
                hears = told_of_workflow(blueprint, name, state.function, mishap, end)
                tries = state.attempts(error)
                yield Journey(state.function, step, where, mishap, tries, None, Outcome(end), hears)


_IN_WORKFLOWS = {
    Mishap.ERROR: "Error",
    Mishap.TIMEOUT: "Sandbox.Timedout",
    Mishap.THROTTLE: "Lambda.TooManyRequestsException",
}
"""What Step Functions calls each mishap."""


def _of_callers(blueprint: Blueprint) -> Iterator[Journey]:
    """Of functions that others of the design invoke, or hand results and failures to."""
    for caller in blueprint.each_function():
        for scope in scopes(caller, blueprint):
            callee = blueprint.function(scope.target)
            if callee is not None and scope.level in ("invoke", "invoke_async"):
                way = Way(blueprint, callee, caller.name, f"Function {caller.name}")
                yield from waited_for(way) if scope.level == "invoke" else handed_over(way)
        settings = caller.value.asynchronous
        for target in (settings.on_success, settings.on_failure) if settings else ():
            callee = blueprint.function(target) if target else None
            if callee is not None:
                yield from handed_over(Way(blueprint, callee, caller.name, f"Destination of {caller.name}"))


def _of_enrichments(blueprint: Blueprint) -> Iterator[Journey]:
    """Of functions that add to what a pipe hands on: it waits, and what they fail on stays in the source."""
    for _, pipe in blueprint.each_trigger(PIPE):
        callee = blueprint.function(pipe.value.enrichment or "")
        if callee is not None:
            way = Triggered(blueprint, callee, pipe.name, _source(pipe.value), Node(pipe.path, pipe.value))
            yield from fetched(way)


def _of_authorizers(blueprint: Blueprint) -> Iterator[Journey]:
    """Of functions that APIs ask who may come in."""
    for use in each_use(blueprint):
        callee = blueprint.function(use.name) if use.path[0] in _APIS else None
        if callee is not None:
            yield from waited_for(Way(blueprint, callee, str(use.path[1]), f"Authorizer of {use.path[1]}"))


_APIS = frozenset({"apis", "rest_apis", "websocket_apis"})


def _of_subscriptions(blueprint: Blueprint) -> Iterator[Journey]:
    """Of messages that a topic delivers to a queue of the design; how often to others, their makers say."""
    new = [queue for queue in blueprint.each_queue() if queue.value.existing is None]
    if not any(queue.value.subscriptions for queue in new):
        return
    from designer.blueprint.resources.subscription import delivering  # what most designs do without

    tries, seconds = delivering()
    for queue in new:
        for topic, each in queue.value.subscriptions.items():
            at: Path = (*queue.path, "subscriptions", topic, "dead_letter")
            outcome = caught(blueprint, Protection.DELIVERY, {at: each.dead_letter})
            for mishap, often in ((Mishap.UNDELIVERED, tries), (Mishap.REFUSED, 1)):
                lasting = seconds if often > 1 else None
                hears = told(blueprint, queue.name, mishap, outcome)
                source = f"SNS topic {topic}"
                yield Journey(queue.name, topic, source, mishap, often, lasting, outcome, hears)


def silent(blueprint: Blueprint) -> tuple[Journey, ...]:
    """The journeys at whose end the event is gone and nobody waits for an answer."""
    return blueprint.once(_silent)


def _silent(blueprint: Blueprint) -> tuple[Journey, ...]:
    return tuple(each for each in journeys(blueprint) if each.end is End.LOST)


def lost(blueprint: Blueprint, kind: Protection) -> Iterator[tuple[Journey, Gap]]:
    """The first journey of each place where ``kind`` would have kept the event, in the order of the design.

    Where the place names something that is not there, that is another mistake.
    """
    seen: set[Path] = set()
    for journey in silent(blueprint):
        for gap in journey.outcome.gaps:
            if gap.kind is kind and not gap.filled and gap.at not in seen:
                seen.add(gap.at)
                yield journey, gap


def missing(blueprint: Blueprint, kind: Protection) -> Mapping[Path, Journey]:
    """Where ``kind`` would have kept events that are lost, each with the first such journey."""
    return {gap.at: journey for journey, gap in lost(blueprint, kind)}


def idle(blueprint: Blueprint, function: str, *settings: Path) -> Iterator[Path]:
    """Those of ``settings`` that take part in no journey to ``function``, if any event comes to it at all."""
    acting = blueprint.once(_guards).get(function)
    return (at for at in settings if acting is not None and at not in acting)


def _guards(blueprint: Blueprint) -> Mapping[str, set[Path]]:
    """The settings that take part in journeys, by the function or queue that they lead to."""
    found: dict[str, set[Path]] = {}
    for each in journeys(blueprint):
        found.setdefault(each.function, set()).update(each.outcome.guards)
    return found
