"""How many copies of functions may run at once: what the account allows, what is reserved, what is asked for.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html,
https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.base import Trigger
from designer.blueprint.triggers.types import KINESIS, PIPE, SQS

if TYPE_CHECKING:
    from designer.blueprint.resources.serving import Throttling
    from designer.blueprint.triggers.polling import ProvisionedPollers
    from designer.blueprint.triggers.sqs import SqsTrigger


@dataclass(frozen=True, slots=True)
class Budget:
    """The concurrent executions of an account, and how a design divides them."""

    account: int
    reserved: Mapping[Path, int]
    """What functions set aside for themselves, by where they say so."""
    ready: Mapping[Path, int]
    """What is kept ready beyond that, at most."""

    @property
    def reservable(self) -> int:
        """What may be set aside: Lambda keeps the rest for functions that reserve nothing."""
        return max(0, self.account - catalog.number("lambda.unreserved_concurrency").value)

    @property
    def set_aside(self) -> int:
        """What functions reserve together."""
        return sum(self.reserved.values())

    @property
    def bound(self) -> int:
        """What is reserved or kept ready together."""
        return self.set_aside + sum(self.ready.values())

    @property
    def pool(self) -> int:
        """What is left for functions that reserve nothing."""
        return max(0, self.account - self.set_aside)


def budget(blueprint: Blueprint) -> Budget:
    """The budget of a design."""
    return blueprint.once(_budget)


def _budget(blueprint: Blueprint) -> Budget:
    reserved: dict[Path, int] = {}
    ready: dict[Path, int] = {}
    for function in blueprint.each_function():
        concurrency, at = function.value.concurrency, (*function.path, "concurrency")
        own = max(0, concurrency.reserved or 0)
        kept, field = _ready(function.value)
        if own:
            reserved[*at, "reserved"] = own
        if kept > own:
            ready[*at, field] = kept - own
    return Budget(blueprint.account.concurrency, reserved, ready)


def _ready(function: Function) -> tuple[int, str]:
    """How many copies are kept ready at most, and the setting that says so."""
    scaling, provisioned = function.concurrency.scaling, function.concurrency.provisioned or 0
    if scaling is None:
        return provisioned, "provisioned"
    most = max(scaling.maximum, *(each.maximum for each in scaling.schedules.values()), provisioned)
    return most, "scaling"


def throughput(blueprint: Blueprint) -> Mapping[str, Mapping[Path, int]]:
    """Requests per second that APIs let through to each function, by where the limit is said."""
    found: dict[str, dict[Path, int]] = {}
    for function, trigger in blueprint.every_trigger():
        for at, rate in _rates(blueprint, trigger):
            found.setdefault(function.name, {})[at] = rate
    return found


def _rates(blueprint: Blueprint, trigger: Node[Trigger]) -> Iterator[tuple[Path, int]]:
    """The limit of a trigger's own routes, or of the API that they belong to."""
    own: Throttling | None = getattr(trigger.value, "throttling", None)
    api = blueprint.thing(getattr(trigger.value, "api", ""))
    if own is not None:
        routes = max(1, len(getattr(trigger.value, "routes", ())))
        yield (*trigger.path, "throttling", "rate"), own.rate * routes
        return
    shared: Throttling | None = getattr(api.value, "throttling", None) if api else None
    if api is not None and api.value.existing is None and shared is not None:
        yield (*api.path, "throttling", "rate"), shared.rate


@dataclass(frozen=True, slots=True)
class Demand:
    """How many copies of a function one source asks for at once, where that is known."""

    function: Node[Function]
    source: str
    family: str
    """What kind of source it is: each has rules of its own."""
    at: Path
    most: int


def demands(blueprint: Blueprint) -> Mapping[str, tuple[Demand, ...]]:
    """What the sources of each function ask for, where the design says how much that is."""
    return blueprint.once(_demands)


def _demands(blueprint: Blueprint) -> Mapping[str, tuple[Demand, ...]]:
    found: dict[str, tuple[Demand, ...]] = {}
    for each in (*_of_queues(blueprint), *_of_streams(blueprint), *_of_maps(blueprint)):
        found[each.function.name] = (*found.get(each.function.name, ()), each)
    return found


def _of_queues(blueprint: Blueprint) -> Iterator[Demand]:
    for function, trigger in blueprint.each_trigger(SQS):
        most = trigger.value.maximum_concurrency
        if trigger.value.enabled and most is not None:
            yield Demand(function, trigger.name, "queue", trigger / "maximum_concurrency", most)
    for each in by_pollers(blueprint):
        # AWS's own maximum is far above what most queues need: only what the author says is asked for.
        if "maximum" in each.pollers.model_fields_set:
            yield Demand(each.function, each.trigger.name, "pollers", each.path, each.most)


@dataclass(frozen=True, slots=True)
class Pollers:
    """Pollers that are kept ready for a queue, and how many copies of its function they may run."""

    function: Node[Function]
    trigger: Node[SqsTrigger]
    pollers: ProvisionedPollers

    @property
    def path(self) -> Path:
        """Where their maximum is said."""
        return (*self.trigger.path, "pollers", "maximum")

    @property
    def most(self) -> int:
        """How many copies they may run at once."""
        return self.pollers.maximum * catalog.number("polling.invocations_per_poller").value


def by_pollers(blueprint: Blueprint) -> Iterator[Pollers]:
    """Every queue's provisioned pollers, where the trigger is on."""
    for function, trigger in blueprint.each_trigger(SQS):
        if trigger.value.enabled and trigger.value.pollers is not None:
            yield Pollers(function, trigger, trigger.value.pollers)


def _of_streams(blueprint: Blueprint) -> Iterator[Demand]:
    """One copy for each batch of a shard that is handled at once."""
    readers = [
        *((function, trigger.path, trigger.value.stream, trigger.value.parallelization)
          for function, trigger in blueprint.each_trigger(KINESIS) if trigger.value.enabled),
        *((function, pipe.path, pipe.value.source, 1)
          for function, pipe in blueprint.each_trigger(PIPE) if pipe.value.enabled),
    ]  # fmt: skip
    for function, path, name, parallel in readers:
        stream = blueprint.streams.get(name)
        if stream is not None and stream.existing is None and stream.shards is not None:
            yield Demand(function, str(path[-1]), "stream", path, stream.shards * max(1, parallel))


def _of_maps(blueprint: Blueprint) -> Iterator[Demand]:
    """As many copies as a map handles items at once."""
    if not blueprint.workflows:
        return
    from designer.blueprint.states.nested import Map  # what most designs do without

    for name, workflow in blueprint.workflows.items():
        for step, task, outer in workflow.each_task():
            limits = [each.max_concurrency for each in outer if isinstance(each, Map)]
            most, function = _together(limits), blueprint.function(task.function)
            if most and function is not None:
                yield Demand(function, f"{name}.{step}", "map", ("workflows", name), most)


def _together(limits: list[int]) -> int | None:
    """How many items maps within each other handle at once; ``None`` where one of them has no limit."""
    return math.prod(limits) if limits and min(limits) > 0 else None
