"""The answers to what becomes of asynchronous events and of records that fail for good."""

from __future__ import annotations

from designer.blueprint.base import UNSET, Edit, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.base import Invocation, Trigger
from designer.guide.answer import SECONDS_PER_DAY, Answer, kept
from designer.guide.surroundings import Surroundings
from designer.rules.creating import free_name


def keeping(blueprint: Blueprint, here: Surroundings, name: str, kind: type[Trigger]) -> tuple[Edit, ...]:
    """Queues for what a source could not deliver, where it has such a queue, and for what failed for good."""
    if kind.INVOCATION not in (Invocation.ASYNCHRONOUS, Invocation.STREAM):
        return ()
    edits: list[Edit] = []
    taken = blueprint.queues

    def queue(wanted: str, known: str | None) -> str:
        found = known or free_name(blueprint, wanted)
        if found not in taken:
            edits.append(Edit(("queues", found), {"message_retention": kept()}))
        return found

    path: Path = (*here.path, "triggers", name)
    said: list[Edit] = []
    if "dead_letter" in kind.model_fields:
        said.append(Edit((*path, "dead_letter"), queue("undelivered", here.dead_letter)))
    failed = queue("failed", here.failed)
    own = "on_failure" in kind.model_fields
    said.append(
        Edit((*path, "on_failure"), failed)
        if own
        else Edit((*here.path, "asynchronous"), {"on_failure": failed})
    )
    return (*edits, *said)


def missed(blueprint: Blueprint, here: Surroundings, part: Trigger) -> tuple[Answer, ...]:
    """What happens to what nobody waits for."""
    path: Path = (*here.path, "triggers", str(here.trigger))
    own = [each for each in ("dead_letter", "on_failure") if getattr(part, each, None) is not None]
    gone = [Edit(("queues", each), UNSET) for each in (here.dead_letter, here.failed) if each is not None]
    settings = blueprint.functions[here.function].asynchronous
    taken = [
        *(Edit((*path, each), UNSET) for each in own),
        *([Edit((*here.path, "asynchronous"), UNSET)] if settings else []),
        *gone,
    ]
    delivers = "dead_letter" in type(part).model_fields
    complete = here.failed and (here.dead_letter or not delivers)
    both = () if complete else keeping(blueprint, here, str(here.trigger), type(part))
    what = "undelivered and failed events, each in a queue" if delivers else "what failed, in a queue"
    return (
        Answer(
            f"Keep it: {what}", f"For {kept() // SECONDS_PER_DAY} days, with the reason. Recommended.", both
        ),
        Answer("Lose it", "After the retries it is gone.", tuple(taken)),
    )
