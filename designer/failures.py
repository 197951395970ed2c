"""Failure journeys: what becomes of an event when its function fails, is throttled, or runs out of time.

A journey follows from how the trigger invokes and from what the design sets: the function's asynchronous
settings act on asynchronous invocations only, a queue's dead-letter queue on that queue only, a stream's
retries on that stream only.
Sources: https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html,
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html,
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from designer import catalog
from designer.blueprint.base import Limits, Node, metadata
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.base import Invocation, Trigger


class Mishap(StrEnum):
    """What goes wrong."""

    ERROR = "fails"
    TIMEOUT = "times out"
    THROTTLE = "is throttled"
    UNDELIVERED = "is not reached"
    """The source cannot hand the event over at all: a permission is missing, Lambda is away."""


class End(StrEnum):
    """Where an event is in the end."""

    CALLER = "the caller sees the error"
    KEPT = "kept"
    LOST = "lost"
    WAITS = "waits in the source"
    OWNER = "as the source's owner set it up"
    CAUGHT = "another state of the workflow takes over"
    EXECUTION = "the whole execution fails"


@dataclass(frozen=True, slots=True)
class Journey:
    """The way of one event.

    ``attempts`` is ``None`` where only time ends them, ``seconds`` where only their number does.
    """

    function: str
    trigger: str
    source: str
    mishap: Mishap
    attempts: int | None
    seconds: int | None
    end: End
    kept_in: str | None = None
    """The thing or function that has the event in the end."""
    told: str | None = None
    """The alarm topic that is told; ``None`` where nobody is."""

    @property
    def tried(self) -> str:
        """How often and how long it is tried, in words."""
        if self.attempts == 1:
            return "once"
        times = f"{self.attempts} times" if self.attempts else "again and again"
        return f"{times}, {span(self.seconds)} at most" if self.seconds else times

    @property
    def ends(self) -> str:
        """Where the event is in the end, in words."""
        return f"kept in {self.kept_in}" if self.kept_in else self.end.value


def journeys(blueprint: Blueprint) -> tuple[Journey, ...]:
    """The journey of every trigger's events, mishap by mishap, in the order of the design."""
    return tuple(
        journey
        for function in blueprint.each_function()
        for name, trigger in function.value.triggers.items()
        for journey in _WAYS[trigger.invocation](_Way(blueprint, function, name, trigger))
    ) + tuple(_of_workflows(blueprint))


def _of_workflows(blueprint: Blueprint) -> Iterator[Journey]:
    """The journeys of functions that are tasks: the workflow waits, tries again, and catches or fails."""
    told = _told(blueprint)
    for name, workflow in blueprint.workflows.items():
        where = f"{workflow.LABEL} {name}"
        for step, state, outer in workflow.each_task():
            for mishap, error in _IN_WORKFLOWS.items():
                caught = any(each.catches(error) for each in (state, *outer))
                end = End.CAUGHT if caught else End.EXECUTION
                tried = state.attempts(error)
                yield Journey(state.function, step, where, mishap, tried, None, end, told=told)


_IN_WORKFLOWS: Mapping[Mishap, str] = {
    Mishap.ERROR: "Error",
    Mishap.TIMEOUT: "Sandbox.Timedout",
    Mishap.THROTTLE: "Lambda.TooManyRequestsException",
}
"""What Step Functions calls each mishap."""


def together(found: Iterable[Journey]) -> Iterator[tuple[tuple[Mishap, ...], Journey]]:
    """The journeys with those put together that differ in the mishap only."""
    alike: dict[Journey, list[Mishap]] = {}
    for each in found:
        alike.setdefault(replace(each, mishap=Mishap.ERROR), []).append(each.mishap)
    for journey, mishaps in alike.items():
        yield tuple(mishaps), journey


def silent(blueprint: Blueprint) -> tuple[Journey, ...]:
    """The journeys at whose end the event is gone and nobody waits for an answer."""
    return tuple(each for each in journeys(blueprint) if each.end is End.LOST)


@dataclass(frozen=True, slots=True)
class _Way:
    """One trigger of one function."""

    blueprint: Blueprint
    function: Node[Function]
    name: str
    trigger: Trigger

    def journey(
        self, mishap: Mishap, attempts: int | None, seconds: int | None, end: End, kept_in: str | None = None
    ) -> Journey:
        source = self.trigger.LABEL
        named = getattr(self.trigger, self.trigger.SOURCE or "", None)
        where = f"{source} {named}" if named else source
        told = _told(self.blueprint)
        return Journey(self.function.name, self.name, where, mishap, attempts, seconds, end, kept_in, told)

    def setting(self, name: str) -> int | None:
        """A number that the trigger may have a field for, or AWS's own where that is left unset.

        A negative one is without end, as is one that nobody sets.
        """
        field = type(self.trigger).model_fields.get(name)
        limits = metadata(field, Limits) if field else None
        found = getattr(self.trigger, name, None)
        if found is None and limits:
            found = catalog.limits(limits.key).default
        return found if isinstance(found, int) and found >= 0 else None

    def target(self, name: str) -> str | None:
        """The thing that a field of the trigger names, if it has the field and the design has the thing."""
        found = getattr(self.trigger, name, None)
        known = isinstance(found, str) and found in self.blueprint.names()
        return found if known else None


