"""Ways of events to one function: what becomes of them follows from how it is invoked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from designer import catalog
from designer.blueprint.base import Limits, Node, Path, metadata
from designer.blueprint.dead_letters import failure_queues
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.base import Delivery, Invocation, Trigger
from designer.failures.journey import End, Gap, Journey, Mishap, Outcome, Protection
from designer.failures.telling import told

_INVOKED = (Mishap.ERROR, Mishap.TIMEOUT, Mishap.THROTTLE)
_PLACES = ("on_failure", "dead_letter")
"""The fields in which a trigger names who gets what could not be handled or handed over."""


@dataclass(frozen=True, slots=True)
class Way:
    """How events come to one function from one place."""

    blueprint: Blueprint
    function: Node[Function]
    name: str
    source: str

    def journey(self, mishap: Mishap, attempts: int | None, seconds: int | None, outcome: Outcome) -> Journey:
        """What becomes of an event, and who is told."""
        hears = told(self.blueprint, self.function.name, mishap, outcome)
        return Journey(self.function.name, self.name, self.source, mishap, attempts, seconds, outcome, hears)


def caught(
    blueprint: Blueprint, kind: Protection, places: Mapping[Path, str | None], more: tuple[Path, ...] = ()
) -> Outcome:
    """Where an event ends that the first of ``places`` gets that names something of the design."""
    filled = {at: name for at, name in places.items() if name}
    acting = {at: name for at, name in filled.items() if name in blueprint.functions or blueprint.thing(name)}
    if not acting:
        gap = Gap(kind, next(iter(places)), filled=bool(filled))
        return Outcome(End.LOST, gaps=(gap,), guards=(*filled, *more))
    name = next(iter(acting.values()))
    keeps = name in blueprint.queues or name in blueprint.buckets
    return Outcome(End.KEPT if keeps else End.HANDED_ON, name, guards=(*acting, *more))


def waited_for(way: Way) -> Iterator[Journey]:
    """Somebody waits for the answer and sees the error."""
    for mishap in _INVOKED:
        yield way.journey(mishap, 1, None, Outcome(End.CALLER))


def handed_over(way: Way) -> Iterator[Journey]:
    """Lambda took the event and keeps it: it tries twice more unless told otherwise, then gives it up."""
    function, at = way.function.value, way.function.path
    settings, age = function.asynchronous, catalog.limits("lambda.async_event_age")
    own = settings.maximum_retries if settings else None
    retries = catalog.limits("lambda.async_retries").default or 0 if own is None else own
    lasting = (settings.maximum_event_age if settings else None) or age.default
    places = {
        (*at, "asynchronous", "on_failure"): settings.on_failure if settings else None,
        (*at, "dead_letter"): function.dead_letter,
    }
    acting: tuple[Path, ...] = ((*at, "asynchronous"),) if settings else ()
    outcome = caught(way.blueprint, Protection.DESTINATION, places, acting)
    for mishap in (Mishap.ERROR, Mishap.TIMEOUT):
        yield way.journey(mishap, retries + 1, lasting if retries else None, outcome)
    yield way.journey(Mishap.THROTTLE, None, lasting, outcome)


@dataclass(frozen=True, slots=True)
class Triggered(Way):
    """How events come by one trigger."""

    trigger: Node[Trigger]

    @property
    def thing(self) -> str:
        """The name of the thing that the events come from; empty where none of the design does it."""
        return getattr(self.trigger.value, self.trigger.value.SOURCE or "", None) or ""

    def setting(self, name: str) -> int | None:
        """A number that the trigger may have a field for, or AWS's own where that is left unset.

        A negative one is without end, as is one that nobody sets.
        """
        field = type(self.trigger.value).model_fields.get(name)
        limits = metadata(field, Limits) if field else None
        found = getattr(self.trigger.value, name, None)
        if found is None and limits:
            found = catalog.limits(limits.key).default
        return found if isinstance(found, int) and found >= 0 else None

    def places(self) -> Mapping[Path, str | None]:
        """The fields of the trigger that name who gets what is left over, each with the name."""
        fields = type(self.trigger.value).model_fields
        return {self.trigger / each: getattr(self.trigger.value, each) for each in _PLACES if each in fields}

    def caught(self, kind: Protection) -> Outcome:
        """Where an event ends that only the trigger itself could have a place for."""
        places = self.places()
        if not places:
            return Outcome(End.LOST, gaps=(Gap(Protection.NONE, self.trigger.path),))
        return caught(self.blueprint, kind, places)


def by_trigger(way: Triggered) -> Iterator[Journey]:
    """What becomes of a trigger's events."""
    return _WAYS[way.trigger.value.invocation](way)


