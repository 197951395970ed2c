"""Functions that decide who may use an HTTP or a WebSocket API."""

from __future__ import annotations

from designer.exporters.kinds.rest import FILE, invocation, invoke_arn
from designer.exporters.shapes import REF, CloudFormation, Kind, Made, Shape, Terraform, group, made, shape
from designer.graph import Attribute
from designer.graph.http_access import FunctionAuthorizer


def _authorizer(authorizer: FunctionAuthorizer) -> Shape:
    return shape(
        "Authorizer",
        ApiId=authorizer.api,
        Name=authorizer.name,
        AuthorizerType="REQUEST",
        AuthorizerUri=invocation(authorizer.function),
        AuthorizerPayloadFormatVersion=authorizer.payload,
        EnableSimpleResponses=authorizer.simple,
        IdentitySource=authorizer.identity_sources,
        AuthorizerResultTtlInSeconds=authorizer.ttl,
    )


def _authorizer_blocks(authorizer: FunctionAuthorizer) -> tuple[Made, ...]:
    return (
        made(
            "aws_apigatewayv2_authorizer",
            group(api_id=authorizer.api, name=authorizer.name, authorizer_type="REQUEST"),
            group(
                authorizer_uri=invoke_arn(authorizer.function),
                authorizer_payload_format_version=authorizer.payload,
                enable_simple_responses=authorizer.simple,
                identity_sources=authorizer.identity_sources,
                authorizer_result_ttl_in_seconds=authorizer.ttl,
            ),
        ),
    )


KINDS = (
    Kind(
        FunctionAuthorizer,
        CloudFormation("AWS::ApiGatewayV2::Authorizer", _authorizer, {Attribute.ID: REF}, tags=None),
        Terraform("aws_apigatewayv2_authorizer", _authorizer_blocks, FILE, {Attribute.ID: "id"}),
        suffix="Authorizer",
    ),
)
"""How authorizers that ask a function are spelt."""
