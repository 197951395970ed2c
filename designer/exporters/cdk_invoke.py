"""The spelling of what invokes a function, and of what it publishes, as CDK constructs.

Everything but the alias is an L1 construct: measured, L2 destinations grant, and an L2 schedule makes a
role of its own unless it is handed one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from designer.exporters import function_settings
from designer.exporters.cdk_shapes import Shapes
from designer.exporters.cdk_values import Values
from designer.exporters.names import LATEST, without_qualifier
from designer.exporters.python_source import Call, Code, Expression, array, call
from designer.exporters.shapes import CloudFormation
from designer.graph import Attribute, Ref, ResourceGraph, Text
from designer.graph.compute import Alias, EventInvokeConfig, Function, Permission, Schedule
from designer.graph.messaging import Queue

Beside: TypeAlias = tuple[str | None, Expression]
"""A statement behind a construct: what it assigns to, if it does, and what."""

_INVOKE_CONFIG = "lambda_.CfnEventInvokeConfig"
_SCHEDULE = "scheduler.CfnSchedule"
_FUNCTION = "lambda_.CfnFunction"
_ALIAS = "lambda_.CfnAlias"


def versions() -> Call:
    """How a function's versions are kept: as in the other formats, when a newer one comes."""
    return call("lambda_.VersionOptions", removal_policy=Code("RemovalPolicy.RETAIN"))


def alias(resource: Alias, values: Values) -> Call:
    """An alias of the version that CDK publishes of the function as it is."""
    function = values.construct(resource.function, Function)
    version = Code(f"{function.text}.current_version") if function else values.node(resource.function)
    return call(
        "lambda_.Alias",
        alias_name=resource.name,
        version=version,
        provisioned_concurrent_executions=values.node(resource.provisioned_concurrency),
    )


def invoke_config(config: EventInvokeConfig, values: Values, graph: ResourceGraph) -> Call:
    """What becomes of asynchronous invocations."""
    function, of = without_qualifier(config.function, graph)
    on_success = _destination("OnSuccess", config.on_success, values)
    on_failure = _destination("OnFailure", config.on_failure, values)
    property_ = f"{_INVOKE_CONFIG}.DestinationConfigProperty"
    destinations = call(property_, on_success=on_success, on_failure=on_failure)
    return call(
        _INVOKE_CONFIG,
        function_name=values.text(function),
        qualifier=values.text(Ref(of.id, Attribute.NAME)) if of else LATEST,
        maximum_event_age_in_seconds=values.node(config.maximum_event_age),
        maximum_retry_attempts=values.node(config.maximum_retries),
        destination_config=destinations if destinations.keywords else None,
    )


def permission(resource: Permission, values: Values) -> Call:
    """What somebody may invoke, and from where."""
    return call(
        "lambda_.CfnPermission",
        action=resource.action,
        function_name=values.text(resource.function),
        principal=values.text(resource.principal),
        principal_org_id=values.node(resource.principal_organization),
        source_arn=values.node(resource.source_arn),
        source_account=values.node(resource.source_account),
        event_source_token=values.node(resource.event_source_token),
        function_url_auth_type=resource.function_url_auth_type,
        invoked_via_function_url=resource.invoked_via_function_url,
    )


def schedule(resource: Schedule, values: Values) -> Call:
    """A schedule."""
    return call(
        _SCHEDULE,
        name=values.text(resource.name),
        description=values.node(resource.description),
        schedule_expression=values.text(resource.expression),
        schedule_expression_timezone=values.node(resource.timezone),
        start_date=values.node(resource.start),
        end_date=values.node(resource.end),
        state=values.typed(resource, "enabled"),
        flexible_time_window=_window(resource, values),
        target=_target(resource, values),
    )


