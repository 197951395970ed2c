"""REST APIs of API Gateway: paths, methods with their integrations, deployments and stages.

A deployment is known by its API: what its digest is made of differs by format, that there is one does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance.normal.exemption import argument
from tests.conformance.normal.form import Json, Place, UnreadableError
from tests.conformance.normal.identification import Identification, about, composed, named
from tests.conformance.normal.kind import Kind, Spelling
from tests.conformance.normal.policies import document
from tests.conformance.normal.structures import after, bag, numeral, tags, tree
from tests.conformance.normal.values import (
    Found,
    Reader,
    block,
    document_text,
    entries,
    fixed,
    flag,
    invoked,
    listed,
    mapping,
    members,
    nested,
    read_all,
    stripped,
    text,
    whole,
)

_ID = "rest-api:"
"""Behind which an API's name stands for its id."""


def _owner(property_name: str) -> Identification:
    """The API that a property names by its id."""

    def compose(said: Mapping[str, Any], _: Place) -> str:
        written = said[property_name]
        if not isinstance(written, str) or not written.startswith(_ID):
            raise UnreadableError(f"{property_name} is {written!r}, which is the id of no API")
        return written.removeprefix(_ID)

    return composed(compose, property_name)


def _flags(*path: str) -> Reader:
    """A mapping of names to truth values."""

    def read(value: Json) -> Found:
        for name, each in mapping(value).items():
            yield from flag(*path, name)(each)

    return read


def _templates(*path: str) -> Reader:
    """Templates by media type: JSON however it is spaced, all others letter by letter."""

    def read(value: Json) -> Found:
        for name, each in mapping(value).items():
            reader = tree if str(each).startswith("{") else text
            yield from reader(*path, name)(each)

    return read


def _by_status(properties: Mapping[str, Reader], *path: str) -> Reader:
    """Answers by their status; one that says nothing is no setting."""

    def read(value: Json) -> Found:
        for each in listed(value):
            said = dict(mapping(each))
            status = str(said.pop("StatusCode"))
            for inner, leaf in read_all(properties, said):
                yield (*path, status, *inner), leaf

    return read


def _models(*path: str) -> Reader:
    """Models by media type; what CloudFormation answers is the name behind the API's."""

    def read(value: Json) -> Found:
        for name, each in mapping(value).items():
            yield from after(" ", *path, name)(each)

    return read


def _by_method(value: Json) -> Found:
    """Settings by path and method."""
    for each in listed(value):
        said = dict(mapping(each))
        where = f"{str(said.pop('ResourcePath')).removeprefix('/')}/{said.pop('HttpMethod')}"
        for path, leaf in read_all(_SETTINGS, said):
            yield ("methods", where, *path), leaf


_SETTINGS = {
    "ThrottlingRateLimit": numeral("rate"),
    "ThrottlingBurstLimit": whole("burst"),
    "MetricsEnabled": flag("metrics"),
}

_API = Spelling(
    "AWS::ApiGateway::RestApi",
    named("Name"),
    {
        "Description": text("description"),
        "EndpointConfiguration": nested(
            {"Types": members("endpoint"), "VpcEndpointIds": members("vpc_endpoint")}
        ),
        "Policy": document("policy"),
        "BinaryMediaTypes": members("binary"),
        "MinimumCompressionSize": whole("compression"),
        "DisableExecuteApiEndpoint": flag("closed"),
        "Tags": tags(),
    },
    asked={"Ref": "id", "RootResourceId": "root"},
)

_AWS_API = Spelling(
    "aws_api_gateway_rest_api",
    named("name"),
    {
        "description": text("description"),
        "endpoint_configuration": block(
            {"types": members("endpoint"), "vpc_endpoint_ids": members("vpc_endpoint")}
        ),
        "binary_media_types": members("binary"),
        "minimum_compression_size": whole("compression"),
        "disable_execute_api_endpoint": flag("closed"),
        "tags": tags(),
    },
    asked={"id": "id", "root_resource_id": "root", "execution_arn": "execution_arn"},
)

_AWS_POLICY = Spelling(
    "aws_api_gateway_rest_api_policy", _owner("rest_api_id"), {"policy": document("policy")}
)

