"""What hands on to what: functions to things by scopes and destinations, things to functions by triggers.

A loop in it can go round for ever. Lambda stops loops whose every hop it sees; it does not see all.
Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.blueprint.scopes import each_scoped, kind_of, scopes
from designer.blueprint.states.base import State
from designer.blueprint.triggers.base import Trigger
from designer.blueprint.triggers.types import APPSYNC, EVENTBRIDGE, LOGS, PIPE, S3

if TYPE_CHECKING:
    from designer.blueprint.triggers.eventbridge import EventBridgeTrigger

_FEEDS = frozenset(
    {
        ("bucket", "read_write"),
        ("bucket", "write"),
        ("event_bus", "put_events"),
        ("function", "invoke"),
        ("function", "invoke_async"),
        ("graphql_api", "call"),
        ("queue", "send"),
        ("state_machine", "start"),
        ("state_machine", "start_sync"),
        ("stream", "write"),
        ("table", "write"),
        ("topic", "publish"),
    }
)
"""The access levels, by the kind of their target, that hand something on to whoever reads it."""

LOG_EVENTS = "CloudWatch Logs"
"""What carries log events from one function to another."""

_MUTATION = "Mutation."
_MADE = "s3:ObjectCreated"
_MADE_EVENT = "Object Created"
_FEEDING = (
    "invoke",
    "publish_to_topic",
    "put_events",
    "send_to_queue",
    "start_workflow",
    "put_item",
    "update_item",
    "delete_item",
)
"""The grants by which a state of a workflow hands something on."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of an event, between things and functions, each said by its name."""

    source: str
    target: str
    path: Path
    """Where the design says so."""
    by: str | None = None
    """What carries it that Lambda does not see through when it looks for loops."""


@dataclass(frozen=True, slots=True)
class Loop:
    """The way of an event from a function back to it."""

    function: str
    hops: tuple[Hop, ...]

    @property
    def path(self) -> Path:
        """Where the function says that it takes the first step."""
        return self.hops[0].path

    @property
    def between(self) -> tuple[str, ...]:
        """What lies on the way, in its order; empty where the function invokes itself."""
        return tuple(hop.target for hop in self.hops[:-1])

    def unseen(self, blueprint: Blueprint) -> tuple[str, ...]:
        """What of it Lambda does not see through when it looks for loops."""
        seen = catalog.choices("lambda.loop_hops").values
        things = (name for name in self.between if kind_of(name, blueprint) not in seen)
        return (*things, *(hop.by for hop in self.hops if hop.by))


def hops(blueprint: Blueprint) -> Mapping[str, tuple[Hop, ...]]:
    """Every step that leads on from a function or a thing, by its name."""
    return blueprint.once(_hops)


def _hops(blueprint: Blueprint) -> Mapping[str, tuple[Hop, ...]]:
    found: dict[str, dict[str, Hop]] = {}
    for each in _STEPS:
        for hop in each(blueprint):
            found.setdefault(hop.source, {}).setdefault(hop.target, hop)
    return {name: tuple(steps.values()) for name, steps in found.items()}


def _by_scope(blueprint: Blueprint) -> Iterator[Hop]:
    """What a function or a workflow may send to, write to, start or invoke."""
    for owner in each_scoped(blueprint):
        for scope in scopes(owner, blueprint):
            if (scope.kind, scope.level) in _FEEDS:
                yield Hop(owner.name, scope.target, scope.path)


def _by_destination(blueprint: Blueprint) -> Iterator[Hop]:
    """Where Lambda sends results, and what failed."""
    for function in blueprint.each_function():
        settings, value = function.value.asynchronous, function.value
        for field in ("on_success", "on_failure") if settings else ():
            name = getattr(settings, field)
            if name:
                yield Hop(function.name, name, (*function.path, "asynchronous", field))
        if value.dead_letter:
            yield Hop(function.name, value.dead_letter, function / "dead_letter")


def _by_trigger(blueprint: Blueprint) -> Iterator[Hop]:
    """What invokes a function, where the trigger is on."""
    for function, trigger in blueprint.every_trigger():
        if getattr(trigger.value, "enabled", True):
            for source in _sources(blueprint, trigger.value):
                yield Hop(source, function.name, trigger.path, _carrier(trigger.value))


