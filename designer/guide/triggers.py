"""The answers to what invokes a function, and to what happens when an invocation fails."""

from __future__ import annotations

from typing import Any

from designer import catalog
from designer.blueprint.base import UNSET, Edit
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.http_api import HttpApiTrigger
from designer.blueprint.triggers.schedule import ScheduleTrigger
from designer.guide.answer import COPIES, MEMORY, TIMEOUT, Answer, hidden, kept, receives
from designer.guide.surroundings import Surroundings, cleared, free

_SECONDS_PER_DAY = 86_400


def recommended(blueprint: Blueprint, here: Surroundings) -> tuple[Edit, ...]:
    """Every recommended answer, for a function that the design does not have yet."""
    function = {
        "runtime": catalog.default_runtime(),
        "handler": "app.handler",
        "memory_size": MEMORY,
        "timeout": TIMEOUT,
    }
    return (Edit(here.path, function), *_with_queue(blueprint, here, fifo=False))


def trigger(blueprint: Blueprint, here: Surroundings) -> tuple[Answer, ...]:
    """What invokes the function."""
    return (
        Answer(
            "A new SQS queue",
            "Work waits in it; at least once, in any order. Recommended.",
            _with_queue(blueprint, here, fifo=False),
        ),
        Answer(
            "A new FIFO queue",
            "In order within a message group; producers must name one.",
            _with_queue(blueprint, here, fifo=True),
        ),
        Answer(
            "A queue that exists already",
            "Give its ARN below; it is neither created nor changed.",
            _with_existing(blueprint, here),
        ),
        Answer(
            "An HTTP API",
            "A caller waits for the answer; nothing is retried.",
            _with_api(blueprint, here),
        ),
        Answer("A schedule", "Asynchronous: Lambda retries by itself.", _with_schedule(blueprint, here)),
        Answer("Nothing yet", "You invoke it yourself; add a trigger later.", _with_nothing(blueprint, here)),
    )


def _reads(queue: str) -> dict[str, Any]:  # a trigger as plain data
    return {"type": "sqs", "queue": queue, "batch_size": 10, "maximum_concurrency": COPIES}


def _with_queue(blueprint: Blueprint, here: Surroundings, *, fifo: bool) -> tuple[Edit, ...]:
    """The function reads a queue of its own that has a dead-letter queue."""
    if here.queue is not None and blueprint.queues[here.queue].existing is None:
        return _own_queue(blueprint, here.queue, here.dead_letter, fifo=fifo)
    queue = here.queue or free(blueprint, "jobs")
    dead = free(blueprint, f"{queue}-dlq")
    part = blueprint.functions.get(here.function)
    sort = {"fifo": True} if fifo else {}
    source = {
        **sort,
        "visibility_timeout": hidden(part.timeout if part else TIMEOUT),
        "dead_letter": {"queue": dead, "max_receive_count": receives()},
    }
    return (
        *cleared(blueprint, here),
        Edit((*here.path, "triggers", queue), _reads(queue)),
        Edit(("queues", queue), source),
        Edit(("queues", dead), {**sort, "message_retention": kept()}),
    )


def _own_queue(blueprint: Blueprint, queue: str, dead: str | None, *, fifo: bool) -> tuple[Edit, ...]:
    """A queue that is there becomes standard or FIFO, together with its dead-letter queue."""
    pair = [name for name in (queue, dead) if name and blueprint.queues[name].fifo != fifo]
    return tuple(Edit(("queues", name, "fifo"), True if fifo else UNSET) for name in pair)


def _with_existing(blueprint: Blueprint, here: Surroundings) -> tuple[Edit, ...]:
    """The function reads a queue that is named by its ARN, which only the user knows."""
    queue = here.queue or free(blueprint, "jobs")
    if queue in blueprint.queues and blueprint.queues[queue].existing is not None:
        return ()
    part = {"existing": f"arn:aws:sqs:{blueprint.region}:ACCOUNT_ID:{queue}"}
    if here.queue is None:
        reads = Edit((*here.path, "triggers", queue), _reads(queue))
        return (*cleared(blueprint, here), reads, Edit(("queues", queue), part))
    dead = () if here.dead_letter is None else (Edit(("queues", here.dead_letter), UNSET),)
    return (Edit(("queues", queue), part), *dead)


_RATE, _BURST = 100, 200
"""Requests per second, and at once, that a new API takes; the account's limit is left to others."""


