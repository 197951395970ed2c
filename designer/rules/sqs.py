"""Rules on SQS triggers: what Lambda's poller takes, and what a batch does when part of it fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.blueprint.scopes import scopes
from designer.rules.base import Finding, Rule, Severity, remove, set_value
from designer.rules.consumers import mapped
from designer.rules.settings import RangeRule, Setting

_PARAMETERS = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html"
_ERRORS = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html"
_SCALING = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html"

_QUEUES = "queues: {jobs: {visibility_timeout: 200, dead_letter: {queue: failed}}, failed: {}}"
_FIFO = """queues:
  jobs: {fifo: true, visibility_timeout: 200, dead_letter: {queue: failed}}
  failed: {fifo: true}
"""


def _example(settings: str, queues: str = _QUEUES) -> str:
    trigger = f"{{type: sqs, queue: jobs, {settings}}}"
    return f"name: shop\nfunctions: {{worker: {{triggers: {{poll: {trigger}}}}}}}\n{queues}\n"


class SqsBatchSizeRange(RangeRule):
    """A function takes more messages at once than Lambda hands over, or none.

    The deployment fails. A FIFO queue has a much lower maximum than a standard queue.
    """

    id = "sqs-batch-size-range"
    severity = Severity.ERROR
    topic = "sqs"
    source = _PARAMETERS
    lowering_is_safe = True
    bad = _example("batch_size: 11", _FIFO)
    good = _example("batch_size: 10", _FIFO)

    def faulty(self, blueprint: Blueprint) -> Iterator[Setting]:
        """Every batch size outside the range of its queue's type."""
        for each in mapped(blueprint):
            allowed = catalog.limits("sqs.batch_size_fifo" if each.fifo else "sqs.batch_size")
            if each.trigger.value.batch_size not in allowed:
                yield Setting(each.at("batch_size"), each.trigger.value.batch_size, allowed)


class EsmWindowRange(RangeRule):
    """A trigger waits longer for a batch to fill than Lambda does.

    The deployment fails.
    """

    id = "esm-window-range"
    severity = Severity.ERROR
    topic = "sqs"
    source = _PARAMETERS
    lowering_is_safe = True
    bad = _example("batching_window: 301", _QUEUES.replace("200", "500"))
    good = _example("batching_window: 300", _QUEUES.replace("200", "500"))

    def faulty(self, blueprint: Blueprint) -> Iterator[Setting]:
        """Every batching window outside the range."""
        allowed = catalog.limits("sqs.batching_window")
        for each in mapped(blueprint):
            if each.trigger.value.batching_window not in allowed:
                yield Setting(each.at("batching_window"), each.trigger.value.batching_window, allowed)


class SqsMaxConcurrencyRange(RangeRule):
    """A trigger limits its copies of the function to a number that Lambda does not take.

    The deployment fails. One copy at a time is not on offer; a FIFO queue with one message group
    does that.
    """

    id = "sqs-max-concurrency-range"
    severity = Severity.ERROR
    topic = "sqs"
    source = _SCALING
    raising_is_safe = False  # who asks for one copy may rely on it
    bad = _example("maximum_concurrency: 1")
    good = _example("maximum_concurrency: 2")

    def faulty(self, blueprint: Blueprint) -> Iterator[Setting]:
        """Every maximum that is set and outside the range."""
        allowed = catalog.limits("sqs.maximum_concurrency")
        for each in mapped(blueprint):
            value = each.trigger.value.maximum_concurrency
            if value is not None and value not in allowed:
                yield Setting(each.at("maximum_concurrency"), value, allowed)


