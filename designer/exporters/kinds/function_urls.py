"""Function URLs."""

from __future__ import annotations

from designer.exporters.shapes import (
    CloudFormation,
    Got,
    Kind,
    Made,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute, Ref
from designer.graph.function_urls import FunctionUrl
from designer.graph.http import Cors


def _url(url: FunctionUrl) -> Shape:
    return shape(
        "Url",
        TargetFunctionArn=Ref(url.function.target, Attribute.ARN),
        Qualifier=url.alias,
        AuthType=url.authorization,
        InvokeMode=url.invoke_mode,
        Cors=_cors(url.cors) if url.cors else None,
    )


def _cors(cors: Cors) -> Shape:
    return shape(
        "Cors",
        AllowOrigins=cors.allow_origins,
        AllowMethods=cors.allow_methods,
        AllowHeaders=cors.allow_headers,
        ExposeHeaders=cors.expose_headers,
        AllowCredentials=cors.allow_credentials,
        MaxAge=cors.max_age,
    )


def _url_block(url: FunctionUrl) -> tuple[Made, ...]:
    settings = group(
        function_name=url.function,
        qualifier=url.alias,
        authorization_type=url.authorization,
        invoke_mode=url.invoke_mode,
    )
    return (made("aws_lambda_function_url", settings, _cors_block(url.cors) if url.cors else None),)


def _cors_block(cors: Cors) -> Shape:
    return block(
        "cors",
        allow_origins=cors.allow_origins,
        allow_methods=cors.allow_methods,
        allow_headers=cors.allow_headers,
        expose_headers=cors.expose_headers,
        allow_credentials=cors.allow_credentials,
        max_age=cors.max_age,
    )


KINDS = (
    Kind(
        FunctionUrl,
        CloudFormation("AWS::Lambda::Url", _url, {Attribute.URL: Got("FunctionUrl")}),
        Terraform("aws_lambda_function_url", _url_block, "function_urls.tf", {Attribute.URL: "function_url"}),
        suffix="Url",
    ),
)
"""How function URLs are spelt."""
