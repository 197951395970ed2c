"""HTTP APIs: one address for the routes of many functions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from designer.blueprint.base import Advanced, Bool, Int, Limits, Node, OneOf, Part, SameInAllStages, Texts
from designer.blueprint.resources.base import Thing
from designer.graph import (
    AccessLog,
    Attribute,
    Context,
    HttpAuthorizer,
    HttpStage,
    Join,
    LogGroup,
    Ref,
    Resource,
    Text,
)
from designer.graph import Cors as CorsSettings
from designer.graph import HttpApi as HttpApiResource

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

_LOGGED: Mapping[str, str] = {
    "requestId": "$context.requestId",
    "ip": "$context.identity.sourceIp",
    "requestTime": "$context.requestTime",
    "routeKey": "$context.routeKey",
    "status": "$context.status",
    "responseLatency": "$context.responseLatency",
    "integrationLatency": "$context.integrationLatency",
    "integrationError": "$context.integrationErrorMessage",
    "authorizerError": "$context.authorizer.error",
}
"""What an access log says of a request: who, when, what came of it, and why it failed."""


class Authorizer(Part):
    """Who may use an API: bearers of a JSON web token of one issuer."""

    type: Annotated[Literal["jwt"], SameInAllStages()] = Field(
        "jwt", title="Type", description="JSON web tokens, checked by API Gateway."
    )
    issuer: str = Field(title="Issuer", description="URL of the identity provider, as in the token's iss.")
    audience: Annotated[Texts, SameInAllStages()] = Field(
        title="Audience", description="Accepted values of the token's aud or client_id."
    )


class Cors(Part):
    """Which pages of other origins may call the API from a browser."""

    allow_origins: Annotated[Texts, SameInAllStages()] = Field(
        title="Origins", description="Such as https://shop.example; * for every page."
    )
    allow_methods: Annotated[Texts, SameInAllStages()] = Field(
        (), title="Methods", description="HTTP methods, such as GET; * for all."
    )
    allow_headers: Annotated[Texts, SameInAllStages()] = Field(
        (), title="Headers", description="Request headers that pages may send."
    )
    expose_headers: Annotated[Texts, SameInAllStages()] = Field(
        (), title="Exposed headers", description="Response headers that pages may read."
    )
    max_age: Annotated[Int | None, Limits("http_api.cors_max_age")] = Field(
        None, title="Max age", description="Seconds that a browser remembers the answer."
    )
    allow_credentials: Bool = Field(
        False, title="Credentials", description="Cookies and authorization may be sent along."
    )


class Throttling(Part):
    """How many requests an API takes before it answers 429."""

    rate: Annotated[Int, Limits("http_api.rate")] = Field(
        title="Rate", description="Requests per second in the long run."
    )
    burst: Annotated[Int, Limits("http_api.burst")] = Field(
        title="Burst", description="Requests at once that are still taken."
    )


class AccessLogs(Part):
    """A line in a log group of its own for each request."""

    retention_days: Annotated[Int, OneOf("logs.retention_days")] = Field(
        30, title="Log retention", description="Days after which CloudWatch deletes the lines."
    )


class Api(Thing):
    """An HTTP API (API Gateway version 2), deployed by itself whenever a route changes."""

    KIND: ClassVar[str] = "http_api"
    LABEL: ClassVar[str] = "HTTP API"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (Attribute.URL, "API {}.")
    NAME_LENGTH: ClassVar[str | None] = "http_api.name_length"
    ARN: ClassVar[str] = "arn.http_api"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"url": Attribute.URL, "id": Attribute.ID}
    )

    type: Annotated[Literal["http"], SameInAllStages()] = Field("http", title="Type", description="HTTP API.")
    authorizer: Authorizer | None = Field(
        None, title="Authorizer", description="Who may use routes that say nothing else."
    )
    cors: Annotated[Cors | None, Advanced()] = Field(
        None, title="CORS", description="Which pages of other origins may call it."
    )
    throttling: Throttling | None = Field(
        None, title="Throttling", description="How many requests it takes; the account's limits otherwise."
    )
    access_logs: AccessLogs | None = Field(
        default_factory=lambda: AccessLogs(), title="Access logs", description="A line for each request."
    )

    def existing_attribute(self, arn: str, attribute: Attribute) -> Text:
        """Id, URL or execution ARN of an existing API, from ``arn:aws:apigateway:REGION::/apis/ID``."""
        parts, identifier = arn.split(":"), arn.rsplit("/", 1)[-1]
        region = parts[3] if len(parts) > 3 else ""
        if attribute is Attribute.EXECUTION_ARN:
            head = ("arn:", Context.PARTITION, f":execute-api:{region}:", Context.ACCOUNT, f":{identifier}")
            return Join(head)
        return (
            f"https://{identifier}.execute-api.{region}.amazonaws.com"
            if attribute is Attribute.URL
            else identifier
        )

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The API, its log group, its authorizer and its stage."""
        name, api = node.name, Ref(f"http_api.{node.name}", Attribute.ID)
        if self.access_logs:
            yield LogGroup(
                id=f"log_group.{name}",
                label=name,
                because=f"A line for each request to {name}.",
                name=Join((f"/aws/apigateway/{blueprint.name}-", Context.STAGE, f"-{name}")),
                retention_days=self.access_logs.retention_days,
            )
        yield HttpApiResource(
            id=f"http_api.{name}",
            label=name,
            name=blueprint.physical_name(name),
            description=self.description or None,
            cors=self._cors(),
        )
        if self.authorizer:
            yield HttpAuthorizer(
                id=f"http_authorizer.{name}",
                label=name,
                api=api,
                name=self.authorizer.type,
                issuer=self.authorizer.issuer,
                audience=self.authorizer.audience,
            )
        yield self._stage(name, api)

    def _stage(self, name: str, api: Ref) -> HttpStage:
        log = AccessLog(
            Ref(f"log_group.{name}", Attribute.ARN), json.dumps(dict(_LOGGED), separators=(",", ":"))
        )
        return HttpStage(
            id=f"http_stage.{name}",
            label=name,
            implied_by=f"http_api.{name}",
            api=api,
            access_log=log if self.access_logs else None,
            rate=self.throttling.rate if self.throttling else None,
            burst=self.throttling.burst if self.throttling else None,
        )

    def _cors(self) -> CorsSettings | None:
        if self.cors is None:
            return None
        return CorsSettings(
            self.cors.allow_origins,
            self.cors.allow_methods,
            self.cors.allow_headers,
            self.cors.expose_headers,
            self.cors.max_age,
            self.cors.allow_credentials or None,
        )
