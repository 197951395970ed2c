"""What becomes of a function's alias: how it gets to a new version, how many environments are kept ready."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from designer import catalog, graph
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.base import Consumer
from designer.graph import Attribute, Condition, Context, Join, Ref, Resource, Role, Statement, Text

if TYPE_CHECKING:
    from designer.blueprint.settings.release import Deployment
    from designer.blueprint.settings.scaling import Scaling

_APPLICATION = "deployment_application.functions"
_PREDEFINED = "CodeDeployDefault.Lambda"
"""What the names of CodeDeploy's own configurations begin with."""
_ALARMS = Join(("arn:", Context.PARTITION, ":cloudwatch:", Context.REGION, ":", Context.ACCOUNT, ":alarm:*"))
_PERCENT = 100


def application(blueprint: Blueprint) -> Iterator[Resource]:
    """What the deployment groups of a design are in, where it has any."""
    if any(each.value.deployment and each.value.alias for each in blueprint.each_function()):
        yield graph.deployments.DeploymentApplication(
            id=_APPLICATION, label="functions", name=Join((f"{blueprint.name}-", Context.STAGE))
        )


def resources(consumer: Consumer) -> Iterator[Resource]:
    """The alias of a function that has one, and what is around it."""
    name, function = consumer.name, consumer.function.value
    if function.deployment:
        yield from _deployment(consumer, function.deployment)
    routing, deployment = function.routing, function.deployment
    yield graph.compute.Alias(
        id=f"alias.{name}",
        label=name,
        implied_by=f"function.{name}",
        function=Ref(f"function.{name}", Attribute.NAME),
        name=function.alias or "",
        provisioned_concurrency=function.concurrency.provisioned,
        share=graph.compute.Share(routing.version, routing.weight / _PERCENT) if routing else None,
        shift=_shift(name, deployment, consumer.blueprint) if deployment else None,
    )
    if function.concurrency.scaling is not None:
        yield from _scaling(consumer, function.concurrency.scaling)


def grants(consumer: Consumer) -> Iterator[Statement]:
    """What a function needs that checks new versions of others."""
    for each in consumer.blueprint.each_function():
        deployment = each.value.deployment if each.value.alias else None
        if deployment is None or consumer.name not in (deployment.before, deployment.after):
            continue
        yield Statement(
            sid=f"tell result of {each.name}",
            actions=catalog.grant("tell_result").actions,
            resources=(Ref(f"deployment_group.{each.name}", Attribute.ARN, by_name=True),),
            because=f"It checks new versions of {each.name} and tells CodeDeploy the result.",
        )
        yield Statement(
            sid=f"try {each.name}",
            actions=catalog.grant("invoke").actions,
            resources=(Join((Ref(f"function.{each.name}", Attribute.ARN), ":*")),),
            because="It may invoke the version that it checks; the alias still leads to the old one.",
        )


def _shift(name: str, deployment: Deployment, blueprint: Blueprint) -> graph.compute.Shift:
    def hook(checking: str | None) -> Ref | None:
        return (
            Ref(f"function.{checking}", Attribute.NAME)
            if checking and checking in blueprint.functions
            else None
        )

    return graph.compute.Shift(
        application=Ref(_APPLICATION, Attribute.NAME),
        group=Ref(f"deployment_group.{name}", Attribute.NAME),
        before=hook(deployment.before),
        after=hook(deployment.after),
    )


def _deployment(consumer: Consumer, deployment: Deployment) -> Iterator[Resource]:
    name, blueprint = consumer.name, consumer.blueprint
    alarms = tuple(_alarms(consumer, deployment))
    yield Role(
        id=f"role.{name}.deployment",
        label=f"{name}-deployment",
        because=f"What CodeDeploy may do to move invocations to a new version of {name}.",
        name=blueprint.physical_name(f"{name}-deployment"),
        service="codedeploy.amazonaws.com",
        trust_conditions=(Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),),
        statements=tuple(_allowed(consumer, deployment, watches=bool(alarms))),
    )
    yield graph.deployments.DeploymentGroup(
        id=f"deployment_group.{name}",
        label=name,
        implied_by=f"function.{name}",
        name=blueprint.physical_name(name),
        application=Ref(_APPLICATION, Attribute.NAME),
        role=Ref(f"role.{name}.deployment", Attribute.ARN),
        steps=f"{_PREDEFINED}{deployment.steps}",
        alarms=alarms,
    )


def _alarms(consumer: Consumer, deployment: Deployment) -> Iterator[Text]:
    """The names of the alarms: the design's own on errors, where it has one, then existing ones."""
    settings = consumer.blueprint.alarms
    if settings is not None and settings.functions and consumer.name not in settings.without:
        yield Ref(f"alarm.{consumer.name}.errors", Attribute.NAME)
    yield from deployment.alarms


def _allowed(consumer: Consumer, deployment: Deployment, *, watches: bool) -> Iterator[Statement]:
    name = consumer.name
    own = Ref(f"function.{name}", Attribute.ARN)
    alias = Join((own, f":{consumer.function.value.alias}"))
    yield Statement(
        sid="MoveAlias",
        actions=catalog.grant("move_alias").actions,
        resources=(own, alias),
        because=f"It moves the alias of {name}.",
    )
    yield Statement(
        sid="SeeProvisioned",
        actions=catalog.grant("see_provisioned").actions,
        resources=(alias,),
        because="It waits until provisioned environments are ready.",
    )
    if watches:
        yield Statement(
            sid="WatchAlarms",
            actions=catalog.grant("watch_alarms").actions,
            resources=(_ALARMS,),
            because="An alarm that goes off moves the alias back; CodeDeploy asks for alarms as a list.",
        )
    yield from _checks(consumer, deployment)


def _checks(consumer: Consumer, deployment: Deployment) -> Iterator[Statement]:
    hooks = dict.fromkeys(filter(None, (deployment.before, deployment.after)))
    if hooks:
        yield Statement(
            sid="Check",
            actions=catalog.grant("invoke").actions,
            # By name: what checks waits for this role's group, to which it tells the result.
            resources=tuple(_by_name(each, consumer.blueprint) for each in hooks),
            because="It invokes what checks a new version.",
        )


def _by_name(function: str, blueprint: Blueprint) -> Text:
    owner = ("arn:", Context.PARTITION, ":lambda:", Context.REGION, ":", Context.ACCOUNT, ":function:")
    return Join((*owner, *blueprint.physical_name(function).parts))


def _scaling(consumer: Consumer, scaling: Scaling) -> Iterator[Resource]:
    name, alias = consumer.name, consumer.function.value.alias or ""
    yield graph.scaling.ScalableTarget(
        id=f"scalable_target.{name}",
        label=name,
        implied_by=f"function.{name}",
        after=(f"alias.{name}",),
        function=Ref(f"function.{name}", Attribute.NAME),
        alias=alias,
        minimum=scaling.minimum,
        maximum=scaling.maximum,
        actions=tuple(
            graph.scaling.ScheduledAction(named, each.expression, each.minimum, each.maximum, each.timezone)
            for named, each in scaling.schedules.items()
        ),
    )
    yield graph.scaling.ScalingPolicy(
        id=f"scaling_policy.{name}",
        label=name,
        implied_by=f"function.{name}",
        name=Join((*consumer.blueprint.physical_name(name).parts, "-utilization")),
        target=Ref(f"scalable_target.{name}", Attribute.ID),
        utilization=scaling.utilization / _PERCENT,
    )