def _with_api(blueprint: Blueprint, here: Surroundings) -> tuple[Edit, ...]:
    """The function answers an API's routes, for callers that sign their requests with IAM."""
    if isinstance(here.part, HttpApiTrigger):
        return ()
    api = free(blueprint, "front")
    routes = {"type": "http_api", "api": api, "routes": ["ANY /{proxy+}"], "authorization": "iam"}
    return (
        *cleared(blueprint, here),
        Edit((*here.path, "triggers", "http"), routes),
        Edit(("apis", api), {"throttling": {"rate": _RATE, "burst": _BURST}}),
    )


def _with_schedule(blueprint: Blueprint, here: Surroundings) -> tuple[Edit, ...]:
    """A schedule invokes the function; what is lost on either way is kept."""
    if isinstance(here.part, ScheduleTrigger):
        return ()
    hourly = {"type": "schedule", "expression": "rate(1 hour)"}
    added = Edit((*here.path, "triggers", "hourly"), hourly)
    return (*cleared(blueprint, here), added, *_keeping(blueprint, Surroundings(here.function), "hourly"))


def _keeping(blueprint: Blueprint, here: Surroundings, name: str) -> tuple[Edit, ...]:
    """Queues for what a schedule could not deliver and for what failed for good."""
    undelivered = here.dead_letter or free(blueprint, "undelivered")
    failed = here.failed or free(blueprint, "failed")
    queues = (each for each in (undelivered, failed) if each not in blueprint.queues)
    return (
        *(Edit(("queues", each), {"message_retention": kept()}) for each in queues),
        Edit((*here.path, "triggers", name, "dead_letter"), undelivered),
        Edit((*here.path, "asynchronous"), {"on_failure": failed}),
    )


def _with_nothing(blueprint: Blueprint, here: Surroundings) -> tuple[Edit, ...]:
    return cleared(blueprint, here) if here.trigger is not None else ()


def failures(blueprint: Blueprint, here: Surroundings) -> tuple[Answer, ...]:
    """What happens when an invocation keeps failing."""
    if isinstance(here.part, HttpApiTrigger):
        return (Answer("The caller sees the error", "Put a queue between where that is not enough.", ()),)
    if isinstance(here.part, ScheduleTrigger):
        return _missed(blueprint, here)
    if here.queue is None:
        return (Answer("That is up to the caller", "There is no queue of this design to set it on.", ()),)
    if blueprint.queues[here.queue].existing is not None:
        return (Answer("That is up to the queue's owner", "Its dead-letter queue is set where it is.", ()),)
    return _redriven(blueprint, here, here.queue)


def _missed(blueprint: Blueprint, here: Surroundings) -> tuple[Answer, ...]:
    own = ((*here.path, "triggers", str(here.trigger), "dead_letter"), (*here.path, "asynchronous"))
    gone = [Edit(("queues", each), UNSET) for each in (here.dead_letter, here.failed) if each is not None]
    part = blueprint.functions[here.function]
    taken = [Edit(own[0], UNSET), *([Edit(own[1], UNSET)] if part.asynchronous else []), *gone]
    both = () if here.dead_letter and here.failed else _keeping(blueprint, here, str(here.trigger))
    return (
        Answer(
            "Keep it: undelivered and failed events, each in a queue",
            f"For {kept() // _SECONDS_PER_DAY} days, with the reason. Recommended.",
            both,
        ),
        Answer("Lose it", "After Lambda's own retries the event is gone.", tuple(taken)),
    )


def _redriven(blueprint: Blueprint, here: Surroundings, name: str) -> tuple[Answer, ...]:
    queue = blueprint.queues[name]
    dropped = () if queue.dead_letter is None else (Edit(("queues", name, "dead_letter"), UNSET),)
    gone = () if here.dead_letter is None else (Edit(("queues", here.dead_letter), UNSET),)

    def after(attempts: int) -> tuple[Edit, ...]:
        if here.dead_letter:
            return (Edit(("queues", name, "dead_letter", "max_receive_count"), attempts),)
        dead = free(blueprint, f"{name}-dlq")
        part = {**({"fifo": True} if queue.fifo else {}), "message_retention": kept()}
        redrive = {"queue": dead, "max_receive_count": attempts}
        return (Edit(("queues", dead), part), Edit(("queues", name, "dead_letter"), redrive))

    start = receives()
    return (
        Answer(
            f"{start} attempts, then a dead-letter queue",
            f"Kept {kept() // _SECONDS_PER_DAY} days, to look at and to redrive. Recommended.",
            after(start),
        ),
        Answer(
            f"{start * 2} attempts, then a dead-letter queue", "For what heals by itself.", after(start * 2)
        ),
        Answer(
            "Retry until the message expires",
            "A bad message is tried again and again, then lost.",
            (*dropped, *gone),
        ),
    )
