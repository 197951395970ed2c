"""When the clocks of time zones go forward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from designer.catalog import _load


@dataclass(frozen=True, slots=True)
class ClockChange:
    """When the clocks of a zone go forward: ``month``, ``weekday`` from 1 for Sunday, minutes of the day."""

    month: int
    weekday: int
    start: int
    """The first minute that there is not."""
    end: int
    """The next one that there is; 1440 at midnight."""


@cache
def clock_changes() -> Mapping[str, ClockChange]:
    """The change of each time zone whose clocks go forward in a year."""
    written = _load("timezones")["clock_changes"]
    return MappingProxyType(
        {zone: _clock_change(when) for when, zones in written.items() for zone in zones.split()}
    )


def _clock_change(when: str) -> ClockChange:
    month, weekday, *times = when.split()
    start, end = (int(time[:2]) * 60 + int(time[3:]) for time in times)
    return ClockChange(int(month), _WEEKDAYS.index(weekday) + 1, start, end or 24 * 60)


_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
