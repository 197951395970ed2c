"""What fixes share that create a queue for events which nobody could handle."""

from __future__ import annotations

from collections.abc import Mapping

from designer import catalog
from designer.blueprint.base import Edit
from designer.blueprint.document import Blueprint
from designer.rules.names import label

_LONGEST = 48
"""Characters of a new name at most, so that blueprint and stage have room before it."""


def new_queue(blueprint: Blueprint, owner: str, purpose: str, *, fifo: bool = False) -> Edit:
    """The edit that creates a queue ``{owner}-{purpose}``, which keeps messages longest.

    The name has a number behind it where it is taken, or would be in an export.
    """
    ending, number = f"-{purpose}", 1
    taken = blueprint.once(_taken)
    while any(key in taken for key in label(f"{owner[: _LONGEST - len(ending)]}{ending}")):
        number += 1
        ending = f"-{purpose}-{number}"
    settings: dict[str, object] = {"message_retention": catalog.limits("sqs.message_retention").maximum}
    if fifo:
        settings["fifo"] = True
    return Edit(("queues", f"{owner[: _LONGEST - len(ending)]}{ending}"), settings)


def _taken(blueprint: Blueprint) -> Mapping[str, None]:
    return dict.fromkeys(key for name in blueprint.names() for key in label(name))


def created(edit: Edit) -> str:
    """The name of what the edit creates."""
    return str(edit.path[-1])
