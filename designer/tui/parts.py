"""What can be added to a design, read off its models: names that are free, and the least that is needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from designer.blueprint.base import Edit, Part, Path, RefersTo, metadata
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers import TRIGGERS, trigger_class
from designer.rules.creating import free_name, numbered
from designer.tui.fields import blank


@dataclass(frozen=True, slots=True)
class Addition:
    """A kind of part that can be added: how it reads, where it goes, and the name it proposes."""

    label: str
    collection: Path
    proposal: str
    kind: type[Part] | None = None
    trigger: str | None = None
    guided: bool = False

    def edits(self, blueprint: Blueprint, name: str) -> list[Edit]:
        """What adds it: itself with the settings it cannot do without, after things that they would miss."""
        needed: dict[str, Any] = {"type": self.trigger} if self.trigger else {}
        made: list[Edit] = []
        for field, info in (self.kind.model_fields if self.kind else {}).items():
            if not info.is_required() or field in needed:
                continue
            refers = metadata(info, RefersTo)
            needed[field] = _last(blueprint, refers) if refers else blank(info)
            if refers and needed[field] is None:
                collection = refers.collections[0]
                needed[field] = free_name(blueprint, _singular(collection))
                made.append(Edit((collection, needed[field]), {}))
        return [*made, Edit((*self.collection, name), needed)]


def _last(blueprint: Blueprint, refers: RefersTo) -> str | None:
    """A thing that a new part may name: the last one added, which is likely what it is for."""
    names = [name for each in refers.collections for name in getattr(blueprint, each)]
    return names[-1] if names else None


def additions(blueprint: Blueprint, function: str | None) -> Iterator[Addition]:
    """Everything that can be added; triggers for ``function``, the one that is selected."""
    yield Addition("Function, guided", ("functions",), free_name(blueprint, "worker"), guided=True)
    yield Addition("Function", ("functions",), free_name(blueprint, "worker"))
    for collection, kind in COLLECTIONS.items():
        yield Addition(kind.LABEL, (collection,), free_name(blueprint, _singular(collection)), kind)
    if function is not None:
        part = blueprint.functions[function]
        for name in TRIGGERS:
            found = trigger_class(name)
            taken = next((each for each in numbered(_hyphenated(name)) if each not in part.triggers), name)
            path = ("functions", function, "triggers")
            yield Addition(f"Trigger of {function}: {found.LABEL}", path, taken, found, name)


def _singular(collection: str) -> str:
    """What one thing of a collection is called, as its module is."""
    return _hyphenated(COLLECTIONS[collection].__module__.rpartition(".")[2])


def _hyphenated(name: str) -> str:
    return name.replace("_", "-")
