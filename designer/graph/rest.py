"""REST APIs (API Gateway version 1): the API, its paths and methods, and what is deployed of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from designer.graph.http import AccessLog
from designer.graph.iam import Statement
from designer.graph.resource import Resource
from designer.graph.values import Entry, Parameter, Ref, Switch, Text, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class RestApi(Resource):
    """A REST API; ``statements`` are its resource policy, ``minimum_compression`` is in bytes."""

    KIND: ClassVar[str] = "rest_api"

    name: Text
    description: Text | None = None
    endpoint: str = "REGIONAL"
    vpc_endpoints: tuple[Text, ...] = ()
    """Endpoints by which a private API is reached."""
    statements: tuple[Statement, ...] = ()
    binary_media_types: tuple[Text, ...] = ()
    minimum_compression: Whole | None = None
    disable_execute_api: Switch | None = None
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RestResource(Resource):
    """One step of a path, such as ``orders`` or ``{id}``."""

    KIND: ClassVar[str] = "rest_resource"

    api: Ref
    """The API's id."""
    parent: Ref
    """The id of the step before it, or of the API's root."""
    part: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RestMethod(Resource):
    """A method of a path and its way to a function, which gets the whole request; ``timeout`` in ms."""

    KIND: ClassVar[str] = "rest_method"

    api: Ref
    """The API's id."""
    resource: Ref
    """The id of the path's last step, or of the API's root."""
    method: str
    function: Ref
    """The ARN of the function or of its alias."""
    timeout: Whole | None = None
    authorization: Literal["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"] = "NONE"
    authorizer: Ref | None = None
    """The authorizer's id."""
    scopes: tuple[Text, ...] = ()
    api_key_required: bool = False
    required: tuple[str, ...] = ()
    """Parameters that a request must have, as API Gateway calls them: ``method.request.querystring.page``."""
    model: Ref | None = None
    """The name of the model that a body must match."""
    validator: Ref | None = None
    """The validator's id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RestPreflight(Resource):
    """The answer to a browser that asks what pages of other origins may do; no function is invoked."""

    KIND: ClassVar[str] = "rest_preflight"

    api: Ref
    """The API's id."""
    resource: Ref
    """The id of the path's last step, or of the API's root."""
    origins: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    """What is said besides the origin: names of headers and their values."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RestGatewayResponse(Resource):
    """What the API adds to errors of its own, which no function sees."""

    KIND: ClassVar[str] = "rest_gateway_response"

    api: Ref
    """The API's id."""
    type: str
    headers: tuple[tuple[str, str], ...]
    """Names of headers and their values."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RestDeployment(Resource):
    """A snapshot of an API, which never changes: another content is another deployment."""

    KIND: ClassVar[str] = "rest_deployment"

    api: Ref
    """The API's id."""
    contents: tuple[str, ...] = ()
    """The ids of everything that it is a snapshot of."""
    digest: str = ""
    """Changes whenever something of the contents does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RestStage(Resource):
    """What callers reach: a deployment under a name. ``rate`` is in requests per second."""

    KIND: ClassVar[str] = "rest_stage"

    api: Ref
    """The API's id."""
    deployment: Ref
    """The deployment's id."""
    name: Text
    access_log: AccessLog | None = None
    tracing: Switch | None = None
    rate: int | float | Parameter | None = None
    burst: Whole | None = None
    detailed_metrics: Switch | None = None
    tags: tuple[Entry, ...] = ()
