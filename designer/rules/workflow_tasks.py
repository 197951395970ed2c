"""Rules on the tasks of workflows: in time, tried again, and caught."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from designer import catalog
from designer.blueprint.base import Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.states.failing import Catch, Fallible, Retry
from designer.blueprint.states.messages import Publish, Send
from designer.blueprint.states.nested import Map
from designer.blueprint.states.tasks import Callback, FunctionTask, Task
from designer.rules.base import LASTING, Finding, Rule, Severity, all_of, set_value
from designer.rules.machines import Machine, each_state, new_workflows
from designer.rules.settings import quoted
from designer.rules.workflows import example

_LAMBDA = "https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html"
_ERRORS = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"
_CATCH = "catch: [{next: failed}]"
_FAILED = "failed: {type: fail}"


class WorkflowLambdaRetry(Rule):
    """A task gives up when Lambda itself is at fault.

    Throttling and errors of the service pass by themselves; without a retry the execution fails.
    """

    id = "workflow-lambda-retry"
    severity = Severity.WARNING
    topic = "workflow"
    source = _LAMBDA
    bad = example("work: {type: task, function: worker, timeout: 40, retry_service_errors: false}")
    good = example(f"work: {{type: task, function: worker, timeout: 40, {_CATCH}}}, {_FAILED}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such task that is not tried again in a way of its own either."""
        del today
        ours = {*catalog.choices("states.transient_errors").values, "States.ALL", "States.TaskFailed"}
        for _, task in each_state(blueprint, FunctionTask):
            own = {error for retry in task.value.retry for error in retry.errors}
            if not task.value.retry_service_errors and not own & ours:
                at = task / "retry_service_errors"
                message = "Lambda's own errors are not tried again, so each of them fails the execution."
                yield self.finding(at, message, set_value("Try them again", at, True))


