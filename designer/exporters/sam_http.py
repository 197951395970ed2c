"""The spelling of HTTP APIs: by SAM's construct, or resource by resource."""

from __future__ import annotations

from designer.exporters.cloudformation import Block, Node, block, block_of, items, together
from designer.exporters.intrinsics import Intrinsics
from designer.exporters.sam_apis import ServerlessApi
from designer.exporters.sam_shapes import json_line
from designer.graph import Entry, Join, Text
from designer.graph.http import (
    AccessLog,
    Cors,
    HttpApi,
    HttpAuthorizer,
    HttpIntegration,
    HttpRoute,
    HttpStage,
    RouteLimits,
)

_TOKEN = "$request.header.Authorization"  # noqa: S105 - where it is, not what
"""Where a request has its token."""


def serverless_api(whole: ServerlessApi, values: Intrinsics, tags: tuple[Entry, ...]) -> Block:
    """The API and its stage; the routes are events of the functions that answer."""
    api, stage = whole.api, whole.stage
    signed = any(each.authorization == "AWS_IAM" for each in whole.routes)
    authorizers = ((each.name, _authorizer(each, values)) for each in whole.authorizers)
    return together(
        block(
            Name=values.node(api.name),
            Description=values.node(api.description),
            Auth=block(Authorizers=block_of(authorizers), EnableIamAuthorizer=signed or None),
            CorsConfiguration=_cors(api.cors, values),
        ),
        _serving(stage, values),
        block(Tags=_tags(tags, values)),
    )


def api(resource: HttpApi, values: Intrinsics, tags: tuple[Entry, ...]) -> Block:
    """An API by itself."""
    return block(
        Name=values.node(resource.name),
        Description=values.node(resource.description),
        ProtocolType="HTTP",
        CorsConfiguration=_cors(resource.cors, values),
        DisableExecuteApiEndpoint=values.node(resource.disable_execute_api),
        Tags=_tags(tags, values),
    )


def stage(resource: HttpStage, values: Intrinsics, tags: tuple[Entry, ...]) -> Block:
    """The stage, deployed whenever something changes."""
    itself = block(ApiId=values.node(resource.api), StageName="$default", AutoDeploy=True)
    return together(itself, _serving(resource, values), block(Tags=_tags(tags, values)))


def authorizer(resource: HttpAuthorizer, values: Intrinsics) -> Block:
    """Who issues the tokens."""
    return block(
        ApiId=values.node(resource.api),
        Name=resource.name,
        AuthorizerType="JWT",
        IdentitySource=items([_TOKEN]),
        JwtConfiguration=block(
            Issuer=values.node(resource.issuer), Audience=items(values.texts(resource.audience))
        ),
    )


def integration(resource: HttpIntegration, values: Intrinsics) -> Block:
    """The way to a function."""
    return block(
        ApiId=values.node(resource.api),
        IntegrationType="AWS_PROXY",
        IntegrationUri=values.node(resource.function),
        PayloadFormatVersion="2.0",
    )


def route(resource: HttpRoute, values: Intrinsics) -> Block:
    """A route, and who may use it."""
    return block(
        ApiId=values.node(resource.api),
        RouteKey=resource.key,
        Target=values.node(Join(("integrations/", resource.integration))),
        AuthorizationType=resource.authorization,
        AuthorizerId=values.node(resource.authorizer),
        AuthorizationScopes=items(values.texts(resource.scopes)),
    )


def _authorizer(resource: HttpAuthorizer, values: Intrinsics) -> Block:
    audience = items(values.texts(resource.audience))
    return block(
        IdentitySource=_TOKEN,
        JwtConfiguration=block(issuer=values.node(resource.issuer), audience=audience),
    )


def _serving(stage: HttpStage, values: Intrinsics) -> Block:
    """What SAM's API and a stage spell alike."""
    log = stage.access_log
    return block(
        AccessLogSettings=_logging(log, values) if log else None,
        DefaultRouteSettings=block(
            ThrottlingRateLimit=values.node(stage.rate),
            ThrottlingBurstLimit=values.node(stage.burst),
            DetailedMetricsEnabled=values.node(stage.detailed_metrics),
        ),
        RouteSettings=block_of((each.key, _limits(each, values)) for each in stage.routes),
    )


def _logging(log: AccessLog, values: Intrinsics) -> Block:
    return block(DestinationArn=values.node(log.group), Format=json_line(log.format))


def _limits(route: RouteLimits, values: Intrinsics) -> Block:
    return block(
        ThrottlingRateLimit=values.node(route.rate),
        ThrottlingBurstLimit=values.node(route.burst),
        DetailedMetricsEnabled=values.node(route.detailed_metrics),
    )


def _cors(cors: Cors | None, values: Intrinsics) -> Block | None:
    if cors is None:
        return None
    return block(
        AllowOrigins=_list(cors.allow_origins, values),
        AllowMethods=_list(cors.allow_methods, values),
        AllowHeaders=_list(cors.allow_headers, values),
        ExposeHeaders=_list(cors.expose_headers, values),
        MaxAge=values.node(cors.max_age),
        AllowCredentials=values.node(cors.allow_credentials),
    )


def _list(texts: tuple[Text, ...], values: Intrinsics) -> Node:
    return items(values.texts(texts))


def _tags(tags: tuple[Entry, ...], values: Intrinsics) -> Block:
    """Tags as API Gateway has them."""
    return block_of((each.key, values.text(each.value)) for each in tags)
