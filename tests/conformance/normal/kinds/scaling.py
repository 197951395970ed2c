"""Application Auto Scaling: targets with their scheduled actions, and policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance.normal.exemption import argument
from tests.conformance.normal.form import Json, UnreadableError
from tests.conformance.normal.identification import about, named
from tests.conformance.normal.kind import Kind, Spelling
from tests.conformance.normal.values import Found, block, fixed, listed, mapping, nested, text, whole


def _actions(value: Json) -> Found:
    """Each action by its name."""
    for one in map(mapping, listed(value)):
        bounds: Mapping[str, Any] = mapping(one["ScalableTargetAction"])
        name = str(one["ScheduledActionName"])
        yield ("action", name, "schedule"), one["Schedule"]
        yield ("action", name, "minimum"), bounds["MinCapacity"]
        yield ("action", name, "maximum"), bounds["MaxCapacity"]
        if "Timezone" in one:
            yield ("action", name, "timezone"), one["Timezone"]


_ON = "{ResourceId} {ScalableDimension}"
_TARGET = Spelling(
    "AWS::ApplicationAutoScaling::ScalableTarget",
    about(_ON),
    {
        "ServiceNamespace": text("namespace"),
        "MinCapacity": whole("minimum"),
        "MaxCapacity": whole("maximum"),
        "ScheduledActions": _actions,
    },
    asked={"Ref": "id"},
)

_AWS_ON = "{resource_id} {scalable_dimension}"
_AWS_TARGET = Spelling(
    "aws_appautoscaling_target",
    about(_AWS_ON),
    {
        "service_namespace": text("namespace"),
        "min_capacity": whole("minimum"),
        "max_capacity": whole("maximum"),
    },
    asked={"id": "id"},
)

_AWS_ACTION = Spelling(
    "aws_appautoscaling_scheduled_action",
    about(_AWS_ON),
    {
        "name": lambda _: iter(()),  # it stands above the settings
        "service_namespace": fixed(expected="lambda"),
        "schedule": text("schedule"),
        "timezone": text("timezone"),
        "scalable_target_action": block({"min_capacity": whole("minimum"), "max_capacity": whole("maximum")}),
    },
    under=("action", "{name}"),
    unnoticed=(argument("service_namespace", "lambda"),),
)


def _part(value: Json) -> Found:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnreadableError(f"a utilization of {value!r}")
    yield ("utilization",), f"{value:.2f}"


_POLICY = Spelling(
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    named("PolicyName"),
    {
        "PolicyType": text("type"),
        "ScalingTargetId": text("target"),
        "TargetTrackingScalingPolicyConfiguration": nested(
            {
                "TargetValue": _part,
                "PredefinedMetricSpecification": nested({"PredefinedMetricType": text("metric")}),
            }
        ),
    },
)


def _followed(value: Json) -> Found:
    """The provider names a target by its parts, of which only one differs."""
    yield ("target",), f"{value} {_DIMENSION}"


_DIMENSION = "lambda:function:ProvisionedConcurrency"
_AWS_POLICY = Spelling(
    "aws_appautoscaling_policy",
    named("name"),
    {
        "policy_type": text("type"),
        "resource_id": _followed,
        "service_namespace": fixed(expected="lambda"),
        "scalable_dimension": fixed(expected=_DIMENSION),
        "target_tracking_scaling_policy_configuration": block(
            {
                "target_value": _part,
                "predefined_metric_specification": block({"predefined_metric_type": text("metric")}),
                "disable_scale_in": fixed(expected=False),
            }
        ),
    },
    unnoticed=(
        argument("scalable_dimension", _DIMENSION),
        argument("service_namespace", "lambda"),
        argument("target_tracking_scaling_policy_configuration/#/disable_scale_in", False),
    ),
)

KINDS = (
    Kind(name="scaling_policy", cloudformation=(_POLICY,), terraform=(_AWS_POLICY,)),
    Kind(
        name="scalable_target",
        cloudformation=(_TARGET,),
        terraform=(_AWS_TARGET, _AWS_ACTION),
        answers={"id": "{name}"},
    ),
)
