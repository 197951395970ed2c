"""APIs and versions in normal form: one meaning in several spellings, and nothing passed over."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from tests.conformance.normal.cloudformation import Template
from tests.conformance.normal.form import Deployment, Identity, Place, UnreadableError
from tests.conformance.normal.symbols import symbol
from tests.conformance.normal.terraform import deployment

Resources: TypeAlias = dict[str, Any]

PLACE = Place("eu-west-1")
FUNCTION = {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": "items"}}
INVOKED = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Items.Arn}/invocations"
ISSUER, AUDIENCE = "https://login.example/", ["shop"]


def read(resources: Resources) -> Deployment:
    return Template({"Resources": {"Items": FUNCTION, **resources}}, {}, PLACE).deployment()


def operation(key: str, *security: Any) -> dict[str, Any]:
    integration = {
        "type": "aws_proxy",
        "httpMethod": "POST",
        "payloadFormatVersion": "2.0",
        "uri": {"Fn::Sub": INVOKED},
    }
    said: dict[str, Any] = {"x-amazon-apigateway-integration": integration, "responses": {}}
    if "{" in key:
        name = key[key.index("{") + 1 : key.index("}")]
        said["parameters"] = [{"name": name, "in": "path", "required": True}]
    if security:
        said["security"] = list(security)
    return said


SCHEMES = {
    "jwt": {
        "type": "oauth2",
        "x-amazon-apigateway-authorizer": {
            "type": "jwt",
            "identitySource": "$request.header.Authorization",
            "jwtConfiguration": {"issuer": ISSUER, "audience": AUDIENCE},
        },
    },
    "AWS_IAM": {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "x-amazon-apigateway-authtype": "awsSigv4",
    },
}
ANY = "x-amazon-apigateway-any-method"
API = {"Ref": "Front"}


def imported() -> Resources:
    """An API as SAM says it: by a document."""
    body = {
        "openapi": "3.0.1",
        "info": {"version": "1.0", "title": "front", "description": "Items."},
        "x-amazon-apigateway-cors": {"allowOrigins": ["*"], "maxAge": 60},
        "tags": [{"name": "team", "x-amazon-apigateway-tag-value": "web"}],
        "components": {"securitySchemes": copy.deepcopy(SCHEMES)},
        "paths": {
            "/items/{id}": {"get": operation("/items/{id}", {"jwt": ["read"]})},
            "/in/{proxy+}": {ANY: operation("/in/{proxy+}", {"AWS_IAM": []})},
            "$default": {ANY: {**operation("$default"), "isDefaultRoute": True}},
        },
    }
    return {"Front": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Body": body}}}


def made(type_: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::ApiGatewayV2::{type_}", "Properties": properties}


def route(key: str, **properties: Any) -> dict[str, Any]:
    target = {"Fn::Join": ["/", ["integrations", {"Ref": "Way"}]]}
    return made("Route", ApiId=API, RouteKey=key, Target=target, **properties)


def spelt() -> Resources:
    """The same API, resource by resource."""
    cors = {"AllowOrigins": ["*"], "MaxAge": 60, "AllowCredentials": False}
    tokens = {
        "AuthorizerType": "JWT",
        "IdentitySource": ["$request.header.Authorization"],
        "JwtConfiguration": {"Issuer": ISSUER, "Audience": AUDIENCE},
    }
    way = {
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": {"Fn::GetAtt": ["Items", "Arn"]},
        "PayloadFormatVersion": "2.0",
    }
    checked = {"AuthorizationType": "JWT", "AuthorizerId": {"Ref": "Jwt"}, "AuthorizationScopes": ["read"]}
    said = {"Description": "Items.", "CorsConfiguration": cors, "Tags": {"team": "web"}}
    return {
        "Front": made("Api", Name="front", ProtocolType="HTTP", **said),
        "Jwt": made("Authorizer", ApiId=API, Name="jwt", **tokens),
        "Way": made("Integration", ApiId=API, **way),
        "Get": route("GET /items/{id}", **checked),
        "Any": route("ANY /in/{proxy+}", AuthorizationType="AWS_IAM"),
        "Default": route("$default", AuthorizationType="NONE"),
    }


def test_a_document_and_resources_say_the_same() -> None:
    assert read(imported()) == read(spelt())
    assert Identity("route", "<id of api front> GET /items/{id}") in read(spelt())


def without(*path: str) -> Callable[[Any], None]:
    def change(body: Any) -> None:
        for step in path[:-1]:
            body = body[step]
        del body[path[-1]]

    return change


def with_(value: Any, *path: str) -> Callable[[Any], None]:
    def change(body: Any) -> None:
        for step in path[:-1]:
            body = body[step]
        body[path[-1]] = value

    return change


OPERATION = ("paths", "/items/{id}", "get")
IN_SCHEMES = ("components", "securitySchemes")


@pytest.mark.parametrize(
    "change",
    [
        without("openapi"),
        without("info", "title"),
        without(*OPERATION, "security"),
        without(*OPERATION, "parameters"),
        without(*OPERATION, "x-amazon-apigateway-integration", "httpMethod"),
        without(*IN_SCHEMES, "AWS_IAM"),
        without(*IN_SCHEMES, "jwt", "x-amazon-apigateway-authorizer", "identitySource"),
        with_("more", "servers"),
        with_("more", *OPERATION, "summary"),
        with_({"200": {}}, *OPERATION, "responses"),
        with_([{"jwt": []}, {"AWS_IAM": []}], *OPERATION, "security"),
        with_(operation("/items/{id}"), "paths", "/items/{id}", "trace"),
        with_("60", "x-amazon-apigateway-cors", "maxAge"),
        with_("http", *IN_SCHEMES, "jwt", "type"),
    ],
)
def test_a_document_is_read_whole_or_not_at_all(change: Callable[[Any], None]) -> None:
    resources = imported()
    change(resources["Front"]["Properties"]["Body"])
    with pytest.raises(UnreadableError):
        read(resources)


def test_an_api_says_nothing_beside_its_document() -> None:
    resources = imported()
    resources["Front"]["Properties"]["Description"] = "Items."
    with pytest.raises(UnreadableError):
        read(resources)


@pytest.mark.parametrize("unused", [True, False], ids=["no route leads there", "a route leads nowhere"])
def test_routes_and_integrations_belong_together(unused: bool) -> None:
    resources = spelt()
    resources["Other"] = copy.deepcopy(resources["Way"])
    if not unused:
        resources["Get"]["Properties"]["Target"] = "integrations/elsewhere"
        del resources["Other"]
    with pytest.raises(UnreadableError):
        read(resources)


def alias(version: Any) -> dict[str, Any]:
    properties = {"FunctionName": {"Ref": "Items"}, "Name": "live", "FunctionVersion": version}
    return {"Type": "AWS::Lambda::Alias", "Properties": properties}


def published(**said: Any) -> Resources:
    version = {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Items"}}, **said}
    return {"Version1a2b": version, "Live": alias({"Fn::GetAtt": ["Version1a2b", "Version"]})}


def test_what_an_alias_points_to_has_one_name_in_every_format() -> None:
    address = "aws_lambda_function.items"
    said = {
        address: {"function_name": "items", "publish": True},
        "aws_lambda_alias.live": {
            "name": "live",
            "function_name": "items",
            "function_version": symbol(address, "version"),
        },
    }
    assert read(published(DeletionPolicy="Retain")) == deployment(said, {}, PLACE)


def test_where_an_alias_points_and_what_becomes_of_old_versions_matters() -> None:
    right = read(published(DeletionPolicy="Retain"))
    assert read(published()) != right
    latest = published(DeletionPolicy="Retain")
    latest["Live"] = alias("$LATEST")
    assert read(latest) != right


def test_a_function_has_one_version_at_a_time() -> None:
    twice = published(DeletionPolicy="Retain")
    twice["Second"] = twice["Version1a2b"]
    with pytest.raises(UnreadableError):
        read(twice)


def test_what_a_service_fills_in_must_not_be_escaped() -> None:
    def schedule(text: str) -> Deployment:
        target = {"Arn": "function", "RoleArn": "role", "Input": text}
        return read(
            {"At": {"Type": "AWS::Scheduler::Schedule", "Properties": {"Name": "at", "Target": target}}}
        )

    said = '{"id": "<aws.scheduler.execution-id>", "kind": "x"}'
    assert schedule(said) == schedule('{"kind":"x","id":"<aws.scheduler.execution-id>"}')
    assert schedule(said) != schedule(said.replace("<", "\\u003c"))
