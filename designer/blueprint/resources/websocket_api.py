"""WebSocket APIs: connections that stay open, over which either side may send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer import graph
from designer.blueprint.base import (
    Advanced,
    Bool,
    FrozenDict,
    Named,
    Node,
    Part,
    RefersTo,
    SameInAllStages,
    Texts,
)
from designer.blueprint.resources.base import Thing
from designer.blueprint.resources.serving import (
    AccessLogs,
    Served,
    Throttling,
    access_log,
    authorizer_permission,
    invoked,
    log_group,
)
from designer.blueprint.scopes import with_suffix
from designer.blueprint.triggers.websocket import WebSocketTrigger
from designer.graph import Attribute, Context, Join, Ref, Resource, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

_LOGGED: Mapping[str, str] = {
    "requestId": "$context.requestId",
    "ip": "$context.identity.sourceIp",
    "requestTime": "$context.requestTime",
    "eventType": "$context.eventType",
    "routeKey": "$context.routeKey",
    "connectionId": "$context.connectionId",
    "status": "$context.status",
    "integrationLatency": "$context.integrationLatency",
    "integrationError": "$context.integration.error",
    "authorizerError": "$context.authorizer.error",
    "errorType": "$context.error.responseType",
}
"""What an access log says of a message: who, when, what came of it, and why it failed."""


class ConnectionAuthorizer(Part):
    """A function that decides who may connect."""

    function: Annotated[str, RefersTo(("functions",))] = Field(
        title="Function", description="The one that decides."
    )
    identity_sources: Annotated[Texts, SameInAllStages()] = Field(
        ("route.request.header.Authorization",),
        title="Identity sources",
        description="What a connection must have, such as route.request.querystring.token.",
    )


class WebSocketApi(Served):
    """A WebSocket API, deployed by itself whenever a route changes."""

    KIND: ClassVar[str] = "websocket_api"
    LABEL: ClassVar[str] = "WebSocket API"
    TOLD: ClassVar[str] = "management_url"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.URL,
        "URL of the {} API, at which clients open their WebSocket connections.",
    )
    NAME_LENGTH: ClassVar[str | None] = "http_api.name_length"
    ARN: ClassVar[str] = "websocket_api.arn"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"url": Attribute.URL, "management_url": Attribute.MANAGEMENT_URL, "id": Attribute.ID}
    )
    SCHEMES: ClassVar[Mapping[Attribute, str]] = MappingProxyType(
        {Attribute.URL: "wss://", Attribute.MANAGEMENT_URL: "https://"}
    )

    route_selection: Annotated[str, SameInAllStages()] = Field(
        "$request.body.action",
        title="Route selection",
        description="What of a JSON message names its route; what names none goes to $default.",
    )
    authorizers: Named[ConnectionAuthorizer] = Field(
        default_factory=FrozenDict, title="Authorizers", description="Functions that decide, by name."
    )
    authorization: Annotated[str | None, SameInAllStages()] = Field(
        None,
        title="Authorization",
        description="Who may connect unless the route $connect says more: an authorizer's name, iam or none.",
    )
    throttling: Throttling | None = Field(
        None,
        title="Throttling",
        description="How many connections and messages it takes; the account's limits otherwise.",
    )
    access_logs: AccessLogs | None = Field(
        default_factory=lambda: AccessLogs(),
        title="Access logs",
        description="A line for each message; the account must have a role for API Gateway's logs.",
    )
    detailed_metrics: Annotated[Bool, Advanced()] = Field(
        False, title="Detailed metrics", description="CloudWatch metrics for each route, billed by metric."
    )

    def attribute(self, name: str, attribute: Attribute) -> Text:
        """An attribute; addresses are put together, so that a function that has one waits for no stage.

        Its ARN is that of what is done to connections; the API itself is nobody's business.
        """
        if attribute is Attribute.ARN:
            if self.existing is not None:  # by an ARN that says nothing of a stage
                return with_suffix(super().attribute(name, Attribute.EXECUTION_ARN), "/*")
            return Join((Ref(f"websocket_api.{name}", Attribute.EXECUTION_ARN), "/", Context.STAGE))
        if attribute in self.SCHEMES and self.existing is None:
            where = (".execute-api.", Context.REGION, ".amazonaws.com/", Context.STAGE)
            return Join((self.SCHEMES[attribute], Ref(f"websocket_api.{name}", Attribute.ID), *where))
        return super().attribute(name, attribute)

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The API, its log group, its authorizers and its stage."""
        name, api = node.name, Ref(f"websocket_api.{node.name}", Attribute.ID)
        if self.access_logs:
            yield log_group(name, self.access_logs, blueprint)
        yield graph.websocket.WebSocketApi(
            id=f"websocket_api.{name}",
            label=name,
            name=blueprint.physical_name(name),
            description=self.description or None,
            selection=self.route_selection,
            disable_execute_api=self.closed(),
        )
        yield from self._guards(name, api, blueprint)
        routes = tuple(_routes(name, blueprint))
        if routes:  # API Gateway deploys no WebSocket API without one
            yield self._stage(name, api, routes)
            stage = Ref(f"websocket_stage.{name}", Attribute.NAME)
            yield from self.mapped(name, api, stage, blueprint)

    def _guards(self, name: str, api: Ref, blueprint: Blueprint) -> Iterator[Resource]:
        for key, each in self.authorizers.items():
            yield graph.http_access.FunctionAuthorizer(
                id=f"function_authorizer.{name}.{key}",
                label=f"{name}-{key}",
                api=api,
                name=key,
                function=invoked(each.function, blueprint),
                identity_sources=each.identity_sources,
            )
            authorizer = Ref(f"function_authorizer.{name}.{key}", Attribute.ID)
            source = Ref(api.target, Attribute.EXECUTION_ARN)
            yield authorizer_permission(each.function, authorizer, source, blueprint)

    def _stage(self, name: str, api: Ref, routes: tuple[str, ...]) -> graph.websocket.WebSocketStage:
        return graph.websocket.WebSocketStage(
            id=f"websocket_stage.{name}",
            label=name,
            implied_by=f"websocket_api.{name}",
            api=api,
            name=Context.STAGE,
            access_log=access_log(name, _LOGGED) if self.access_logs else None,
            rate=self.throttling.rate if self.throttling else None,
            burst=self.throttling.burst if self.throttling else None,
            detailed_metrics=self.detailed_metrics or None,
            after=routes,
        )


def _routes(name: str, blueprint: Blueprint) -> Iterator[str]:
    """The ids of the routes of the API called ``name``."""
    for function, trigger in blueprint.each_trigger(WebSocketTrigger):
        if trigger.value.api == name:
            for number, _ in enumerate(trigger.value.routes, 1):
                yield f"websocket_route.{function.name}.{trigger.name}.{number}"
