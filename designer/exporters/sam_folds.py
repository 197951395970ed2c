"""What SAM's constructs say of their own accord, where that equals the graph.

- ``AutoPublishAlias`` makes a version of the function and an alias to it, a new version whenever the
  function's text changes; from then on every event of the function invokes the alias.
- ``EventInvokeConfig`` makes an AWS::Lambda::EventInvokeConfig of the alias, or else of $LATEST.
- An event of a queue, a stream or a broker makes one AWS::Lambda::EventSourceMapping (see
  ``sam_polling``), ``ScheduleV2`` with a ``RoleArn`` one AWS::Scheduler::Schedule; their settings pass
  through as they are.
- Events of type ``SNS`` and ``EventBridgeRule`` make a subscription or a rule, and a permission: see
  ``sam_push``.
- ``DeploymentPreference`` makes a deployment group of the function, one application for all of them, and
  the alias's update policy. Both have names that CloudFormation makes up; the role is given.
- ``AWS::Serverless::HttpApi`` and events of type ``HttpApi``: see ``sam_apis``.

Since each function has a ``Role``, none of them adds a permission to one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from designer.exporters.dispatch import by_type
from designer.exporters.sam_apis import ServerlessApi, serverless_apis
from designer.exporters.sam_polling import event_type
from designer.exporters.sam_push import invoked, permission
from designer.exporters.sam_services import service
from designer.exporters.sam_targets import Targets
from designer.graph import Parameter, Ref, Resource, ResourceGraph, Text
from designer.graph.compute import Alias, EventInvokeConfig, Permission, Schedule
from designer.graph.deployments import DeploymentApplication, DeploymentGroup
from designer.graph.event_sources import EventSourceMapping
from designer.graph.events import EventRule
from designer.graph.http import HttpRoute
from designer.graph.topics import Subscription

Event: TypeAlias = EventSourceMapping | Schedule | HttpRoute | Subscription | EventRule
"""What may be an entry of a function's ``Events``."""

_DESTINATIONS = {"sqs": "SQS", "sns": "SNS", "events": "EventBridge", "lambda": "Lambda"}


@dataclass(frozen=True, slots=True)
class Folds:
    """What is said by which construct: by the id of the function, or of the API."""

    aliases: dict[str, Alias]
    invoke_configs: dict[str, EventInvokeConfig]
    events: dict[str, tuple[Event, ...]]
    apis: dict[str, ServerlessApi]
    permissions: tuple[Permission, ...] = ()
    """What SAM makes beside events of topics and rules."""
    deployments: dict[str, DeploymentGroup] = field(default_factory=dict)
    applications: tuple[DeploymentApplication, ...] = ()

    @property
    def folded(self) -> frozenset[str]:
        """The ids of the resources that are not spelt by themselves."""
        single = (*self.aliases.values(), *self.invoke_configs.values(), *self.applications)
        events = (each for entries in self.events.values() for each in entries)
        parts = (each for api in self.apis.values() for each in api.parts)
        groups = self.deployments.values()
        return frozenset(each.id for each in (*single, *events, *parts, *self.permissions, *groups))


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
    said = (permission(each, graph) for entries in events.values() for each in entries)
    permissions = tuple(each for each in said if each is not None)
    shifted = {name: each.shift.group.target for name, each in targets.aliases.items() if each.shift}
    groups = {name: graph.resource(group) for name, group in shifted.items()}
    return Folds(
        targets.aliases,
        invoke_configs,
        events,
        apis,
        permissions,
        {name: each for name, each in groups.items() if isinstance(each, DeploymentGroup)},
        tuple(each for each in graph.resources if isinstance(each, DeploymentApplication)),
    )


class _Finder:
    """Finds the function that says a resource."""

    def __init__(self, graph: ResourceGraph, targets: Targets, routes: frozenset[str]) -> None:
        self._graph = graph
        self._targets = targets
        self._routes = routes

    @by_type
    def function(self, resource: Resource) -> str | None:  # noqa: ARG002 - dispatch passes it to all
        """The id of the function whose own setting or event ``resource`` is."""
        return None

    @function.register
    def _(self, mapping: EventSourceMapping) -> str | None:
        return self._targets.function(mapping.function) if event_type(mapping, self._graph) else None

    @function.register(Subscription)
    @function.register(EventRule)
    def _(self, pushed: Subscription | EventRule) -> str | None:
        target = invoked(pushed) if permission(pushed, self._graph) else None
        return self._targets.function(target) if isinstance(target, Ref) else None

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
