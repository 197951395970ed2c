"""What is around a guided function: its trigger, the queues of it, and names that are free."""

from __future__ import annotations

from dataclasses import dataclass

from designer.blueprint.base import UNSET, Edit, Path, RefersTo, metadata
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.referring import each_use
from designer.blueprint.triggers.base import Trigger
from designer.blueprint.triggers.sqs import SqsTrigger


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A guided function's first trigger, and the things that belong to it; ``None`` where there is none."""

    function: str
    trigger: str | None = None
    part: Trigger | None = None
    queue: str | None = None
    """The queue that the trigger reads."""
    dead_letter: str | None = None
    """The queue of what the trigger's queue, or the schedule, could not deliver."""
    failed: str | None = None
    """The queue of asynchronous invocations that failed for good."""
    source: Path | None = None
    """The path of the thing that invokes, where that is neither a queue nor nothing of the design."""

    @property
    def path(self) -> Path:
        """The function's path."""
        return ("functions", self.function)


def around(blueprint: Blueprint, function: str) -> Surroundings:
    """What is around a function, as the design has it."""
    part = blueprint.functions.get(function)
    name, trigger = next(iter(part.triggers.items()), (None, None)) if part else (None, None)
    if isinstance(trigger, SqsTrigger):
        queue = blueprint.queues.get(trigger.queue)
        dead = queue.dead_letter.queue if queue and queue.dead_letter else None
        known = trigger.queue if queue else None
        return Surroundings(function, name, trigger, known, _known(blueprint, dead))
    if trigger is None or part is None:
        return Surroundings(function, name, trigger)
    return Surroundings(
        function,
        name,
        trigger,
        dead_letter=_known(blueprint, getattr(trigger, "dead_letter", None)),
        failed=_failed(blueprint, part, trigger),
        source=_source(blueprint, trigger),
    )


def _source(blueprint: Blueprint, trigger: Trigger) -> Path | None:
    """The thing that a trigger names as what invokes, if the design has it."""
    field = type(trigger).model_fields.get(trigger.SOURCE or "")
    refers = metadata(field, RefersTo) if field else None
    named = getattr(trigger, trigger.SOURCE or "", None)
    found = (each for each in refers.collections if named in getattr(blueprint, each)) if refers else iter(())
    collection = next(found, None)
    return (collection, str(named)) if collection else None


def _failed(blueprint: Blueprint, part: Function, trigger: Trigger) -> str | None:
    """The queue of what failed for good: the trigger's own, or the function's where it is asynchronous."""
    own = getattr(trigger, "on_failure", None)
    return _known(blueprint, own or (part.asynchronous.on_failure if part.asynchronous else None))


def _known(blueprint: Blueprint, queue: str | None) -> str | None:
    return queue if queue in blueprint.queues else None


def cleared(blueprint: Blueprint, here: Surroundings) -> tuple[Edit, ...]:
    """The edits that take away the trigger and what is there for it alone."""
    part = blueprint.functions.get(here.function)
    edits = []
    if here.trigger is not None:
        edits.append(Edit((*here.path, "triggers", here.trigger), UNSET))
    if part is not None and part.asynchronous is not None:
        edits.append(Edit((*here.path, "asynchronous"), UNSET))
    edits.extend(Edit(path, UNSET) for path in _own(blueprint, here))
    return tuple(edits)


def _own(blueprint: Blueprint, here: Surroundings) -> list[Path]:
    """The things around a function that nothing else in the design names."""
    queues = (here.queue, here.dead_letter, here.failed)
    found: list[Path] = [
        *(("queues", each) for each in queues if each),
        *([here.source] if here.source else []),
    ]
    elsewhere = {
        use.target(blueprint) for use in each_use(blueprint) if use.path[:2] not in (here.path, *found)
    }
    return [path for path in found if path not in elsewhere]
