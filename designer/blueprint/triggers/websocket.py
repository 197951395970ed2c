"""Routes of a WebSocket API that a function answers.

The client's message waits: API Gateway invokes the function synchronously and gives up after 29 seconds.
A connection that $connect fails for is refused; nothing is retried. To send to clients, a function needs
a scope on the API.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import graph
from designer.blueprint.base import Advanced, Bool, RefersTo, SameInAllStages, Texts
from designer.blueprint.triggers.base import Consumer, Invocation, Trigger
from designer.graph import Attribute, Context, Join, Ref, Resource, Statement

CONNECT = "$connect"
"""The route by which a client connects, and the only one that checks who it is."""
_DISCONNECT = "$disconnect"


class WebSocketTrigger(Trigger):
    """Routes of a WebSocket API."""

    LABEL: ClassVar[str] = "WebSocket API"
    INVOCATION: ClassVar[Invocation] = Invocation.SYNCHRONOUS
    HANDLER: ClassVar[str] = "event"
    EVENT_CLASS: ClassVar[str | None] = "APIGatewayWebSocketEvent"

    type: Annotated[Literal["websocket"], SameInAllStages()] = Field(
        "websocket", title="Type", description="Routes of a WebSocket API."
    )
    api: Annotated[str, RefersTo(("websocket_apis",))] = Field(title="API", description="Name of the API.")
    routes: Annotated[Texts, SameInAllStages()] = Field(
        ("$connect", "$disconnect", "$default"),
        title="Routes",
        description="$connect, $disconnect, $default, or what messages name by the API's route selection.",
    )
    authorization: Annotated[str | None, SameInAllStages()] = Field(
        None,
        title="Authorization",
        description="Of $connect: an authorizer of the API by name, iam or none. Unset: as the API says.",
    )
    responds: Annotated[Bool, SameInAllStages(), Advanced()] = Field(
        False, title="Responds", description="What the function returns is sent back to the client."
    )

    @property
    def connects(self) -> bool:
        """Whether the function is told of new connections."""
        return CONNECT in self.routes

    def effective_authorization(self, consumer: Consumer) -> str:
        """An authorizer's name, ``iam`` or ``none``, also where the trigger leaves it to the API."""
        api = consumer.blueprint.websocket_apis.get(self.api)
        return self.authorization or (api.authorization if api else None) or "none"

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The way to the function, and a route and a permission for each route of a new API."""
        api = consumer.blueprint.websocket_apis.get(self.api)
        if api is None or api.existing is not None:
            return
        yield graph.websocket.WebSocketIntegration(
            id=f"websocket_integration.{consumer.name}.{name}",
            label=f"{consumer.name}-{name}",
            implied_by=f"function.{consumer.name}",
            api=Ref(f"websocket_api.{self.api}", Attribute.ID),
            function=consumer.ref,
        )
        for number, key in enumerate(self.routes, 1):
            yield from self._route(f"{consumer.name}.{name}", number, key, consumer)

    def _route(self, owner: str, number: int, key: str, consumer: Consumer) -> Iterator[Resource]:
        api, route = Ref(f"websocket_api.{self.api}", Attribute.ID), f"websocket_route.{owner}.{number}"
        responds = self.responds and key not in (CONNECT, _DISCONNECT)
        label = f"{consumer.name} {key}"
        yield graph.websocket.WebSocketRoute(
            id=route,
            label=label,
            implied_by=f"function.{consumer.name}",
            api=api,
            key=key,
            integration=Ref(f"websocket_integration.{owner}", Attribute.ID),
            **self._authorized(key, consumer),
            responds=responds,
        )
        if responds:
            yield graph.websocket.WebSocketResponse(
                id=f"websocket_response.{owner}.{number}",
                label=label,
                implied_by=route,
                api=api,
                route=Ref(route, Attribute.ID),
            )
        execution = Ref(api.target, Attribute.EXECUTION_ARN)
        yield graph.compute.Permission(
            id=f"permission.{owner}.{number}",
            label=label,
            implied_by=route,
            function=consumer.ref,
            principal="apigateway.amazonaws.com",
            source_arn=Join((execution, "/", Context.STAGE, f"/{key}")),
        )

    def _authorized(self, key: str, consumer: Consumer) -> dict[str, Any]:  # settings of a route
        wanted = self.effective_authorization(consumer) if key == CONNECT else "none"
        if wanted in ("iam", "none"):
            return {"authorization": "AWS_IAM" if wanted == "iam" else "NONE"}
        authorizer = Ref(f"function_authorizer.{self.api}.{wanted}", Attribute.ID)
        return {"authorization": "CUSTOM", "authorizer": authorizer}

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """A message, or what stands for one on the first route."""
        key = self.routes[0] if self.routes else "$default"
        kind = {CONNECT: "CONNECT", _DISCONNECT: "DISCONNECT"}.get(key, "MESSAGE")
        context = {
            "routeKey": key,
            "eventType": kind,
            "extendedRequestId": "id=",
            "requestTime": "04/Nov/2026:00:00:00 +0000",
            "messageDirection": "IN",
            "stage": consumer.blueprint.stage_names[0],
            "connectedAt": 1793750400000,
            "requestTimeEpoch": 1793750400000,
            "identity": {"sourceIp": "192.0.2.1"},
            "requestId": "id=",
            "domainName": "api.example",
            "connectionId": "connection=",
            "apiId": "api",
        }
        event: dict[str, Any] = {"requestContext": context, "isBase64Encoded": False}
        if kind == "MESSAGE":
            return {**event, "body": f'{{"action": "{key}"}}'}
        headers = {"Host": "api.example"}
        return {**event, "headers": headers, "multiValueHeaders": {"Host": ["api.example"]}}

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: the API invokes the function; sending to clients is a scope."""
        del name, consumer
        yield from ()
