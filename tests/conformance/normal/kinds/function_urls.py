"""Addresses of functions of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance.normal.answers import function_name
from tests.conformance.normal.exemption import argument
from tests.conformance.normal.form import Place
from tests.conformance.normal.identification import composed
from tests.conformance.normal.kind import Kind, Spelling
from tests.conformance.normal.values import block, flag, members, nested, text, whole


def _name(said: Mapping[str, Any], place: Place) -> str:
    return function_name(said["TargetFunctionArn"], place, said["Qualifier"])


def _aws_name(said: Mapping[str, Any], place: Place) -> str:
    return function_name(said["function_name"], place, said["qualifier"])


_URL = Spelling(
    "AWS::Lambda::Url",
    composed(_name, "TargetFunctionArn", "Qualifier"),
    {
        "AuthType": text("authorization"),
        "InvokeMode": text("invoke_mode"),
        "Cors": nested(
            {
                "AllowCredentials": flag("cors", "credentials"),
                "AllowHeaders": members("cors", "headers"),
                "AllowMethods": members("cors", "methods"),
                "AllowOrigins": members("cors", "origins"),
                "ExposeHeaders": members("cors", "exposed"),
                "MaxAge": whole("cors", "max_age"),
            }
        ),
    },
    asked={"FunctionUrl": "url"},
)

_AWS_URL = Spelling(
    "aws_lambda_function_url",
    composed(_aws_name, "function_name", "qualifier"),
    {
        "authorization_type": text("authorization"),
        "invoke_mode": text("invoke_mode"),
        "cors": block(
            {
                "allow_credentials": flag("cors", "credentials"),
                "allow_headers": members("cors", "headers"),
                "allow_methods": members("cors", "methods"),
                "allow_origins": members("cors", "origins"),
                "expose_headers": members("cors", "exposed"),
                "max_age": whole("cors", "max_age"),
            }
        ),
    },
    asked={"function_url": "url"},
    told_back=frozenset({"function_arn", "url_id"}),
    unnoticed=(argument("invoke_mode", "BUFFERED"),),
)

KINDS = (
    Kind(
        name="function_url",
        cloudformation=(_URL,),
        terraform=(_AWS_URL,),
        answers={"url": "<url of {name}>"},
        defaults={("invoke_mode",): "BUFFERED", ("cors", "credentials"): False, ("cors", "max_age"): 0},
    ),
)
