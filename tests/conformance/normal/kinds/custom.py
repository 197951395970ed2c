"""Custom resources: what a function is told when the design is deployed.

Terraform invokes the function with what CloudFormation would have told it, in one text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.conformance.normal.answers import function_name
from tests.conformance.normal.comparison import Tolerance
from tests.conformance.normal.exemption import argument, deletion
from tests.conformance.normal.form import Identity, Json, Place, UnreadableError
from tests.conformance.normal.identification import composed
from tests.conformance.normal.kind import Kind, Piece, Spelling
from tests.conformance.normal.values import Found, fixed, text, whole

_SECONDS = 300
_NO_TIMEOUT = "Terraform waits for the function itself, as long as it runs; a note says so."


def _by_token(said: Mapping[str, Any], place: Place) -> str:
    return function_name(said["ServiceToken"], place)


def _by_function(said: Mapping[str, Any], place: Place) -> str:
    # What has no qualifier has that of the provider.
    return function_name(said["function_name"], place, said["qualifier"]).removesuffix(":$LATEST")


def _told(identity: Identity, said: dict[str, Json], _: Place) -> Iterator[Piece]:
    """Every property but the two that are CloudFormation's own."""
    settings = {("property", name): _text(value) for name, value in said.items() if name != "ServiceTimeout"}
    if "ServiceTimeout" in said:
        settings |= dict(whole("service_timeout")(said["ServiceTimeout"]))
    yield identity, {**settings, ("lifecycle",): "CRUD"}  # CloudFormation asks for all of it


def _text(value: Json) -> Any:
    if not isinstance(value, str):
        raise UnreadableError(f"a property {value!r}")
    return value


def _input(value: Json) -> Found:
    try:
        event = json.loads(str(value))
    except ValueError:
        raise UnreadableError(f"an input {value!r}") from None
    if set(event) != {"ResourceProperties"}:
        raise UnreadableError(f"an event {event}")
    for name, each in event["ResourceProperties"].items():
        yield ("property", name), _text(each)


_CUSTOM = Spelling(
    "AWS::CloudFormation::CustomResource",
    composed(_by_token, "ServiceToken"),
    {},
    asked={"Ref": "id"},
    imports=("ServiceToken", _told),
    unnoticed=deletion(),
)

_INVOCATION = Spelling(
    "aws_lambda_invocation",
    composed(_by_function, "function_name", "qualifier"),
    {
        "input": _input,
        "lifecycle_scope": text("lifecycle"),
        "terraform_key": fixed(expected="tf"),
    },
    told_back=frozenset({"result"}),
    unnoticed=(argument("terraform_key", "tf"), argument("qualifier", "$LATEST")),
)

KINDS = (
    Kind(
        name="custom_resource",
        answers={"id": "<id of {name}>"},
        cloudformation=(_CUSTOM,),
        terraform=(_INVOCATION,),
        tolerated=(
            Tolerance("terraform", "custom_resource", ("service_timeout",), None, _SECONDS, _NO_TIMEOUT),
        ),
    ),
)
