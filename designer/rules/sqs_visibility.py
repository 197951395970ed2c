"""Rules on how long a queue hides a message while functions work on it, by triggers or by pipes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from designer import catalog
from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.capacity.waiting import by_pipes
from designer.rules.base import LASTING, Finding, Rule, Severity, set_value
from designer.rules.consumers import new_queues, readers
from designer.rules.settings import RangeRule, Setting

_SOURCE = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"


def _example(seconds: int, window: int = 0) -> str:
    return f"""
name: shop
functions:
  worker:
    timeout: 30
    triggers: {{poll: {{type: sqs, queue: jobs, batching_window: {window}}}}}
queues: {{jobs: {{visibility_timeout: {seconds}, dead_letter: {{queue: failed}}}}, failed: {{}}}}
"""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who works on what a queue hides, and for how long, in seconds."""

    name: str
    timeout: int
    window: int
    refused: bool
    """Whether AWS refuses a queue that hides messages for less than the timeout."""


@dataclass(frozen=True, slots=True)
class _Hidden:
    """How long a new queue hides messages, and what its most demanding reader needs, in seconds."""

    path: Path
    found: int
    reader: _Reader

    @property
    def six_times(self) -> int:
        """The room that AWS recommends, for retries of a throttled batch."""
        return catalog.number("sqs.visibility_factor").value * self.reader.timeout

    @property
    def needed(self) -> int:
        """That room, and the time in which a batch is gathered."""
        return self.six_times + self.reader.window


def _hidden(blueprint: Blueprint) -> tuple[_Hidden, ...]:
    found: dict[str, list[_Reader]] = {}
    for queue, reader in (*_triggered(blueprint), *_piped(blueprint)):
        found.setdefault(queue, []).append(reader)
    return tuple(
        _Hidden(
            queue / "visibility_timeout",
            queue.value.visibility_timeout,
            max(found[queue.name], key=lambda each: (each.timeout, each.window)),
        )
        for queue in new_queues(blueprint)
        if queue.name in found
    )


def _triggered(blueprint: Blueprint) -> Iterator[tuple[str, _Reader]]:
    for name, found in readers(blueprint).items():
        for each in found:
            yield name, _Reader(each.function.name, each.timeout, each.window, refused=True)


def _piped(blueprint: Blueprint) -> Iterator[tuple[str, _Reader]]:
    for pipe, timed in by_pipes(blueprint):
        limits, window = catalog.limits("lambda.timeout"), catalog.limits("pipes.batching_window")
        together = sum(limits.clamp(each.value.timeout) for each in timed)
        timeout = min(together, catalog.number("pipes.execution").value)
        if timeout:
            gathers = window.clamp(pipe.value.batching_window or 0)
            yield pipe.value.source, _Reader(str(pipe.path[1]), timeout, gathers, refused=False)


class _VisibilityRule(Rule):
    """A rule whose fix hides messages for as long as AWS recommends."""

    def _found(self, hidden: _Hidden, wanted: str, severity: Severity | None = None) -> Finding:
        needed = hidden.needed
        message = f"{hidden.found:,} s, but {hidden.reader.name} needs {wanted}."
        fix = set_value(f"Raise to {needed:,} s", hidden.path, needed)
        return self.finding(hidden.path, message, fix, severity)


class SqsVisibilityBelowTimeout(_VisibilityRule):
    """A message comes back while the function is still working on it.

    Lambda refuses the trigger; a pipe is not refused, and every slow message is processed twice.
    """

    id = "sqs-visibility-below-timeout"
    severity = Severity.ERROR
    topic = "sqs"
    source = _SOURCE
    bad = _example(29)
    good = _example(180)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new queue that hides messages for less than a reader's timeout."""
        del today
        for each in blueprint.once(_hidden):
            timeout = each.reader.timeout
            if each.found < timeout:
                severity = None if each.reader.refused else Severity.WARNING
                wanted = f"at least its timeout of {timeout:,} s, better {each.needed:,} s"
                yield self._found(each, wanted, severity)


class SqsVisibilitySixTimes(_VisibilityRule):
    """A queue leaves no room for Lambda to try a throttled batch again.

    Messages come back before Lambda could hand them over, each time counts as received, and healthy
    messages end in the dead-letter queue. AWS recommends six times the function's timeout.
    """

    id = "sqs-visibility-six-times"
    severity = Severity.WARNING
    topic = "sqs"
    source = _SOURCE
    profiles = LASTING
    bad = _example(179)
    good = _example(180)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new queue between its reader's timeout and six times that."""
        del today
        for each in blueprint.once(_hidden):
            if each.reader.timeout <= each.found < each.six_times:
                factor = catalog.number("sqs.visibility_factor").value
                yield self._found(each, f"{each.needed:,} s ({factor} times its timeout, and its window)")


class SqsVisibilityWindow(_VisibilityRule):
    """The time in which a batch is gathered eats into the room for retries.

    A message is hidden from the moment it is received, also while the batch fills.
    """

    id = "sqs-visibility-window"
    severity = Severity.INFO
    topic = "sqs"
    source = _SOURCE
    profiles = LASTING
    bad = _example(184, window=5)
    good = _example(185, window=5)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new queue that has room for the retries, but not for the window too."""
        del today
        for each in blueprint.once(_hidden):
            if each.six_times <= each.found < each.needed:
                yield self._found(each, f"{each.needed:,} s with its window of {each.reader.window} s")


class SqsVisibilityRange(RangeRule):
    """A queue hides messages for longer than SQS can, or for less than no time.

    The deployment fails.
    """

    id = "sqs-visibility-range"
    severity = Severity.ERROR
    topic = "sqs"
    source = (
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html"
    )
    bad = "{name: shop, queues: {jobs: {visibility_timeout: 43201}}}"
    good = "{name: shop, queues: {jobs: {visibility_timeout: 43200}}}"

    def faulty(self, blueprint: Blueprint) -> Iterator[Setting]:
        """Every new queue's."""
        allowed = catalog.limits("sqs.visibility_timeout")
        for queue in new_queues(blueprint):
            if queue.value.visibility_timeout not in allowed:
                yield Setting(queue / "visibility_timeout", queue.value.visibility_timeout, allowed)
