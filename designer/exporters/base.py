"""What every exporter shares: the shape of an export, and identifiers made from labels."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain, count
from typing import ClassVar

from designer.graph import Resource, ResourceGraph


@dataclass(frozen=True, slots=True)
class File:
    """One text file of an export; ``path`` is relative, with forward slashes."""

    path: str
    text: str
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What a format cannot say: the setting, and the version or the fallback that can."""

    setting: str
    message: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """The lowest version of a tool that an export works with, and why."""

    tool: str
    version: str
    because: str


@dataclass(frozen=True, slots=True)
class Export:
    """One format's spelling of a graph."""

    files: tuple[File, ...]
    requires: tuple[Requirement, ...]
    notes: tuple[Note, ...] = ()


class Exporter(ABC):
    """Spells a resource graph in one format.

    ``name`` is what the command line calls the format, and the export's folder; ``title`` is what
    people call it.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    spelling: ClassVar[type]
    """The class whose ``spell`` is dispatched on the kind of resource."""

    @abstractmethod
    def export(self, graph: ResourceGraph) -> Export:
        """The files that deploy ``graph``; never raises on a graph that was built from a blueprint."""


def words(text: str) -> list[str]:
    """The words of a label: ``jobs-dlq``, ``jobs_dlq`` and ``JobsDlq`` are all ``jobs dlq``."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+", text)] or [
        "unnamed"
    ]


def snake_case(text: str) -> str:
    """``jobs-dlq`` as ``jobs_dlq``; never starts with a digit."""
    joined = "_".join(words(text))
    return f"n{joined}" if joined[0].isdigit() else joined


def pascal_case(text: str) -> str:
    """``jobs-dlq`` as ``JobsDlq``; never starts with a digit."""
    joined = "".join(word.capitalize() for word in words(text))
    return f"N{joined}" if joined[0].isdigit() else joined


def labels(resource: Resource) -> tuple[str, ...]:
    """The resource's label, and those that tell it from others where the plain one is taken.

    ``GET /pages/{id}`` is ``get pages by id`` beside ``GET /pages/id``; what belongs to a function's
    trigger is called by the trigger as well beside the same of another trigger.
    """
    label = resource.label
    found = [label, label.replace("{", " by ")]
    match resource.id.split("."):
        case [_, function, trigger, *_] if label.startswith(function):
            rest = label.removeprefix(function).strip()
            if words(rest)[: len(words(trigger))] != words(trigger):
                found.append(f"{function} {trigger} {rest}")
    return tuple(dict.fromkeys(found))


def distinct(proposals: Iterable[tuple[str, *tuple[str, ...]]], taken: Iterable[str] = ()) -> dict[str, str]:
    """A name for each key, from (key, proposed name, other names ...); none of them in ``taken``.

    A key gets the first of its proposals that is free; where none is, the first with a number behind it.
    """
    used = set(taken)
    result: dict[str, str] = {}
    for key, *names in proposals:
        numbered = (f"{names[0]}{number}" for number in count(2))
        result[key] = next(each for each in chain(names, numbered) if each not in used)
        used.add(result[key])
    return result


def identifiers(resources: Iterable[Resource], spell: Callable[[Resource, str], str]) -> dict[str, str]:
    """An identifier for each resource id, unique in the format's namespace.

    ``spell`` makes one of a label. (Names that collapse to one identifier are an error finding; a
    preview must still not break on them.)
    """
    return distinct((each.id, *(spell(each, label) for label in labels(each))) for each in resources)
