"""The spelling of a function's ``Events``, and what a spelt resource shares with it."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch

from designer.exporters.cloudformation import Block, Node, block, items, together
from designer.exporters.intrinsics import Intrinsics
from designer.exporters.kinds.event_sources import polling
from designer.exporters.sam_apis import method_and_path
from designer.exporters.sam_polling import event_type, source
from designer.exporters.sam_push import hears, matches
from designer.exporters.sam_shapes import Shapes
from designer.graph import Parameter, Resource, ResourceGraph, Scalar
from designer.graph.compute import Schedule
from designer.graph.event_sources import EventSourceMapping
from designer.graph.events import EventRule
from designer.graph.http import HttpAuthorizer, HttpRoute
from designer.graph.topics import Subscription

_ON_TIME = block(Mode="OFF")


@singledispatch
def event(resource: object, values: Intrinsics, graph: ResourceGraph) -> Block:
    """An entry of ``Events``."""
    raise NotImplementedError(f"no event of {type(resource).__name__}")


@event.register
def _(mapping: EventSourceMapping, values: Intrinsics, graph: ResourceGraph) -> Block:
    kind, shapes = event_type(mapping, graph), Shapes(values)
    said = together(shapes.properties(source(mapping, kind)), shapes.properties(polling(mapping)))
    return block(Type=kind, Properties=said)


@event.register
def _(subscription: Subscription, values: Intrinsics, graph: ResourceGraph) -> Block:  # noqa: ARG001
    return block(Type="SNS", Properties=Shapes(values).properties(hears(subscription)))


@event.register
def _(rule: EventRule, values: Intrinsics, graph: ResourceGraph) -> Block:  # noqa: ARG001
    return block(Type="EventBridgeRule", Properties=Shapes(values).properties(matches(rule)))


@event.register
def _(schedule: Schedule, values: Intrinsics, graph: ResourceGraph) -> Block:  # noqa: ARG001
    # SAM's events are on time unless told otherwise.
    flexible = None if schedule.flexible_window is None else window(schedule, values)
    settings = (timing(schedule, values), block(FlexibleTimeWindow=flexible), delivery(schedule, values))
    return block(Type="ScheduleV2", Properties=together(*settings))


@event.register
def _(route: HttpRoute, values: Intrinsics, graph: ResourceGraph) -> Block:
    method, path = method_and_path(route.key)
    authorizer = graph.resource(route.authorizer.target) if route.authorizer else None
    checked_by = authorizer.name if isinstance(authorizer, HttpAuthorizer) else route.authorization
    scopes = block(AuthorizationScopes=items(values.texts(route.scopes)))
    auth = together(block(Authorizer=checked_by), scopes) if checked_by != "NONE" else None
    return block(
        Type="HttpApi",
        Properties=block(ApiId=values.node(route.api), Method=method, Path=path, Auth=auth),
    )


def timing(schedule: Schedule, values: Intrinsics) -> Block:
    """When it invokes, as CloudFormation and SAM spell it alike; see ``with_states``."""
    enabled = schedule.enabled
    return block(
        Name=values.node(schedule.name),
        Description=values.node(schedule.description),
        ScheduleExpression=values.node(schedule.expression),
        ScheduleExpressionTimezone=values.node(schedule.timezone),
        StartDate=values.node(schedule.start),
        EndDate=values.node(schedule.end),
        State=values.node(enabled if isinstance(enabled, Parameter) else _state(enabled)),
    )


def delivery(schedule: Schedule, values: Intrinsics) -> Block:
    """What it invokes with: settings of the event in SAM, of its target in CloudFormation."""
    return block(
        RoleArn=values.node(schedule.role),
        Input=values.node(schedule.input),
        RetryPolicy=block(
            MaximumEventAgeInSeconds=values.node(schedule.maximum_event_age),
            MaximumRetryAttempts=values.node(schedule.maximum_retries),
        ),
        DeadLetterConfig=values.within(schedule.dead_letter, lambda node: block(Arn=node)),
    )


def window(schedule: Schedule, values: Intrinsics) -> Node:
    """Within which time of the expression it invokes."""
    flexible = values.within(
        schedule.flexible_window,
        lambda node: block(Mode="FLEXIBLE", MaximumWindowInMinutes=node),
        _ON_TIME,
    )
    return _ON_TIME if flexible is None else flexible


def with_states(graph: ResourceGraph) -> ResourceGraph:
    """``graph`` with words where a schedule is enabled in some stages only."""

    def worded(resource: Resource) -> Resource:
        if not isinstance(resource, Schedule) or not isinstance(resource.enabled, Parameter):
            return resource
        words = tuple((stage, _state(value)) for stage, value in resource.enabled.values)
        return replace(resource, enabled=Parameter(resource.enabled.name, words))

    return replace(graph, resources=tuple(map(worded, graph.resources)))


def _state(enabled: Scalar | None) -> str | None:
    return None if enabled is None else "ENABLED" if enabled else "DISABLED"
