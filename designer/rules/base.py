"""What a rule is: one block that finds, explains, shows and mends one mistake."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from designer.blueprint.base import UNSET, Edit, Path
from designer.blueprint.document import PROFILES, Blueprint, Profile

LASTING: tuple[Profile, ...] = ("standard", "regulated")
"""The profiles of what is to last: prototypes are spared robustness and cost."""

UNAUDITED: tuple[Profile, ...] = ("standard",)
"""The profile of what is to last and nobody audits: audits ask for more, or for the opposite."""

AUDITED: tuple[Profile, ...] = ("regulated",)
"""The profile of what others audit."""


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """AWS refuses it, or events are lost, or access is open."""
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for an error, rising as it matters less."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that heal a finding; ``safe`` when cost, security and behaviour cannot become worse."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about one place; ``message`` gives the value found and the value wanted."""

    rule: str
    severity: Severity
    path: Path
    message: str
    fix: Fix | None = None
    stage: str | None = None
    """The stage it holds in, where not every stage has it."""


class Rule(ABC):
    """One mistake. The docstring's first line names it; the rest says the harm.

    ``bad`` and ``good`` are small blueprints: documentation, help text and test at once. The rule
    finds ``bad``, not ``good``, and its fix heals ``bad`` without causing an error of another rule.
    """

    id: ClassVar[str]
    severity: ClassVar[Severity]
    topic: ClassVar[str]
    source: ClassVar[str]
    """URL of the authority."""
    bad: ClassVar[str]
    good: ClassVar[str]
    whole: ClassVar[bool] = False
    """Whether it judges the design as written, once, rather than what each stage makes of it."""
    profiles: ClassVar[tuple[Profile, ...]] = PROFILES
    """The profiles of designs that it counts in."""
    yields_to: ClassVar[tuple[str, ...]] = ()
    """Ids of rules that say the same, or of what comes first: where one of them speaks, this one does not."""

    @abstractmethod
    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every place of ``blueprint`` that has the mistake, as of ``today``; never raises."""

    def finding(
        self, path: Path, message: str, fix: Fix | None = None, severity: Severity | None = None
    ) -> Finding:
        """A finding of this rule; ``severity`` where this case differs from the rule's own.

        Messages may quote names as they are: what cannot be shown is escaped here.
        """
        shown = message if message.isprintable() else "".join(map(_shown, message))
        return Finding(self.id, severity or self.severity, path, shown, fix)


class Hindsight(Rule):
    """A rule on what the other rules found; it is asked last, and only in a review."""

    whole = True

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Nothing: on its own it has nothing to judge."""
        del blueprint, today
        yield from ()

    @abstractmethod
    def look_back(
        self, blueprint: Blueprint, found: Iterable[Finding], asked: frozenset[str]
    ) -> Iterator[Finding]:
        """Every place of the mistake, given what the rules with the ids ``asked`` found."""


def _shown(character: str) -> str:
    return character if character.isprintable() else ascii(character)[1:-1]


def set_value(title: str, path: Path, value: object, *, safe: bool = True) -> Fix:
    """The fix that sets one value."""
    return Fix(title, (Edit(path, value),), safe)


def days_after(day: date, days: int) -> date:
    """The day so many days later, or the last one that there is."""
    return day + timedelta(days=min(days, (date.max - day).days))


def remove(title: str, path: Path, *, safe: bool = True) -> Fix:
    """The fix that removes one value."""
    return Fix(title, (Edit(path, UNSET),), safe)


def all_of(title: str, edits: Iterable[Edit], *, safe: bool = True) -> Fix:
    """The fix that makes several edits at once."""
    return Fix(title, tuple(edits), safe)
