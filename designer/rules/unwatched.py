"""Rules on alarms that leave out what the design has: functions, streams, queues, APIs, workflows."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar

from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.base import Invocation
from designer.blueprint.wording import listed
from designer.rules.base import LASTING, Finding, Rule, Severity, set_value
from designer.rules.consumers import readers
from designer.rules.machines import new_workflows

_RECOMMENDED = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "Best_Practice_Recommended_Alarms_AWS_Services.html"
)


def _watched(settings: str, functions: str = "worker: {}", more: str = "") -> str:
    return (
        f"name: shop\nalarms: {{topic: alerts, email: a@b.example{settings}}}\ntopics: {{alerts: {{}}}}\n"
        f"functions: {{{functions}}}\n{more}"
    )


class Unwatched(Rule):
    """A family of alarms that is off, or that leaves something out, although the design has such things."""

    severity = Severity.WARNING
    topic = "alarms"
    source = _RECOMMENDED
    profiles = LASTING
    family: ClassVar[str]
    """The setting that switches the family off."""
    unseen: ClassVar[str]
    """What nobody is told of, with a place for the names."""

    @abstractmethod
    def watched(self, blueprint: Blueprint) -> Iterable[str]:
        """The names of what the family would watch."""

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """The family where it is off; else each of its things that is left out, which is a decision."""
        del today
        alarms = blueprint.alarms
        names = [*self.watched(blueprint)] if alarms is not None else []
        if alarms is None or not names:
            return
        if not getattr(alarms, self.family):
            at = ("alarms", self.family)
            fix = set_value("Watch them", at, True)
            yield self.finding(at, f"Nobody is told {self.unseen.format(listed(names))}.", fix)
            return
        for index, name in enumerate(alarms.without):
            if name in names:
                kept = (*alarms.without[:index], *alarms.without[index + 1 :])
                fix = set_value("Watch it", ("alarms", "without"), kept)
                message = f"Nobody is told {self.unseen.format(name)}."
                yield self.finding(("alarms", "without", index), message, fix, Severity.INFO)


class AlarmFunctionErrors(Unwatched):
    """Functions fail, are throttled or run out of time, and nobody is told.

    Callers see the error, or nobody does: events are dropped, and the reason stands in a log that nobody
    reads.
    """

    id = "alarm-function-errors"
    family = "functions"
    unseen = "when {} fails, is throttled or nearly runs out of time"
    bad = _watched(", functions: false")
    good = _watched("")

    def watched(self, blueprint: Blueprint) -> Iterable[str]:
        """Every function."""
        return blueprint.functions


class AlarmIteratorAge(Unwatched):
    """A function falls behind its stream, and nobody is told.

    What it has not read when it expires is lost.
    """

    id = "alarm-iterator-age"
    family = "streams"
    unseen = "when {} falls behind its stream, where records expire"
    bad = _watched(
        ", streams: false",
        "worker: {triggers: {read: {type: kinesis, stream: clicks, maximum_retries: 3, on_failure: failed}}}",
        "streams: {clicks: {}}\nqueues: {failed: {}}\n",
    )
    good = bad.replace("streams: false", "streams: true")

    def watched(self, blueprint: Blueprint) -> Iterable[str]:
        """Every function that reads a stream."""
        for function in blueprint.each_function():
            kinds = {trigger.invocation for trigger in function.value.triggers.values()}
            if Invocation.STREAM in kinds:
                yield function.name


class AlarmQueueAge(Unwatched):
    """Messages wait longer and longer for a function, and nobody is told.

    What is not read when it expires is lost.
    """

    id = "alarm-queue-age"
    severity = Severity.INFO
    family = "queues"
    unseen = "when messages wait too long in {}"
    bad = _watched(
        ", queues: false",
        "worker: {triggers: {jobs: {type: sqs, queue: jobs}}}",
        "queues: {jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}, failed: {}}\n",
    )
    good = bad.replace("queues: false", "queues: true")

    def watched(self, blueprint: Blueprint) -> Iterable[str]:
        """Every new queue that a function reads."""
        return [name for name in readers(blueprint) if blueprint.queues[name].existing is None]


class AlarmApiErrors(Unwatched):
    """An API answers with errors, or too late, and nobody is told but its callers.

    Requests that never reach a function are in none of its metrics.
    """

    id = "alarm-api-errors"
    family = "apis"
    unseen = "when {} answers with server errors, or too late"
    bad = _watched(
        ", apis: false",
        "worker: {triggers: {http: {type: http_api, api: front, routes: [GET /], authorization: iam}}}",
        "apis: {front: {}}\n",
    )
    good = bad.replace("apis: false", "apis: true")

    def watched(self, blueprint: Blueprint) -> Iterable[str]:
        """Every new HTTP and REST API."""
        for apis in (blueprint.apis, blueprint.rest_apis):
            yield from (name for name, api in apis.items() if api.existing is None)


class AlarmWorkflowFailures(Unwatched):
    """Executions of a workflow fail or time out, and nobody is told.

    What they were to do is left half done.
    """

    id = "alarm-workflow-failures"
    family = "workflows"
    unseen = "when executions of {} fail or time out"
    bad = _watched(
        ", workflows: false",
        "worker: {timeout: 5}",
        "workflows: {fulfil: {timeout: 60, states: {work: {type: task, function: worker, timeout: 10, "
        "catch: [{next: failed}]}, failed: {type: fail}}}}\n",
    )
    good = bad.replace("workflows: false", "workflows: true")

    def watched(self, blueprint: Blueprint) -> Iterable[str]:
        """Every new workflow."""
        return [node.name for node in new_workflows(blueprint)]