_RESOURCE = Spelling(
    "AWS::ApiGateway::Resource",
    about("{ParentId}/{PathPart}"),
    {"RestApiId": text("api")},
    asked={"Ref": "id", "ResourceId": "id"},
)

_AWS_RESOURCE = Spelling(
    "aws_api_gateway_resource",
    about("{parent_id}/{path_part}"),
    {"rest_api_id": text("api")},
    asked={"id": "id"},
)

_AUTHORIZER = Spelling(
    "AWS::ApiGateway::Authorizer",
    about("{RestApiId} {Name}"),
    {
        "Type": text("type"),
        "AuthorizerUri": invoked("function"),
        "ProviderARNs": members("pool"),
        "IdentitySource": text("identity_source"),
        "AuthorizerResultTtlInSeconds": whole("ttl"),
    },
    asked={"Ref": "id", "AuthorizerId": "id"},
)

_AWS_AUTHORIZER = Spelling(
    "aws_api_gateway_authorizer",
    about("{rest_api_id} {name}"),
    {
        "type": text("type"),
        "authorizer_uri": invoked("function"),
        "provider_arns": members("pool"),
        "identity_source": text("identity_source"),
        "authorizer_result_ttl_in_seconds": whole("ttl"),
    },
    asked={"id": "id"},
    unnoticed=(argument("authorizer_result_ttl_in_seconds", 300),),
)

_VALIDATOR = Spelling(
    "AWS::ApiGateway::RequestValidator",
    about("{RestApiId} {Name}"),
    {"ValidateRequestBody": flag("body"), "ValidateRequestParameters": flag("parameters")},
    asked={"Ref": "id", "RequestValidatorId": "id"},
)

_AWS_VALIDATOR = Spelling(
    "aws_api_gateway_request_validator",
    about("{rest_api_id} {name}"),
    {"validate_request_body": flag("body"), "validate_request_parameters": flag("parameters")},
    asked={"id": "id"},
)

_MODEL = Spelling(
    "AWS::ApiGateway::Model",
    about("{RestApiId} {Name}"),
    {"ContentType": text("media_type"), "Schema": tree("schema")},
    asked={"Ref": "name"},
)

_AWS_MODEL = Spelling(
    "aws_api_gateway_model",
    about("{rest_api_id} {name}"),
    {"content_type": text("media_type"), "schema": tree("schema")},
)

_ANSWER = {
    "ResponseParameters": entries("parameter"),
    "ResponseTemplates": _templates("template"),
}

_METHOD = Spelling(
    "AWS::ApiGateway::Method",
    about("{RestApiId} {ResourceId} {HttpMethod}"),
    {
        "AuthorizationType": text("authorization"),
        "AuthorizerId": text("authorizer"),
        "AuthorizationScopes": members("scope"),
        "ApiKeyRequired": flag("api_key"),
        "RequestParameters": _flags("parameter"),
        "RequestModels": _models("model"),
        "RequestValidatorId": text("validator"),
        "Integration": nested(
            {
                "Type": text("integration", "type"),
                "IntegrationHttpMethod": text("integration", "method"),
                "Uri": invoked("integration", "function"),
                "TimeoutInMillis": whole("integration", "timeout"),
                "RequestTemplates": _templates("integration", "template"),
                "IntegrationResponses": _by_status(_ANSWER, "integration", "answers"),
            }
        ),
        "MethodResponses": _by_status({"ResponseParameters": _flags("parameter")}, "answers"),
    },
)

_AWS_METHOD = Spelling(
    "aws_api_gateway_method",
    about("{rest_api_id} {resource_id} {http_method}"),
    {
        "authorization": text("authorization"),
        "authorizer_id": text("authorizer"),
        "authorization_scopes": members("scope"),
        "api_key_required": flag("api_key"),
        "request_parameters": _flags("parameter"),
        "request_models": _models("model"),
        "request_validator_id": text("validator"),
    },
    unnoticed=(argument("api_key_required", False),),
)

