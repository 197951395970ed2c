"""HTTP APIs of API Gateway, resource by resource.

Formats share an integration between routes, or do not: it is said of each route that leads to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance.normal.answers import answer
from tests.conformance.normal.comparison import Tolerance
from tests.conformance.normal.exemption import SAM, argument, property_
from tests.conformance.normal.form import Identity, Json, Place, Settings, UnreadableError
from tests.conformance.normal.identification import UNNAMED, about, composed, named
from tests.conformance.normal.kind import Kind, Spelling, When
from tests.conformance.normal.openapi import cors, imported
from tests.conformance.normal.structures import keyed
from tests.conformance.normal.values import (
    Found,
    block,
    document_text,
    entries,
    fixed,
    flag,
    invoked,
    mapping,
    members,
    nested,
    number,
    read_all,
    stripped,
    text,
    whole,
)

_TOLERATED = "SAM's own tag, which is tolerated: without it there is no difference to tolerate."
_UNTOLD = "HTTP APIs have it unsaid, and an integration does not tell of which type its API is."
_API_TAG = {"name": "httpapi:createdBy", "x-amazon-apigateway-tag-value": "SAM"}
_ID = "<id of api {name}>"


def _created_by(kind: str) -> Tolerance:
    reason = "SAM puts this tag on every API that it expands, and on its stage, and cannot be told not to."
    return Tolerance("sam", kind, ("tags", "httpapi:createdBy"), "SAM", None, reason)


def _name(said: Mapping[str, Any], _: Place) -> str:
    """Its own, or that of the document that it is imported from."""
    document = said["Body/info"] or {}
    name = said["Name"] if said["Name"] is not None else document.get("title")
    if not isinstance(name, str):
        raise UnreadableError("it has no name of its own")
    return name


_API = Spelling(
    "AWS::ApiGatewayV2::Api",
    composed(_name, "Name", "Body/info"),
    {
        "ProtocolType": text("protocol"),
        "Description": text("description"),
        "CorsConfiguration": cors(whole("cors", "max_age"), "Allow"),
        "DisableExecuteApiEndpoint": flag("closed"),
        "RouteSelectionExpression": text("selection"),
        "Tags": entries("tags"),
    },
    asked={"Ref": "id", "ApiId": "id", "ApiEndpoint": "url"},
    imports=("Body", imported),
    unnoticed=(
        property_("Body/tags", [_API_TAG], SAM, reason=_TOLERATED),
        property_("Body/tags/#", _API_TAG, SAM, reason=_TOLERATED),
    ),
)

_AWS_API = Spelling(
    "aws_apigatewayv2_api",
    named("name"),
    {
        "protocol_type": text("protocol"),
        "description": text("description"),
        "api_key_selection_expression": fixed("$request.header.x-api-key"),
        "route_selection_expression": text("selection"),
        "disable_execute_api_endpoint": flag("closed"),
        "cors_configuration": block(
            {
                "allow_origins": members("cors", "origin"),
                "allow_methods": members("cors", "method"),
                "allow_headers": members("cors", "header"),
                "expose_headers": members("cors", "exposed"),
                "max_age": whole("cors", "max_age"),
                "allow_credentials": flag("cors", "credentials"),
            }
        ),
        "tags": entries("tags"),
    },
    asked={"api_endpoint": "url", "execution_arn": "execution_arn", "id": "id"},
    unnoticed=(
        argument("api_key_selection_expression", "$request.header.x-api-key"),
        argument("route_selection_expression", "$request.method $request.path"),
    ),
)

_LIMITS = {
    "ThrottlingRateLimit": number("rate"),
    "ThrottlingBurstLimit": whole("burst"),
    "DetailedMetricsEnabled": flag("detailed_metrics"),
}


def _by_route(value: Json) -> Found:
    """Limits by route."""
    for key, each in mapping(value).items():
        yield ("routes", key), True
        for path, leaf in read_all(_LIMITS, mapping(each)):
            yield ("routes", key, *path), leaf


_STAGE = Spelling(
    "AWS::ApiGatewayV2::Stage",
    about("{ApiId} {StageName}"),
    {
        "AutoDeploy": flag("auto_deploy"),
        "AccessLogSettings": nested(
            {
                "DestinationArn": stripped(":*", "access_log", "group"),
                "Format": document_text("access_log", "format"),
            }
        ),
        "DefaultRouteSettings": nested(
            {
                "ThrottlingRateLimit": number("rate"),
                "ThrottlingBurstLimit": whole("burst"),
                "DetailedMetricsEnabled": flag("detailed_metrics"),
            }
        ),
        "RouteSettings": _by_route,
        "Tags": entries("tags"),
    },
    asked={"Ref": "name"},
    unnoticed=(
        property_("Tags", {"httpapi:createdBy": "SAM"}, SAM, reason=_TOLERATED),
        property_("Tags/httpapi:createdBy", "SAM", SAM, reason=_TOLERATED),
    ),
)

_AWS_STAGE = Spelling(
    "aws_apigatewayv2_stage",
    about("{api_id} {name}"),
    {
        "auto_deploy": flag("auto_deploy"),
        "access_log_settings": block(
            {
                "destination_arn": stripped(":*", "access_log", "group"),
                "format": document_text("access_log", "format"),
            }
        ),
        "default_route_settings": block(
            {
                "throttling_rate_limit": number("rate"),
                "throttling_burst_limit": whole("burst"),
                "detailed_metrics_enabled": flag("detailed_metrics"),
                "data_trace_enabled": fixed(expected=False),
            }
        ),
        "route_settings": keyed(
            "route_key",
            {
                "throttling_rate_limit": number("rate"),
                "throttling_burst_limit": whole("burst"),
                "detailed_metrics_enabled": flag("detailed_metrics"),
                "data_trace_enabled": fixed(expected=False),
                "logging_level": fixed("OFF"),
            },
            "routes",
        ),
        "tags": entries("tags"),
    },
    unnoticed=(
        argument("route_settings/#/data_trace_enabled", False),
        argument("default_route_settings/#/data_trace_enabled", False),
        argument("default_route_settings/#/detailed_metrics_enabled", False),
    ),
)

_AUTHORIZER = Spelling(
    "AWS::ApiGatewayV2::Authorizer",
    about("{ApiId} {Name}"),
    {
        "AuthorizerType": text("type"),
        "AuthorizerUri": invoked("function"),
        "AuthorizerPayloadFormatVersion": text("payload"),
        "AuthorizerResultTtlInSeconds": whole("ttl"),
        "EnableSimpleResponses": flag("simple"),
        "IdentitySource": members("identity_source"),
        "JwtConfiguration": nested({"Issuer": text("issuer"), "Audience": members("audience")}),
    },
    asked={"Ref": "id", "AuthorizerId": "id"},
)

_AWS_AUTHORIZER = Spelling(
    "aws_apigatewayv2_authorizer",
    about("{api_id} {name}"),
    {
        "authorizer_type": text("type"),
        "authorizer_uri": invoked("function"),
        "authorizer_payload_format_version": text("payload"),
        "authorizer_result_ttl_in_seconds": whole("ttl"),
        "enable_simple_responses": flag("simple"),
        "identity_sources": members("identity_source"),
        "jwt_configuration": block({"issuer": text("issuer"), "audience": members("audience")}),
    },
    asked={"id": "id"},
)

_INTEGRATION = Spelling(
    "AWS::ApiGatewayV2::Integration",
    UNNAMED,
    {
        "ApiId": text("api"),
        "IntegrationType": text("type"),
        "IntegrationUri": invoked("function"),
        "IntegrationMethod": text("method"),
        "PayloadFormatVersion": text("payload"),
    },
    asked={"Ref": "id", "IntegrationId": "id"},
    unnoticed=(property_("IntegrationMethod", "POST", reason=_UNTOLD),),
)

_AWS_INTEGRATION = Spelling(
    "aws_apigatewayv2_integration",
    UNNAMED,
    {
        "api_id": text("api"),
        "connection_type": text("connection"),
        "integration_type": text("type"),
        "integration_uri": invoked("function"),
        "integration_method": text("method"),
        "payload_format_version": text("payload"),
        "timeout_milliseconds": whole("timeout"),
    },
    asked={"id": "id"},
    unnoticed=(
        argument("connection_type", "INTERNET"),
        argument("integration_method", "POST", reason=_UNTOLD),
        argument("payload_format_version", "1.0"),
    ),
)

_ROUTE = Spelling(
    "AWS::ApiGatewayV2::Route",
    about("{ApiId} {RouteKey}"),
    {
        "Target": text("target"),
        "AuthorizationType": text("authorization"),
        "AuthorizerId": text("authorizer"),
        "AuthorizationScopes": members("scope"),
        "RouteResponseSelectionExpression": text("response"),
    },
    asked={"Ref": "id", "RouteId": "id"},
    unnoticed=(property_("AuthorizationType", "NONE"),),
)

_AWS_ROUTE = Spelling(
    "aws_apigatewayv2_route",
    about("{api_id} {route_key}"),
    {
        "target": text("target"),
        "api_key_required": flag("api_key_required"),
        "authorization_type": text("authorization"),
        "authorizer_id": text("authorizer"),
        "authorization_scopes": members("scope"),
        "route_response_selection_expression": text("response"),
    },
    asked={"id": "id"},
    unnoticed=(argument("api_key_required", False), argument("authorization_type", "NONE")),
)


def _say_of_routes(routes: list[Identity], resources: dict[Identity, Settings]) -> None:
    used = set()
    for route in routes:
        integration = _integration_of(resources[route].pop(("target",), None))
        if integration not in resources:
            raise UnreadableError(f"{route} leads to {integration}")
        used.add(integration)
        said = resources[integration].items()
        resources[route] |= {("integration", *setting): value for setting, value in said}
    strange = {each for each in resources if each.kind == "integration"} - used
    if strange:
        raise UnreadableError(f"no route leads to {sorted(strange)}")
    for integration in used:
        del resources[integration]


def _integration_of(target: object) -> Identity:
    """The integration that a route's target names."""
    head, tail = answer(Identity("integration", "\0"), "id", Place("")).split("\0")
    written = str(target).removeprefix("integrations/" + head)
    if written == target or not written.endswith(tail):
        raise UnreadableError(f"a route to {target!r}")
    return Identity("integration", written.removesuffix(tail))