def _sources(blueprint: Blueprint, trigger: Trigger) -> Iterator[str]:
    named = getattr(trigger, trigger.SOURCE or "", None)
    if named and blueprint.thing(named) is not None and _hears(trigger):
        yield named


def _carrier(trigger: Trigger) -> str | None:
    """What Lambda does not see through on the way from the trigger's source."""
    by_rule = S3.holds(trigger) and trigger.via == "eventbridge"
    return "EventBridge" if by_rule or PIPE.holds(trigger) else None


def _hears(trigger: Trigger) -> bool:
    """Whether what the design itself does can be what the trigger waits for."""
    if S3.holds(trigger):
        return any(event.startswith(_MADE) for event in trigger.events)
    if APPSYNC.holds(trigger):  # whoever only asks changes nothing
        return any(field.startswith(_MUTATION) for field in trigger.fields)
    return not (EVENTBRIDGE.holds(trigger) and _of_aws(trigger))


def _of_aws(trigger: EventBridgeTrigger) -> bool:
    """Whether a rule waits for events of AWS's own services only, which nobody else can send."""
    sources = trigger.exactly("source")
    return bool(sources) and all(each.startswith("aws.") for each in sources)


def _by_default_bus(blueprint: Blueprint) -> Iterator[Hop]:
    """What a rule without a bus hears: the account's default bus, where the design names it."""
    default = next((name for name, bus in blueprint.event_buses.items() if bus.is_default), None)
    for function, rule in blueprint.each_trigger(EVENTBRIDGE):
        if default and rule.value.bus is None and rule.value.enabled and _hears(rule.value):
            yield Hop(default, function.name, rule.path)


def _by_pipe(blueprint: Blueprint) -> Iterator[Hop]:
    """What a pipe has a function add to."""
    for _, pipe in blueprint.each_trigger(PIPE):
        if pipe.value.enrichment and pipe.value.enabled:
            yield Hop(pipe.value.source, pipe.value.enrichment, pipe / "enrichment", "EventBridge")


def _by_bucket(blueprint: Blueprint) -> Iterator[Hop]:
    """What rules of EventBridge hear of buckets: of each that their pattern does not leave out."""
    for function, rule in blueprint.each_trigger(EVENTBRIDGE):
        if not rule.value.enabled or rule.value.bus is not None or not _hears_of_objects(rule.value):
            continue
        detail = rule.value.pattern.get("detail")
        which = detail.get("bucket") if isinstance(detail, Mapping) else None
        for name, bucket in blueprint.buckets.items():
            if bucket.eventbridge and (which is None or name in str(which)):
                yield Hop(name, function.name, rule.path, "EventBridge")


def _hears_of_objects(rule: EventBridgeTrigger) -> bool:
    """Whether S3's own events of new objects match, as far as the pattern's outermost fields say."""
    sources, kinds = (rule.pattern.get(each) for each in ("source", "detail-type"))
    return _lists(sources, "aws.s3") and (kinds is None or _lists(kinds, _MADE_EVENT))


def _lists(values: object, wanted: str) -> bool:
    """Whether a list of a pattern names a value; a pattern may hold anything, sound or not."""
    return isinstance(values, (str, Sequence)) and wanted in values


def _by_logs(blueprint: Blueprint) -> Iterator[Hop]:
    """What a function writes is heard by another, whatever it is."""
    for function, logs in blueprint.each_trigger(LOGS):
        if logs.value.logs_of and not logs.value.filter:
            yield Hop(logs.value.logs_of, function.name, logs.path, LOG_EVENTS)


def _by_queue(blueprint: Blueprint) -> Iterator[Hop]:
    """What topics deliver to queues, and queues to their dead-letter queues."""
    for queue in blueprint.each_queue():
        if queue.value.existing is None:
            for topic in queue.value.subscriptions:
                yield Hop(topic, queue.name, (*queue.path, "subscriptions", topic))
            if queue.value.dead_letter:
                yield Hop(queue.name, queue.value.dead_letter.queue, queue / "dead_letter")


def _by_workflow(blueprint: Blueprint) -> Iterator[Hop]:
    """What the states of a workflow invoke, send to and write."""
    for name, workflow in blueprint.workflows.items():
        writing = workflow.writing(blueprint)
        for state in _states(workflow.states):
            for need in state.needs(writing):
                if need.grant in _FEEDING:
                    yield Hop(name, need.target, ("workflows", name))


