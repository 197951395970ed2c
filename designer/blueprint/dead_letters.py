"""The queues that hold what failed: dead-letter queues of any kind, and destinations of failures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from designer.blueprint.base import Path
from designer.blueprint.referring import each_use

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

_FIELDS = frozenset({"dead_letter", "on_failure"})


def failure_queues(blueprint: Blueprint) -> Mapping[str, Path]:
    """The names of those queues, each with the first place that sends something there."""
    return blueprint.once(_failure_queues)


def _failure_queues(blueprint: Blueprint) -> Mapping[str, Path]:
    found: dict[str, Path] = {}
    for use in each_use(blueprint):
        is_failure = use.path[-1] in _FIELDS or (use.path[-2:] == ("dead_letter", "queue"))
        if is_failure and use.name in blueprint.queues:
            found.setdefault(use.name, use.path)
    return found
