"""The answers to what invokes a function, and to what happens when an invocation fails."""

from __future__ import annotations

from typing import Any

from designer import catalog
from designer.blueprint.base import UNSET, Edit
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers import trigger_class
from designer.blueprint.triggers.base import Invocation
from designer.guide.answer import COPIES, MEMORY, SECONDS_PER_DAY, TIMEOUT, Answer, hidden, kept, receives
from designer.guide.losses import keeping, missed
from designer.guide.sources import SOURCES, Source
from designer.guide.surroundings import Surroundings, cleared
from designer.rules.creating import free_name


def recommended(blueprint: Blueprint, here: Surroundings) -> tuple[Edit, ...]:
    """Every recommended answer, for a function that the design does not have yet."""
    function = {
        "runtime": catalog.default_runtime(),
        "handler": "app.handler",
        "memory_size": MEMORY,
        "timeout": TIMEOUT,
    }
    return (Edit(here.path, function), *_with_queue(blueprint, here, fifo=False))


def proposed(source: str) -> str:
    """The name that a new design proposes for itself, by what invokes its function."""
    return f"{source}-worker"


def _named(blueprint: Blueprint, source: str, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The edits, and the name that fits them while the design has none of its author's."""
    names = {proposed(each) for each in ("queue", *(source.name for source in SOURCES))}
    if not edits or len(blueprint.functions) > 1 or blueprint.name not in names:
        return edits
    return edits if blueprint.name == proposed(source) else (*edits, Edit(("name",), proposed(source)))


def trigger(blueprint: Blueprint, here: Surroundings) -> tuple[Answer, ...]:
    """What invokes the function."""
    return (
        Answer(
            "A new SQS queue",
            "Work waits in it; at least once, in any order. Recommended.",
            _named(blueprint, "queue", _with_queue(blueprint, here, fifo=False)),
        ),
        Answer(
            "A new FIFO queue",
            "In order within a message group; producers must name one.",
            _named(blueprint, "queue", _with_queue(blueprint, here, fifo=True)),
        ),
        Answer(
            "A queue that exists already",
            "Asked for at deployment, unless you give its ARN below; it is not changed.",
            _named(blueprint, "queue", _with_existing(blueprint, here)),
        ),
        *(
            Answer(
                each.title,
                each.consequence,
                _named(blueprint, each.name, _with_source(blueprint, here, each)),
            )
            for each in SOURCES
        ),
        Answer("Nothing yet", "You invoke it yourself; add a trigger later.", _with_nothing(blueprint, here)),
    )


def _reads(queue: str) -> dict[str, Any]:  # a trigger as plain data
    return {"type": "sqs", "queue": queue, "batch_size": 10, "maximum_concurrency": COPIES}


def _with_queue(blueprint: Blueprint, here: Surroundings, *, fifo: bool) -> tuple[Edit, ...]:
    """The function reads a queue of its own that has a dead-letter queue."""
    if here.queue is not None and blueprint.queues[here.queue].existing is None:
        return _own_queue(blueprint, here.queue, here.dead_letter, fifo=fifo)
    queue = here.queue or free_name(blueprint, "jobs")
    dead = free_name(blueprint, f"{queue}-dlq")
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
    """The function reads a queue that whoever deploys names by its ARN."""
    queue = here.queue or free_name(blueprint, "jobs")
    if queue in blueprint.queues and blueprint.queues[queue].existing is not None:
        return ()
    part = {"existing": f"${{var.{queue.replace('-', '_').lower()}_arn}}"}
    if here.queue is None:
        reads = Edit((*here.path, "triggers", queue), _reads(queue))
        return (*cleared(blueprint, here), reads, Edit(("queues", queue), part))
    dead = () if here.dead_letter is None else (Edit(("queues", here.dead_letter), UNSET),)
    return (Edit(("queues", queue), part), *dead)


def _with_source(blueprint: Blueprint, here: Surroundings, source: Source) -> tuple[Edit, ...]:
    """Something else invokes the function; what would be lost on either way is kept."""
    if here.part is not None and here.part.type == source.type:
        return ()
    thing = free_name(blueprint, source.thing) if source.collection else ""
    part = {"type": source.type, **(source.settings or {}), **({source.field: thing} if thing else {})}
    made = (Edit((source.collection, thing), dict(source.made or {})),) if source.collection else ()
    return (
        *cleared(blueprint, here),
        Edit((*here.path, "triggers", source.name), part),
        *made,
        *_in_time(blueprint, here, source),
        *keeping(blueprint, Surroundings(here.function), source.name, trigger_class(source.type)),
    )


def _in_time(blueprint: Blueprint, here: Surroundings, source: Source) -> tuple[Edit, ...]:
    """A function that somebody waits for answers with a second to spare."""
    function = blueprint.functions.get(here.function)
    waits = catalog.limits(source.waits).maximum if source.waits else None
    if waits is None or function is None or function.timeout < waits:
        return ()
    return (Edit((*here.path, "timeout"), waits - 1),)


def _with_nothing(blueprint: Blueprint, here: Surroundings) -> tuple[Edit, ...]:
    return cleared(blueprint, here) if here.trigger is not None else ()


def failures(blueprint: Blueprint, here: Surroundings) -> tuple[Answer, ...]:
    """What happens when an invocation keeps failing."""
    if here.part is not None and here.part.invocation is Invocation.SYNCHRONOUS:
        return (Answer("The caller sees the error", "Put a queue between where that is not enough.", ()),)
    if here.part is not None and here.part.invocation is not Invocation.QUEUE:
        return missed(blueprint, here, here.part)
    if here.queue is None:
        return (Answer("That is up to the caller", "There is no queue of this design to set it on.", ()),)
    if blueprint.queues[here.queue].existing is not None:
        return (Answer("That is up to the queue's owner", "Its dead-letter queue is set where it is.", ()),)
    return _redriven(blueprint, here, here.queue)


def _redriven(blueprint: Blueprint, here: Surroundings, name: str) -> tuple[Answer, ...]:
    queue = blueprint.queues[name]
    dropped = () if queue.dead_letter is None else (Edit(("queues", name, "dead_letter"), UNSET),)
    gone = () if here.dead_letter is None else (Edit(("queues", here.dead_letter), UNSET),)

    def after(attempts: int) -> tuple[Edit, ...]:
        if here.dead_letter:
            return (Edit(("queues", name, "dead_letter", "max_receive_count"), attempts),)
        dead = free_name(blueprint, f"{name}-dlq")
        part = {**({"fifo": True} if queue.fifo else {}), "message_retention": kept()}
        redrive = {"queue": dead, "max_receive_count": attempts}
        return (Edit(("queues", dead), part), Edit(("queues", name, "dead_letter"), redrive))

    start = receives()
    return (
        Answer(
            f"{start} attempts, then a dead-letter queue",
            f"Kept {kept() // SECONDS_PER_DAY} days, to look at and to redrive. Recommended.",
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
