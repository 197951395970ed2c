"""The answers of the guided design: what each one says, what follows from it, and its edits.

Recommended numbers come from the catalog where it has them; the others are starting points that the
user tunes, and the review judges them like any other value.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count

from designer import catalog
from designer.blueprint.base import UNSET, Edit
from designer.blueprint.document import COLLECTIONS, Blueprint
from designer.blueprint.triggers.sqs import SqsTrigger

_MEMORY, _TIMEOUT, _COPIES = 512, 30, 10
"""The recommended start: MB, seconds, concurrent executions."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its title, what follows from it, and the edits that make the design say it.

    ``removal`` takes it back, where several answers may be chosen together.
    """

    title: str
    consequence: str
    edits: tuple[Edit, ...]
    removal: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What a guided function and the things around it are called; ``None`` where there is none."""

    function: str
    trigger: str | None
    queue: str | None
    dead_letter: str | None


def names_of(blueprint: Blueprint, function: str) -> Names:
    """The names around a function, as the design has them."""
    part = blueprint.functions.get(function)
    triggers = part.triggers if part else {}
    name, found = next(((k, t) for k, t in triggers.items() if isinstance(t, SqsTrigger)), (None, None))
    queue = blueprint.queues.get(found.queue) if found else None
    dead = queue.dead_letter.queue if queue and queue.dead_letter else None
    return Names(
        function, name, found.queue if found and queue else None, dead if dead in blueprint.queues else None
    )


def _free(blueprint: Blueprint, wanted: str) -> str:
    taken = set(blueprint.names())
    return next(name for name in chain([wanted], (f"{wanted}-{n}" for n in count(2))) if name not in taken)


def recommended(blueprint: Blueprint, names: Names) -> tuple[Edit, ...]:
    """Every recommended answer, for a function that the design does not have yet."""
    function = {
        "runtime": catalog.default_runtime(),
        "handler": "app.handler",
        "memory_size": _MEMORY,
        "timeout": _TIMEOUT,
    }
    return (Edit(("functions", names.function), function), *_with_queue(blueprint, names, fifo=False))


def _with_queue(blueprint: Blueprint, names: Names, *, fifo: bool) -> tuple[Edit, ...]:
    """The function reads a queue of its own that has a dead-letter queue."""
    if names.queue is not None:
        return _own_queue(blueprint, names.queue, names.dead_letter, fifo=fifo)
    queue = _free(blueprint, "jobs")
    dead = _free(blueprint, f"{queue}-dlq")
    part = blueprint.functions.get(names.function)
    sort = {"fifo": True} if fifo else {}
    source = {
        **sort,
        "visibility_timeout": _hidden(part.timeout if part else _TIMEOUT),
        "dead_letter": {"queue": dead, "max_receive_count": _receives()},
    }
    reads = {"type": "sqs", "queue": queue, "batch_size": 10, "maximum_concurrency": _COPIES}
    return (
        Edit(("functions", names.function, "triggers", names.trigger or queue), reads),
        Edit(("queues", queue), source),
        Edit(("queues", dead), {**sort, "message_retention": _kept()}),
    )


def _own_queue(blueprint: Blueprint, queue: str, dead: str | None, *, fifo: bool) -> tuple[Edit, ...]:
    """A queue that is there becomes new, and standard or FIFO together with its dead-letter queue."""
    pair = [name for name in (queue, dead) if name and blueprint.queues[name].fifo != fifo]
    own = Edit(("queues", queue, "existing"), UNSET)
    return (own, *(Edit(("queues", name, "fifo"), True if fifo else UNSET) for name in pair))


def _hidden(timeout: int) -> int:
    needed = catalog.number("sqs.visibility_factor").value * timeout
    return catalog.limits("sqs.visibility_timeout").clamp(needed)


def _receives() -> int:
    return catalog.number("sqs.recommended_receive_count").value


def _kept() -> int:
    return catalog.limits("sqs.message_retention").maximum


def trigger(blueprint: Blueprint, names: Names) -> tuple[Answer, ...]:
    """What invokes the function."""
    standard = Answer(
        "A new SQS queue",
        "Work waits in it; at least once, in any order. Recommended.",
        _with_queue(blueprint, names, fifo=False),
    )
    fifo = Answer(
        "A new FIFO queue",
        "In order within a message group; producers must name one.",
        _with_queue(blueprint, names, fifo=True),
    )
    nothing = Answer(
        "Nothing yet",
        "You invoke it yourself; add a trigger later.",
        _without_queue(blueprint, names),
    )
    return standard, fifo, _existing(blueprint, names), nothing