def _synchronous(way: _Way) -> Iterator[Journey]:
    for mishap in (Mishap.ERROR, Mishap.TIMEOUT, Mishap.THROTTLE):
        yield way.journey(mishap, 1, None, End.CALLER)


def _asynchronous(way: _Way) -> Iterator[Journey]:
    settings, age = way.function.value.asynchronous, catalog.limits("lambda.async_event_age")
    retries = _or_default(settings.maximum_retries if settings else None, "lambda.async_retries")
    lasting = (settings.maximum_event_age if settings else None) or age.default
    failed = settings.on_failure if settings else None
    kept = next(
        (each for each in (failed, way.function.value.dead_letter) if each in way.blueprint.names()), None
    )
    end = End.KEPT if kept else End.LOST
    if _delivers(way.trigger):
        undelivered = way.target("dead_letter")
        yield way.journey(
            Mishap.UNDELIVERED,
            _plus_one(way.setting("maximum_retries")),
            way.setting("maximum_event_age"),
            End.KEPT if undelivered else End.LOST,
            undelivered,
        )
    for mishap in (Mishap.ERROR, Mishap.TIMEOUT):
        yield way.journey(mishap, retries + 1, lasting if retries else None, end, kept)
    yield way.journey(Mishap.THROTTLE, None, lasting, end, kept)


def _delivers(trigger: Trigger) -> bool:
    """Whether the source has a dead-letter queue for what it cannot hand over."""
    return "dead_letter" in type(trigger).model_fields


def _queue(way: _Way) -> Iterator[Journey]:
    queue = way.blueprint.queue(way.target(way.trigger.SOURCE or "") or "")
    for mishap in (Mishap.ERROR, Mishap.TIMEOUT, Mishap.THROTTLE):
        if queue is None or queue.value.existing is not None:
            yield way.journey(mishap, None, None, End.OWNER)
            continue
        dead = queue.value.dead_letter
        if dead is None or dead.queue not in way.blueprint.queues:
            yield way.journey(mishap, None, queue.value.message_retention, End.LOST)
            continue
        lasting = min(dead.max_receive_count * queue.value.visibility_timeout, queue.value.message_retention)
        yield way.journey(mishap, dead.max_receive_count, lasting, End.KEPT, dead.queue)


def _stream(way: _Way) -> Iterator[Journey]:
    kept = way.target("on_failure")
    retries, age = way.setting("maximum_retries"), way.setting("maximum_record_age")
    limited = retries is not None or age is not None
    end = End.KEPT if kept and limited else End.LOST
    for mishap in (Mishap.ERROR, Mishap.TIMEOUT):
        yield way.journey(mishap, _plus_one(retries), age, end, kept if limited else None)
    # A throttled poller waits; only age and the stream's own retention end that.
    by_age = kept if age is not None else None
    yield way.journey(Mishap.THROTTLE, None, age, End.KEPT if by_age else End.LOST, by_age)


_WAYS: Mapping[Invocation, Callable[[_Way], Iterator[Journey]]] = {
    Invocation.SYNCHRONOUS: _synchronous,
    Invocation.ASYNCHRONOUS: _asynchronous,
    Invocation.QUEUE: _queue,
    Invocation.STREAM: _stream,
}


def _or_default(value: int | None, key: str) -> int:
    return catalog.limits(key).default or 0 if value is None else value


def _plus_one(retries: int | None) -> int | None:
    return None if retries is None else retries + 1


def _told(blueprint: Blueprint) -> str | None:
    """The topic that the design's alarms go to."""
    alarms = getattr(blueprint, "alarms", None)
    topic = getattr(alarms, "topic", None)
    return topic if isinstance(topic, str) else None


_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def span(seconds: int | None) -> str:
    """Seconds in the largest unit that fits: ``6 h``, ``90 s``."""
    if not seconds:
        return "0 s"
    unit, name = next((each for each in _UNITS if seconds % each[0] == 0), _UNITS[-1])
    return f"{seconds // unit:,} {name}"
