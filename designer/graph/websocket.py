"""WebSocket APIs (API Gateway version 2): the API, its routes and its stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from designer.graph.http import AccessLog
from designer.graph.resource import Resource
from designer.graph.values import Entry, Parameter, Ref, Switch, Text, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class WebSocketApi(Resource):
    """A WebSocket API; ``selection`` finds the route in a message, such as ``$request.body.action``."""

    KIND: ClassVar[str] = "websocket_api"

    name: Text
    description: Text | None = None
    selection: str
    disable_execute_api: Switch | None = None
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class WebSocketIntegration(Resource):
    """An API's way to one function."""

    KIND: ClassVar[str] = "websocket_integration"

    api: Ref
    """The API's id."""
    function: Ref
    """The ARN of the function or of its alias."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WebSocketRoute(Resource):
    """One route: ``$connect``, ``$disconnect``, ``$default`` or a key that messages name."""

    KIND: ClassVar[str] = "websocket_route"

    api: Ref
    """The API's id."""
    key: str
    integration: Ref
    """The integration's id."""
    authorization: Literal["NONE", "AWS_IAM", "CUSTOM"] = "NONE"
    authorizer: Ref | None = None
    """The authorizer's id, where the authorization is ``CUSTOM``."""
    responds: bool = False
    """Whether what the function returns goes back to the client."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WebSocketResponse(Resource):
    """Lets what a function returns go back over the connection that asked."""

    KIND: ClassVar[str] = "websocket_response"

    api: Ref
    """The API's id."""
    route: Ref
    """The route's id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WebSocketStage(Resource):
    """What clients connect to, deployed by itself whenever a route changes.

    ``rate`` is in messages per second, ``burst`` in messages.
    """

    KIND: ClassVar[str] = "websocket_stage"

    api: Ref
    """The API's id."""
    name: Text
    access_log: AccessLog | None = None
    rate: int | float | Parameter | None = None
    burst: Whole | None = None
    detailed_metrics: Switch | None = None
    tags: tuple[Entry, ...] = ()
