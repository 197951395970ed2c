"""The answers to the questions about one function: size, concurrency, access, what is seen of it.

Recommended numbers come from the catalog where it has them; the others are starting points that the
user tunes, and the review judges them like any other value.
"""

from __future__ import annotations

from designer import catalog
from designer.blueprint.base import UNSET, Edit, Path
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import Blueprint
from designer.capacity.waiting import by_gateways
from designer.guide.answer import COPIES, MEMORY, TIMEOUT, Answer, hidden
from designer.guide.surroundings import Surroundings


def memory(blueprint: Blueprint, here: Surroundings) -> tuple[Answer, ...]:
    """How big one invocation is."""
    longest = _answered(blueprint, here)

    def size(megabytes: int, wanted: int, consequence: str) -> Answer:
        seconds = min(wanted, longest) if longest else wanted
        edits = [
            Edit((*here.path, "memory_size"), megabytes),
            Edit((*here.path, "timeout"), seconds),
        ]
        if here.queue and blueprint.queues[here.queue].existing is None:
            edits.append(Edit(("queues", here.queue, "visibility_timeout"), hidden(seconds)))
        return Answer(f"{megabytes:,} MB, {seconds} s", consequence, tuple(edits))

    sizes = (
        size(MEMORY, TIMEOUT, "Ordinary: calls a database and an API or two. Recommended."),
        size(256, 10, "Small: one quick write or call per event."),
        size(2048, 60, "Busy: parses, compresses, renders; needs CPU."),
    )
    # Minutes are for what nobody waits for.
    return sizes if longest else (*sizes, size(1024, 300, "Long: minutes; failures are noticed late."))


def _answered(blueprint: Blueprint, here: Surroundings) -> int | None:
    """The seconds in which an API wants an answer, less one; ``None`` where none waits."""
    waits = [each.seconds for each in by_gateways(blueprint) if each.function.name == here.function]
    return max(1, min(waits) - 1) if waits else None


def concurrency(blueprint: Blueprint, here: Surroundings) -> tuple[Answer, ...]:
    """How many copies run at once."""
    function = here.path
    reserved = blueprint.functions[here.function].concurrency.reserved

    def bounded(title: str, consequence: str, copies: int | None, own: int | None) -> Answer:
        edits = []
        if here.queue and here.trigger:
            path: Path = (*function, "triggers", here.trigger, "maximum_concurrency")
            edits.append(Edit(path, UNSET if copies is None else copies))
        if own is not None or reserved is not None:
            edits.append(Edit((*function, "concurrency", "reserved"), UNSET if own is None else own))
        return Answer(title, consequence, tuple(edits))

    if here.queue is None:
        return (
            bounded(
                "As many as the account allows", "It shares the account's pool. Recommended.", None, None
            ),
            bounded("50, set aside for it", "Never more, and nobody else can use them.", None, 50),
        )
    return (
        bounded(f"At most {COPIES}", "The rest waits in the queue, unthrottled. Recommended.", COPIES, None),
        bounded("At most 50", "Five times the speed, five times the load on what it calls.", 50, None),
        bounded("At most 50, set aside for it", "As above, and nobody else can use them.", 50, 50),
        bounded("No bound", "A backlog may take the account's whole pool.", None, None),
    )


def scopes(blueprint: Blueprint, here: Surroundings) -> tuple[Answer, ...]:
    """What else the function touches."""
    return (
        _scope(blueprint, here, "tables", "items", ("write",), "Write to a DynamoDB table"),
        _scope(blueprint, here, "tables", "items", ("read",), "Read from a DynamoDB table"),
        _scope(blueprint, here, "secrets", "api-key", ("read",), "Read a secret"),
        _scope(blueprint, here, "queues", "results", ("send",), "Send to another queue"),
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
    blueprint: Blueprint,
    here: Surroundings,
    collection: str,
    wanted: str,
    levels: tuple[str, ...],
    title: str,
) -> Answer:
    """Access to a thing, which is made when the design has none; the code finds it by a variable."""
    part = blueprint.functions[here.function]
    things = getattr(blueprint, collection)
    name = next((each for each in part.scopes if each in things), wanted)
    held = part.scopes.get(name, ())
    variable, attribute = _VARIABLES[collection]
    function = here.path
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


def observe(blueprint: Blueprint, here: Surroundings) -> tuple[Answer, ...]:
    """What is seen of the function at work."""
    function = here.path
    part = blueprint.functions[here.function]

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
