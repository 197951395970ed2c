"""What others can be told, and which of our settings answers it: the tables in ``docs/field``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers import TRIGGERS
from tests.coverage.settings import settings

FOLDER = Path(__file__).parent.parent.parent / "docs" / "field"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that another tool takes: what of ours answers it, and how; or why nothing should."""

    name: str
    by: tuple[str, ...]
    how: str
    reason: str
    strange: tuple[str, ...] = ()
    """Words of the file that mean nothing here."""


@dataclass(frozen=True, slots=True)
class Table:
    """Everything of one kind that one tool takes, with where and when that was read."""

    title: str
    source: str
    as_of: str
    entries: tuple[Entry, ...]

    @property
    def answered(self) -> int:
        """How many entries something of ours answers."""
        return sum(bool(each.by) for each in self.entries)


def tables() -> tuple[Table, ...]:
    """Every table, by its file's name."""
    return tuple(read(path) for path in sorted(FOLDER.glob("*.yaml")))


def read(path: Path) -> Table:
    """The table of a file."""
    found = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    entries = tuple(
        Entry(name, tuple(said.pop("by", ())), said.pop("how", ""), said.pop("not", ""), tuple(said))
        for name, said in found["entries"].items()
    )
    return Table(found["title"], found["source"], found["as_of"], entries)


def is_ours(name: str) -> bool:
    """Whether a setting is there: ``function.timeout``, ``trigger.sqs``, ``queues.delay``, ``region``."""
    first, _, rest = name.partition(".")
    if first == "trigger":
        kind, _, rest = rest.partition(".")
        return kind in TRIGGERS and (not rest or rest in _keys(f"trigger {kind}"))
    if first == "function":
        return rest in _keys("function")
    if first in COLLECTIONS:
        return not rest or rest in _keys(f"thing {first}")
    return name in Blueprint.model_fields


def _keys(owner: str) -> set[str]:
    """The keys of an owner's settings, those of the parts that hold them included."""
    return {".".join(each.key[:end]) for each in settings(owner) for end in range(1, len(each.key) + 1)}


def sections() -> Iterator[str]:
    """The tables as the page shows them."""
    for table in tables():
        count = f"{table.answered} of {len(table.entries)}"
        yield f"## {table.title}"
        yield ""
        yield f"[Source]({table.source}), as of {table.as_of}. {count} are answered, and the others not for a"
        yield "reason."
        yield ""
        yield "| theirs | ours | how, or why not |"
        yield "|---|---|---|"
        for each in table.entries:
            ours = ", ".join(f"`{name}`" for name in each.by) or "none"
            yield f"| `{each.name}` | {ours} | {each.how or each.reason} |"
        yield ""
