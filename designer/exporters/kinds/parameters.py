"""Parameters of Systems Manager."""

from __future__ import annotations

from designer.exporters.hcl import Reference
from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Kind,
    Made,
    Shape,
    Terraform,
    block,
    group,
    made,
    own_arn,
    shape,
)
from designer.graph import Attribute
from designer.graph.parameters import SystemParameter


def _parameter(parameter: SystemParameter) -> Shape:
    return shape(
        "Parameter",
        Name=parameter.name,
        Description=parameter.description,
        Type=parameter.type,
        Tier=parameter.tier,
        Value=parameter.value,
    )


def _parameter_block(parameter: SystemParameter) -> tuple[Made, ...]:
    settings = group(
        name=parameter.name,
        description=parameter.description,
        type=parameter.type,
        tier=parameter.tier,
        value=parameter.value,
    )
    # CloudFormation touches a value only when the template's own changes; Terraform has to be told.
    kept = block("lifecycle", ignore_changes=(Reference("value"),)) if parameter.by_hand else None
    return (made("aws_ssm_parameter", settings, kept),)


KINDS = (
    Kind(
        SystemParameter,
        CloudFormation(
            "AWS::SSM::Parameter",
            _parameter,
            # Its name begins with the slash that the ARN has there.
            {Attribute.ARN: own_arn("ssm", "parameter", REF), Attribute.NAME: REF},
            tags="map",
        ),
        Terraform(
            "aws_ssm_parameter",
            _parameter_block,
            "parameters.tf",
            {Attribute.ARN: "arn", Attribute.NAME: "name"},
        ),
    ),
)
"""How parameters are spelt."""
