"""Target groups of load balancers, and the rules of listeners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance.normal.answers import named_by
from tests.conformance.normal.exemption import argument
from tests.conformance.normal.form import Place, UnreadableError
from tests.conformance.normal.identification import about, composed, named
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.structures import bag, tags
from tests.conformance.normal.values import (
    Found,
    Reader,
    block,
    each,
    fixed,
    flag,
    mapping,
    members,
    nested,
    only,
    text,
    whole,
)


def _attribute(value: Any) -> Found:
    said = mapping(value)
    if said.get("Key") != "lambda.multi_value_headers.enabled" or set(said) != {"Key", "Value"}:
        raise UnreadableError(f"an attribute {said!r}")
    yield from flag("multi_value_headers")(said["Value"])


_GROUP = Spelling(
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    named("Name"),
    {
        "HealthCheckEnabled": flag("health", "enabled"),
        "HealthCheckIntervalSeconds": whole("health", "interval"),
        "HealthCheckPath": text("health", "path"),
        "HealthCheckTimeoutSeconds": whole("health", "timeout"),
        "HealthyThresholdCount": whole("health", "healthy"),
        "Matcher": nested({"HttpCode": text("health", "codes")}),
        "Tags": tags(),
        "TargetGroupAttributes": each(_attribute),
        "Targets": only(nested({"Id": text("target")})),
        "TargetType": text("type"),
        "UnhealthyThresholdCount": whole("health", "unhealthy"),
    },
    asked={"Ref": "arn", "TargetGroupArn": "arn"},
)

_AWS_GROUP = Spelling(
    "aws_lb_target_group",
    named("name"),
    {
        # What the provider says of targets that are no functions.
        "deregistration_delay": fixed("300"),
        "proxy_protocol_v2": fixed(expected=False),
        "slow_start": fixed(0),
        "health_check": block(
            {
                "enabled": flag("health", "enabled"),
                "healthy_threshold": whole("health", "healthy"),
                "interval": whole("health", "interval"),
                "matcher": text("health", "codes"),
                "path": text("health", "path"),
                "port": fixed("traffic-port"),
                "protocol": fixed("HTTP"),
                "timeout": whole("health", "timeout"),
                "unhealthy_threshold": whole("health", "unhealthy"),
            }
        ),
        "lambda_multi_value_headers_enabled": flag("multi_value_headers"),
        "tags": tags(),
        "target_type": text("type"),
    },
    asked={"arn": "arn"},
    unnoticed=(
        argument("deregistration_delay", "300"),
        argument("health_check/#/port", "traffic-port"),
        argument("health_check/#/protocol", "HTTP"),
        argument("lambda_multi_value_headers_enabled", False),
        argument("proxy_protocol_v2", False),
        argument("slow_start", 0),
    ),
)


def _of_group(said: Mapping[str, Any], place: Place) -> str:
    return named_by("target_group", "arn", said["target_group_arn"], place)


_AWS_MEMBER = Spelling(
    "aws_lb_target_group_attachment",
    composed(_of_group, "target_group_arn"),
    {"target_id": text("target")},
)

_MEMBERS: Mapping[str, tuple[str, Reader]] = {
    "host-header": ("HostHeaderConfig", nested({"Values": members("hosts")})),
    "http-header": (
        "HttpHeaderConfig",
        bag({"HttpHeaderName": text("name"), "Values": members("values")}, "headers"),
    ),
    "http-request-method": ("HttpRequestMethodConfig", nested({"Values": members("methods")})),
    "path-pattern": ("PathPatternConfig", nested({"Values": members("paths")})),
}
"""What a condition is about, the member that says its values, and their reader."""


def _condition(value: Any) -> Found:
    said = mapping(value)
    member, reader = _MEMBERS.get(str(said.get("Field")), ("", None))
    if reader is None or set(said) != {"Field", member}:
        raise UnreadableError(f"a condition {said!r}")
    yield from reader([said[member]] if member == "HttpHeaderConfig" else said[member])


_RULE = Spelling(
    "AWS::ElasticLoadBalancingV2::ListenerRule",
    about("{ListenerArn} {Priority}"),
    {
        "Actions": only(nested({"Type": text("action"), "TargetGroupArn": text("target")})),
        "Conditions": each(_condition),
        "Tags": tags(),
    },
)

_AWS_RULE = Spelling(
    "aws_lb_listener_rule",
    about("{listener_arn} {priority}"),
    {
        "action": only(nested({"type": text("action"), "target_group_arn": text("target")})),
        "condition": each(
            nested(
                {
                    "host_header": block({"values": members("hosts")}),
                    "http_header": bag(
                        {"http_header_name": text("name"), "values": members("values")}, "headers"
                    ),
                    "http_request_method": block({"values": members("methods")}),
                    "path_pattern": block({"values": members("paths")}),
                }
            )
        ),
        "tags": tags(),
    },
)

KINDS = (
    Kind(
        name="target_group",
        cloudformation=(_GROUP,),
        terraform=(_AWS_GROUP, _AWS_MEMBER),
        # AWS puts a number behind the name.
        answers={"arn": arn("elasticloadbalancing", "targetgroup/{name}")},
        defaults={("multi_value_headers",): False},
    ),
    Kind(name="listener_rule", cloudformation=(_RULE,), terraform=(_AWS_RULE,)),
)