_RESPONSE = Spelling("AWS::ApiGatewayV2::RouteResponse", about("{ApiId} {RouteId} {RouteResponseKey}"), {})

_AWS_RESPONSE = Spelling(
    "aws_apigatewayv2_route_response", about("{api_id} {route_id} {route_response_key}"), {}
)

KINDS = (
    Kind(
        name="api",
        cloudformation=(_API,),
        terraform=(_AWS_API,),
        answers={
            "execution_arn": f"arn:{{place.partition}}:execute-api:{{place.region}}:{{place.account}}:{_ID}",
            "id": _ID,
            "url": f"https://{_ID}.execute-api.{{place.region}}.amazonaws.com",
        },
        defaults={("description",): "", ("closed",): False},
        defaults_when=(
            When(("protocol",), "HTTP", {("selection",): "$request.method $request.path"}),
            When(("cors",), None, {("cors", "credentials"): False}),
        ),
        tolerated=(_created_by("api"),),
    ),
    Kind(
        name="stage",
        cloudformation=(_STAGE,),
        terraform=(_AWS_STAGE,),
        # The API stands before it.
        answers={"name": "{name}"},
        defaults={("description",): "", ("auto_deploy",): False, ("detailed_metrics",): False},
        tolerated=(_created_by("stage"),),
    ),
    Kind(
        name="authorizer",
        cloudformation=(_AUTHORIZER,),
        terraform=(_AWS_AUTHORIZER,),
        answers={"id": "<id of authorizer {name}>"},
        defaults={("simple",): False},
    ),
    Kind(
        name="integration",
        cloudformation=(_INTEGRATION,),
        terraform=(_AWS_INTEGRATION,),
        answers={"id": "<id of integration {name}>"},
        defaults={
            ("description",): "",
            ("connection",): "INTERNET",
            ("method",): "POST",
            ("payload",): "1.0",
            ("timeout",): 30000,
        },
    ),
    Kind(
        name="route",
        cloudformation=(_ROUTE,),
        terraform=(_AWS_ROUTE,),
        answers={"id": "<id of route {name}>"},
        defaults={("authorization",): "NONE", ("api_key_required",): False},
        assemble=_say_of_routes,
    ),
    Kind(name="route response", cloudformation=(_RESPONSE,), terraform=(_AWS_RESPONSE,)),
)
