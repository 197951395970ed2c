"""Capacity providers, which CloudFormation and provider 6 of Terraform know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance.normal.form import Json
from tests.conformance.normal.identification import named
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.values import (
    Found,
    block,
    entries,
    listed,
    mapping,
    members,
    nested,
    only,
    pairs,
    text,
    whole,
)


def _targets(metric: str, target: str) -> Any:
    def read(value: Json) -> Found:
        for one in listed(value):
            said: Mapping[str, Any] = mapping(one)
            yield ("target", str(said[metric])), float(said[target])

    return read


_PROVIDER = Spelling(
    "AWS::Lambda::CapacityProvider",
    named("CapacityProviderName"),
    {
        "PermissionsConfig": nested({"CapacityProviderOperatorRoleArn": text("role")}),
        "VpcConfig": nested({"SubnetIds": members("subnet"), "SecurityGroupIds": members("group")}),
        "InstanceRequirements": nested(
            {"Architectures": only(text("architecture")), "AllowedInstanceTypes": members("type")}
        ),
        "CapacityProviderScalingConfig": nested(
            {
                "MaxVCpuCount": whole("vcpus"),
                "ScalingMode": text("mode"),
                "ScalingPolicies": _targets("PredefinedMetricType", "TargetValue"),
            }
        ),
        "KmsKeyArn": text("key"),
        "Tags": pairs("tags"),
    },
    asked={"Ref": "name", "Arn": "arn"},
)

_AWS_PROVIDER = Spelling(
    "aws_lambda_capacity_provider",
    named("name"),
    {
        "permissions_config": block({"capacity_provider_operator_role_arn": text("role")}),
        "vpc_config": block({"subnet_ids": members("subnet"), "security_group_ids": members("group")}),
        "instance_requirements": block(
            {"architectures": only(text("architecture")), "allowed_instance_types": members("type")}
        ),
        "capacity_provider_scaling_config": block(
            {
                "max_vcpu_count": whole("vcpus"),
                "scaling_mode": text("mode"),
                "scaling_policies": _targets("predefined_metric_type", "target_value"),
            }
        ),
        "kms_key_arn": text("key"),
        "tags": entries("tags"),
    },
    asked={"arn": "arn"},
)

KINDS = (
    Kind(
        name="capacity_provider",
        cloudformation=(_PROVIDER,),
        terraform=(_AWS_PROVIDER,),
        answers={"name": "{name}", "arn": arn("lambda", "capacity-provider:{name}")},
    ),
)
