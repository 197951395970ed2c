"""Rules on workflows as a whole: what their type allows, what they log, who starts them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.blueprint.states.base import Inner
from designer.blueprint.states.control import Wait
from designer.blueprint.states.tasks import FunctionTask, Task
from designer.blueprint.wording import listed
from designer.rules.base import AUDITED, LASTING, Finding, Rule, Severity, set_value
from designer.rules.machines import each_state, machines, new_workflows
from designer.rules.schedule_grammar import corrected, problem
from designer.rules.settings import quoted
from designer.rules.workflows import example

_TYPES = "https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html"
_NAMED = 4
"""States that a sentence names at most."""
_WORK = "work: {type: task, function: worker, timeout: 40, catch: [{next: failed}]}, failed: {type: fail}"


class WorkflowExpressDuration(Rule):
    """An express workflow plans for longer than it may run.

    It is stopped after five minutes, whatever it is doing.
    """

    id = "workflow-express-duration"
    severity = Severity.ERROR
    topic = "workflow"
    source = _TYPES
    bad = example("pause: {type: wait, seconds: 600}", "type: express")
    good = example("pause: {type: wait, seconds: 60}", "type: express")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every time in an express workflow that is too long: its own, a wait's, a task's."""
        del today
        most = catalog.limits("states.express_duration").maximum
        for node in new_workflows(blueprint):
            if node.value.type == "express" and (node.value.timeout or 0) > most:
                fix = set_value(f"Lower to {most} s", node / "timeout", most, safe=False)
                message = f"{node.value.timeout} s, but an express workflow is stopped after {most} s."
                yield self.finding(node / "timeout", message, fix)
        for machine, wait in each_state(blueprint, Wait):
            if machine.workflow.value.type == "express" and (wait.value.seconds or 0) > most:
                fix = set_value(
                    "Make it a standard workflow", machine.workflow / "type", "standard", safe=False
                )
                message = f"It waits {wait.value.seconds} s; an express workflow is stopped after {most} s."
                yield self.finding(wait / "seconds", message, fix)
        yield from self._together(blueprint, most)
        for machine, task in each_state(blueprint, FunctionTask):
            function = blueprint.function(task.value.function)
            if machine.workflow.value.type == "express" and function and function.value.timeout > most:
                fix = set_value(
                    "Make it a standard workflow", machine.workflow / "type", "standard", safe=False
                )
                message = (
                    f"{function.name} may take {function.value.timeout} s; express stops after {most} s."
                )
                yield self.finding(task / "function", message, fix)

    def _together(self, blueprint: Blueprint, most: int) -> Iterator[Finding]:
        """The waits that are short enough one by one, and too long one after the other."""
        for machine in machines(blueprint):
            if machine.workflow.value.type != "express":
                continue
            waits = _longest(machine.inner)
            if _seconds(waits) > most >= max(each.seconds or 0 for _, each in waits):
                at = machine.workflow / "type"
                fix = set_value("Make it a standard workflow", at, "standard", safe=False)
                who = listed(name for name, _ in waits) if len(waits) <= _NAMED else f"{len(waits)} states"
                together = f"{who} wait {_seconds(waits)} s one after the other"
                message = f"{together}; an express workflow is stopped after {most} s."
                yield self.finding((*machine.at(waits[-1][0]), "seconds"), message, fix)


def _longest(inner: Inner) -> tuple[tuple[str, Wait], ...]:
    """The waits on the way through a machine that waits longest; what leads back counts for nothing."""
    best: dict[str, tuple[tuple[str, Wait], ...]] = {}
    for name in _last_first(inner):
        state = inner.states[name]
        ways = (best.get(target, ()) for _, target in state.successors())
        rest = max(ways, key=_seconds, default=())
        best[name] = ((name, state), *rest) if isinstance(state, Wait) and state.seconds else rest
    return best.get(inner.start, ())


def _seconds(way: tuple[tuple[str, Wait], ...]) -> int:
    return sum(each.seconds or 0 for _, each in way)


def _last_first(inner: Inner) -> Iterator[str]:
    """The states that can be come to, each behind those that it leads to."""
    seen: set[str] = set()
    waiting = [(inner.start, False)]
    while waiting:
        name, done = waiting.pop()
        if done:
            yield name
        elif name in inner.states and name not in seen:
            seen.add(name)
            waiting.append((name, True))
            waiting.extend((target, False) for _, target in inner.states[name].successors())


