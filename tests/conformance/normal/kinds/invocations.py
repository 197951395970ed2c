"""What invokes Lambda functions: permissions, and asynchronous invocation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance.normal.answers import function_name
from tests.conformance.normal.exemption import SAM, argument, property_
from tests.conformance.normal.form import Place
from tests.conformance.normal.identification import composed
from tests.conformance.normal.kind import Kind, Spelling
from tests.conformance.normal.kinds.functions import aws_qualified, qualified
from tests.conformance.normal.values import (
    block,
    flag,
    nested,
    perhaps,
    text,
    whole,
)


def _permission(said: Mapping[str, Any], place: Place) -> str:
    invoked = function_name(said["FunctionName"], place)
    return f"{invoked} < {said['Principal']} {said['Action']} {said['SourceArn']}"


def _aws_permission(said: Mapping[str, Any], place: Place) -> str:
    invoked = function_name(said["function_name"], place, said["qualifier"])
    return f"{invoked} < {said['principal']} {said['action']} {said['source_arn']}"


_PERMISSION = Spelling(
    "AWS::Lambda::Permission",
    composed(_permission, "FunctionName", "Principal", "Action", "SourceArn"),
    {
        "SourceAccount": text("source_account"),
        "PrincipalOrgID": text("organization"),
        "EventSourceToken": text("token"),
        "FunctionUrlAuthType": text("url_authorization"),
        "InvokedViaFunctionUrl": flag("by_url"),
    },
)

_AWS_PERMISSION = Spelling(
    "aws_lambda_permission",
    composed(_aws_permission, "function_name", "qualifier", "principal", "action", "source_arn"),
    {
        "source_account": text("source_account"),
        "principal_org_id": text("organization"),
        "event_source_token": text("token"),
        "function_url_auth_type": text("url_authorization"),
        "invoked_via_function_url": flag("by_url"),
    },
    # The Sid, which CloudFormation makes up.
    told_back=frozenset({"statement_id"}),
)

_ASYNCHRONOUS = Spelling(
    "AWS::Lambda::EventInvokeConfig",
    composed(qualified, "FunctionName", "Qualifier"),
    {
        "MaximumRetryAttempts": whole("retries"),
        "MaximumEventAgeInSeconds": whole("event_age"),
        "DestinationConfig": perhaps(
            {
                "OnSuccess": nested({"Destination": text("on_success")}),
                "OnFailure": nested({"Destination": text("on_failure")}),
            }
        ),
    },
    unnoticed=(property_("DestinationConfig", {}, SAM),),
)

_AWS_ASYNCHRONOUS = Spelling(
    "aws_lambda_function_event_invoke_config",
    composed(aws_qualified, "function_name", "qualifier"),
    {
        "maximum_retry_attempts": whole("retries"),
        "maximum_event_age_in_seconds": whole("event_age"),
        "destination_config": block(
            {
                "on_success": block({"destination": text("on_success")}),
                "on_failure": block({"destination": text("on_failure")}),
            }
        ),
    },
    unnoticed=(argument("maximum_retry_attempts", 2),),
)

KINDS = (
    Kind(name="permission", cloudformation=(_PERMISSION,), terraform=(_AWS_PERMISSION,)),
    Kind(
        name="event_invoke_config",
        cloudformation=(_ASYNCHRONOUS,),
        terraform=(_AWS_ASYNCHRONOUS,),
        defaults={("retries",): 2, ("event_age",): 21600},
    ),
)