def _states(states: Mapping[str, State]) -> Iterator[State]:
    """The states of a machine, and of those inside of them."""
    for state in states.values():
        yield state
        for inner in state.inside():
            yield from _states(inner.states)


_STEPS: tuple[Callable[[Blueprint], Iterable[Hop]], ...] = (
    _by_scope,
    _by_destination,
    _by_trigger,
    _by_default_bus,
    _by_pipe,
    _by_bucket,
    _by_logs,
    _by_queue,
    _by_workflow,
)


def invoked_by(name: str, blueprint: Blueprint) -> frozenset[str]:
    """The functions that what is sent to ``name`` invokes, by way of other things included."""
    if name in blueprint.functions:
        return frozenset({name})
    return frozenset(way[-1].target for way in _to_functions(name, blueprint))


def _to_functions(start: str, blueprint: Blueprint) -> Iterator[tuple[Hop, ...]]:
    """The shortest way from ``start`` to each function that it invokes, without passing another one."""
    seen, waiting = {start}, deque[tuple[Hop, ...]]([()])
    while waiting:
        way = waiting.popleft()
        for hop in hops(blueprint).get(way[-1].target if way else start, ()):
            if hop.target in seen:
                continue
            seen.add(hop.target)
            if hop.target in blueprint.functions:
                yield (*way, hop)
            else:
                waiting.append((*way, hop))


def own_loops(blueprint: Blueprint) -> Iterator[Loop]:
    """Every step of a function that leads back to it by things alone, each with the shortest way."""
    for function in blueprint.each_function():
        for hop in hops(blueprint).get(function.name, ()):
            if hop.target == function.name:
                yield Loop(function.name, (hop,))
            elif hop.target not in blueprint.functions:
                back = (
                    way for way in _to_functions(hop.target, blueprint) if way[-1].target == function.name
                )
                yield from (Loop(function.name, (hop, *way)) for way in back)


def shared_loops(blueprint: Blueprint) -> Iterator[Loop]:
    """One loop for each group of functions that lead to one another: the shortest of its first function."""
    steps = hops(blueprint)
    for group in groups(steps):
        first = next((each for each in blueprint.functions if each in group), None)
        several = sum(each in blueprint.functions for each in group) > 1
        way = _round(first, group, blueprint) if first and several else None
        if first and way:
            yield Loop(first, way)


def _round(start: str, group: frozenset[str], blueprint: Blueprint) -> tuple[Hop, ...] | None:
    """The shortest way from a function by another one of its group back to it."""
    steps, first = hops(blueprint), (start, False)
    seen, waiting = {first}, deque[tuple[tuple[str, bool], tuple[Hop, ...]]]([(first, ())])
    while waiting:
        (name, passed), way = waiting.popleft()
        for hop in steps.get(name, ()):
            if hop.target == start and passed:
                return (*way, hop)
            after = (hop.target, passed or hop.target in blueprint.functions)
            if after not in seen and hop.target != start and hop.target in group:
                seen.add(after)
                waiting.append((after, (*way, hop)))
    return None


def groups(steps: Mapping[str, tuple[Hop, ...]]) -> tuple[frozenset[str], ...]:
    """The names that lead to one another, group by group; those that only lead on are left out.

    Kosaraju's way: names in the order in which nothing is left behind them, then back from the last.
    """
    backwards: dict[str, list[str]] = {}
    for name, onward in steps.items():
        for hop in onward:
            backwards.setdefault(hop.target, []).append(name)
    left = dict.fromkeys(reversed(_finished(steps)))
    found = []
    while left:
        group, waiting = set[str](), [next(iter(left))]
        while waiting:
            name = waiting.pop()
            if name in left:
                del left[name]
                group.add(name)
                waiting.extend(backwards.get(name, ()))
        if len(group) > 1:
            found.append(frozenset(group))
    return tuple(found)


def _finished(steps: Mapping[str, tuple[Hop, ...]]) -> list[str]:
    """Every name, those first that lead to nothing new."""
    seen, order = set[str](), list[str]()
    for start in steps:
        stack: list[tuple[str, Iterator[Hop]]] = [] if start in seen else [(start, iter(steps[start]))]
        seen.add(start)
        while stack:
            name, onward = stack[-1]
            following = next((hop.target for hop in onward if hop.target not in seen), None)
            if following is None:
                order.append(name)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(steps.get(following, ()))))
    return order