class WorkflowCatch(Rule):
    """What a workflow does when a step has failed for good is not said.

    The execution ends there, with nothing undone and nobody told.
    """

    id = "workflow-catch"
    severity = Severity.INFO
    topic = "workflow"
    source = _ERRORS
    profiles = LASTING
    bad = example("work: {type: task, function: worker, timeout: 40}")
    good = example(f"work: {{type: task, function: worker, timeout: 40, {_CATCH}}}, {_FAILED}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every outermost function, parallel and map without a catch, besides those that catches lead to."""
        del today
        for machine, state in each_state(blueprint, Fallible):  # type: ignore[type-abstract]
            judged = isinstance(state.value, FunctionTask) or not isinstance(state.value, Task)
            handlers = _handlers(machine)
            if judged and machine.outermost and not state.value.catch and state.name not in handlers:
                taken = next((each for each in handlers if each in machine.inner.states), None)
                at = state / "catch"
                fix = set_value(f"Go to {taken} then", at, ({"next": taken},), safe=False) if taken else None
                yield self.finding(at, f"If {state.name} fails for good, the whole execution does.", fix)


def _handlers(machine: Machine) -> dict[str, None]:
    """The states that catches lead to, and what follows them."""
    states = machine.inner.states
    found: dict[str, None] = {}
    waiting = [each.next for state in states.values() if isinstance(state, Fallible) for each in state.catch]
    while waiting:
        name = waiting.pop(0)
        if name not in found and name in states:
            found[name] = None
            waiting.extend(target for _, target in states[name].successors())
    return found


class WorkflowTaskTimeout(Rule):
    """A workflow, or a task of it, may wait for up to a year.

    When an answer is lost, nothing ever tells: the execution hangs.
    """

    id = "workflow-task-timeout"
    severity = Severity.WARNING
    topic = "workflow"
    source = "https://docs.aws.amazon.com/step-functions/latest/dg/sfn-stuck-execution.html"
    profiles = LASTING
    yields_to = ("workflow-sync-timeout",)
    bad = example(f"work: {{type: task, function: worker, {_CATCH}}}, {_FAILED}")
    good = example(f"work: {{type: task, function: worker, timeout: 40, {_CATCH}}}, {_FAILED}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every task without a timeout, and every standard workflow without one."""
        del today
        for _, task in each_state(blueprint, Task):  # type: ignore[type-abstract]
            if task.value.timeout is None:
                wanted = _needed(task, blueprint)
                fix = (
                    set_value(f"Give it {wanted} s", task / "timeout", wanted, safe=False) if wanted else None
                )
                said = f"; {wanted} s would do" if wanted else ""
                yield self.finding(task / "timeout", f"The task has no timeout{said}.", fix)
        for node in new_workflows(blueprint):
            own = node.value.is_given
            if node.value.timeout is None and node.value.type == "standard" and not own:
                message = "An execution may take up to a year; say after how many seconds it has failed."
                yield self.finding(node / "timeout", message)


def _needed(task: Node[Task], blueprint: Blueprint) -> int | None:
    """The function's timeout and a margin; ``None`` where nobody can tell."""
    state = task.value
    function = blueprint.function(state.function) if isinstance(state, FunctionTask) else None
    if function is None or state.waits:
        return None
    return function.value.timeout + catalog.number("states.timeout_margin").value


class WorkflowTimeoutBelowFunction(Rule):
    """A task gives up while its function still works.

    The function runs on, and a retry runs beside it.
    """

    id = "workflow-timeout-below-function"
    severity = Severity.ERROR
    topic = "workflow"
    source = _LAMBDA
    bad = example(f"work: {{type: task, function: worker, timeout: 20, {_CATCH}}}, {_FAILED}")
    good = example(f"work: {{type: task, function: worker, timeout: 35, {_CATCH}}}, {_FAILED}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every task with less time than its function has."""
        del today
        for _, task in each_state(blueprint, FunctionTask):
            function = blueprint.function(task.value.function)
            timeout = task.value.timeout
            if function and timeout is not None and timeout < function.value.timeout:
                wanted = function.value.timeout + catalog.number("states.timeout_margin").value
                message = f"{timeout} s, but {function.name} may work for {function.value.timeout} s."
                fix = set_value(f"Raise to {wanted} s", task / "timeout", wanted)
                yield self.finding(task / "timeout", message, fix)


class WorkflowRetryOrder(Rule):
    """A retry or a catch can never act, or Step Functions refuses it.

    States.ALL stands alone and last, since whatever is behind it is never looked at; a backoff below 1
    is refused.
    """

    id = "workflow-retry-order"
    severity = Severity.ERROR
    topic = "workflow"
    source = _ERRORS
    bad = example(
        "work: {type: task, function: worker, timeout: 40, "
        f"catch: [{{next: failed}}, {{errors: States.Timeout, next: failed}}]}}, {_FAILED}"
    )
    good = example(
        "work: {type: task, function: worker, timeout: 40, "
        f"catch: [{{errors: States.Timeout, next: failed}}, {{next: failed}}]}}, {_FAILED}"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every States.ALL that is not alone and last, and every backoff below 1."""
        del today
        for _, state in each_state(blueprint, Fallible):  # type: ignore[type-abstract]
            yield from self._ordered(state, "retry", state.value.retry)
            yield from self._ordered(state, "catch", state.value.catch)
            for index, retry in enumerate(state.value.retry):
                if not retry.backoff >= 1:
                    at = (*state.path, "retry", index, "backoff")
                    fix = set_value("Use 1", at, 1.0, safe=False)
                    yield self.finding(
                        at, f"A backoff of {retry.backoff:g} is refused; it is at least 1.", fix
                    )

    def _ordered(
        self, state: Node[Fallible], field: str, listed: Sequence[Retry | Catch]
    ) -> Iterator[Finding]:
        for index, each in enumerate(listed):
            at = (*state.path, field, index)
            if "States.ALL" in each.errors and len(each.errors) > 1:
                fix = set_value("Say States.ALL only", (*at, "errors"), ("States.ALL",), safe=False)
                yield self.finding(at, "States.ALL stands beside other errors; it has to stand alone.", fix)
            elif "States.ALL" in each.errors and index + 1 < len(listed):
                behind = listed[index + 1 :]
                whole, twice = (*state.path, field), any("States.ALL" in other.errors for other in behind)
                fix = (
                    set_value("Remove what never acts", whole, tuple(listed[: index + 1]), safe=False)
                    if twice
                    else set_value("Move it last", whole, (*listed[:index], *behind, each))
                )
                yield self.finding(at, "States.ALL stands before others, which then never act.", fix)


class WorkflowMapConcurrency(Rule):
    """A map invokes a function more often at once than the function may run.

    What is too much is throttled, tried again, and at last an error.
    """

    id = "workflow-map-concurrency"
    severity = Severity.WARNING
    topic = "workflow"
    source = "https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html"
    bad = (
        "{name: shop, functions: {worker: {concurrency: {reserved: 5}}}, workflows: {fulfil: {timeout: 60, "
        "states: {each: {type: map, catch: [{next: failed}], states: {work: {type: task, function: worker, "
        "timeout: 40}}}, failed: {type: fail}}}}}"
    )
    good = bad.replace("type: map,", "type: map, max_concurrency: 5,")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every map over a function with less reserved concurrency."""
        del today
        for _, each in each_state(blueprint, Map):
            for state in each.value.states.values():
                function = blueprint.function(state.function) if isinstance(state, FunctionTask) else None
                reserved = function.value.concurrency.reserved if function else None
                wanted = each.value.max_concurrency
                if function and reserved and (wanted == 0 or wanted > reserved):
                    at = each / "max_concurrency"
                    said = f"{wanted} items" if wanted else "As many items as there are"
                    message = f"{said} at once, but {function.name} may run {reserved} times at once."
                    yield self.finding(at, message, set_value(f"Lower to {reserved}", at, reserved))
                    break


class WorkflowCallbackToken(Rule):
    """A task waits for a callback, but tells nobody its token.

    Nobody can answer, so it waits until it times out.
    """

    id = "workflow-callback-token"
    severity = Severity.ERROR
    topic = "workflow"
    source = "https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html"
    bad = example(
        "ask: {type: task, function: worker, callback: true, timeout: 40, payload: {a: b}, "
        f"{_CATCH}}}, {_FAILED}"
    )
    good = example(f"ask: {{type: task, function: worker, callback: true, timeout: 40, {_CATCH}}}, {_FAILED}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such task that says what it hands over, without the token in it."""
        del today
        for _, task in each_state(blueprint, Callback):  # type: ignore[type-abstract]
            fields = ("payload", "message", "detail", "input", "arguments")
            field = next((each for each in fields if getattr(task.value, each, None) is not None), None)
            if task.value.callback and field and "Task.Token" not in str(getattr(task.value, field)):
                message = f"Nobody can answer: no task token, $states.context.Task.Token, is in the {field}."
                fix = set_value("Hand over the input and the token", task / field, None, safe=False)
                yield self.finding(task / field, message, fix)


class WorkflowFifoGroup(Rule):
    """A message for a FIFO queue or topic has no group.

    SQS and SNS refuse it, and the state fails.
    """

    id = "workflow-fifo-group"
    severity = Severity.ERROR
    topic = "workflow"
    source = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagegroupid-property.html"
    bad = example("tell: {type: send, queue: jobs, timeout: 5}", more="queues: {jobs: {fifo: true}}")
    good = example(
        "tell: {type: send, queue: jobs, timeout: 5, message_group: all}", more="queues: {jobs: {fifo: true}}"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every message without a group to what is FIFO."""
        del today
        for _, send in each_state(blueprint, Send):
            queue = blueprint.queue(send.value.queue)
            if queue is not None and queue.value.is_fifo and send.value.message_group is None:
                yield self._ungrouped(send / "message_group", send.value.queue)
        for _, publish in each_state(blueprint, Publish):
            topic = blueprint.topics.get(publish.value.topic)
            if topic is not None and topic.fifo and publish.value.message_group is None:
                yield self._ungrouped(publish / "message_group", publish.value.topic)

    def _ungrouped(self, at: tuple[str | int, ...], name: str) -> Finding:
        fix = all_of("Keep all messages in order", [Edit(at, "all")], safe=False)
        return self.finding(at, f"{quoted(name)} is FIFO, so each message needs a message group.", fix)