class SqsLargeBatchNeedsWindow(Rule):
    """A trigger asks for large batches and does not wait for them.

    The deployment fails: above a certain size Lambda wants time to gather the messages.
    """

    id = "sqs-large-batch-needs-window"
    severity = Severity.ERROR
    topic = "sqs"
    source = _PARAMETERS
    bad = _example("batch_size: 11")
    good = _example("batch_size: 11, batching_window: 1")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every large batch of a standard queue with too short a window."""
        del today
        most, window = catalog.number("sqs.batch_without_window"), catalog.number("sqs.large_batch_window")
        for each in mapped(blueprint):
            size, found = each.trigger.value.batch_size, each.trigger.value.batching_window
            if size > most.value and found < window.value and not each.fifo:
                at = each.at("batching_window")
                message = f"{found} s is too short for batches of {size:,} {most.unit}"
                fix = set_value(f"Wait {window.value} s", at, window.value)
                yield self.finding(at, f"{message}; it has to be at least {window.value} s.", fix)


class SqsFifoNoWindow(Rule):
    """A trigger waits for batches of a FIFO queue.

    The deployment fails: Lambda takes from a FIFO queue what is there.
    """

    id = "sqs-fifo-no-window"
    severity = Severity.ERROR
    topic = "sqs"
    source = _PARAMETERS
    bad = _example("batching_window: 5", _FIFO)
    good = _example("batch_size: 5", _FIFO)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every window on a FIFO queue."""
        del today
        for each in mapped(blueprint):
            window = each.trigger.value.batching_window
            if window and each.fifo:
                at = each.at("batching_window")
                message = f"{window} s cannot be waited at a FIFO queue; the window has to be 0 s."
                yield self.finding(at, message, set_value("Do not wait", at, 0))


class SqsPartialBatchResponse(Rule):
    """One message that fails brings its whole batch back.

    Messages that were processed are processed again, and with the failing one they end in the
    dead-letter queue. With partial batch responses only what failed comes back.
    """

    id = "sqs-partial-batch-response"
    severity = Severity.WARNING
    topic = "sqs"
    source = _ERRORS
    bad = _example("partial_batch_response: false")
    good = _example("partial_batch_response: true")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger without it; of little weight where a batch is one message."""
        del today
        for each in mapped(blueprint):
            if not each.trigger.value.partial_batch_response:
                at, size = each.at("partial_batch_response"), each.trigger.value.batch_size
                message = f"All of up to {size:,} messages come back when one fails; report which did."
                # Not safe: the handler has to return what failed.
                fix = set_value("Report partial failures", at, True, safe=False)
                yield self.finding(at, message, fix, None if size > 1 else Severity.INFO)


class SqsDuplicateMapping(Rule):
    """A function reads one queue by two triggers.

    Lambda refuses a second mapping of the same queue to the same function.
    """

    id = "sqs-duplicate-mapping"
    severity = Severity.ERROR
    topic = "sqs"
    source = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"
    bad = f"""
name: shop
functions:
  worker: {{triggers: {{poll: {{type: sqs, queue: jobs}}, again: {{type: sqs, queue: jobs}}}}}}
{_QUEUES}
"""
    good = _example("batch_size: 5")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger whose function reads its queue already."""
        del today
        seen: dict[tuple[str, str], str] = {}
        for each in mapped(blueprint):
            queue = each.queue.value.existing or each.queue.name if each.queue else ""
            first = seen.setdefault((each.function.name, queue), each.trigger.name)
            if queue and first != each.trigger.name:
                message = f"Trigger {first} of {each.function.name} reads {each.trigger.value.queue} already."
                fix = remove("Remove the trigger", each.trigger.path, safe=False)
                yield self.finding(each.trigger.path, message, fix)


class SqsOwnSource(Rule):
    """A function may send to the queue that it reads.

    Each message can cause the next: a loop that costs money. Lambda stops it after some rounds, and the
    message is lost or ends in the dead-letter queue. Suppress this where the loop is meant and ends.
    """

    id = "sqs-own-source"
    severity = Severity.WARNING
    topic = "sqs"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html"
    bad = _example("batch_size: 5").replace("worker: {", "worker: {scopes: {jobs: send}, ")
    good = _example("batch_size: 5").replace("worker: {", "worker: {scopes: {failed: send}, ")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every scope to send to a queue that the same function reads."""
        del today
        rounds = catalog.number("lambda.loop_rounds")
        read = {(each.function.name, each.trigger.value.queue) for each in mapped(blueprint)}
        for function in blueprint.each_function():
            for scope in scopes(function, blueprint):
                if scope.level == "send" and (function.name, scope.target) in read:
                    message = (
                        f"{function.name} reads {scope.target}, too; Lambda stops such a loop after "
                        f"about {rounds.value} {rounds.unit}."
                    )
                    left = tuple(each for each in function.value.scopes[scope.target] if each != "send")
                    fix = (
                        set_value("Take send away", scope.path, left, safe=False)
                        if left
                        else remove("Remove the scope", scope.path, safe=False)
                    )
                    yield self.finding(scope.path, message, fix)
