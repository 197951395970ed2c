"""REST APIs (API Gateway version 1): what HTTP APIs cannot do, such as API keys and private endpoints."""

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
    OneOf,
    Part,
    RefersTo,
    SameInAllStages,
    Texts,
)
from designer.blueprint.resources.base import Thing
from designer.blueprint.resources.rest_parts import paths, preflights, tree
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
from designer.graph import Attribute, Condition, Context, Join, Principal, Ref, Resource, Statement, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

_LOGGED: Mapping[str, str] = {
    "requestId": "$context.requestId",
    "ip": "$context.identity.sourceIp",
    "requestTime": "$context.requestTime",
    "httpMethod": "$context.httpMethod",
    "resourcePath": "$context.resourcePath",
    "status": "$context.status",
    "responseLatency": "$context.responseLatency",
    "integrationLatency": "$context.integration.latency",
    "integrationError": "$context.integration.error",
    "authorizerError": "$context.authorizer.error",
    "errorType": "$context.error.responseType",
}
"""What an access log says of a request: who, when, what came of it, and why it failed."""

_TYPES: Mapping[str, Literal["TOKEN", "REQUEST", "COGNITO_USER_POOLS"]] = MappingProxyType(
    {"cognito": "COGNITO_USER_POOLS", "token": "TOKEN", "request": "REQUEST"}
)


class Authorizer(Part):
    """Who checks the callers of a REST API."""

    type: Annotated[Literal["cognito", "token", "request"], SameInAllStages()] = Field(
        "cognito",
        title="Type",
        description="cognito checks tokens of user pools; token and request ask a function, which gets "
        "one header or the whole request.",
    )
    user_pools: Annotated[Texts, RefersTo(("user_pools",))] = Field(
        (), title="User pools", description="With cognito: pools whose tokens are taken."
    )
    function: Annotated[str | None, RefersTo(("functions",))] = Field(
        None, title="Function", description="With token or request: function that decides."
    )
    identity_sources: Annotated[Texts, SameInAllStages(), Advanced()] = Field(
        ("method.request.header.Authorization",),
        title="Identity sources",
        description="What a request must have, and what answers are remembered by, such as "
        "method.request.header.Authorization.",
    )
    ttl: Annotated[Int | None, Limits("rest_api.authorizer_ttl"), Advanced()] = Field(
        None, title="Remembered for", description="Seconds that an answer is remembered; AWS takes 300."
    )


class Plan(Part):
    """What each client may ask, by its API key. A key counts callers; it does not prove who they are."""

    keys: Annotated[Texts, SameInAllStages()] = Field(
        title="API keys", description="Names of keys, one for each client; AWS makes up their values."
    )
    throttling: Throttling | None = Field(
        None, title="Throttling", description="How many requests each client may send."
    )
    quota: Annotated[Int | None, Limits("rest_api.quota")] = Field(
        None, title="Quota", description="Requests that each client has in a period."
    )
    period: Annotated[str, OneOf("rest_api.quota_period")] = Field(
        "MONTH", title="Period", description="After which the quota starts anew: DAY, WEEK or MONTH."
    )


