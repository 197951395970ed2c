"""Who waits for a function, and for how long: what takes longer is answered with an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.scopes import scopes
from designer.blueprint.triggers.base import Invocation
from designer.blueprint.triggers.types import ALB, APPSYNC, HTTP_API, PIPE, REST_API, WEBSOCKET

if TYPE_CHECKING:
    from designer.blueprint.triggers.pipe import PipeTrigger


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody that waits for a function's answer, at most for so many seconds."""

    function: Node[Function]
    who: str
    path: Path
    """What makes it wait: a trigger, a scope, an authorizer."""
    seconds: int


def by_gateways(blueprint: Blueprint) -> Iterator[Wait]:
    """API Gateway, for each trigger with routes: each type of API waits for a time of its own."""
    for function, http in blueprint.each_trigger(HTTP_API):
        seconds = catalog.limits("http_api.integration_timeout").maximum
        yield Wait(function, http.value.api, http.path, seconds)
    for function, rest in blueprint.each_trigger(REST_API):
        seconds = rest.value.timeout or catalog.limits("rest_api.integration_timeout").maximum
        yield Wait(function, rest.value.api, rest.path, seconds)
    for function, socket in blueprint.each_trigger(WEBSOCKET):
        seconds = catalog.limits("websocket_api.integration_timeout").maximum
        yield Wait(function, socket.value.api, socket.path, seconds)


def by_graphql(blueprint: Blueprint) -> Iterator[Wait]:
    """AppSync, for each trigger with fields."""
    for function, trigger in blueprint.each_trigger(APPSYNC):
        yield Wait(function, trigger.value.api, trigger.path, catalog.number("appsync.timeout").value)


def by_pipes(blueprint: Blueprint) -> Iterator[tuple[Node[PipeTrigger], tuple[Node[Function], ...]]]:
    """Each pipe with the functions that it waits for, one after the other: what adds, and mostly its own."""
    for function, pipe in blueprint.each_trigger(PIPE):
        adding = blueprint.function(pipe.value.enrichment or "")
        own = function if pipe.value.invocation is Invocation.QUEUE else None
        yield pipe, tuple(each for each in (adding, own) if each is not None)


def by_balancers(blueprint: Blueprint) -> Iterator[Wait]:
    """Load balancers, for each function behind a listener, unless they were told another time."""
    for function, alb in blueprint.each_trigger(ALB):
        yield Wait(function, "a load balancer", alb.path, catalog.number("alb.idle_timeout").value)


def by_authorizers(blueprint: Blueprint) -> Iterator[Wait]:
    """HTTP APIs, for each function that says who may come in."""
    seconds = catalog.number("http_api.authorizer_timeout").value
    for name, api in blueprint.apis.items():
        for own, authorizer in api.authorizers.items() if api.existing is None else ():
            function = blueprint.function(authorizer.function or "")
            if function is not None:
                yield Wait(function, name, ("apis", name, "authorizers", own), seconds)


@dataclass(frozen=True, slots=True)
class Sync:
    """A function that starts a workflow and waits for its end."""

    function: Node[Function]
    workflow: str
    path: Path
    seconds: int
    """For how long an execution may run."""


def by_workflows(blueprint: Blueprint) -> Iterator[Sync]:
    """Every such function; an express workflow without a timeout may run for as long as one can."""
    longest = catalog.limits("states.express_duration").maximum
    for function in blueprint.each_function():
        for scope in scopes(function, blueprint):
            workflow = blueprint.workflows.get(scope.target)
            if scope.level == "start_sync" and workflow is not None and workflow.existing is None:
                yield Sync(function, scope.target, scope.path, min(workflow.timeout or longest, longest))
