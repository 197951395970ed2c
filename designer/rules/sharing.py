"""Rules on queues that several share: readers, senders of what failed, and what a filter takes away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from designer import catalog
from designer.blueprint.base import Edit, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.referring import each_use
from designer.blueprint.scopes import each_scoped
from designer.blueprint.wording import listed
from designer.rules.base import AUDITED, LASTING, Finding, Fix, Rule, Severity, all_of, set_value
from designer.rules.consumers import Mapped, mapped, new_queues, readers
from designer.rules.creating import created, new_queue

_SQS = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"
_FILTERS = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html"
_DEAD = (
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"
)
_QUEUES = "queues: {jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}, failed: {}, other: {}}"


def _read(settings: str = "", more: str = "") -> str:
    poll = f"{{type: sqs, queue: jobs{settings}}}"
    return f"name: shop\nfunctions: {{worker: {{triggers: {{poll: {poll}}}}}{more}}}\n{_QUEUES}\n"


class SqsCompetingConsumers(Rule):
    """Several functions read one queue, so each gets only some of the messages.

    Filters do not help: a message that does not match is deleted, and the others never see it. A queue for
    each function, subscribed to a topic or fed by EventBridge, gives each of them all messages.
    """

    id = "sqs-competing-consumers"
    severity = Severity.WARNING
    topic = "sqs"
    source = _FILTERS
    bad = _read(more=", packer: {triggers: {poll: {type: sqs, queue: jobs}}}")
    good = _read(more=", packer: {triggers: {poll: {type: sqs, queue: other}}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every queue with more than one function, at each reader but the first."""
        del today
        for queue, found in readers(blueprint).items():
            functions = [*dict.fromkeys(each.function.name for each in found)]
            for each in found:
                if each.function.name != functions[0]:
                    message = f"{listed(functions)} all read {queue}, so each message goes to one of them."
                    if len(functions) == 2:
                        message = message.replace(" all read", " both read")
                    yield self.finding(each.at("queue"), message)


class SqsFilterDeletes(Rule):
    """Messages that match no filter are deleted, as if they had been processed.

    Nobody else gets them, and no dead-letter queue holds them. Where others need them, filter before the
    queue: in the subscription of a topic, or in a rule of EventBridge.
    """

    id = "sqs-filter-deletes"
    severity = Severity.INFO
    topic = "sqs"
    source = _FILTERS
    profiles = LASTING
    bad = _read(", filters: [{body: {kind: [order]}}]")
    good = _read()

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger on a queue with filters."""
        del today
        for each in mapped(blueprint):
            if each.trigger.value.filters:
                message = f"Messages of {each.trigger.value.queue} that match none of these are deleted."
                yield self.finding(each.at("filters"), message)


class SqsMaxConcurrencyAbsent(Rule):
    """A full queue takes all the copies of a function that there may be.

    The function's other triggers wait behind it, or what it writes to is flooded. A limit on the trigger
    leaves the rest of the messages in the queue, where they cost nothing.
    """

    id = "sqs-max-concurrency-absent"
    severity = Severity.INFO
    topic = "sqs"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html"
    profiles = LASTING
    bad = _read().replace("worker: {", "worker: {scopes: {items: write}, ") + (
        "tables: {items: {billing: provisioned}}"
    )
    good = bad.replace("queue: jobs}", "queue: jobs, maximum_concurrency: 5}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger without a limit whose function has other triggers, or writes to what has one."""
        del today
        usual = catalog.number("sqs.initial_concurrency")
        for each in mapped(blueprint):
            trigger, function = each.trigger.value, each.function.value
            limits = (trigger.maximum_concurrency, trigger.pollers, function.concurrency.reserved)
            why = None if any(limit is not None for limit in limits) else _flooded(each, blueprint)
            if why is not None:
                at = each.at("maximum_concurrency")
                fix = set_value(f"Run at most {usual.value} at once", at, usual.value, safe=False)
                yield self.finding(at, f"Nothing limits how often it runs at once, but {why}.", fix)


def _flooded(each: Mapped, blueprint: Blueprint) -> str | None:
    """What suffers when a queue takes all the copies of its function."""
    for target, levels in each.function.value.scopes.items():
        table = blueprint.tables.get(target)
        if table is not None and table.billing == "provisioned" and "write" in levels:
            return f"the capacity of {target} is fixed"
    others = [name for name in each.function.value.triggers if name != each.trigger.name]
    return f"{each.function.name} also works for {listed(others)}" if others else None


