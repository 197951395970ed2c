"""What rules on single settings share: a number has a range, a text has a list of values or a form."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import ClassVar, TypeVar

from designer import catalog
from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.blueprint.references import variable
from designer.catalog import Pattern, Range
from designer.rules.base import Finding, Fix, Rule, set_value

T = TypeVar("T")
_SHOWN = 40


def fits(form: Pattern, text: str) -> bool:
    """Whether ``text`` has the form, or is said at deployment, so that nobody can know."""
    return variable(text) is not None or form.matches(text)


@dataclass(frozen=True, slots=True)
class Setting:
    """One number of a design: where it is written, and its range."""

    path: Path
    value: int
    allowed: Range


class RangeRule(Rule):
    """A rule on numbers that AWS takes within a range only.

    Raising a number to the minimum, or lowering it to the maximum, is a fix; ``raising_is_safe`` and
    ``lowering_is_safe`` say which of them nobody needs to think about.
    """

    raising_is_safe: ClassVar[bool] = True
    lowering_is_safe: ClassVar[bool] = False

    @abstractmethod
    def faulty(self, blueprint: Blueprint) -> Iterator[Setting]:
        """The numbers that are outside their range."""

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every number outside its range."""
        del today
        for each in self.faulty(blueprint):
            yield self.finding(each.path, outside(each.value, each.allowed), self._fix(each))

    def _fix(self, setting: Setting) -> Fix:
        allowed, value = setting.allowed, setting.allowed.clamp(setting.value)
        raised = value > setting.value
        title = f"{'Raise' if raised else 'Lower'} to {allowed.said(value)}"
        safe = self.raising_is_safe if raised else self.lowering_is_safe
        return set_value(title, setting.path, value, safe=safe)


class FunctionRangeRule(RangeRule):
    """A rule on one number of every function."""

    setting: ClassVar[str]
    limits: ClassVar[str]

    def faulty(self, blueprint: Blueprint) -> Iterator[Setting]:
        """The number of each function, at the place where it is written."""
        allowed = catalog.limits(self.limits)
        for function in blueprint.each_function():
            value = getattr(function.value, self.setting)
            if value not in allowed:
                yield Setting(blueprint.origin(function.name, self.setting), value, allowed)


class FunctionChoiceRule(Rule):
    """A rule on one text of every function, which must be one of a few."""

    setting: ClassVar[str]
    choices: ClassVar[str]

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function whose text is none of them."""
        del today
        known = catalog.choices(self.choices).values
        for function in blueprint.each_function():
            value = getattr(function.value, self.setting)
            if value not in known:
                at = blueprint.origin(function.name, self.setting)
                yield self.finding(at, not_one_of(value, known), pick(at, value, known))


def outside(value: int, allowed: Range) -> str:
    """The sentence on a number outside its range."""
    return f"{allowed.said(value)} is outside {allowed}."


def not_one_of(value: object, known: Iterable[object]) -> str:
    """The sentence on a value that is none of the accepted ones."""
    return f"{quoted(value)} is none of {', '.join(map(str, known))}."


def pick(path: Path, value: str, known: tuple[str, ...], otherwise: str | None = None) -> Fix:
    """The fix that takes the nearest of the known values; safe where only the case was wrong."""
    chosen = nearest(value, known) or otherwise or known[0]
    return set_value(f"Use {chosen}", path, chosen, safe=chosen.casefold() == value.casefold())


def nearest(value: str, known: Iterable[str]) -> str | None:
    """The known name that ``value`` was probably meant to be."""
    by_case = {name.casefold(): name for name in known}
    found = get_close_matches(value.casefold(), by_case, n=1)
    return by_case[found[0]] if found else None


def hint(value: str, known: Iterable[str]) -> str:
    """``; did you mean x?`` where a known name is near, else a full stop."""
    near = nearest(value, known)
    return f"; did you mean {near}?" if near else "."


def quoted(value: object) -> str:
    """A value as a sentence quotes it: on one line, and not too long."""
    text = value if isinstance(value, str) else str(value)
    shown = ascii(text) if not text.isprintable() else f"'{text}'"
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
