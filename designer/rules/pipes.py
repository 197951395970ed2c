"""Rules on pipes: what they can read and filter, and what becomes of what they cannot deliver."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.pipe import PipeTrigger
from designer.blueprint.wording import listed
from designer.capacity.waiting import by_pipes
from designer.failures import Protection, idle, missing
from designer.rules.base import LASTING, Finding, Rule, Severity, all_of, remove, set_value
from designer.rules.creating import created, new_queue
from designer.rules.filters import pattern_problem, with_lists

_FILTERS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-filtering.html"
_SOURCES = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-source.html"
_ERRORS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-error-troubleshooting.html"


def _example(
    settings: str, things: str = "queues: {jobs: {dead_letter: {queue: failed}}, failed: {}}"
) -> str:
    return f"""
name: shop
functions: {{pack: {{triggers: {{jobs: {{type: pipe, {settings}}}}}}}}}
{things}
"""


_TABLE = "tables: {items: {stream: NEW_IMAGE}}\nqueues: {failed: {}}"


class PipeSourceWithoutStream(Rule):
    """A pipe reads the changes of a table that keeps none.

    There is nothing to read, and the deployment fails: a table has a stream only if it says so.
    """

    id = "pipe-source-without-stream"
    severity = Severity.ERROR
    topic = "pipes"
    source = _SOURCES
    bad = _example("source: items, dead_letter: failed", _TABLE.replace("stream: NEW_IMAGE", ""))
    good = _example("source: items, dead_letter: failed", _TABLE)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every pipe on a new table without a stream."""
        del today
        for _, trigger in blueprint.each_trigger(PipeTrigger):
            table = blueprint.tables.get(trigger.value.source)
            if table is not None and table.existing is None and table.stream is None:
                at = ("tables", trigger.value.source, "stream")
                message = f"{trigger.value.source} has no stream that the pipe could read."
                fix = set_value("Keep new and old images", at, "NEW_AND_OLD_IMAGES", safe=False)
                yield self.finding(trigger / "source", message, fix)


class PipeFifoBatch(Rule):
    """A pipe wants more messages of a FIFO queue than it gives at once.

    The deployment fails.
    """

    id = "pipe-fifo-batch"
    severity = Severity.ERROR
    topic = "pipes"
    source = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-sqs.html"
    bad = _example(
        "source: jobs, batch_size: 11",
        "queues: {jobs: {fifo: true, dead_letter: {queue: failed}}, failed: {fifo: true}}",
    )
    good = bad.replace("batch_size: 11", "batch_size: 10")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every larger batch of a FIFO queue."""
        del today
        allowed = catalog.limits("pipes.fifo_batch_size")
        for _, trigger in blueprint.each_trigger(PipeTrigger):
            queue, size = blueprint.queue(trigger.value.source), trigger.value.batch_size
            if queue is not None and queue.value.is_fifo and size is not None and size > allowed.maximum:
                at = trigger / "batch_size"
                message = f"{allowed.said(size)} is outside {allowed}."
                yield self.finding(at, message, set_value(f"Lower to {allowed.maximum}", at, allowed.maximum))


class PipeFilterValid(Rule):
    """A pipe has a filter that it cannot read, or too many.

    The deployment fails: what a field may be is always a list, such as ``{body: {kind: [order]}}``.
    """

    id = "pipe-filter-valid"
    severity = Severity.ERROR
    topic = "pipes"
    source = _FILTERS
    bad = _example("source: jobs, filters: [{body: {kind: order}}]")
    good = _example("source: jobs, filters: [{body: {kind: [order]}}]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every filter with a value outside a list, or too long, and every pipe with too many of them."""
        del today
        count, length = catalog.limits("pipes.filters"), catalog.limits("pipes.filter_length")
        for _, trigger in blueprint.each_trigger(PipeTrigger):
            filters, at = trigger.value.filters, trigger / "filters"
            if len(filters) not in count:
                yield self.finding(at, f"{count.said(len(filters))} is outside {count}.")
            for index, one in enumerate(filters):
                problem = pattern_problem(one)
                size = len(json.dumps(one, ensure_ascii=False, default=str, separators=(",", ":")))
                fix = remove("Remove the filter", (*at, index), safe=False)
                if problem:
                    message = f"The filter has {problem}; it needs lists of values, such as [order]."
                    yield self.finding((*at, index), message, with_lists((*at, index), one) or fix)
                elif size not in length:
                    yield self.finding((*at, index), f"{length.said(size)} is outside {length}.", fix)


