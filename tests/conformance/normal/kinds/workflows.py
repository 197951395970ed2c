"""Workflows of Step Functions."""

from __future__ import annotations

from collections.abc import Iterator

from tests.conformance.normal.exemption import argument
from tests.conformance.normal.form import Identity, Json, Place
from tests.conformance.normal.identification import named
from tests.conformance.normal.kind import Kind, Piece, Spelling, When, arn
from tests.conformance.normal.structures import encoded, tags, tree
from tests.conformance.normal.values import (
    Reader,
    block,
    each,
    fixed,
    flag,
    mapping,
    nested,
    read_all,
    stripped,
    text,
    whole,
)

_SAYS: dict[str, Reader] = {
    "Definition": tree("definition"),
    "DefinitionString": encoded(tree("definition")),
    "EncryptionConfiguration": nested(
        {
            "KmsDataKeyReusePeriodSeconds": whole("key", "reuse"),
            "KmsKeyId": text("key"),
            "Type": text("key", "type"),
        }
    ),
    "LoggingConfiguration": nested(
        {
            "Destinations": each(
                nested({"CloudWatchLogsLogGroup": nested({"LogGroupArn": stripped(":*", "log", "group")})})
            ),
            "IncludeExecutionData": flag("log", "data"),
            "Level": text("log", "level"),
        }
    ),
    "RoleArn": text("role"),
    "StateMachineType": text("type"),
    "Tags": tags(),
    "TracingConfiguration": nested({"Enabled": flag("tracing")}),
}


def _filled(identity: Identity, said: dict[str, Json], place: Place) -> Iterator[Piece]:
    """A definition in which CloudFormation puts values where it says ``${name}``."""
    del place
    text_ = str(said["DefinitionString"])
    for name, value in mapping(said["DefinitionSubstitutions"]).items():
        text_ = text_.replace(f"${{{name}}}", str(value))
    rest = {key: value for key, value in said.items() if key != "DefinitionSubstitutions"}
    yield identity, dict(read_all(_SAYS, {**rest, "DefinitionString": text_}))


_STATE_MACHINE = Spelling(
    "AWS::StepFunctions::StateMachine",
    named("StateMachineName"),
    _SAYS,
    asked={"Ref": "arn", "Arn": "arn", "Name": "name"},
    imports=("DefinitionSubstitutions", _filled),
)

_AWS_STATE_MACHINE = Spelling(
    "aws_sfn_state_machine",
    named("name"),
    {
        "definition": encoded(tree("definition")),
        "encryption_configuration": block(
            {
                "kms_data_key_reuse_period_seconds": whole("key", "reuse"),
                "kms_key_id": text("key"),
                "type": text("key", "type"),
            }
        ),
        "logging_configuration": block(
            {
                "include_execution_data": flag("log", "data"),
                "level": text("log", "level"),
                "log_destination": stripped(":*", "log", "group"),
            }
        ),
        "publish": fixed(expected=False),
        "role_arn": text("role"),
        "tags": tags(),
        "tracing_configuration": block({"enabled": flag("tracing")}),
        "type": text("type"),
    },
    asked={"arn": "arn", "id": "arn"},
    unnoticed=(argument("publish", False), argument("type", "STANDARD")),
)

KINDS = (
    Kind(
        name="workflow",
        cloudformation=(_STATE_MACHINE,),
        terraform=(_AWS_STATE_MACHINE,),
        answers={"arn": arn("states", "stateMachine:{name}"), "name": "{name}"},
        defaults={
            ("type",): "STANDARD",
            ("tracing",): False,
            ("log", "data"): False,
            ("log", "level"): "OFF",
        },
        defaults_when=(When(("key",), None, {("key", "reuse"): 300}),),
    ),
)