_AWS_INTEGRATION = Spelling(
    "aws_api_gateway_integration",
    about("{rest_api_id} {resource_id} {http_method}"),
    {
        "type": text("type"),
        "integration_http_method": text("method"),
        "uri": invoked("function"),
        "timeout_milliseconds": whole("timeout"),
        "request_templates": _templates("template"),
        "connection_type": fixed("INTERNET"),
    },
    under=("integration",),
    unnoticed=(argument("connection_type", "INTERNET"), argument("timeout_milliseconds", 29000)),
)

_AWS_ANSWER = Spelling(
    "aws_api_gateway_method_response",
    about("{rest_api_id} {resource_id} {http_method}"),
    {
        "status_code": fixed("204"),
        "response_parameters": _flags("parameter"),
    },
    under=("answers", "{status_code}"),
)

_AWS_INTEGRATION_ANSWER = Spelling(
    "aws_api_gateway_integration_response",
    about("{rest_api_id} {resource_id} {http_method}"),
    {
        "status_code": fixed("204"),
        "response_parameters": entries("parameter"),
        "response_templates": _templates("template"),
    },
    under=("integration", "answers", "{status_code}"),
)

_GATEWAY_RESPONSE = Spelling(
    "AWS::ApiGateway::GatewayResponse",
    about("{RestApiId} {ResponseType}"),
    {"ResponseParameters": entries("parameter")},
)

_AWS_GATEWAY_RESPONSE = Spelling(
    "aws_api_gateway_gateway_response",
    about("{rest_api_id} {response_type}"),
    {"response_parameters": entries("parameter")},
)

_DEPLOYMENT = Spelling(
    "AWS::ApiGateway::Deployment", about("{RestApiId}"), {}, asked={"Ref": "id", "DeploymentId": "id"}
)

_AWS_DEPLOYMENT = Spelling(
    "aws_api_gateway_deployment",
    about("{rest_api_id}"),
    {},
    asked={"id": "id"},
    # A digest of what no plan knows yet; that there is one is tested where it is written.
    told_back=frozenset({"triggers"}),
)

_STAGE = Spelling(
    "AWS::ApiGateway::Stage",
    about("{RestApiId} {StageName}"),
    {
        "DeploymentId": text("deployment"),
        "TracingEnabled": flag("tracing"),
        "AccessLogSetting": nested(
            {
                "DestinationArn": stripped(":*", "access_log", "group"),
                "Format": document_text("access_log", "format"),
            }
        ),
        "MethodSettings": _by_method,
        "Tags": tags(),
    },
    asked={"Ref": "name"},
)

_AWS_STAGE = Spelling(
    "aws_api_gateway_stage",
    about("{rest_api_id} {stage_name}"),
    {
        "deployment_id": text("deployment"),
        "xray_tracing_enabled": flag("tracing"),
        "access_log_settings": block(
            {
                "destination_arn": stripped(":*", "access_log", "group"),
                "format": document_text("access_log", "format"),
            }
        ),
        "tags": tags(),
    },
)

_AWS_METHOD_SETTINGS = Spelling(
    "aws_api_gateway_method_settings",
    about("{rest_api_id} {stage_name}"),
    {
        "method_path": fixed("*/*"),
        "settings": block(
            {
                "throttling_rate_limit": numeral("rate"),
                "throttling_burst_limit": whole("burst"),
                "metrics_enabled": flag("metrics"),
            }
        ),
    },
    under=("methods", "{method_path}"),
)

_API_KEY = Spelling(
    "AWS::ApiGateway::ApiKey",
    named("Name"),
    {"Description": text("description"), "Enabled": flag("enabled"), "Tags": tags()},
    asked={"Ref": "id", "APIKeyId": "id"},
)

_AWS_API_KEY = Spelling(
    "aws_api_gateway_api_key",
    named("name"),
    {"description": text("description"), "enabled": flag("enabled"), "tags": tags()},
    asked={"id": "id"},
)

_PLAN = Spelling(
    "AWS::ApiGateway::UsagePlan",
    named("UsagePlanName"),
    {
        "Description": text("description"),
        "ApiStages": bag({"ApiId": text("api"), "Stage": after(" ", "stage")}, "serves"),
        "Quota": nested({"Limit": whole("quota"), "Period": text("period")}),
        "Throttle": nested({"RateLimit": numeral("rate"), "BurstLimit": whole("burst")}),
        "Tags": tags(),
    },
    asked={"Ref": "id", "Id": "id"},
)

