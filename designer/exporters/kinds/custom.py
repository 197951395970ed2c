"""Resources of one's own.

CDK has no L1 construct that takes properties of any name, so it spells them by its own ``CustomResource``.
"""

from __future__ import annotations

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    JsonText,
    Kind,
    Made,
    Shape,
    Terraform,
    group,
    made,
    shape,
)
from designer.graph import Attribute, Ref
from designer.graph.custom import CustomResource

_LIFECYCLE = "CRUD"
"""The function is invoked to create, to change and to delete, and told which."""


def _custom(custom: CustomResource) -> Shape:
    known = shape("CustomResource", ServiceToken=custom.token, ServiceTimeout=custom.service_timeout)
    own = tuple((each.key, each.value) for each in custom.properties)
    return Shape(known.kind, (*known.fields, *own))


def _invocation(custom: CustomResource) -> tuple[Made, ...]:
    is_alias = custom.token.target != custom.function.target
    qualifier = Ref(custom.token.target, Attribute.NAME) if is_alias else None
    invoked = group(function_name=custom.function, qualifier=qualifier, lifecycle_scope=_LIFECYCLE)
    event = {"ResourceProperties": {each.key: each.value for each in custom.properties}}
    return (made("aws_lambda_invocation", invoked, group(input=JsonText(event))),)


KINDS = (
    Kind(
        CustomResource,
        CloudFormation("AWS::CloudFormation::CustomResource", _custom, {Attribute.ID: REF}, tags=None),
        Terraform("aws_lambda_invocation", _invocation, "custom.tf"),
    ),
)
"""How resources of one's own are spelt."""
