"""WebSocket APIs: the API, its routes and its stage."""

from __future__ import annotations

import json

from designer.exporters.kinds.rest import FILE, invocation, invoke_arn
from designer.exporters.shapes import (
    REF,
    CloudFormation,
    JsonLine,
    JsonText,
    Kind,
    Made,
    Shape,
    Terraform,
    block,
    group,
    made,
    own_arn,
    shape,
)
from designer.graph import Attribute, Join
from designer.graph.websocket import (
    WebSocketApi,
    WebSocketIntegration,
    WebSocketResponse,
    WebSocketRoute,
    WebSocketStage,
)

_RESPONSE = "$default"
"""The only response that API Gateway knows of a route."""


def _api(api: WebSocketApi) -> Shape:
    return shape(
        "Api",
        Name=api.name,
        Description=api.description,
        ProtocolType="WEBSOCKET",
        RouteSelectionExpression=api.selection,
        DisableExecuteApiEndpoint=api.disable_execute_api,
    )


def _api_blocks(api: WebSocketApi) -> tuple[Made, ...]:
    settings = group(
        name=api.name,
        description=api.description,
        protocol_type="WEBSOCKET",
        route_selection_expression=api.selection,
        disable_execute_api_endpoint=api.disable_execute_api,
    )
    return (made("aws_apigatewayv2_api", settings),)


def _integration(integration: WebSocketIntegration) -> Shape:
    return shape(
        "Integration",
        ApiId=integration.api,
        IntegrationType="AWS_PROXY",
        IntegrationMethod="POST",
        IntegrationUri=invocation(integration.function),
    )


def _integration_blocks(integration: WebSocketIntegration) -> tuple[Made, ...]:
    settings = group(
        api_id=integration.api,
        integration_type="AWS_PROXY",
        integration_method="POST",
        integration_uri=invoke_arn(integration.function),
    )
    return (made("aws_apigatewayv2_integration", settings),)


def _route(route: WebSocketRoute) -> Shape:
    return shape(
        "Route",
        ApiId=route.api,
        RouteKey=route.key,
        Target=Join(("integrations/", route.integration)),
        AuthorizationType=route.authorization,
        AuthorizerId=route.authorizer,
        RouteResponseSelectionExpression=_RESPONSE if route.responds else None,
    )


def _route_blocks(route: WebSocketRoute) -> tuple[Made, ...]:
    return (
        made(
            "aws_apigatewayv2_route",
            group(
                api_id=route.api,
                route_key=route.key,
                target=Join(("integrations/", route.integration)),
                route_response_selection_expression=_RESPONSE if route.responds else None,
            ),
            group(
                authorization_type=None if route.authorization == "NONE" else route.authorization,
                authorizer_id=route.authorizer,
            ),
        ),
    )


def _response(response: WebSocketResponse) -> Shape:
    return shape("RouteResponse", ApiId=response.api, RouteId=response.route, RouteResponseKey=_RESPONSE)


def _response_blocks(response: WebSocketResponse) -> tuple[Made, ...]:
    which = group(api_id=response.api, route_id=response.route, route_response_key=_RESPONSE)
    return (made("aws_apigatewayv2_route_response", which),)


def _stage(stage: WebSocketStage) -> Shape:
    log = stage.access_log
    return shape(
        "Stage",
        ApiId=stage.api,
        StageName=stage.name,
        AutoDeploy=True,
        AccessLogSettings=shape("AccessLogSettings", DestinationArn=log.group, Format=JsonLine(log.format))
        if log
        else None,
        DefaultRouteSettings=shape(
            "RouteSettings",
            ThrottlingRateLimit=stage.rate,
            ThrottlingBurstLimit=stage.burst,
            DetailedMetricsEnabled=stage.detailed_metrics,
        ),
    )


def _stage_blocks(stage: WebSocketStage) -> tuple[Made, ...]:
    log = stage.access_log
    # The provider sends a limit of 0, which lets nothing through, where only metrics are set.
    limits = block(
        "default_route_settings",
        when=stage.rate,
        throttling_rate_limit=stage.rate,
        throttling_burst_limit=stage.burst,
        detailed_metrics_enabled=stage.detailed_metrics,
    )
    return (
        made(
            "aws_apigatewayv2_stage",
            group(api_id=stage.api, name=stage.name, auto_deploy=True),
            block("access_log_settings", destination_arn=log.group, format=JsonText(json.loads(log.format)))
            if log
            else None,
            limits,
        ),
    )


_ID = {Attribute.ID: REF}
_AWS_ID = {Attribute.ID: "id"}

KINDS = (
    Kind(
        WebSocketApi,
        CloudFormation(
            "AWS::ApiGatewayV2::Api",
            _api,
            {**_ID, Attribute.EXECUTION_ARN: own_arn("execute-api", REF)},
            tags="map",
        ),
        Terraform(
            "aws_apigatewayv2_api",
            _api_blocks,
            FILE,
            {**_AWS_ID, Attribute.NAME: "name", Attribute.EXECUTION_ARN: "execution_arn"},
        ),
        suffix="WebSocketApi",
    ),
    Kind(
        WebSocketIntegration,
        CloudFormation("AWS::ApiGatewayV2::Integration", _integration, _ID, tags=None),
        Terraform("aws_apigatewayv2_integration", _integration_blocks, FILE, _AWS_ID),
        suffix="Integration",
    ),
    Kind(
        WebSocketRoute,
        CloudFormation("AWS::ApiGatewayV2::Route", _route, _ID, tags=None),
        Terraform("aws_apigatewayv2_route", _route_blocks, FILE, _AWS_ID),
        suffix="Route",
    ),
    Kind(
        WebSocketResponse,
        CloudFormation("AWS::ApiGatewayV2::RouteResponse", _response, tags=None),
        Terraform("aws_apigatewayv2_route_response", _response_blocks, FILE),
        suffix="RouteResponse",
    ),
    Kind(
        WebSocketStage,
        CloudFormation("AWS::ApiGatewayV2::Stage", _stage, {Attribute.NAME: REF}, tags="map"),
        Terraform("aws_apigatewayv2_stage", _stage_blocks, FILE, {Attribute.NAME: "name"}),
        suffix="Stage",
    ),
)
"""How WebSocket APIs and what belongs to them are spelt."""
