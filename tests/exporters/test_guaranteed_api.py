"""What no blueprint can break of APIs: their logs, their deployments, and what belongs to which."""

from __future__ import annotations

import json
import re

import pytest
from pydantic import ValidationError

from designer.graph import Ref, Resource
from designer.graph.http import HttpApi, HttpStage
from designer.graph.rest import RestApi, RestDeployment, RestMethod, RestResource, RestStage
from designer.graph.websocket import WebSocketApi, WebSocketStage
from tests.exporters.deployed import deployed, every, everything
from tests.exporters.pieces import of_kind
from tests.rules.judging import design


def test_access_logs_are_json() -> None:
    logged = set()
    for kind in (HttpStage, RestStage, WebSocketStage):
        for found, stage in every(kind):
            if stage.access_log is not None:
                told = json.loads(str(stage.access_log.format))
                assert {"requestId", "status"} <= set(told), (found.name, stage.id)
                assert all(str(value).startswith("$context.") for value in told.values())
                logged.add(kind)
    assert len(logged) == 3


def test_deployments_follow_what_is_changed() -> None:
    for piece in of_kind("terraform", "aws_api_gateway_deployment"):
        assert "redeployment = sha1(jsonencode([" in piece.text
        assert "create_before_destroy = true" in piece.text
        assert "aws_api_gateway_method." in piece.text
        assert "aws_api_gateway_integration." in piece.text
    assert [piece for piece in everything() if "timestamp()" in piece.text] == []


def test_deployments_are_snapshots_of_all_methods() -> None:
    methods = 0
    for found, deployment in every(RestDeployment):
        for method in found.all(RestMethod):
            if method.api == deployment.api:
                assert method.id in deployment.contents, (found.name, method.id)
                methods += 1
    assert methods > 10


def test_stages_are_resources_of_their_own() -> None:
    deployments = of_kind("terraform", "aws_api_gateway_deployment")
    assert [piece for piece in deployments if "stage_name" in piece.text] == []
    stages = of_kind("terraform", "aws_api_gateway_stage")
    assert len(stages) == len(deployments) == sum(1 for _ in every(RestApi))
    assert all("deployment_id " in piece.text for piece in stages)


def api_of(resource: Resource | None) -> Ref | None:
    """The API that a part of one belongs to."""
    return getattr(resource, "api", None)


def test_parts_of_an_api_belong_together() -> None:
    compared = 0
    for found in deployed():
        for stage in found.all(RestStage):
            assert api_of(found.one(stage.deployment)) == stage.api, (found.name, stage.id)
            compared += 1
        for method in found.all(RestMethod):
            parts = [found.one(method.resource), found.one(method.authorizer)]
            for part in parts:
                if part is not None and not isinstance(part, RestApi):
                    assert api_of(part) == method.api, (found.name, method.id)
                    compared += 1
        for step in found.all(RestResource):
            parent = found.one(step.parent)
            assert parent is not None
            assert parent.id == step.api.target or api_of(parent) == step.api
    assert compared > 10
    mixed = r"^  body +=|DefinitionBody:|SpecRestApi"
    rest = [
        *of_kind("terraform", "aws_api_gateway_rest_api"),
        *of_kind("cdk-python", "apigateway.CfnRestApi"),
    ]
    assert [piece for piece in rest if re.search(mixed, piece.text, re.MULTILINE)] == []


@pytest.mark.parametrize(
    "feature",
    [
        "cache: {}",
        "web_acl: x",
        "usage_plan: {keys: [a]}",
        "endpoint: PRIVATE",
        "tracing: true",
        "vpc_endpoints: [x]",
    ],
)
def test_http_apis_cannot_be_asked_for_what_only_rest_apis_have(feature: str) -> None:
    with pytest.raises(ValidationError, match=feature.partition(":")[0]):
        design(f"{{name: a, apis: {{front: {{{feature}}}}}}}")


@pytest.mark.parametrize(
    "feature", ["api_key_required: true", "required: header.x", "body: {type: object}", "timeout: 40"]
)
def test_routes_of_http_apis_cannot_either(feature: str) -> None:
    trigger = f"{{type: http_api, api: front, {feature}}}"
    with pytest.raises(ValidationError, match=feature.partition(":")[0]):
        design(f"{{name: a, functions: {{f: {{triggers: {{t: {trigger}}}}}}}, apis: {{front: {{}}}}}}")


def test_every_api_has_a_name() -> None:
    for kind in (HttpApi, RestApi, WebSocketApi):
        named = [api.name for _, api in every(kind)]
        assert named
        assert all(named)
