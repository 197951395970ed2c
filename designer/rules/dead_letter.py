"""Rules on dead-letter queues: where messages go that could not be processed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.queue import Queue
from designer.failures import Protection, missing
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, all_of, remove, set_value
from designer.rules.consumers import new_queues, readers
from designer.rules.creating import new_queue
from designer.rules.settings import RangeRule, Setting

_QUEUES = (
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"
)
_ERRORS = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html"


def _example(jobs: str, others: str = "failed: {}") -> str:
    return f"""
name: shop
functions: {{worker: {{triggers: {{poll: {{type: sqs, queue: jobs}}}}}}}}
queues: {{jobs: {{visibility_timeout: 180, {jobs}}}, {others}}}
"""


class SqsSourceWithoutDlq(Rule):
    """A message that can never be processed is tried until it expires, and then it is gone.

    Nobody sees what was in it, and each try costs an invocation. A dead-letter queue takes it out of
    the way and keeps it.
    """

    id = "sqs-source-without-dlq"
    severity = Severity.WARNING
    topic = "sqs"
    source = _QUEUES
    profiles = LASTING
    bad = _example("delay: 0")
    good = _example("dead_letter: {queue: failed}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new queue whose messages are lost for want of one; one that holds failures needs none."""
        del today
        needed = missing(blueprint, Protection.REDRIVE)
        for name, found in readers(blueprint).items():
            queue = found[0].queue
            if queue and queue / "dead_letter" in needed:
                message = f"{name} has no dead-letter queue for what {found[0].function.name} cannot process."
                yield self.finding(queue / "dead_letter", message, _new_queue(blueprint, queue))


def _new_queue(blueprint: Blueprint, queue: Node[Queue]) -> Fix:
    """The fix that creates a dead-letter queue and moves messages there."""
    create = new_queue(blueprint, queue.name, "dlq", fifo=queue.value.fifo)
    receives = catalog.number("sqs.recommended_receive_count").value
    redrive = {"queue": create.path[-1], "max_receive_count": receives}
    edits = [create, Edit(queue / "dead_letter", redrive)]
    # A message that leaves a FIFO queue lets later ones of its group pass: order is the author's call.
    return all_of(f"Create {create.path[-1]}", edits, safe=not queue.value.fifo)


class SqsMaxReceiveRange(RangeRule):
    """A queue gives messages up after a number of tries that SQS does not take.

    The deployment fails.
    """

    id = "sqs-max-receive-range"
    severity = Severity.ERROR
    topic = "sqs"
    source = _QUEUES
    bad = _example("dead_letter: {queue: failed, max_receive_count: 1001}")
    good = _example("dead_letter: {queue: failed, max_receive_count: 1000}")
    lowering_is_safe = True

    def faulty(self, blueprint: Blueprint) -> Iterator[Setting]:
        """Every new queue's."""
        allowed = catalog.limits("sqs.max_receive_count")
        for queue in new_queues(blueprint):
            dead = queue.value.dead_letter
            if dead and dead.max_receive_count not in allowed:
                at = (*queue.path, "dead_letter", "max_receive_count")
                yield Setting(at, dead.max_receive_count, allowed)


