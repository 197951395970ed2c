"""Rules on maps of workflows: how many items at once, where they come from, what their executions may do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.states.base import every_state
from designer.blueprint.states.control import Wait
from designer.blueprint.states.distributed import Distributed
from designer.blueprint.states.nested import Map
from designer.blueprint.states.tasks import FunctionTask, Task
from designer.rules.base import LASTING, Finding, Rule, Severity, remove, set_value
from designer.rules.machines import Machine, each_state
from designer.rules.workflows import example

_DISTRIBUTED = "https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html"
_WORK = "work: {type: task, function: worker, timeout: 40}"


def _map(settings: str, states: str = _WORK) -> str:
    """A map with these settings around states, and a state for when it fails."""
    spread = f"{{type: map, {settings}, catch: [{{next: failed}}], states: {{{states}}}}}"
    return f"each: {spread}, failed: {{type: fail}}"


def _spread(blueprint: Blueprint) -> Iterator[tuple[Machine, Node[Map], Distributed]]:
    """Every distributed map."""
    for machine, each in each_state(blueprint, Map):
        if each.value.distributed is not None:
            yield machine, each, each.value.distributed


class WorkflowInlineMap(Rule):
    """A map wants more items at once than an inline map runs.

    Step Functions then runs as many as it can, and the history of one execution may become too long. A
    distributed map gives each item an execution of its own.
    """

    id = "workflow-inline-map"
    severity = Severity.INFO
    topic = "workflow"
    source = "https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html"
    bad = example(_map("max_concurrency: 100"))
    good = bad.replace("100", "40")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every inline map whose concurrency is above that of inline maps."""
        del today
        most = catalog.number("states.inline_map").value
        for _, each in each_state(blueprint, Map):
            wanted = each.value.max_concurrency
            if wanted > most and each.value.distributed is None:
                at = each / "max_concurrency"
                message = (
                    f"{wanted} items at once; an inline map runs about {most}. A distributed one runs more."
                )
                yield self.finding(at, message, set_value(f"Lower to {most}", at, most, safe=False))


class WorkflowMapExpress(Rule):
    """An express workflow has a distributed map.

    Step Functions refuses it: only standard workflows start executions of their own for items.
    """

    id = "workflow-map-express"
    severity = Severity.ERROR
    topic = "workflow"
    source = _DISTRIBUTED
    bad = example(_map("max_concurrency: 5, distributed: {}"), "type: express, timeout: 60")
    good = example(_map("max_concurrency: 5, distributed: {}"))

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every distributed map of an express workflow, or inside one with express executions."""
        del today
        for machine, each, _ in _spread(blueprint):
            if machine.workflow.value.type == "express":
                fix = set_value(
                    "Make it a standard workflow", machine.workflow / "type", "standard", safe=False
                )
                message = "The workflow is express; only standard workflows can have a distributed map."
                yield self.finding(each / "distributed", message, fix)


class WorkflowMapExpressChildren(Rule):
    """A distributed map's express executions plan what express executions cannot do.

    They are stopped after five minutes, cannot wait for a callback and cannot hold another distributed map.
    """

    id = "workflow-map-express-children"
    severity = Severity.ERROR
    topic = "workflow"
    source = _DISTRIBUTED
    bad = example(
        _map(
            "max_concurrency: 5, distributed: {execution_type: express}",
            "rest: {type: wait, seconds: 600}",
        )
    )
    good = bad.replace("express", "standard")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every distributed map with express executions that hold such a state."""
        del today
        most = catalog.limits("states.express_duration").maximum
        for _, each, spread in _spread(blueprint):
            if spread.execution_type != "express":
                continue
            for name, state in every_state(each.value.states):
                reason = ""
                if isinstance(state, Task) and state.waits:
                    reason = "waits for a callback"
                elif isinstance(state, Wait) and (state.seconds or 0) > most:
                    reason = f"waits {state.seconds} s, and they are stopped after {most} s"
                elif isinstance(state, Map) and state.distributed is not None:
                    reason = "is a distributed map itself"
                if reason:
                    at = (*each.path, "distributed", "execution_type")
                    fix = set_value("Make them standard", at, "standard", safe=False)
                    yield self.finding(at, f"The executions are express, but {name} {reason}.", fix)
                    break


class WorkflowMapSource(Rule):
    """A distributed map does not say, or says twice, where its items come from or how many go together.

    Step Functions refuses the definition, or reads something else than was meant.
    """

    id = "workflow-map-source"
    severity = Severity.ERROR
    topic = "workflow"
    source = "https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html"
    bad = example(
        _map("max_concurrency: 5, items: $states.input.lines, distributed: {read: {bucket: b, key: a.json}}"),
        more="buckets: {b: {}}\n",
    )
    good = bad.replace("items: $states.input.lines, ", "")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Maps with items and a reader, readers of a file and a listing, batches without a size."""
        del today
        for _, each, spread in _spread(blueprint):
            inside = each / "distributed"
            if spread.read and each.value.items is not None:
                fix = remove("Read them only", each / "items", safe=False)
                yield self.finding(each / "items", "It has items and reads some; one of them counts.", fix)
            if spread.read and spread.read.key is not None and spread.read.prefix is not None:
                at = (*inside, "read", "prefix")
                message = "It says a key and a prefix; a key reads one file, a prefix lists objects."
                yield self.finding(at, message, remove("Read the file", at, safe=False))
            if spread.batch and spread.batch.items is None and spread.batch.size is None:
                at = (*inside, "batch")
                message = "The batch does not say how many items, or bytes, go together."
                yield self.finding(at, message, remove("Do without batches", at, safe=False))


class WorkflowMapFlood(Rule):
    """A distributed map runs as many items at once as Step Functions can.

    That is 10,000 executions: the functions in them take the account's whole concurrency, and everything
    else of the account is throttled.
    """

    id = "workflow-map-flood"
    severity = Severity.WARNING
    topic = "workflow"
    source = _DISTRIBUTED
    profiles = LASTING
    bad = example(_map("distributed: {}"))
    good = example(_map("max_concurrency: 40, distributed: {}"))

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every distributed map without a limit that invokes a function of no reserved concurrency."""
        del today
        many = catalog.number("states.distributed_map").value
        few = catalog.number("states.inline_map").value
        for _, each, _spread_out in _spread(blueprint):
            open_ended = [name for name in _invoked(each.value) if _is_unbounded(name, blueprint)]
            if each.value.max_concurrency == 0 and open_ended:
                at = each / "max_concurrency"
                message = f"{many:,} items at once may invoke {open_ended[0]}, which reserves no concurrency."
                yield self.finding(at, message, set_value(f"Limit it to {few}", at, few, safe=False))


def _invoked(each: Map) -> Iterator[str]:
    for _, state in every_state(each.states):
        if isinstance(state, FunctionTask):
            yield state.function


def _is_unbounded(name: str, blueprint: Blueprint) -> bool:
    function = blueprint.function(name)
    return function is not None and function.value.concurrency.reserved is None
