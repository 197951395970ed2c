"""Who is told of a failure: the topic of the design's alarms, or the topic that the event ends in.

The alarms are those that a build makes: on a function's errors and throttles, on messages in queues that
hold what failed, on executions of workflows that fail.
"""

from __future__ import annotations

from designer.blueprint.alarms import Alarms
from designer.blueprint.document import Blueprint
from designer.failures.journey import End, Mishap, Outcome

_INVOKED = (Mishap.ERROR, Mishap.TIMEOUT, Mishap.THROTTLE)


def told(blueprint: Blueprint, function: str, mishap: Mishap, outcome: Outcome) -> str | None:
    """The topic that hears of a mishap of ``function`` that ends so; ``None`` where none does."""
    if outcome.kept_in in blueprint.topics:
        return outcome.kept_in
    alarms = _at_work(blueprint)
    if alarms is None:
        return None
    heard = _of_function(blueprint, alarms, function, mishap) or _of_queue(blueprint, alarms, outcome)
    return alarms.topic if heard else None


def told_of_workflow(
    blueprint: Blueprint, workflow: str, function: str, mishap: Mishap, end: End
) -> str | None:
    """The same of a function that is a task of a workflow."""
    by_function = told(blueprint, function, mishap, Outcome(end))
    alarms = _at_work(blueprint)
    if by_function or alarms is None:
        return by_function
    made = workflow in blueprint.workflows and blueprint.workflows[workflow].existing is None
    heard = end is End.EXECUTION and alarms.workflows and made and workflow not in alarms.without
    return alarms.topic if heard else None


def _at_work(blueprint: Blueprint) -> Alarms | None:
    """The design's alarms, where they are on and their topic is there."""
    alarms = blueprint.alarms
    return alarms if alarms and alarms.enabled and alarms.topic in blueprint.topics else None


def _of_function(blueprint: Blueprint, alarms: Alarms, name: str, mishap: Mishap) -> bool:
    function = blueprint.function(name)
    if function is None or not alarms.functions or name in alarms.without or mishap not in _INVOKED:
        return False
    return mishap is not Mishap.THROTTLE or function.value.concurrency.reserved != 0


def _of_queue(blueprint: Blueprint, alarms: Alarms, outcome: Outcome) -> bool:
    queue = blueprint.queue(outcome.kept_in or "")
    watched = queue is not None and queue.value.existing is None and queue.name not in alarms.without
    return watched and alarms.dead_letters and outcome.end is End.KEPT
