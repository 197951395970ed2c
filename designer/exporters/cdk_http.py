"""The spelling of HTTP APIs as CDK constructs, all of them L1.

Measured: the L2 integration makes a permission of its own for each route, whose SourceArn names no
method.
"""

from __future__ import annotations

from designer.exporters.cdk_shapes import json_line
from designer.exporters.cdk_values import Values
from designer.exporters.python_source import Call, Mapping, array, call
from designer.graph import Join
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

_MODULE = "apigatewayv2"


def api(resource: HttpApi, values: Values) -> Call:
    """The API."""
    return call(
        f"{_MODULE}.CfnApi",
        name=values.text(resource.name),
        description=values.node(resource.description),
        protocol_type="HTTP",
        cors_configuration=_cors(resource.cors, values) if resource.cors else None,
        disable_execute_api_endpoint=values.node(resource.disable_execute_api),
    )


def stage(resource: HttpStage, values: Values) -> Call:
    """The stage, deployed whenever something changes."""
    log = resource.access_log
    limits = call(
        f"{_MODULE}.CfnStage.RouteSettingsProperty",
        throttling_rate_limit=values.node(resource.rate),
        throttling_burst_limit=values.node(resource.burst),
        detailed_metrics_enabled=values.node(resource.detailed_metrics),
    )
    routes = Mapping(tuple((each.key, _limits(each, values)) for each in resource.routes))
    return call(
        f"{_MODULE}.CfnStage",
        api_id=values.text(resource.api),
        stage_name="$default",
        auto_deploy=True,
        access_log_settings=(_logging(log, values) if log else None),
        default_route_settings=limits if limits.keywords else None,
        route_settings=routes if resource.routes else None,
    )


def _logging(log: AccessLog, values: Values) -> Call:
    settings = f"{_MODULE}.CfnStage.AccessLogSettingsProperty"
    return call(settings, destination_arn=values.text(log.group), format=json_line(log.format))


def authorizer(resource: HttpAuthorizer, values: Values) -> Call:
    """Who issues the tokens."""
    return call(
        f"{_MODULE}.CfnAuthorizer",
        api_id=values.text(resource.api),
        name=resource.name,
        authorizer_type="JWT",
        identity_source=array(["$request.header.Authorization"]),
        jwt_configuration=call(
            f"{_MODULE}.CfnAuthorizer.JWTConfigurationProperty",
            issuer=values.text(resource.issuer),
            audience=values.array(resource.audience),
        ),
    )


def integration(resource: HttpIntegration, values: Values) -> Call:
    """The way to a function."""
    return call(
        f"{_MODULE}.CfnIntegration",
        api_id=values.text(resource.api),
        integration_type="AWS_PROXY",
        integration_uri=values.text(resource.function),
        payload_format_version="2.0",
    )


def route(resource: HttpRoute, values: Values) -> Call:
    """A route, and who may use it."""
    return call(
        f"{_MODULE}.CfnRoute",
        api_id=values.text(resource.api),
        route_key=resource.key,
        target=values.text(Join(("integrations/", resource.integration))),
        authorization_type=resource.authorization,
        authorizer_id=values.node(resource.authorizer),
        authorization_scopes=values.array(resource.scopes),
    )


def _limits(route: RouteLimits, values: Values) -> Mapping:
    """Free JSON to CDK, so in CloudFormation's spelling."""
    said = {
        "ThrottlingRateLimit": values.node(route.rate),
        "ThrottlingBurstLimit": values.node(route.burst),
        "DetailedMetricsEnabled": values.node(route.detailed_metrics),
    }
    return Mapping(tuple((name, value) for name, value in said.items() if value is not None))


def _cors(cors: Cors, values: Values) -> Call:
    return call(
        f"{_MODULE}.CfnApi.CorsProperty",
        allow_origins=values.array(cors.allow_origins),
        allow_methods=values.array(cors.allow_methods),
        allow_headers=values.array(cors.allow_headers),
        expose_headers=values.array(cors.expose_headers),
        max_age=values.node(cors.max_age),
        allow_credentials=values.node(cors.allow_credentials),
    )
