"""Rules on how much fits: what a queue takes, its reader has to be able to hand on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.capacity.payload import narrows
from designer.rules.base import LASTING, Finding, Rule, Severity, set_value
from designer.rules.machines import machines, new_workflows

if TYPE_CHECKING:
    from designer.blueprint.states.base import State


def _handing_on(size: int) -> str:
    return f"""
name: shop
functions:
  worker: {{triggers: {{poll: {{type: sqs, queue: jobs}}}}, scopes: {{orders: publish}}}}
topics: {{orders: {{}}}}
queues:
  jobs: {{visibility_timeout: 180, maximum_message_size: {size}, dead_letter: {{queue: failed}}}}
  failed: {{}}
"""


def _saying(size: int) -> str:
    """A workflow whose state says so many bytes, two of which are the quotation marks."""
    return (
        "{name: shop, workflows: {fulfil: {timeout: 60, query_language: JSONPath, "
        f"states: {{rules: {{type: pass, result: {'x' * (size - 2)}}}}}}}}}}}"
    )


class PayloadAlongPath(Rule):
    """A queue takes larger messages than its reader can hand on.

    What the reader publishes, writes or sends on is refused when it is as large as the message was. Put what
    is large into a bucket and send its key.
    """

    id = "payload-along-path"
    severity = Severity.INFO
    topic = "queues"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
    profiles = LASTING
    bad = _handing_on(262145)
    good = _handing_on(262144)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every queue that says a size which one of the next hops does not take."""
        del today
        for each in narrows(blueprint):
            message = (
                f"{each.queue} takes {each.size:,} bytes, but {each.function} may hand on to "
                f"{each.hop.target}, which takes {each.takes:,}."
            )
            fix = set_value(f"Take {each.takes:,} bytes", each.path, each.takes, safe=False)
            yield self.finding(each.path, message, fix)


class WorkflowPayload(Rule):
    """A workflow says more at once than a state may hand on.

    The execution fails with States.DataLimitExceeded. Put what is large into a bucket and hand on its key.
    """

    id = "workflow-payload"
    severity = Severity.ERROR
    topic = "workflow"
    source = "https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"
    bad = _saying(262145)
    good = _saying(262144)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every value of a state, and every input of a schedule, that is too large by itself."""
        del today
        for at, value in _said(blueprint):
            most = catalog.number("states.payload")
            text = json.dumps(value, default=str, separators=(",", ":"), ensure_ascii=False)
            size = len(text.encode("utf-8", "surrogatepass"))
            if size > most.value:
                message = f"{size:,} bytes are said here; a state hands on {most.value:,} at most."
                yield self.finding(at, message)


def _said(blueprint: Blueprint) -> Iterator[tuple[Path, object]]:
    for workflow in new_workflows(blueprint):
        schedule = workflow.value.schedule
        if schedule is not None and schedule.input is not None:
            yield (*workflow.path, "schedule", "input"), schedule.input
    for machine in machines(blueprint):
        for name, state in machine.inner.states.items():
            node: Node[State] = Node(machine.at(name), state)
            for field in _FREE:
                value = getattr(state, field, None)
                if value is not None:
                    yield node / field, value


_FREE = ("result", "output", "payload", "input", "message", "detail", "arguments", "item")
"""The fields of states that hold free JSON which is handed on."""