def _existing(blueprint: Blueprint, names: Names) -> Answer:
    title, consequence = (
        "A queue that exists already",
        "Give its ARN below; it is neither created nor changed.",
    )
    queue = names.queue or _free(blueprint, "jobs")
    known = blueprint.queues.get(queue)
    if known is not None and known.existing is not None:
        return Answer(title, consequence, ())
    arn = f"arn:aws:sqs:{blueprint.region}:ACCOUNT_ID:{queue}"
    reads = {"type": "sqs", "queue": queue, "batch_size": 10, "maximum_concurrency": _COPIES}
    missing = Edit(("functions", names.function, "triggers", names.trigger or queue), reads)
    edits = (Edit(("queues", queue), {"existing": arn}), *_gone(blueprint, names.dead_letter))
    return Answer(title, consequence, edits if names.trigger else (missing, *edits))


def _without_queue(blueprint: Blueprint, names: Names) -> tuple[Edit, ...]:
    if names.trigger is None:
        return ()
    own = Edit(("functions", names.function, "triggers", names.trigger), UNSET)
    return (own, *_gone(blueprint, names.queue), *_gone(blueprint, names.dead_letter))


def _gone(blueprint: Blueprint, queue: str | None) -> tuple[Edit, ...]:
    return (Edit(("queues", queue), UNSET),) if queue in blueprint.queues and queue else ()


def memory(blueprint: Blueprint, names: Names) -> tuple[Answer, ...]:
    """How big one invocation is."""

    def size(megabytes: int, seconds: int, consequence: str) -> Answer:
        edits = [
            Edit(("functions", names.function, "memory_size"), megabytes),
            Edit(("functions", names.function, "timeout"), seconds),
        ]
        if names.queue and blueprint.queues[names.queue].existing is None:
            edits.append(Edit(("queues", names.queue, "visibility_timeout"), _hidden(seconds)))
        return Answer(f"{megabytes:,} MB, {seconds} s", consequence, tuple(edits))

    return (
        size(_MEMORY, _TIMEOUT, "Ordinary: calls a database and an API or two. Recommended."),
        size(256, 10, "Small: one quick write or call per message."),
        size(2048, 60, "Busy: parses, compresses, renders; needs CPU."),
        size(1024, 300, "Long: minutes per batch; failures are noticed late."),
    )


def concurrency(blueprint: Blueprint, names: Names) -> tuple[Answer, ...]:
    """How many copies run at once."""
    function = ("functions", names.function)
    reserved = blueprint.functions[names.function].concurrency.reserved

    def bounded(title: str, consequence: str, copies: int | None, own: int | None) -> Answer:
        edits = []
        if names.trigger:
            path = (*function, "triggers", names.trigger, "maximum_concurrency")
            edits.append(Edit(path, UNSET if copies is None else copies))
        if own is not None or reserved is not None:
            edits.append(Edit((*function, "concurrency", "reserved"), UNSET if own is None else own))
        return Answer(title, consequence, tuple(edits))

    if names.trigger is None:
        return (
            bounded(
                "As many as the account allows", "It shares the account's pool. Recommended.", None, None
            ),
            bounded("50, set aside for it", "Never more, and nobody else can use them.", None, 50),
        )
    return (
        bounded(
            f"At most {_COPIES}", "The rest waits in the queue, unthrottled. Recommended.", _COPIES, None
        ),
        bounded("At most 50", "Five times the speed, five times the load on what it calls.", 50, None),
        bounded("At most 50, set aside for it", "As above, and nobody else can use them.", 50, 50),
        bounded("No bound", "A backlog may take the account's whole pool.", None, None),
    )