class PipeTemplateLength(Rule):
    """A pipe's template is longer than EventBridge takes.

    The deployment fails.
    """

    id = "pipe-template-length"
    severity = Severity.ERROR
    topic = "pipes"
    source = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html"
    bad = _example(f"source: jobs, template: {'x' * 8193}")
    good = _example("source: jobs, template: '{\"order\": <$.body.order>}'")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every template with too many characters."""
        del today
        allowed = catalog.limits("pipes.template_length")
        for _, trigger in blueprint.each_trigger(PipeTrigger):
            size = len(trigger.value.template or "")
            if size not in allowed:
                yield self.finding(trigger / "template", f"{allowed.said(size)} is outside {allowed}.")


class PipeTimeout(Rule):
    """A pipe's functions may work for longer than the pipe waits for them.

    An execution of a pipe, with what adds to its events and the function that it waits for, ends after five
    minutes. The events count as failed and are tried again, while the function still works on them.
    """

    id = "pipe-timeout"
    severity = Severity.WARNING
    topic = "pipes"
    source = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html"
    bad = _example("source: jobs").replace("{pack: {", "{pack: {timeout: 301, ")
    good = bad.replace("301", "300")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every pipe whose functions together have longer; the last of them has what the first leaves."""
        del today
        most = catalog.number("pipes.execution").value
        for _, timed in by_pipes(blueprint):
            together = sum(each.value.timeout for each in timed)
            if together > most:
                *first, last = timed
                names, left = (
                    listed([each.name for each in timed]),
                    most - sum(each.value.timeout for each in first),
                )
                message = f"{names} may take {together:,} s, but a pipe ends an execution after {most:,} s."
                own = (*last.path, "timeout")
                fix = (
                    set_value(f"Lower {last.name} to {left:,} s", own, left, safe=False) if left > 0 else None
                )
                yield self.finding(blueprint.origin(last.name, "timeout"), message, fix)


class PipeWithoutDlq(Rule):
    """What a pipe cannot deliver blocks its stream, or is tried until it expires.

    A batch that always fails stops its shard until its records are gone. A dead-letter queue, with a
    limit of retries, takes it out of the way; a queue has one of its own.
    """

    id = "pipe-without-dlq"
    severity = Severity.WARNING
    topic = "pipes"
    source = _ERRORS
    profiles = LASTING
    bad = _example("source: jobs", "queues: {jobs: {}}")
    good = _example("source: jobs")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every pipe on a new queue, or on a stream, whose events are lost for want of one."""
        del today
        redrive = missing(blueprint, Protection.REDRIVE)
        given_up = missing(blueprint, Protection.GIVEN_UP)
        for function, trigger in blueprint.each_trigger(PipeTrigger):
            name = trigger.value.source
            queue = blueprint.queue(name)
            if trigger / "dead_letter" in given_up:
                yield self._of_stream(blueprint, function, trigger)
            elif queue is not None and queue / "dead_letter" in redrive:
                create = new_queue(blueprint, name, "dlq", fifo=queue.value.fifo)
                edits = [create, Edit(queue / "dead_letter", {"queue": created(create)})]
                fix = all_of(f"Create {created(create)}", edits, safe=not queue.value.fifo)
                message = f"{name} has no dead-letter queue for what {function.name} cannot process."
                yield self.finding(queue / "dead_letter", message, fix)

    def _of_stream(
        self, blueprint: Blueprint, function: Node[Function], trigger: Node[PipeTrigger]
    ) -> Finding:
        create = new_queue(blueprint, function.name, "given-up")
        edits = [create, Edit(trigger / "dead_letter", created(create))]
        message = f"A batch that {function.name} cannot process blocks {trigger.value.source}."
        return self.finding(trigger / "dead_letter", message, all_of(f"Create {created(create)}", edits))


class PipeDlqIneffective(Rule):
    """A pipe that reads a queue has a dead-letter queue of its own.

    It never acts: what cannot be processed stays in the source, whose own dead-letter queue takes it.
    """

    id = "pipe-dlq-ineffective"
    severity = Severity.WARNING
    topic = "pipes"
    source = _ERRORS
    bad = _example("source: jobs, dead_letter: failed")
    good = _example("source: jobs")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every dead-letter queue of a pipe whose source is a queue."""
        del today
        for function, trigger in blueprint.each_trigger(PipeTrigger):
            said = trigger.value.dead_letter and blueprint.queue(trigger.value.source)
            for at in idle(blueprint, function.name, trigger / "dead_letter") if said else ():
                message = f"It never acts: {trigger.value.source} is a queue, which needs one itself."
                yield self.finding(at, message, remove("Remove it", at, safe=False))
