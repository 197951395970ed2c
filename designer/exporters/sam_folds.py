"""What SAM's constructs say of their own accord, where that equals the graph.

- ``AutoPublishAlias`` makes a version of the function and an alias to it, a new version whenever the
  function's text changes; from then on every event of the function invokes the alias.
- ``EventInvokeConfig`` makes an AWS::Lambda::EventInvokeConfig of the alias, or else of $LATEST.
- An event of type ``SQS`` makes one AWS::Lambda::EventSourceMapping, ``ScheduleV2`` with a ``RoleArn``
  one AWS::Scheduler::Schedule; their settings pass through as they are.
- ``AWS::Serverless::HttpApi`` and events of type ``HttpApi``: see ``sam_apis``.

Since each function has a ``Role``, none of them adds a permission to one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch, singledispatchmethod
from typing import TypeAlias

from designer.exporters.kinds import spelling
from designer.exporters.sam_apis import ServerlessApi, serverless_apis
from designer.exporters.sam_targets import Targets
from designer.graph import (
    Alias,
    Context,
    EventInvokeConfig,
    EventSourceMapping,
    Function,
    HttpRoute,
    Join,
    Parameter,
    Queue,
    Ref,
    Resource,
    ResourceGraph,
    Schedule,
    Text,
)

Event: TypeAlias = EventSourceMapping | Schedule | HttpRoute
"""What may be an entry of a function's ``Events``."""

_SERVICES: dict[type[Resource], str] = {Queue: "sqs", Function: "lambda", Alias: "lambda"}
_DESTINATIONS = {"sqs": "SQS", "sns": "SNS", "events": "EventBridge", "lambda": "Lambda"}


@dataclass(frozen=True, slots=True)
class Folds:
    """What is said by which construct: by the id of the function, or of the API."""

    aliases: dict[str, Alias]
    invoke_configs: dict[str, EventInvokeConfig]
    events: dict[str, tuple[Event, ...]]
    apis: dict[str, ServerlessApi]

    @property
    def folded(self) -> frozenset[str]:
        """The ids of the resources that are not spelt by themselves."""
        single = (*self.aliases.values(), *self.invoke_configs.values())
        events = (each for entries in self.events.values() for each in entries)
        parts = (each for api in self.apis.values() for each in api.parts)
        return frozenset(each.id for each in (*single, *events, *parts))


def folds(graph: ResourceGraph) -> Folds:
    """What the export of ``graph`` says by SAM's own constructs."""
    targets = Targets(graph)
    apis = serverless_apis(graph, targets)
    finder = _Finder(graph, targets, frozenset(each.id for api in apis.values() for each in api.routes))
    invoke_configs: dict[str, EventInvokeConfig] = {}
    events: dict[str, tuple[Event, ...]] = {}
    for each in graph.resources:
        function = finder.function(each)
        if function is not None and isinstance(each, EventInvokeConfig):
            invoke_configs.setdefault(function, each)
        if function is not None and isinstance(each, Event):
            events[function] = (*events.get(function, ()), each)
    return Folds(targets.aliases, invoke_configs, events, apis)


class _Finder:
    """Finds the function that says a resource."""

    def __init__(self, graph: ResourceGraph, targets: Targets, routes: frozenset[str]) -> None:
        self._graph = graph
        self._targets = targets
        self._routes = routes

    @singledispatchmethod
    def function(self, resource: Resource) -> str | None:  # noqa: ARG002 - dispatch passes it to all
        """The id of the function whose own setting or event ``resource`` is."""
        return None

    @function.register
    def _(self, mapping: EventSourceMapping) -> str | None:
        from_queue = service(mapping.source, self._graph) == "sqs"
        return self._targets.function(mapping.function) if from_queue else None

    @function.register
    def _(self, schedule: Schedule) -> str | None:
        # SAM wants to see the queue that a dead-letter configuration names.
        is_seen = not isinstance(schedule.dead_letter, Parameter)
        return self._targets.function(schedule.function) if is_seen else None

    @function.register
    def _(self, route: HttpRoute) -> str | None:
        return self._targets.of_route(route) if route.id in self._routes else None

    @function.register
    def _(self, config: EventInvokeConfig) -> str | None:
        """Only if it sets anything, and no destination that SAM would have to decide about."""
        destinations = [each for each in (config.on_success, config.on_failure) if each is not None]
        settings = [config.maximum_retries, config.maximum_event_age, *destinations]
        known = all(
            destination_type(each, self._graph) and not isinstance(each, Parameter) for each in destinations
        )
        is_said = known and any(each is not None for each in settings)
        return self._targets.function(config.function) if is_said else None


def destination_type(arn: Text | None, graph: ResourceGraph) -> str | None:
    """What SAM calls the service of ``arn`` in a destination, or ``None`` if that is not known."""
    return _DESTINATIONS.get(service(arn, graph) or "")


@singledispatch
def service(arn: object, graph: ResourceGraph) -> str | None:  # noqa: ARG001 - dispatch passes it to all
    """The service that ``arn`` names, as ARNs call it, or ``None`` if that is not known."""
    return None


@service.register
def _(arn: Ref, graph: ResourceGraph) -> str | None:
    target = graph.resource(arn.target)
    declared = spelling(type(target)) if target else None
    if declared:
        return declared.cloudformation.type.split("::")[1].lower()
    return _SERVICES.get(type(target)) if target else None


@service.register
def _(arn: str, graph: ResourceGraph) -> str | None:
    return service(Join((arn,)), graph)


@service.register
def _(arn: Join, graph: ResourceGraph) -> str | None:  # noqa: ARG001 - dispatch passes it to all
    texts = (part if isinstance(part, str) and not isinstance(part, Context) else "" for part in arn.parts)
    head, *fields = "".join(texts).split(":")
    return fields[1] if head == "arn" and len(fields) > 1 else None


@service.register
def _(arn: Parameter, graph: ResourceGraph) -> str | None:
    named = {service(value, graph) for _, value in arn.values if value is not None}
    return named.pop() if len(named) == 1 else None
