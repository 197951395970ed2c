"""Rules on loops: a function that, by way of others, invokes itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.blueprint.referring import value_at
from designer.blueprint.scopes import kind_of
from designer.blueprint.triggers.base import Trigger
from designer.blueprint.triggers.types import EVENTBRIDGE, S3, SQS
from designer.blueprint.wording import listed
from designer.capacity.flow import LOG_EVENTS, Loop, own_loops, shared_loops
from designer.rules.base import Finding, Rule, Severity


class ResourceRecursionCycle(Rule):
    """A function may send to what invokes it, if by way of other functions and things.

    Each event can cause the next: a loop that costs money. Lambda stops one over functions, queues, topics
    and buckets after some rounds, and none over an event bus, a table, a stream or a workflow. Suppress this
    where the loop is meant and ends. Where a pattern or a filter on the way takes some events only, its own
    are mostly others, so that is an info.
    """

    id = "resource-recursion-cycle"
    severity = Severity.WARNING
    topic = "asynchronous"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html"
    bad = """
      name: shop
      functions:
        worker: {triggers: {poll: {type: sqs, queue: jobs}}, scopes: {orders: publish}}
      topics: {orders: {}}
      queues:
        jobs:
          visibility_timeout: 180
          dead_letter: {queue: failed}
          subscriptions: {orders: {dead_letter: failed}}
        failed: {}
    """
    good = """
      name: shop
      functions:
        worker: {triggers: {poll: {type: sqs, queue: jobs}}, scopes: {bills: publish}}
      topics: {orders: {}, bills: {}}
      queues:
        jobs:
          visibility_timeout: 180
          dead_letter: {queue: failed}
          subscriptions: {orders: {dead_letter: failed}}
        failed: {}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every step that leads back, and one step of each loop through several functions."""
        del today
        for loop in own_loops(blueprint):
            if not _said_elsewhere(loop, blueprint):
                yield self._found(loop, blueprint)
        for loop in shared_loops(blueprint):
            if not all(hop.by == LOG_EVENTS for hop in loop.hops):
                yield self._found(loop, blueprint)

    def _found(self, loop: Loop, blueprint: Blueprint) -> Finding:
        severity = Severity.INFO if _chooses(loop, blueprint) else None
        return self.finding(loop.path, _message(loop, blueprint), severity=severity)


def _chooses(loop: Loop, blueprint: Blueprint) -> bool:
    """Whether a trigger on the way takes only some of what it hears, which its own may well not be."""
    found = (value_at(blueprint, hop.path) for hop in loop.hops)
    return any(
        bool(getattr(each, "filters", ()))
        or (EVENTBRIDGE.holds(each) and any(map(each.exactly, ("source", "detail-type"))))
        for each in found
        if isinstance(each, Trigger)
    )


def _said_elsewhere(loop: Loop, blueprint: Blueprint) -> bool:
    """Whether a trigger reads the queue or bucket itself, or it is a destination, or logs alone."""
    if loop.path[2:3] != ("scopes",):
        return True
    *_, last = loop.hops[-1].path
    trigger = blueprint.functions[loop.function].triggers.get(str(last))
    return len(loop.between) == 1 and (SQS.holds(trigger) or S3.holds(trigger))


def _message(loop: Loop, blueprint: Blueprint) -> str:
    """Which way it goes, and what would stop it."""
    first, *more = loop.between or (loop.function,)
    way = f", by {listed(more)}" if more else ""
    said = f"{first} leads back to {loop.function}{way}; " if loop.between else f"{first} may invoke itself; "
    unseen = loop.unseen(blueprint)
    if unseen:
        unless = _UNLESS.get(kind_of(unseen[0], blueprint) or "")
        if unless:
            return f"{said}nothing stops such a loop, unless {unless}."
        return f"{said}nothing stops such a loop: Lambda does not see through {unseen[0]}."
    if any(_goes_on(name, blueprint) for name in (loop.function, *loop.between)):
        return f"{said}Lambda is told to let such a loop go on."
    rounds = catalog.number("lambda.loop_rounds")
    return f"{said}Lambda stops such a loop after about {rounds.value} {rounds.unit}."


_UNLESS = {
    "event_bus": "a pattern leaves its own events out",
    "table": "a filter leaves its own records out",
    "stream": "a filter leaves its own records out",
}
"""What ends a loop through each kind of thing that Lambda does not see."""


def _goes_on(name: str, blueprint: Blueprint) -> bool:
    function = blueprint.functions.get(name)
    return function is not None and function.recursive_loop == "Allow"