class SqsLongPolling(Rule):
    """Code that receives messages asks again and again, and mostly for nothing.

    Each empty answer is billed. A call that waits returns as soon as there is a message. Lambda's own
    poller always waits, so this counts only where code of yours receives.
    """

    id = "sqs-long-polling"
    severity = Severity.WARNING
    topic = "sqs"
    source = (
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
        "sqs-short-and-long-polling.html"
    )
    profiles = LASTING
    bad = "{name: shop, functions: {worker: {scopes: {jobs: consume}}}, queues: {jobs: {}}}"
    good = bad.replace("jobs: {}", "jobs: {receive_wait_time: 20}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new queue without a wait from which a function or a workflow may receive by itself."""
        del today
        longest = catalog.limits("sqs.receive_wait_time")
        receiving: dict[str, str] = {}
        for owner in each_scoped(blueprint):
            for target, levels in owner.value.scopes.items():
                if "consume" in levels:
                    receiving.setdefault(target, owner.name)
        for queue in new_queues(blueprint):
            if queue.name in receiving and queue.value.receive_wait_time == 0:
                at = queue / "receive_wait_time"
                message = f"0 s, but {receiving[queue.name]} receives from it; {longest.maximum} s is best."
                yield self.finding(
                    at, message, set_value(f"Wait {longest.said(longest.maximum)}", at, longest.maximum)
                )


class SqsMaxReceiveHigh(Rule):
    """A message that can never be processed is tried for long before it is given up.

    Each try costs an invocation. Where the tries take longer than the queue keeps messages, the message
    is gone before it reaches the dead-letter queue.
    """

    id = "sqs-max-receive-high"
    severity = Severity.INFO
    topic = "sqs"
    source = _DEAD
    profiles = LASTING
    yields_to = ("sqs-max-receive-range",)
    bad = _read().replace("queue: failed}", "queue: failed, max_receive_count: 11}")
    good = bad.replace("11", "10")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new queue that a function reads, with too many tries, or too many for its retention."""
        del today
        many, few = catalog.number("sqs.many_receives"), catalog.number("sqs.recommended_receive_count")
        for queue in new_queues(blueprint):
            dead = queue.value.dead_letter
            if dead is None or queue.name not in readers(blueprint):
                continue
            fitting = queue.value.message_retention // max(1, queue.value.visibility_timeout)
            most, count = min(many.value, fitting), dead.max_receive_count
            if count > most:
                at = (*queue.path, "dead_letter", "max_receive_count")
                message = f"{count:,} {many.unit}; {most:,} are enough."
                if fitting < count:
                    taken = count * queue.value.visibility_timeout
                    kept = queue.value.message_retention
                    message = f"{count:,} {many.unit} take {taken:,} s, but messages expire after {kept:,} s."
                fix = set_value(f"Lower to {most:,}", at, most, safe=False) if most >= few.value else None
                yield self.finding(at, message, fix)


class SqsFifoDlqOrder(Rule):
    """A message that a FIFO queue gives up lets later ones of its group pass.

    From then on the group is out of order. Suppress this where the consumer can live with that, or looks
    at what came before.
    """

    id = "sqs-fifo-dlq-order"
    severity = Severity.INFO
    topic = "sqs"
    source = _DEAD
    profiles = AUDITED
    bad = (
        "{name: shop, profile: regulated, queues: "
        "{jobs: {fifo: true, dead_letter: {queue: failed}}, failed: {fifo: true}}}"
    )
    good = bad.replace("fifo: true", "fifo: false")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new FIFO queue with a dead-letter queue."""
        del today
        for queue in new_queues(blueprint):
            if queue.value.fifo and queue.value.dead_letter:
                message = f"What {queue.name} gives up to {queue.value.dead_letter.queue} leaves its order."
                yield self.finding(queue / "dead_letter", message)


class DlqShared(Rule):
    """One queue holds failures of several kinds.

    Each kind has another form and another remedy: messages of a queue are moved back, events of a function
    carry what went wrong, deliveries are repeated. Who looks cannot tell which is which.
    """

    id = "dlq-shared"
    severity = Severity.INFO
    topic = "sqs"
    source = _DEAD
    profiles = LASTING
    bad = (
        "name: shop\nfunctions: {worker: {triggers: {poll: {type: sqs, queue: jobs}}}, report: {triggers: "
        "{daily: {type: schedule, expression: rate(1 day), dead_letter: other}}, "
        f"asynchronous: {{on_failure: failed}}}}}}\n{_QUEUES}"
    )
    good = bad.replace("on_failure: failed", "on_failure: third").replace("other: {}", "other: {}, third: {}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every kind of failures that a queue holds beside the first one, where it is first said."""
        del today
        found: dict[str, dict[str, list[Path]]] = {}
        for use in each_use(blueprint):
            kind = _kind(use.path) if use.name in blueprint.queues else None
            if kind is not None:
                found.setdefault(use.name, {}).setdefault(kind, []).append(use.path)
        for name, kinds in found.items():
            # A queue's own dead-letter queue stays: its messages are moved back to where they came from.
            first, *others = sorted(kinds, key=lambda kind: kind != _MESSAGES)
            for kind in others:
                places = kinds[kind]
                here = "here" if len(places) == 1 else f"at {len(places)} places"
                message = f"{name} holds {first} already, and {here} {kind}."
                yield self.finding(places[0], message, _another(blueprint, places, name, kind))


def _kind(path: Path) -> str | None:
    """What is sent to a queue from there when something has failed."""
    if path[-2:] == ("dead_letter", "queue"):
        return _MESSAGES
    if path[-1] == "on_failure":
        return _BY_PLACE[path[2] == "asynchronous"]
    if path[-1] == "dead_letter":
        return _BY_PLACE[True] if len(path) == 3 and path[0] == "functions" else _DELIVERIES
    return None


_MESSAGES, _DELIVERIES = "messages that a queue gave up", "deliveries that failed"
_PURPOSES = {_MESSAGES: "dlq", _DELIVERIES: "undelivered"}
"""What a queue for each kind is called; one for failures of functions, ``failed``."""
_BY_PLACE: Mapping[bool, str] = {
    True: "events that a function failed on",
    False: "batches that a function failed on",
}


def _another(blueprint: Blueprint, places: list[Path], name: str, kind: str) -> Fix:
    """The fix that creates a queue of the same type for all that is sent from there."""
    owner = str(places[0][1]) if len(places) == 1 else name
    purpose = _PURPOSES.get(kind, "failed")
    create = new_queue(blueprint, owner, purpose, fifo=blueprint.queues[name].is_fifo)
    moved = (Edit(at, created(create)) for at in places)
    return all_of(f"Create {created(create)}", [create, *moved], safe=False)
