"""HTTP APIs (API Gateway version 2): the API, its stage, its routes and who may use them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from designer.graph.resource import Resource
from designer.graph.values import Entry, Parameter, Ref, Switch, Text, Whole


@dataclass(frozen=True, slots=True)
class Cors:
    """Which pages of other origins may call an API; ``max_age`` in seconds."""

    allow_origins: tuple[Text, ...]
    allow_methods: tuple[Text, ...] = ()
    allow_headers: tuple[Text, ...] = ()
    expose_headers: tuple[Text, ...] = ()
    max_age: Whole | None = None
    allow_credentials: Switch | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpApi(Resource):
    """An HTTP API."""

    KIND: ClassVar[str] = "http_api"

    name: Text
    description: Text | None = None
    cors: Cors | None = None
    disable_execute_api: Switch | None = None
    """Whether it answers under its own domain only."""
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class AccessLog:
    """Where an API writes a line for each request, and its format."""

    group: Ref
    """The log group's ARN."""
    format: str


@dataclass(frozen=True, slots=True)
class RouteLimits:
    """What one route takes, where it is not what the others take."""

    key: str
    rate: int | float | Parameter
    burst: Whole
    detailed_metrics: Switch | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpStage(Resource):
    """The ``$default`` stage of an API, deployed by itself whenever a route changes.

    ``rate`` is in requests per second, ``burst`` in requests.
    """

    KIND: ClassVar[str] = "http_stage"

    api: Text
    """The API's id."""
    access_log: AccessLog | None = None
    rate: int | float | Parameter | None = None
    burst: Whole | None = None
    detailed_metrics: Switch | None = None
    routes: tuple[RouteLimits, ...] = ()
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpAuthorizer(Resource):
    """Checks JSON web tokens from the ``Authorization`` header."""

    KIND: ClassVar[str] = "http_authorizer"

    api: Text
    """The API's id."""
    name: str
    issuer: Text
    audience: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpIntegration(Resource):
    """An API's way to one function: proxied, payload format 2.0, at most 30 seconds."""

    KIND: ClassVar[str] = "http_integration"

    api: Text
    """The API's id."""
    function: Ref
    """The function's or the alias's ARN."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpRoute(Resource):
    """One route of an API, such as ``GET /orders/{id}`` or ``$default``."""

    KIND: ClassVar[str] = "http_route"

    api: Text
    """The API's id."""
    key: str
    integration: Ref
    """The integration's id."""
    authorization: Literal["NONE", "JWT", "AWS_IAM", "CUSTOM"] = "NONE"
    authorizer: Ref | None = None
    """The authorizer's id, where the authorization is ``JWT`` or ``CUSTOM``."""
    scopes: tuple[Text, ...] = ()
    """OAuth scopes, one of which a token must have."""
