"""What fixes share that create something: its name, and queues for events which nobody could handle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, count

from designer import catalog
from designer.blueprint.base import Edit
from designer.blueprint.document import Blueprint
from designer.rules.names import label

_LONGEST = 48
"""Characters of a new name at most, so that a blueprint and its stages can be renamed later."""


def new_queue(blueprint: Blueprint, owner: str, purpose: str, *, fifo: bool = False) -> Edit:
    """The edit that creates a queue ``{owner}-{purpose}``, which keeps messages longest.

    The name has a number behind it where it is taken, or would be in an export; it is cut to what AWS
    takes with blueprint and stage before it.
    """
    longest, number = _room(blueprint, fifo), 1
    taken = blueprint.once(_taken)
    name = _cut(owner, f"-{purpose}", "", longest)
    while any(key in taken for key in label(name)):
        number += 1
        name = _cut(owner, f"-{purpose}", f"-{number}", longest)
    settings: dict[str, object] = {"message_retention": catalog.limits("sqs.message_retention").maximum}
    if fifo:
        settings["fifo"] = True
    return Edit(("queues", name), settings)


def free_name(blueprint: Blueprint, wanted: str) -> str:
    """A name for something new: the wanted one, numbered where that is taken or would be in an export."""
    taken = blueprint.once(_taken)
    return next(name for name in numbered(wanted) if not any(key in taken for key in label(name)))


def numbered(name: str) -> Iterator[str]:
    """The name, then the name with each number from 2 on behind it."""
    return chain([name], (f"{name}-{number}" for number in count(2)))


def _room(blueprint: Blueprint, fifo: bool) -> int:
    """Characters that a queue's own name may have."""
    from designer.blueprint.resources.queue import Queue  # needed where a queue is missing

    stage = max(blueprint.stage_names, key=len)
    others = len(f"{blueprint.name}-{stage}-{Queue(fifo=fifo).longest_ending}")
    return min(_LONGEST, catalog.limits("sqs.name_length").maximum - others)


def _cut(owner: str, purpose: str, number: str, longest: int) -> str:
    """All three in ``longest`` characters: of the owner as much as fits, but one at least."""
    name = f"{owner[: max(1, longest - len(purpose) - len(number))]}{purpose}"
    return f"{name[: max(1, longest - len(number))].rstrip('-_')}{number}"


def _taken(blueprint: Blueprint) -> Mapping[str, None]:
    return dict.fromkeys(key for name in blueprint.names() for key in label(name))


def created(edit: Edit) -> str:
    """The name of what the edit creates."""
    return str(edit.path[-1])
