"""The grammar of a schedule's times: ``rate``, ``cron`` and ``at``.

Everything here answers with the first thing that is wrong, as the end of a sentence, or ``None``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

_RATE = re.compile(r"rate\(\s*([0-9]{1,9})\s+([A-Za-z]+)\s*\)")
_CRON = re.compile(r"cron\((.*)\)")
_AT = re.compile(r"at\(([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})\)")
_NUMBER = re.compile(r"[0-9]{1,4}")
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of a cron expression: its numbers, the names for them, and what else it may say."""

    name: str
    least: int
    most: int
    names: tuple[str, ...] = ()
    special: re.Pattern[str] = re.compile(r"(?!)")

    def value(self, text: str) -> int | None:
        """The number that a text stands for, if the field has it."""
        if text.upper() in self.names:
            return self.names.index(text.upper()) + self.least
        number = int(text) if _NUMBER.fullmatch(text) else None
        return number if number is not None and self.least <= number <= self.most else None


_FIELDS = (
    _Field("minutes", 0, 59),
    _Field("hours", 0, 23),
    _Field("day of month", 1, 31, special=re.compile(r"L|LW|L-[0-9]+|([1-9]|[12][0-9]|3[01])W")),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of week", 1, 7, _DAYS, re.compile(rf"(?i:L|([1-7]|{'|'.join(_DAYS)})(L|#[1-5]))")),
    _Field("year", 1970, 2199),
)
_DAY_FIELDS = (2, 4)


def problem(expression: str) -> str | None:
    """What is wrong with an expression, if anything."""
    for opening, judge in _KINDS.items():
        if expression.startswith(opening):
            return judge(expression)
    return "is none of rate(...), cron(...) and at(...)"


def interval(expression: str) -> int | None:
    """The seconds between two runs of a ``rate``; ``None`` for anything else."""
    found = _RATE.fullmatch(expression)
    unit = _SECONDS.get(found[2].removesuffix("s")) if found else None
    return int(found[1]) * unit if found and unit else None


def moment(expression: str) -> datetime | None:
    """The time of an ``at``, without its zone; ``None`` for anything else."""
    found = _AT.fullmatch(expression)
    try:
        return datetime.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def on_last_day(expression: str) -> str:
    """A ``cron`` for the last day of its months instead of the days that it names."""
    words = expression[len("cron(") : -1].split()
    return f"cron({' '.join([*words[:2], 'L', *words[3:]])})"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years and months of a ``cron``, and the first day that it could be in them."""

    years: frozenset[int]
    months: frozenset[int]
    day: int

    def fires(self, since: int) -> bool:
        """Whether some month has such a day, from the year ``since`` on."""
        years = [year for year in self.years if year >= since]
        return any(monthrange(year, month)[1] >= self.day for year in years for month in self.months)


def calendar(expression: str) -> Calendar | None:
    """The days of a ``cron`` without mistakes; ``None`` for anything else."""
    if not expression.startswith("cron(") or problem(expression) is not None:
        return None
    words = expression[len("cron(") : -1].split()
    day = 1 if words[2] == "?" else min(map(_first_day, words[2].split(",")))
    years, months = (_numbers(_FIELDS[index], words[index]) for index in (5, 3))
    return Calendar(years, months, day)


@dataclass(frozen=True, slots=True)
class Times:
    """When a ``cron`` runs: in which months, on which weekdays, and in which minutes of those days."""

    months: frozenset[int]
    weekdays: frozenset[int]
    """From 1 for Sunday."""
    minutes: frozenset[int]


def times(expression: str) -> Times | None:
    """The times of a ``cron`` for all days, or for all of some weekdays; ``None`` for anything else."""
    if not expression.startswith("cron(") or problem(expression) is not None:
        return None
    words = expression[len("cron(") : -1].split()
    if words[2] not in ("*", "?") or _FIELDS[4].special.search(words[4]):
        return None
    weekdays = _numbers(_FIELDS[4], "*" if words[4] == "?" else words[4])
    minutes, hours = (_numbers(_FIELDS[index], words[index]) for index in (0, 1))
    together = frozenset(hour * 60 + minute for hour in hours for minute in minutes)
    return Times(_numbers(_FIELDS[3], words[3]), weekdays, together)


def in_hour(expression: str, hour: int) -> str:
    """A ``cron`` at another hour."""
    words = expression[len("cron(") : -1].split()
    return f"cron({' '.join([words[0], str(hour), *words[2:]])})"


def _first_day(item: str) -> int:
    """The least number of days that a month needs to have the day."""
    if item.startswith("L"):
        return int(item[2:6]) + 1 if item.startswith("L-") else 1
    return int(item[:-1]) if item.endswith("W") else min(_numbers(_FIELDS[2], item))


def _numbers(field: _Field, word: str) -> frozenset[int]:
    """What a list of numbers, ranges and steps stands for; ranges may go over the end."""
    found: set[int] = set()
    for item in word.split(","):
        base, slash, step = item.partition("/")
        first, dash, last = base.partition("-")
        start = field.least if base == "*" else field.value(first) or field.least
        end = (field.value(last) if dash else None if slash or base == "*" else start) or field.most
        rest = end if end >= start else end + field.most - field.least + 1
        span = field.most - field.least + 1
        numbers = range(start, rest + 1, int(step) if slash else 1)
        found.update((number - field.least) % span + field.least for number in numbers)
    return frozenset(found)


def corrected(expression: str) -> str | None:
    """What a ``rate`` was surely meant to be, where only its unit has the wrong number or case."""
    found = _RATE.fullmatch(expression)
    unit = found[2].lower().removesuffix("s") if found else ""
    if found is None or unit not in _SECONDS or int(found[1]) == 0:
        return None
    number = int(found[1])
    return f"rate({number} {unit}{'' if number == 1 else 's'})"


def _rate(expression: str) -> str | None:
    found = _RATE.fullmatch(expression)
    if found is None:
        return "has to be a whole number and a unit, such as rate(5 minutes)"
    number, unit = int(found[1]), found[2]
    if number == 0:
        return "needs at least 1"
    if unit not in {name if number == 1 else f"{name}s" for name in _SECONDS}:
        right = corrected(expression)
        known = ", ".join(name if number == 1 else f"{name}s" for name in _SECONDS)
        return f"is not understood; write {right}" if right else f"has to be in {known}"
    return None


def _at(expression: str) -> str | None:
    if moment(expression) is None:
        return "has to be a time without a zone, such as at(2027-01-01T03:00:00)"
    return None


def _cron(expression: str) -> str | None:
    found = _CRON.fullmatch(expression)
    words = found[1].split() if found else []
    if len(words) != len(_FIELDS):
        return f"has {len(words)} fields; cron has {len(_FIELDS)}: {', '.join(each.name for each in _FIELDS)}"
    if [words[index] for index in _DAY_FIELDS].count("?") != 1:
        return "needs ? for the day of month or for the day of week, and not for both"
    for index, (field, word) in enumerate(zip(_FIELDS, words, strict=True)):
        wrong = None if word == "?" and index in _DAY_FIELDS else _in_list(field, word)
        if wrong is not None:
            return f"says {wrong[:20]!r} for the {field.name}; it takes {field.least} to {field.most}"
    return None


def _in_list(field: _Field, word: str) -> str | None:
    """The first item of a field's list that is wrong."""
    return next((item for item in word.split(",") if not _is_item(field, item)), None)


def _is_item(field: _Field, item: str) -> bool:
    if item == "*" or field.special.fullmatch(item):
        return True
    base, slash, step = item.partition("/")
    if slash and not (_NUMBER.fullmatch(step) and int(step) > 0):
        return False
    if base == "*":
        return True
    first, dash, last = base.partition("-")
    values = [field.value(each) for each in ((first, last) if dash else (first,))]
    return None not in values


_KINDS: dict[str, Callable[[str], str | None]] = {"rate(": _rate, "cron(": _cron, "at(": _at}