class SqsMaxReceiveLow(Rule):
    """Healthy messages are given up because the function was busy.

    When Lambda receives messages and the function is throttled, that counts as a try. AWS recommends
    several, so that a short peak does not fill the dead-letter queue. Where every reader has a maximum
    concurrency Lambda receives no more than it can hand over, and few tries are a matter of taste.
    """

    id = "sqs-max-receive-low"
    severity = Severity.WARNING
    topic = "sqs"
    source = _ERRORS
    profiles = LASTING
    bad = _example("dead_letter: {queue: failed, max_receive_count: 4}")
    good = _example("dead_letter: {queue: failed, max_receive_count: 5}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new queue that a function reads, with too few tries."""
        del today
        wanted, allowed = (
            catalog.number("sqs.recommended_receive_count"),
            catalog.limits("sqs.max_receive_count"),
        )
        for found in readers(blueprint).values():
            queue = found[0].queue
            dead = queue.value.dead_letter if queue and queue.value.existing is None else None
            if queue and dead and allowed.minimum <= dead.max_receive_count < wanted.value:
                at = (*queue.path, "dead_letter", "max_receive_count")
                message = (
                    f"{dead.max_receive_count} {wanted.unit}, but AWS recommends at least {wanted.value}."
                )
                # Not safe: who wants each message tried once may mean it.
                fix = set_value(f"Raise to {wanted.value}", at, wanted.value, safe=False)
                bounded = all(each.trigger.value.maximum_concurrency for each in found)
                yield self.finding(at, message, fix, Severity.INFO if bounded else None)


class SqsDlqTypeMismatch(Rule):
    """A FIFO queue gives its messages to a standard queue, or the other way round.

    SQS refuses it: a dead-letter queue has the type of its source.
    """

    id = "sqs-dlq-type-mismatch"
    severity = Severity.ERROR
    topic = "sqs"
    source = _QUEUES
    bad = _example("dead_letter: {queue: failed}", "failed: {fifo: true}")
    good = _example("dead_letter: {queue: failed}", "failed: {fifo: false}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new queue whose dead-letter queue has the other type."""
        del today
        for queue in new_queues(blueprint):
            dead = queue.value.dead_letter
            target = blueprint.queue(dead.queue) if dead else None
            if target is None or target.value.is_fifo is queue.value.fifo or target.name == queue.name:
                continue
            kinds = [_kind(each.value) for each in (queue, target)]
            message = f"{queue.name} is {kinds[0]} and {target.name} is {kinds[1]}; they have to be the same."
            at = (*queue.path, "dead_letter", "queue")
            yield self.finding(at, message, _same_type(blueprint, queue, target))


def _kind(queue: Queue) -> str:
    return "a FIFO queue" if queue.is_fifo else "a standard queue"


def _same_type(blueprint: Blueprint, queue: Node[Queue], target: Node[Queue]) -> Fix:
    """The fix that changes the dead-letter queue, or gives ``queue`` its own where others need that one."""
    sources = (
        each
        for each in new_queues(blueprint)
        if each.value.dead_letter and each.value.dead_letter.queue == target.name
    )
    if target.value.existing is None and all(each.value.fifo is queue.value.fifo for each in sources):
        fifo = queue.value.fifo
        return set_value(f"Make {target.name} {_kind(queue.value)}", target / "fifo", fifo, safe=False)
    create = new_queue(blueprint, queue.name, "dlq", fifo=queue.value.fifo)
    edits = [create, Edit((*queue.path, "dead_letter", "queue"), create.path[-1])]
    return all_of(f"Create {create.path[-1]}", edits, safe=False)


class SqsDlqCycle(Rule):
    """Messages that cannot be processed go round in a circle.

    A queue that is its own dead-letter queue, or that of one of its own, never gives anything up,
    and no format can say which is to be created first.
    """

    id = "sqs-dlq-cycle"
    severity = Severity.ERROR
    topic = "sqs"
    source = _QUEUES
    bad = _example("dead_letter: {queue: failed}", "failed: {dead_letter: {queue: jobs}}")
    good = _example("dead_letter: {queue: failed}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new queue that its own dead-letter queues lead back to."""
        del today
        after = {
            node.name: node.value.dead_letter.queue
            for node in new_queues(blueprint)
            if node.value.dead_letter
        }
        for name in after:
            chain = [name]
            while (following := after.get(chain[-1])) is not None and following not in chain:
                chain.append(following)
            if following == name:
                at = ("queues", name, "dead_letter")
                message = f"{' to '.join([*chain, name])} is a circle; one of them has to be the last."
                yield self.finding((*at, "queue"), message, remove("Remove the dead letter", at, safe=False))
