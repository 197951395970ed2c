"""HTTP APIs: one address for the routes of many functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from designer import graph
from designer.blueprint.base import (
    Advanced,
    Bool,
    FrozenDict,
    Int,
    Limits,
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
    Cors,
    Served,
    Throttling,
    access_log,
    authorizer_permission,
    invoked,
    log_group,
)
from designer.blueprint.triggers.http_api import HttpApiTrigger
from designer.graph import Attribute, Ref, Resource, Text

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
    issuer: str = Field(
        "",
        title="Issuer",
        description="URL of the identity provider, as in the token's iss; none with a pool.",
    )
    audience: Annotated[Texts, SameInAllStages()] = Field(
        (), title="Audience", description="Accepted values of the token's aud or client_id."
    )
    user_pool: Annotated[str | None, RefersTo(("user_pools",))] = Field(
        None, title="User pool", description="User pool that issues the tokens, instead of an issuer."
    )
    clients: Annotated[Texts, SameInAllStages()] = Field(
        (), title="Apps", description="Apps of the pool whose tokens are accepted; all of them without one."
    )

    def issued_by(self, blueprint: Blueprint) -> Text:
        """The issuer."""
        return blueprint.attribute(self.user_pool, Attribute.URL) if self.user_pool else self.issuer

    def accepted(self, blueprint: Blueprint) -> tuple[Text, ...]:
        """The audiences, those that are apps of the pool included."""
        pool = blueprint.user_pools.get(self.user_pool or "")
        if pool is None or pool.existing is not None:
            return self.audience
        apps = (each for each in self.clients or pool.clients if each in pool.clients)
        ids = (Ref(f"user_pool_client.{self.user_pool}.{each}", Attribute.ID) for each in apps)
        return (*self.audience, *ids)


class NamedAuthorizer(Authorizer):
    """Another way to check callers: a further issuer of tokens, or a function."""

    type: Annotated[Literal["jwt", "function"], SameInAllStages()] = Field(  # type: ignore[assignment]  # wider
        "jwt", title="Type", description="jwt checks JSON web tokens; function asks about each request."
    )
    function: Annotated[str | None, RefersTo(("functions",))] = Field(
        None, title="Function", description="With function: the one that decides."
    )
    identity_sources: Annotated[Texts, SameInAllStages(), Advanced()] = Field(
        ("$request.header.Authorization",),
        title="Identity sources",
        description="With function: what a request must have, and what answers are remembered by.",
    )
    simple_responses: Annotated[Bool, Advanced()] = Field(
        True, title="Simple responses", description="With function: it answers isAuthorized, not a policy."
    )
    ttl: Annotated[Int | None, Limits("http_api.authorizer_ttl"), Advanced()] = Field(
        None, title="Remembered for", description="With function: seconds that an answer is remembered."
    )


class Api(Served):
    """An HTTP API (API Gateway version 2), deployed by itself whenever a route changes."""

    KIND: ClassVar[str] = "http_api"
    LABEL: ClassVar[str] = "HTTP API"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.URL,
        "Base URL of the {} API, to which clients add a route's path.",
    )
    NAME_LENGTH: ClassVar[str | None] = "http_api.name_length"
    ARN: ClassVar[str] = "arn.http_api"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"url": Attribute.URL, "id": Attribute.ID}
    )

    type: Annotated[Literal["http"], SameInAllStages()] = Field("http", title="Type", description="HTTP API.")
    authorizer: Authorizer | None = Field(
        None, title="Authorizer", description="Who may use routes that say nothing else."
    )
    authorizers: Annotated[Named[NamedAuthorizer], Advanced()] = Field(
        default_factory=FrozenDict, title="Other authorizers", description="Other ways to check callers."
    )
    authorization: Annotated[str | None, SameInAllStages(), Advanced()] = Field(
        None,
        title="Authorization",
        description="Of routes that say nothing else: jwt, an authorizer's name, iam or none. Unset: jwt "
        "where the API has an authorizer.",
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
    detailed_metrics: Annotated[Bool, Advanced()] = Field(
        False, title="Detailed metrics", description="CloudWatch metrics for each route, billed by metric."
    )

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The API, its log group, its authorizer and its stage."""
        name, api = node.name, Ref(f"http_api.{node.name}", Attribute.ID)
        if self.access_logs:
            yield log_group(name, self.access_logs, blueprint)
        yield graph.http.HttpApi(
            id=f"http_api.{name}",
            label=name,
            name=blueprint.physical_name(name),
            description=self.description or None,
            cors=self._cors(),
            disable_execute_api=self.closed(),
        )
        if self.authorizer:
            yield graph.http.HttpAuthorizer(
                id=f"http_authorizer.{name}",
                label=name,
                api=api,
                name=self.authorizer.type,
                issuer=self.authorizer.issued_by(blueprint),
                audience=self.authorizer.accepted(blueprint),
            )
        yield from self._others(name, api, blueprint)
        yield self._stage(name, api, blueprint)
        yield from self.mapped(name, api, Ref(f"http_stage.{name}", Attribute.NAME), blueprint)

    def _others(self, name: str, api: Ref, blueprint: Blueprint) -> Iterator[Resource]:
        """The other authorizers, and what lets them ask their functions."""
        for key, each in self.authorizers.items():
            if each.type != "function":
                yield graph.http.HttpAuthorizer(
                    id=f"http_authorizer.{name}.{key}",
                    label=f"{name}-{key}",
                    api=api,
                    name=key,
                    issuer=each.issued_by(blueprint),
                    audience=each.accepted(blueprint),
                )
            elif each.function:
                yield graph.http_access.FunctionAuthorizer(
                    id=f"function_authorizer.{name}.{key}",
                    label=f"{name}-{key}",
                    api=api,
                    name=key,
                    function=invoked(each.function, blueprint),
                    identity_sources=each.identity_sources,
                    payload="2.0",
                    simple=each.simple_responses,
                    ttl=each.ttl,
                )
                authorizer = Ref(f"function_authorizer.{name}.{key}", Attribute.ID)
                source = Ref(api.target, Attribute.EXECUTION_ARN)
                yield authorizer_permission(each.function, authorizer, source, blueprint)

    def _limited(self, name: str, blueprint: Blueprint) -> Iterator[tuple[str, graph.http.RouteLimits]]:
        """The routes with limits of their own: the id of each, and what it takes."""
        for function, trigger in blueprint.each_trigger(HttpApiTrigger):
            limits = trigger.value.throttling
            if trigger.value.api == name and limits is not None:
                metrics = self.detailed_metrics or None
                for number, key in enumerate(trigger.value.routes, 1):
                    route = f"http_route.{function.name}.{trigger.name}.{number}"
                    yield route, graph.http.RouteLimits(key, limits.rate, limits.burst, metrics)

    def _stage(self, name: str, api: Ref, blueprint: Blueprint) -> graph.http.HttpStage:
        limited = tuple(self._limited(name, blueprint))
        return graph.http.HttpStage(
            id=f"http_stage.{name}",
            label=name,
            implied_by=f"http_api.{name}",
            api=api,
            access_log=access_log(name, _LOGGED) if self.access_logs else None,
            rate=self.throttling.rate if self.throttling else None,
            burst=self.throttling.burst if self.throttling else None,
            detailed_metrics=self.detailed_metrics or None,
            routes=tuple(limits for _, limits in limited),
            # API Gateway refuses limits of a route that is not there yet.
            after=tuple(route for route, _ in limited),
        )

    def _cors(self) -> graph.http.Cors | None:
        if self.cors is None:
            return None
        return graph.http.Cors(
            self.cors.allow_origins,
            self.cors.allow_methods,
            self.cors.allow_headers,
            self.cors.expose_headers,
            self.cors.max_age,
            self.cors.allow_credentials or None,
        )
