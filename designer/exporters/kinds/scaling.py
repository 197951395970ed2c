"""Application Auto Scaling of provisioned concurrency."""

from __future__ import annotations

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
    shape,
)
from designer.graph import Attribute, Join, Ref
from designer.graph.scaling import ScalableTarget, ScalingPolicy

_DIMENSION = "lambda:function:ProvisionedConcurrency"
_NAMESPACE = "lambda"
_METRIC = "LambdaProvisionedConcurrencyUtilization"
_TRACKING = "TargetTrackingScaling"


def _resource(target: ScalableTarget) -> Join:
    return Join(("function:", target.function, f":{target.alias}"))


def _target(target: ScalableTarget) -> Shape:
    actions = tuple(
        shape(
            "ScheduledAction",
            ScheduledActionName=each.name,
            Schedule=each.expression,
            Timezone=each.timezone,
            ScalableTargetAction=shape(
                "ScalableTargetAction", MinCapacity=each.minimum, MaxCapacity=each.maximum
            ),
        )
        for each in target.actions
    )
    return shape(
        "ScalableTarget",
        ServiceNamespace=_NAMESPACE,
        ScalableDimension=_DIMENSION,
        ResourceId=_resource(target),
        MinCapacity=target.minimum,
        MaxCapacity=target.maximum,
        ScheduledActions=actions,
    )


def _target_blocks(target: ScalableTarget) -> tuple[Made, ...]:
    what = {"service_namespace": _NAMESPACE, "scalable_dimension": _DIMENSION}
    own = Ref(target.id, Attribute.NAME)
    first = made(
        "aws_appautoscaling_target",
        group(**what, resource_id=_resource(target)),
        group(min_capacity=target.minimum, max_capacity=target.maximum),
    )
    actions = (
        made(
            "aws_appautoscaling_scheduled_action",
            group(name=each.name, **what, resource_id=own),
            group(schedule=each.expression, timezone=each.timezone),
            block("scalable_target_action", min_capacity=each.minimum, max_capacity=each.maximum),
            suffix=each.name,
        )
        for each in target.actions
    )
    return (first, *actions)


def _policy(policy: ScalingPolicy) -> Shape:
    return shape(
        "ScalingPolicy",
        PolicyName=policy.name,
        PolicyType=_TRACKING,
        ScalingTargetId=policy.target,
        TargetTrackingScalingPolicyConfiguration=shape(
            "TargetTrackingScalingPolicyConfiguration",
            TargetValue=policy.utilization,
            PredefinedMetricSpecification=shape(
                "PredefinedMetricSpecification", PredefinedMetricType=_METRIC
            ),
        ),
    )


def _policy_block(policy: ScalingPolicy) -> tuple[Made, ...]:
    followed = block(
        "target_tracking_scaling_policy_configuration",
        target_value=policy.utilization,
        predefined=block("predefined_metric_specification", predefined_metric_type=_METRIC),
    )
    what = {"service_namespace": _NAMESPACE, "scalable_dimension": _DIMENSION}
    target = Ref(policy.target.target, Attribute.NAME)
    settings = group(name=policy.name, policy_type=_TRACKING, **what, resource_id=target)
    return (made("aws_appautoscaling_policy", settings, followed),)


KINDS = (
    Kind(
        ScalableTarget,
        CloudFormation(
            "AWS::ApplicationAutoScaling::ScalableTarget", _target, {Attribute.ID: REF}, tags=None
        ),
        Terraform(
            "aws_appautoscaling_target",
            _target_blocks,
            "scaling.tf",
            {Attribute.ID: "id", Attribute.NAME: "resource_id"},
        ),
    ),
    Kind(
        ScalingPolicy,
        CloudFormation("AWS::ApplicationAutoScaling::ScalingPolicy", _policy, tags=None),
        Terraform("aws_appautoscaling_policy", _policy_block, "scaling.tf"),
    ),
)
"""How the scaling of provisioned concurrency is spelt."""