def failures(blueprint: Blueprint, names: Names) -> tuple[Answer, ...]:
    """What happens to a message that keeps failing."""
    if names.queue is None or blueprint.queues[names.queue].existing is not None:
        who = "the caller" if names.queue is None else "the queue's owner"
        return (Answer(f"That is up to {who}", "There is no queue of this design to set it on.", ()),)
    queue = blueprint.queues[names.queue]
    dead = names.dead_letter or _free(blueprint, f"{names.queue}-dlq")
    dropped = () if queue.dead_letter is None else (Edit(("queues", names.queue, "dead_letter"), UNSET),)

    def after(receives: int) -> tuple[Edit, ...]:
        if names.dead_letter:
            return (Edit(("queues", str(names.queue), "dead_letter", "max_receive_count"), receives),)
        part = {**({"fifo": True} if queue.fifo else {}), "message_retention": _kept()}
        redrive = {"queue": dead, "max_receive_count": receives}
        return (Edit(("queues", dead), part), Edit(("queues", str(names.queue), "dead_letter"), redrive))

    start = _receives()
    return (
        Answer(
            f"{start} attempts, then a dead-letter queue",
            f"Kept {_kept() // 86_400} days, to look at and to redrive. Recommended.",
            after(start),
        ),
        Answer(
            f"{start * 2} attempts, then a dead-letter queue", "For what heals by itself.", after(start * 2)
        ),
        Answer(
            "Retry until the message expires",
            "A bad message is tried again and again, then lost.",
            (*dropped, *_gone(blueprint, names.dead_letter)),
        ),
    )


def scopes(blueprint: Blueprint, names: Names) -> tuple[Answer, ...]:
    """What else the function touches."""
    return (
        _scope(blueprint, names, "tables", "items", ("write",), "Write to a DynamoDB table"),
        _scope(blueprint, names, "tables", "items", ("read",), "Read from a DynamoDB table"),
        _scope(blueprint, names, "secrets", "api-key", ("read",), "Read a secret"),
        _scope(blueprint, names, "queues", "results", ("send",), "Send to another queue"),
    )


_VARIABLES = {
    "tables": ("TABLE_NAME", "name"),
    "secrets": ("SECRET_ARN", "arn"),
    "queues": ("QUEUE_URL", "url"),
}
_NEW = {
    "tables": {"partition_key": "pk:S"},
    "secrets": {"description": "Its value is put there by hand after the deployment."},
    "queues": {},
}


def _scope(
    blueprint: Blueprint, names: Names, collection: str, wanted: str, levels: tuple[str, ...], title: str
) -> Answer:
    """Access to a thing, which is made when the design has none; the code finds it by a variable."""
    part = blueprint.functions[names.function]
    things = getattr(blueprint, collection)
    name = next((each for each in part.scopes if each in things), wanted)
    held = part.scopes.get(name, ())
    variable, attribute = _VARIABLES[collection]
    function = ("functions", names.function)
    edits = [] if name in things else [Edit((collection, name), _NEW[collection])]
    merged = (*held, *(level for level in levels if level not in held))
    if merged != held:
        edits.append(Edit((*function, "scopes", name), merged))
        if variable not in part.environment:
            edits.append(Edit((*function, "environment", variable), f"${{{name}.{attribute}}}"))
    left = tuple(level for level in held if level not in levels)
    removal = [Edit((*function, "scopes", name), left or UNSET)] if held else []
    if not left and held and part.environment.get(variable) == f"${{{name}.{attribute}}}":
        removal.append(Edit((*function, "environment", variable), UNSET))
    if not left and name == wanted and name in things:
        removal.append(Edit((collection, name), UNSET))
    return Answer(
        f"{title}: {name}, as {variable}", _allowed(collection, levels[0]), tuple(edits), tuple(removal)
    )


def _allowed(collection: str, level: str) -> str:
    """The actions of an access level, the service named once."""
    actions = catalog.access_levels(COLLECTIONS[collection].KIND)[level].actions
    service = actions[0].partition(":")[0]
    return f"{service}: {', '.join(each.partition(':')[2] for each in actions)}"


def observe(blueprint: Blueprint, names: Names) -> tuple[Answer, ...]:
    """What is seen of the function at work."""
    function = ("functions", names.function)
    part = blueprint.functions[names.function]

    def seen(title: str, consequence: str, days: int, log_format: str, tracing: str) -> Answer:
        wanted = (
            ((*function, "logging", "retention_days"), days, part.logging.retention_days),
            ((*function, "logging", "format"), log_format, part.logging.format),
            ((*function, "tracing"), tracing, part.tracing),
        )
        return Answer(title, consequence, tuple(Edit(path, to) for path, to, now in wanted if to != now))

    return (
        seen(
            "JSON logs for 30 days, traces on",
            "Enough to find last week's fault. Recommended.",
            30,
            "JSON",
            "Active",
        ),
        seen(
            "JSON logs for a year, traces on",
            "For audits; storage costs grow with it.",
            365,
            "JSON",
            "Active",
        ),
        seen("Text logs for 7 days, no traces", "Cheapest, and hardest to search.", 7, "Text", "PassThrough"),
    )
