"""One failure journey: what goes wrong, how long it is tried, where the event ends, who is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from designer.blueprint.base import Path


class Mishap(StrEnum):
    """What goes wrong."""

    ERROR = "fails"
    TIMEOUT = "times out"
    THROTTLE = "is throttled"
    UNDELIVERED = "is not reached"
    """The source cannot hand the event over, though it may: Lambda is away."""
    REFUSED = "may not be invoked"
    """A permission is missing, or what the source knew is gone: trying again would not help."""


class End(StrEnum):
    """Where an event is in the end."""

    CALLER = "the caller sees the error"
    KEPT = "kept"
    HANDED_ON = "handed on"
    """To somebody who keeps nothing: whoever listens there has it."""
    LOST = "lost"
    WAITS = "waits in the source until it expires"
    STAYS = "all stays as it was"
    HANGS = "the deployment waits in vain for an answer, then fails"
    OWNER = "as the source's owner set it up"
    CAUGHT = "another state of the workflow takes over"
    EXECUTION = "the whole execution fails"


class Protection(StrEnum):
    """What keeps an event that a function could not handle; which one acts depends on who invokes how."""

    DESTINATION = "the function's on-failure destination"
    """Of asynchronous invocations that Lambda accepted."""
    DELIVERY = "a dead-letter queue of the delivery"
    """Of events that the source could not hand over."""
    REDRIVE = "a dead-letter queue of the source queue"
    """Of messages that were received too often."""
    GIVEN_UP = "a destination of what is given up"
    """Of records of a stream."""
    LIMIT = "a limit of retries or of age"
    """Of records of a stream: without one nothing is ever given up."""
    NONE = "nothing"
    """The source has no place for it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What would have kept an event that is lost."""

    kind: Protection
    at: Path
    """Where it is set."""
    filled: bool = False
    """Whether the place names something, which the design does not have."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where an event ends, and by which settings."""

    end: End
    kept_in: str | None = None
    """The thing or function that has the event in the end."""
    gaps: tuple[Gap, ...] = ()
    """What is missing where it is lost."""
    guards: tuple[Path, ...] = ()
    """The settings that had a part in it."""


@dataclass(frozen=True, slots=True)
class Journey:
    """The way of one event.

    ``attempts`` is ``None`` where only time ends them, ``seconds`` where only their number does.
    """

    function: str
    """Who was to handle it: a function, or a queue that a topic delivers to."""
    trigger: str
    source: str
    mishap: Mishap
    attempts: int | None
    seconds: int | None
    outcome: Outcome
    told: str | None = None
    """The topic that is told; ``None`` where nobody is."""

    @property
    def end(self) -> End:
        """Where the event is in the end."""
        return self.outcome.end

    @property
    def kept_in(self) -> str | None:
        """The thing or function that has the event in the end."""
        return self.outcome.kept_in

    @property
    def tried(self) -> str:
        """How often and how long it is tried, in words."""
        if self.attempts == 1:
            return "once"
        delivered = self.mishap is Mishap.UNDELIVERED
        if delivered and self.attempts is None and self.seconds is None:
            return "as often as the source sees fit"
        times = f"{self.attempts:,} times" if self.attempts else "again and again"
        return f"{times}, {span(self.seconds)} at most" if self.seconds else times

    @property
    def ends(self) -> str:
        """Where the event is in the end, in words."""
        if self.end is End.HANDED_ON:
            return f"handed on to {self.kept_in}"
        return f"kept in {self.kept_in}" if self.kept_in else self.end.value


def together(found: Iterable[Journey]) -> Iterator[tuple[tuple[Mishap, ...], Journey]]:
    """The journeys with those put together that look alike but for the mishap."""
    alike: dict[Journey, list[Mishap]] = {}
    for each in found:
        # Tries are said in words: those of a delivery differ from others with the same numbers.
        mishap = Mishap.UNDELIVERED if each.mishap is Mishap.UNDELIVERED else Mishap.ERROR
        seen = Outcome(each.end, each.kept_in)
        alike.setdefault(replace(each, mishap=mishap, outcome=seen), []).append(each.mishap)
    for journey, mishaps in alike.items():
        yield tuple(mishaps), journey


_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def span(seconds: int | None) -> str:
    """Seconds in the largest unit that fits: ``6 h``, ``90 s``."""
    if not seconds:
        return "0 s"
    unit, name = next((each for each in _UNITS if seconds % each[0] == 0), _UNITS[-1])
    return f"{seconds // unit:,} {name}"
