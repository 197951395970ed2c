"""Parameters of Systems Manager."""

from __future__ import annotations

from tests.conformance.normal.identification import named
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.structures import tags
from tests.conformance.normal.values import text

_CLOUDFORMATION = Spelling(
    "AWS::SSM::Parameter",
    named("Name"),
    {
        "Description": text("description"),
        "Type": text("type"),
        "Tier": text("tier"),
        "Value": text("value"),
        "Tags": tags(),
    },
    asked={"Ref": "name"},
)

_TERRAFORM = Spelling(
    "aws_ssm_parameter",
    named("name"),
    {
        "description": text("description"),
        "type": text("type"),
        "tier": text("tier"),
        "value": text("value"),
        "tags": tags(),
    },
    asked={"arn": "arn", "id": "name"},
)

KINDS = (
    Kind(
        name="parameter",
        cloudformation=(_CLOUDFORMATION,),
        terraform=(_TERRAFORM,),
        answers={"arn": arn("ssm", "parameter{name}"), "name": "{name}"},
        defaults={("description",): "", ("tier",): "Standard"},
    ),
)