class RestApi(Served):
    """A REST API: paths and methods in front of functions, deployed anew whenever they change."""

    KIND: ClassVar[str] = "rest_api"
    LABEL: ClassVar[str] = "REST API"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.URL,
        "Base URL of the {} API, to which clients add a resource's path.",
    )
    NAME_LENGTH: ClassVar[str | None] = "rest_api.name_length"
    ARN: ClassVar[str] = "rest_api.arn"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"url": Attribute.URL, "id": Attribute.ID}
    )

    endpoint: Annotated[str, OneOf("rest_api.endpoint"), SameInAllStages()] = Field(
        "REGIONAL",
        title="Endpoint",
        description="REGIONAL for most; EDGE enters AWS near the caller; PRIVATE is reached from VPCs only.",
    )
    vpc_endpoints: Annotated[Texts, SameInAllStages(), Advanced()] = Field(
        (), title="VPC endpoints", description="With PRIVATE: ids of the VPC endpoints that may reach it."
    )
    authorizers: Named[Authorizer] = Field(
        default_factory=FrozenDict, title="Authorizers", description="Who checks callers, by name."
    )
    authorizer: Annotated[str | None, SameInAllStages()] = Field(
        None,
        title="Authorization",
        description="Of routes that say nothing else: an authorizer's name, iam or none.",
    )
    cors: Annotated[Cors | None, Advanced()] = Field(
        None,
        title="CORS",
        description="Which pages of other origins may call it. The API answers their preflight requests; "
        "functions name the origin in their own answers.",
    )
    throttling: Throttling | None = Field(
        None, title="Throttling", description="How many requests it takes; the account's limits otherwise."
    )
    access_logs: AccessLogs | None = Field(
        default_factory=lambda: AccessLogs(),
        title="Access logs",
        description="A line for each request; the account must have a role for API Gateway's logs.",
    )
    tracing: Bool = Field(True, title="Tracing", description="Sample requests for X-Ray where they arrive.")
    detailed_metrics: Annotated[Bool, Advanced()] = Field(
        False, title="Detailed metrics", description="CloudWatch metrics for each method, billed by metric."
    )
    usage_plan: Plan | None = Field(
        None, title="Usage plan", description="API keys of clients, and how much each may ask."
    )
    binary_media_types: Annotated[Texts, SameInAllStages(), Advanced()] = Field(
        (), title="Binary media types", description="Such as image/png; bodies that are passed on as bytes."
    )
    minimum_compression: Annotated[Int | None, Limits("rest_api.minimum_compression"), Advanced()] = Field(
        None, title="Minimum compression", description="Bytes from which on answers are compressed."
    )

    def attribute(self, name: str, attribute: Attribute) -> Text:
        """An attribute; the URL is put together, so that a function that has it does not wait for a stage."""
        if attribute is Attribute.URL and self.existing is None:
            where = (".execute-api.", Context.REGION, ".amazonaws.com/", Context.STAGE)
            return Join(("https://", Ref(f"rest_api.{name}", Attribute.ID), *where))
        return super().attribute(name, attribute)

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The API with its paths, who guards it, and the stage under which it is deployed."""
        name = node.name
        if self.access_logs:
            yield log_group(name, self.access_logs, blueprint)
        yield self._api(name, blueprint)
        yield from self._guards(name, blueprint)
        yield from tree(name, blueprint)
        if self.cors:
            yield from preflights(name, self.cors, blueprint)
        # API Gateway deploys no REST API without a method.
        if paths(name, blueprint):
            yield from self._served(name, blueprint)

    def _served(self, name: str, blueprint: Blueprint) -> Iterator[Resource]:
        """What callers reach, and how much each may ask."""
        yield from self._deployed(name)
        api, stage = Ref(f"rest_api.{name}", Attribute.ID), Ref(f"rest_stage.{name}", Attribute.NAME)
        yield from self.mapped(name, api, stage, blueprint)
        if self.usage_plan:
            yield from _planned(name, self.usage_plan, blueprint)

    def _api(self, name: str, blueprint: Blueprint) -> graph.rest.RestApi:
        return graph.rest.RestApi(
            id=f"rest_api.{name}",
            label=name,
            name=blueprint.physical_name(name),
            description=self.description or None,
            endpoint=self.endpoint,
            vpc_endpoints=self.vpc_endpoints,
            statements=tuple(self._private()),
            binary_media_types=self.binary_media_types,
            minimum_compression=self.minimum_compression,
            disable_execute_api=self.closed(),
        )

    def _private(self) -> Iterator[Statement]:
        """Who may call a private API: without a statement, nobody."""
        if self.endpoint == "PRIVATE" and self.vpc_endpoints:
            yield Statement(
                principal=Principal("AWS", "*"),
                actions=("execute-api:Invoke",),
                # AWS fills in the API, which is not there yet when its policy is made.
                resources=("execute-api:/*",),
                conditions=(Condition("StringEquals", "aws:SourceVpce", self.vpc_endpoints),),
                because="Callers come through these VPC endpoints only.",
            )

    def _guards(self, name: str, blueprint: Blueprint) -> Iterator[Resource]:
        """Authorizers, what lets them ask their functions, and the validator of requests."""
        api = Ref(f"rest_api.{name}", Attribute.ID)
        for key, each in self.authorizers.items():
            asks = each.function if each.type != "cognito" else None
            pools = (blueprint.attribute(pool, Attribute.ARN) for pool in each.user_pools)
            yield graph.rest_access.RestAuthorizer(
                id=f"rest_authorizer.{name}.{key}",
                label=f"{name}-{key}",
                api=api,
                name=key,
                type=_TYPES[each.type],
                function=invoked(asks, blueprint) if asks else None,
                user_pools=tuple(pools) if each.type == "cognito" else (),
                identity_sources=each.identity_sources,
                ttl=each.ttl,
            )
            if asks:
                authorizer = Ref(f"rest_authorizer.{name}.{key}", Attribute.ID)
                source = Ref(api.target, Attribute.EXECUTION_ARN)
                yield authorizer_permission(asks, authorizer, source, blueprint)

    def _deployed(self, name: str) -> Iterator[Resource]:
        api = Ref(f"rest_api.{name}", Attribute.ID)
        yield graph.rest.RestDeployment(
            id=f"rest_deployment.{name}",
            label=name,
            because="A snapshot: what is changed above reaches callers by a new one.",
            api=api,
        )
        yield graph.rest.RestStage(
            id=f"rest_stage.{name}",
            label=name,
            implied_by=f"rest_api.{name}",
            api=api,
            deployment=Ref(f"rest_deployment.{name}", Attribute.ID),
            name=Context.STAGE,
            access_log=access_log(name, _LOGGED) if self.access_logs else None,
            tracing=self.tracing,
            rate=self.throttling.rate if self.throttling else None,
            burst=self.throttling.burst if self.throttling else None,
            detailed_metrics=self.detailed_metrics or None,
        )


def _planned(name: str, plan: Plan, blueprint: Blueprint) -> Iterator[Resource]:
    """The usage plan and the keys under it."""
    yield graph.rest_access.UsagePlan(
        id=f"usage_plan.{name}",
        label=name,
        because="What each client may ask, by its key.",
        name=blueprint.physical_name(name),
        api=Ref(f"rest_api.{name}", Attribute.ID),
        stage=Ref(f"rest_stage.{name}", Attribute.NAME),
        rate=plan.throttling.rate if plan.throttling else None,
        burst=plan.throttling.burst if plan.throttling else None,
        quota=plan.quota,
        period=plan.period if plan.quota is not None else None,
    )
    for key in dict.fromkeys(plan.keys):
        label = f"{name}-{key}"
        yield graph.rest_access.ApiKey(
            id=f"api_key.{name}.{key}",
            label=label,
            name=blueprint.physical_name(label),
            description=f"Counts and limits the client {key} of {name}.",
        )
        yield graph.rest_access.UsagePlanKey(
            id=f"usage_plan_key.{name}.{key}",
            label=label,
            plan=Ref(f"usage_plan.{name}", Attribute.ID),
            key=Ref(f"api_key.{name}.{key}", Attribute.ID),
        )