def settings_beside(function: Function, variable: str, values: Values) -> Iterator[Beside]:
    """What the construct of ``function`` would ask more for than the graph knows, or than is needed.

    Of a network it wants the VPC with its zones; of a dead-letter queue elsewhere, a construct.
    """
    elsewhere = function.dead_letter if dead_letters(function, values) is None else None
    rare = tuple(_seldom(function, values))
    if function.network is None and elsewhere is None and not rare:
        return
    resource = f"{variable}_resource"
    yield resource, call("cast", Code(_FUNCTION), Code(f"{variable}.node.default_child"))
    if function.network is not None:
        yield (
            f"{resource}.vpc_config",
            call(
                f"{_FUNCTION}.VpcConfigProperty",
                subnet_ids=values.array(function.network.subnets),
                security_group_ids=values.array(function.network.security_groups),
            ),
        )
    if elsewhere is not None:
        target = call(f"{_FUNCTION}.DeadLetterConfigProperty", target_arn=values.node(elsewhere))
        yield f"{resource}.dead_letter_config", target
    for name, value in rare:
        yield f"{resource}.{name}", value


def _seldom(function: Function, values: Values) -> Iterator[tuple[str, Expression]]:
    """What few functions have: set on the L1 resource, where no construct asks for more than that."""
    shapes = Shapes(CloudFormation("AWS::Lambda::Function", function_settings.properties), values)
    yield from shapes.settings(function_settings.properties(function))
    if function.capacity:
        yield "capacity_provider_config", shapes.expression(function_settings.capacity(function.capacity))


def alias_beside(resource: Alias, variable: str, values: Values) -> Iterator[Beside]:
    """What the construct of an alias wants further constructs for: weights, and how it is moved."""
    if resource.share is None and resource.shift is None:
        return
    child = f"{variable}_resource"
    yield child, call("cast", Code(_ALIAS), Code(f"{variable}.node.default_child"))
    if resource.share is not None:
        older = call(
            f"{_ALIAS}.VersionWeightProperty",
            function_version=values.text(resource.share.version),
            function_weight=values.node(resource.share.weight),
        )
        routing = call(
            f"{_ALIAS}.AliasRoutingConfigurationProperty", additional_version_weights=array([older])
        )
        yield f"{child}.routing_config", routing
    if resource.shift is not None:
        update = call(
            "CfnCodeDeployLambdaAliasUpdate",
            application_name=values.node(resource.shift.application),
            deployment_group_name=values.node(resource.shift.group),
            before_allow_traffic_hook=values.node(resource.shift.before),
            after_allow_traffic_hook=values.node(resource.shift.after),
        )
        policy = call("CfnUpdatePolicy", code_deploy_lambda_alias_update=update)
        yield f"{child}.cfn_options.update_policy", policy


def order_beside(
    config: EventInvokeConfig, variable: str, values: Values, graph: ResourceGraph
) -> Iterator[Beside]:
    """An alias must be there before ``config``, which only names it."""
    _, of = without_qualifier(config.function, graph)
    if of is not None:
        yield None, call(f"{variable}.node.add_dependency", Code(values.variable(of)))


def dead_letters(function: Function, values: Values) -> Code | None:
    """The queue of this stack where events go in the end."""
    arn = function.dead_letter
    return values.construct(arn, Queue) if isinstance(arn, Ref) else None


def _destination(kind: str, arn: Text | None, values: Values) -> Expression:
    property_ = f"{_INVOKE_CONFIG}.{kind}Property"
    return values.within(arn, lambda there: call(property_, destination=there))


def _window(schedule: Schedule, values: Values) -> Expression:
    property_ = f"{_SCHEDULE}.FlexibleTimeWindowProperty"
    on_time = call(property_, mode="OFF")
    flexible = values.within(
        schedule.flexible_window,
        lambda there: call(property_, mode="FLEXIBLE", maximum_window_in_minutes=there),
        on_time,
    )
    return flexible or on_time


def _target(schedule: Schedule, values: Values) -> Call:
    retries = call(
        f"{_SCHEDULE}.RetryPolicyProperty",
        maximum_event_age_in_seconds=values.node(schedule.maximum_event_age),
        maximum_retry_attempts=values.node(schedule.maximum_retries),
    )
    return call(
        f"{_SCHEDULE}.TargetProperty",
        arn=values.text(schedule.function),
        role_arn=values.text(schedule.role),
        input=values.node(schedule.input),
        retry_policy=retries if retries.keywords else None,
        dead_letter_config=values.within(
            schedule.dead_letter, lambda there: call(f"{_SCHEDULE}.DeadLetterConfigProperty", arn=there)
        ),
    )