class WorkflowExpressPatterns(Rule):
    """An express workflow waits for a callback.

    Step Functions refuses it: only standard workflows can wait for somebody else.
    """

    id = "workflow-express-patterns"
    severity = Severity.ERROR
    topic = "workflow"
    source = _TYPES
    bad = example(_WORK.replace("timeout: 40", "timeout: 40, callback: true"), "type: express")
    good = example(_WORK.replace("timeout: 40", "timeout: 40, callback: true"))

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every task of an express workflow that waits."""
        del today
        for machine, task in each_state(blueprint, Task):  # type: ignore[type-abstract]
            if machine.workflow.value.type == "express" and task.value.waits:
                fix = set_value(
                    "Make it a standard workflow", machine.workflow / "type", "standard", safe=False
                )
                yield self.finding(task / "callback", "Express workflows cannot wait for a callback.", fix)


class WorkflowLogging(Rule):
    """Nobody can tell afterwards what an execution did.

    The history of an express workflow is in its log only; that of a standard one is kept for 90 days.
    """

    id = "workflow-logging"
    severity = Severity.WARNING
    topic = "workflow"
    source = "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html"
    profiles = LASTING
    bad = example(_WORK, "type: express, logging: null")
    good = example(_WORK, "type: express")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every workflow that logs nothing, unless it is a standard one and nobody audits it."""
        del today
        for node in new_workflows(blueprint):
            logging = node.value.logging
            if node.value.type == "standard" and blueprint.profile not in AUDITED:
                continue
            if logging is None:
                yield self.finding(
                    node / "logging", "It logs nothing.", set_value("Log", node / "logging", {})
                )
            elif logging.level == "OFF":
                at = (*node.path, "logging", "level")
                yield self.finding(at, "It logs nothing.", set_value("Log all", at, "ALL"))


class WorkflowTracing(Rule):
    """A workflow is a hole in the trace of what it does.

    The functions that it invokes are traced, but not why they were invoked.
    """

    id = "workflow-tracing"
    severity = Severity.WARNING
    topic = "workflow"
    source = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html"
    profiles = AUDITED
    bad = "profile: regulated\n" + example(_WORK, "timeout: 60, tracing: false")
    good = "profile: regulated\n" + example(_WORK)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new workflow that is not traced."""
        del today
        for node in new_workflows(blueprint):
            if not node.value.tracing:
                at = node / "tracing"
                yield self.finding(at, "Its executions are not traced.", set_value("Trace it", at, True))


class WorkflowLogsData(Rule):
    """A workflow logs what its states are given and return.

    Personal data and secrets then lie in the log, for whoever may read it.
    """

    id = "workflow-logs-data"
    severity = Severity.WARNING
    topic = "workflow"
    source = "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html"
    profiles = AUDITED
    bad = "profile: regulated\n" + example(_WORK, "timeout: 60, logging: {execution_data: true}")
    good = "profile: regulated\n" + example(_WORK)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new workflow that logs its data."""
        del today
        for node in new_workflows(blueprint):
            if node.value.logging and node.value.logging.execution_data:
                at = (*node.path, "logging", "execution_data")
                fix = set_value("Log the steps only", at, False)
                yield self.finding(at, "What states are given and return is logged, whoever it is of.", fix)


class WorkflowSyncStandard(Rule):
    """A function starts a standard workflow and means to wait for it.

    StartSyncExecution takes express workflows only; the call fails.
    """

    id = "workflow-sync-standard"
    severity = Severity.ERROR
    topic = "workflow"
    source = "https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html"
    bad = "functions: {caller: {scopes: {fulfil: start_sync}}, worker: {}}\n" + example(_WORK).replace(
        "functions: {worker: {}}\n", ""
    )
    good = bad.replace("start_sync", "start")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every scope start_sync on a new standard workflow."""
        del today
        for function in blueprint.each_function():
            for target, levels in function.value.scopes.items():
                workflow = blueprint.workflows.get(target)
                if workflow is None or workflow.existing or workflow.type == "express":
                    continue
                if "start_sync" in levels:
                    at = (*function.path, "scopes", target)
                    kept = tuple(dict.fromkeys("start" if each == "start_sync" else each for each in levels))
                    message = f"{target} is a standard workflow, which nobody can wait for; start it only."
                    yield self.finding(at, message, set_value("Start it only", at, kept, safe=False))


class WorkflowScheduleValid(Rule):
    """A workflow's schedule is none that the scheduler can read.

    The deployment fails.
    """

    id = "workflow-schedule-valid"
    severity = Severity.ERROR
    topic = "workflow"
    source = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html"
    bad = example(_WORK, "timeout: 60, schedule: {expression: rate(1 days)}")
    good = example(_WORK, "timeout: 60, schedule: {expression: rate(1 day)}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every expression without the form, every time zone that does not exist, every FIFO queue."""
        del today
        for node in new_workflows(blueprint):
            schedule = node.value.schedule
            if schedule is None:
                continue
            wrong, right = problem(schedule.expression), corrected(schedule.expression)
            if wrong is not None:
                at = (*node.path, "schedule", "expression")
                fix = set_value(f"Use {right}", at, right) if right else None
                yield self.finding(at, f"{quoted(schedule.expression)} {wrong}.", fix)
            if schedule.timezone is not None and schedule.timezone not in catalog.timezones():
                at = (*node.path, "schedule", "timezone")
                yield self.finding(at, f"{quoted(schedule.timezone)} is no time zone, such as Europe/Berlin.")
            queue = blueprint.queue(schedule.dead_letter) if schedule.dead_letter else None
            if queue is not None and queue.value.is_fifo:
                at = (*node.path, "schedule", "dead_letter")
                yield self.finding(at, f"{queue.name} is a FIFO queue; the scheduler takes standard queues.")
