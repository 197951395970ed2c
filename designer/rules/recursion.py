"""Rules on loops: a function that, by way of others, invokes itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.blueprint.scopes import scopes
from designer.rules.base import Finding, Rule, Severity
from designer.rules.consumers import mapped
from designer.rules.flow import invoked_by

_FEEDING = ("publish", "put_events", "send")
"""The access levels that hand something on to whoever reads it."""

_STREAMED = ("table", "stream")
"""The kinds of which whoever reads the stream hears what is written."""


class ResourceRecursionCycle(Rule):
    """A function may send to what invokes it.

    Each event can cause the next: a loop that costs money. Lambda stops one over queues and topics after
    some rounds, and none over an event bus. Suppress this where the loop is meant and ends.
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
        """Every scope to send to what leads back, but for a queue that the function reads itself."""
        del today
        rounds = catalog.number("lambda.loop_rounds")
        read = {(each.function.name, each.trigger.value.queue) for each in mapped(blueprint)}
        for function in blueprint.each_function():
            for scope in scopes(function, blueprint):
                feeds = scope.level in _FEEDING or (scope.level == "write" and scope.kind in _STREAMED)
                if not feeds or (function.name, scope.target) in read:
                    continue
                if function.name in invoked_by(scope.target, blueprint):
                    message = f"{scope.target} leads back to {function.name}; "
                    if scope.kind == "event_bus":
                        message += "nothing stops such a loop, unless a pattern leaves its own events out."
                    elif scope.kind in _STREAMED:
                        message += "nothing stops such a loop, unless a filter leaves its own records out."
                    else:
                        message += f"Lambda stops such a loop after about {rounds.value} {rounds.unit}."
                    yield self.finding(scope.path, message)