_AWS_PLAN = Spelling(
    "aws_api_gateway_usage_plan",
    named("name"),
    {
        "description": text("description"),
        "api_stages": bag({"api_id": text("api"), "stage": after(" ", "stage")}, "serves"),
        "quota_settings": block({"limit": whole("quota"), "period": text("period"), "offset": fixed(0)}),
        "throttle_settings": block({"rate_limit": numeral("rate"), "burst_limit": whole("burst")}),
        "tags": tags(),
    },
    asked={"id": "id"},
    unnoticed=(argument("quota_settings/#/offset", 0),),
)

_PLAN_KEY = Spelling(
    "AWS::ApiGateway::UsagePlanKey", about("{UsagePlanId} < {KeyId}"), {"KeyType": text("type")}
)

_AWS_PLAN_KEY = Spelling(
    "aws_api_gateway_usage_plan_key", about("{usage_plan_id} < {key_id}"), {"key_type": text("type")}
)

KINDS = (
    Kind(
        name="rest api",
        cloudformation=(_API,),
        terraform=(_AWS_API, _AWS_POLICY),
        answers={
            "id": f"{_ID}{{name}}",
            "root": "<root of {name}>",
            "execution_arn": "arn:{place.partition}:execute-api:{place.region}:{place.account}:"
            f"{_ID}{{name}}",
        },
        defaults={("description",): "", ("closed",): False},
    ),
    Kind(
        name="rest resource",
        cloudformation=(_RESOURCE,),
        terraform=(_AWS_RESOURCE,),
        answers={"id": "<id of path {name}>"},
    ),
    Kind(
        name="rest authorizer",
        cloudformation=(_AUTHORIZER,),
        terraform=(_AWS_AUTHORIZER,),
        answers={"id": "<id of rest authorizer {name}>"},
        defaults={("ttl",): 300},
    ),
    Kind(
        name="rest validator",
        cloudformation=(_VALIDATOR,),
        terraform=(_AWS_VALIDATOR,),
        answers={"id": "<id of validator {name}>"},
        defaults={("body",): False, ("parameters",): False},
    ),
    Kind(
        name="rest model",
        cloudformation=(_MODEL,),
        terraform=(_AWS_MODEL,),
        # The API stands before it.
        answers={"name": "{name}"},
    ),
    Kind(
        name="rest method",
        cloudformation=(_METHOD,),
        terraform=(_AWS_METHOD, _AWS_INTEGRATION, _AWS_ANSWER, _AWS_INTEGRATION_ANSWER),
        defaults={("api_key",): False, ("integration", "timeout"): 29000},
    ),
    Kind(
        name="rest gateway response",
        cloudformation=(_GATEWAY_RESPONSE,),
        terraform=(_AWS_GATEWAY_RESPONSE,),
    ),
    Kind(
        name="rest deployment",
        cloudformation=(_DEPLOYMENT,),
        terraform=(_AWS_DEPLOYMENT,),
        answers={"id": "<id of deployment {name}>"},
    ),
    Kind(
        name="rest stage",
        cloudformation=(_STAGE,),
        terraform=(_AWS_STAGE, _AWS_METHOD_SETTINGS),
        # The API stands before it.
        answers={"name": "{name}"},
        defaults={("tracing",): False},
    ),
    Kind(
        name="api key",
        cloudformation=(_API_KEY,),
        terraform=(_AWS_API_KEY,),
        answers={"id": "<id of key {name}>"},
        defaults={("enabled",): False},
    ),
    Kind(
        name="usage plan",
        cloudformation=(_PLAN,),
        terraform=(_AWS_PLAN,),
        answers={"id": "<id of plan {name}>"},
    ),
    Kind(name="usage plan key", cloudformation=(_PLAN_KEY,), terraform=(_AWS_PLAN_KEY,)),
)
"""How the formats say REST APIs and what guards them."""