def _synchronous(way: Triggered) -> Iterator[Journey]:
    trigger = way.trigger.value
    if trigger.deadline is not None:
        yield from _deployed(way, trigger.deadline)
    elif not trigger.ANSWERS:
        for mishap in _INVOKED:
            yield way.journey(mishap, None, None, Outcome(End.STAYS))
    elif trigger.PATIENCE is None:
        yield from waited_for(way)
    else:
        times = {Mishap.TIMEOUT: catalog.number(trigger.PATIENCE).value}
        for mishap in _INVOKED:
            yield way.journey(mishap, times.get(mishap, 1), None, Outcome(End.CALLER))


def _deployed(way: Triggered, deadline: int) -> Iterator[Journey]:
    """A deployment waits for an answer that only the function's own code gives."""
    settings = way.function.value.asynchronous
    own = settings.maximum_retries if settings else None
    retries = catalog.limits("lambda.async_retries").default or 0 if own is None else own
    for mishap in _INVOKED:
        tries = None if mishap is Mishap.THROTTLE else retries + 1
        yield way.journey(mishap, tries, deadline, Outcome(End.HANGS))


def _asynchronous(way: Triggered) -> Iterator[Journey]:
    delivery = way.trigger.value.delivery
    if delivery is not None:
        yield from _delivered(way, delivery)
    yield from handed_over(way)


def _delivered(way: Triggered, delivery: Delivery) -> Iterator[Journey]:
    if delivery.returns:
        stays = next(fetched(way))
        for mishap in (Mishap.UNDELIVERED, Mishap.REFUSED):
            yield way.journey(mishap, stays.attempts, stays.seconds, stays.outcome)
        return
    outcome = way.caught(Protection.DELIVERY)
    yield way.journey(Mishap.UNDELIVERED, delivery.tries, delivery.seconds, outcome)
    yield way.journey(Mishap.REFUSED, 1, None, outcome)


def fetched(way: Triggered) -> Iterator[Journey]:
    """Somebody polls the source and leaves there what cannot be handled."""
    queue = way.blueprint.queue(way.thing)
    if queue is None and way.blueprint.thing(way.thing) is not None:
        yield from _stream(way)
        return
    attempts, seconds, outcome = None, None, Outcome(End.OWNER)
    if queue is not None and queue.value.existing is None:
        dead, seconds = queue.value.dead_letter, queue.value.message_retention
        outcome = caught(
            way.blueprint, Protection.REDRIVE, {queue / "dead_letter": dead.queue if dead else None}
        )
        if dead and outcome.kept_in:
            attempts = dead.max_receive_count
            seconds = min(attempts * queue.value.visibility_timeout, seconds)
        elif not dead and queue.name in failure_queues(way.blueprint):
            outcome = Outcome(End.WAITS)  # it lies where failed messages are kept already
    for mishap in _INVOKED:
        yield way.journey(mishap, attempts, seconds, outcome)


def _stream(way: Triggered) -> Iterator[Journey]:
    retries, age = way.setting("maximum_retries"), way.setting("maximum_record_age")
    thing = way.blueprint.thing(way.thing)
    kept = thing.value.record_retention if thing else None
    lasting = min((each for each in (age, kept) if each is not None), default=None)
    for mishap in (Mishap.ERROR, Mishap.TIMEOUT):
        tries = None if retries is None else retries + 1
        yield way.journey(mishap, tries, lasting, _given_up(way, limited=(retries, age) != (None, None)))
    # A throttled poller waits, and does not count: only age ends that, or the stream forgets.
    throttled = Outcome(End.WAITS) if age is None else _given_up(way, limited=True)
    yield way.journey(Mishap.THROTTLE, None, lasting, throttled)


def _given_up(way: Triggered, *, limited: bool) -> Outcome:
    """Where a batch ends that a stream's reader failed on; without a limit none is ever given up."""
    outcome = way.caught(Protection.GIVEN_UP)
    if limited or not way.places():
        return outcome
    limit = Gap(Protection.LIMIT, way.trigger / "maximum_retries")
    return Outcome(End.LOST, gaps=(*outcome.gaps, limit))


_WAYS: Mapping[Invocation, Callable[[Triggered], Iterator[Journey]]] = MappingProxyType(
    {
        Invocation.SYNCHRONOUS: _synchronous,
        Invocation.ASYNCHRONOUS: _asynchronous,
        Invocation.QUEUE: fetched,
        Invocation.STREAM: _stream,
    }
)
