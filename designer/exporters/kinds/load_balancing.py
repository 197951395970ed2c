"""Target groups, and the rules of listeners that lead to them."""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.shapes import (
    REF,
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
from designer.graph import Attribute, Ref
from designer.graph.load_balancing import HealthCheck, ListenerRule, TargetGroup


def _group(target: TargetGroup) -> Shape:
    check = target.health_check
    return shape(
        "TargetGroup",
        Name=target.name,
        TargetType="lambda",
        Targets=(shape("TargetDescription", Id=target.function),),
        TargetGroupAttributes=_attributes(target),
        HealthCheckEnabled=True if check else None,
        HealthCheckPath=check.path if check else None,
        HealthCheckIntervalSeconds=check.interval if check else None,
        HealthCheckTimeoutSeconds=check.timeout if check else None,
        HealthyThresholdCount=check.healthy if check else None,
        UnhealthyThresholdCount=check.unhealthy if check else None,
        Matcher=shape("Matcher", HttpCode=check.matcher) if check else None,
    )


def _attributes(target: TargetGroup) -> tuple[Shape, ...]:
    if not target.multi_value_headers:
        return ()
    return (shape("TargetGroupAttribute", Key="lambda.multi_value_headers.enabled", Value="true"),)


def _group_blocks(target: TargetGroup) -> tuple[Made, ...]:
    check = target.health_check
    settings = group(
        name=target.name,
        target_type="lambda",
        lambda_multi_value_headers_enabled=target.multi_value_headers or None,
    )
    member = group(target_group_arn=Ref(target.id, Attribute.ARN), target_id=target.function)
    return (
        made("aws_lb_target_group", settings, _check(check) if check else None),
        made("aws_lb_target_group_attachment", member, waits=True),
    )


def _check(check: HealthCheck) -> Shape:
    return block(
        "health_check",
        enabled=True,
        path=check.path,
        interval=check.interval,
        timeout=check.timeout,
        healthy_threshold=check.healthy,
        unhealthy_threshold=check.unhealthy,
        matcher=check.matcher,
    )


def _rule(rule: ListenerRule) -> Shape:
    return shape(
        "ListenerRule",
        ListenerArn=rule.listener,
        Priority=rule.priority,
        Conditions=tuple(_conditions(rule)),
        Actions=(shape("Action", Type="forward", TargetGroupArn=rule.target),),
    )


def _conditions(rule: ListenerRule) -> Iterator[Shape]:
    of = "RuleCondition"
    if rule.paths:
        paths = shape("PathPatternConfig", Values=rule.paths)
        yield shape(of, Field="path-pattern", PathPatternConfig=paths)
    if rule.hosts:
        yield shape(of, Field="host-header", HostHeaderConfig=shape("HostHeaderConfig", Values=rule.hosts))
    if rule.methods:
        methods = shape("HttpRequestMethodConfig", Values=rule.methods)
        yield shape(of, Field="http-request-method", HttpRequestMethodConfig=methods)
    for name, values in rule.headers:
        header = shape("HttpHeaderConfig", HttpHeaderName=name, Values=values)
        yield shape(of, Field="http-header", HttpHeaderConfig=header)


def _rule_block(rule: ListenerRule) -> tuple[Made, ...]:
    settings = group(listener_arn=rule.listener, priority=rule.priority)
    action = block("action", type="forward", target_group_arn=rule.target)
    return (made("aws_lb_listener_rule", settings, tuple(_condition_blocks(rule)), action),)


def _condition_blocks(rule: ListenerRule) -> Iterator[Shape]:
    if rule.paths:
        yield block("condition", path_pattern=block("path_pattern", values=rule.paths))
    if rule.hosts:
        yield block("condition", host_header=block("host_header", values=rule.hosts))
    if rule.methods:
        yield block("condition", http_request_method=block("http_request_method", values=rule.methods))
    for name, values in rule.headers:
        header = block("http_header", http_header_name=name, values=values)
        yield block("condition", http_header=header)


KINDS = (
    Kind(
        TargetGroup,
        CloudFormation(
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            _group,
            {Attribute.ARN: REF, Attribute.NAME: Got("TargetGroupName")},
        ),
        Terraform(
            "aws_lb_target_group",
            _group_blocks,
            "load_balancing.tf",
            {Attribute.ARN: "arn", Attribute.NAME: "name"},
        ),
    ),
    Kind(
        ListenerRule,
        CloudFormation("AWS::ElasticLoadBalancingV2::ListenerRule", _rule),
        Terraform("aws_lb_listener_rule", _rule_block, "load_balancing.tf"),
    ),
)
"""How load balancing is spelt."""
