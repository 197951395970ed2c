"""Capacity providers: known by AWS provider 6 for Terraform and by newer versions of CDK."""

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
from designer.graph import Attribute
from designer.graph.instances import CapacityProvider

_METRIC = "LambdaCapacityProviderAverageCPUUtilization"
_MANUAL = "Manual"


def _provider(provider: CapacityProvider) -> Shape:
    target = shape(
        "TargetTrackingScalingPolicy", PredefinedMetricType=_METRIC, TargetValue=provider.cpu_target
    )
    by_target = provider.cpu_target is not None
    scaling = shape(
        "CapacityProviderScalingConfig",
        MaxVCpuCount=provider.maximum_vcpus,
        ScalingMode=_MANUAL if by_target else None,
        ScalingPolicies=(target,) if by_target else None,
    )
    return shape(
        "CapacityProvider",
        CapacityProviderName=provider.name,
        PermissionsConfig=shape(
            "CapacityProviderPermissionsConfig", CapacityProviderOperatorRoleArn=provider.role
        ),
        VpcConfig=shape(
            "CapacityProviderVpcConfig",
            SubnetIds=provider.subnets,
            SecurityGroupIds=provider.security_groups,
        ),
        InstanceRequirements=shape(
            "InstanceRequirements",
            Architectures=(provider.architecture,),
            AllowedInstanceTypes=provider.instance_types,
        ),
        CapacityProviderScalingConfig=scaling if scaling.fields else None,
        KmsKeyArn=provider.kms_key,
    )


def _provider_block(provider: CapacityProvider) -> tuple[Made, ...]:
    by_target = provider.cpu_target is not None
    scaling = block(
        "capacity_provider_scaling_config",
        max_vcpu_count=provider.maximum_vcpus,
        scaling_mode=_MANUAL if by_target else None,
        target=block("scaling_policies", predefined_metric_type=_METRIC, target_value=provider.cpu_target)
        if by_target
        else None,
    )
    return (
        made(
            "aws_lambda_capacity_provider",
            group(name=provider.name, kms_key_arn=provider.kms_key),
            block("permissions_config", capacity_provider_operator_role_arn=provider.role),
            block("vpc_config", subnet_ids=provider.subnets, security_group_ids=provider.security_groups),
            block(
                "instance_requirements",
                architectures=(provider.architecture,),
                allowed_instance_types=provider.instance_types,
            ),
            scaling if scaling.fields else None,
        ),
    )


KINDS = (
    Kind(
        CapacityProvider,
        CloudFormation("AWS::Lambda::CapacityProvider", _provider, {Attribute.ARN: Got("Arn")}),
        Terraform(
            "aws_lambda_capacity_provider",
            _provider_block,
            "instances.tf",
            {Attribute.ARN: "arn", Attribute.NAME: "name"},
        ),
    ),
)
"""How capacity providers are spelt."""
