"""The spelling of what invokes a function, and of what it publishes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from designer.exporters.base import Note
from designer.exporters.cloudformation import Block, Flow, Node, Tagged, block, items, together
from designer.exporters.intrinsics import Intrinsics
from designer.exporters.names import LATEST, without_qualifier
from designer.exporters.sam_events import delivery, timing, window
from designer.exporters.sam_folds import destination_type
from designer.graph import Attribute, Parameter, Ref, ResourceGraph, Text
from designer.graph.compute import Alias, EventInvokeConfig, Permission, Schedule
from designer.graph.deployments import DeploymentGroup

BY_TEXT = (
    "SAM asks for a new version whenever the text of the function changes, and AWS refuses one of a "
    "function that is as before. So a deployment fails in which only tags, reserved concurrency or what "
    "another stage says of the function has changed: change its description for that stage, too."
)


WEIGHTS = (
    "SAM publishes versions and moves the alias, but knows no weights for it. Set them once more after each "
    "deployment that publishes a version: aws lambda update-alias --function-name FUNCTION --name {} "
    "--routing-config 'AdditionalVersionWeights={{{}={}}}'."
)
_PREDEFINED = "CodeDeployDefault.Lambda"
"""What SAM puts before the name of a deployment configuration."""


def notes(graph: ResourceGraph) -> Iterator[Note]:
    """A note for each alias, whose version SAM publishes, and for each of those with weights."""
    aliases = [each for each in graph.resources if isinstance(each, Alias)]
    yield from (Note(each.id, BY_TEXT) for each in aliases)
    for each in aliases:
        if each.share:
            version, weight = _by_stage(each.share.version), _by_stage(each.share.weight)
            yield Note(f"{each.label}.routing", WEIGHTS.format(each.name, version, weight))


def without_weights(graph: ResourceGraph) -> ResourceGraph:
    """``graph`` as SAM can say it: the notes tell of the weights."""
    spelt = (
        replace(each, share=None) if isinstance(each, Alias) and each.share else each
        for each in graph.resources
    )
    return replace(graph, resources=tuple(spelt))


def _by_stage(value: object) -> str:
    """A value, or what each stage has."""
    if not isinstance(value, Parameter):
        return str(value)
    return f"({', '.join(f'{stage}: {each}' for stage, each in value.values)})"


def deployed(alias: Alias, group: DeploymentGroup, values: Intrinsics) -> Block:
    """How the alias of a function is moved, as a property of it."""
    steps = group.steps.removeprefix(_PREDEFINED) if isinstance(group.steps, str) else group.steps
    shift = alias.shift
    hooks = block(
        PreTraffic=values.node(shift.before) if shift else None,
        PostTraffic=values.node(shift.after) if shift else None,
    )
    return block(
        DeploymentPreference=block(
            Type=values.node(steps),
            Role=values.node(group.role),
            Alarms=items(values.texts(group.alarms)),
            Hooks=hooks,
        )
    )


def published(alias: Alias, values: Intrinsics) -> Block:
    """``alias`` as properties of its function: a version whenever any property changes."""
    return block(
        AutoPublishAlias=alias.name,
        AutoPublishAliasAllProperties=True,
        ProvisionedConcurrencyConfig=_provisioned(alias, values),
    )


def alias(resource: Alias, values: Intrinsics, function: str) -> Block:
    """A further alias of the version that the function with the logical id ``function`` publishes."""
    return block(
        FunctionName=values.node(resource.function),
        FunctionVersion=Tagged("GetAtt", f"{function}.Version.Version"),
        Name=resource.name,
        ProvisionedConcurrencyConfig=_provisioned(resource, values),
    )


def invoke_property(config: EventInvokeConfig, values: Intrinsics, graph: ResourceGraph) -> Block:
    """``config`` as a property of its function."""

    def destination(arn: Text | None) -> Node | None:
        kind = block(Type=destination_type(arn, graph))
        return values.within(arn, lambda node: together(kind, block(Destination=node)))

    return _invoking(config, values, destination(config.on_success), destination(config.on_failure))


def invoke_config(config: EventInvokeConfig, values: Intrinsics, graph: ResourceGraph) -> Block:
    """``config`` as a resource."""

    def destination(arn: Text | None) -> Node | None:
        return values.within(arn, lambda node: block(Destination=node))

    function, of = without_qualifier(config.function, graph)
    whose = block(FunctionName=values.node(function), Qualifier=_name(of, values) if of else LATEST)
    settings = _invoking(config, values, destination(config.on_success), destination(config.on_failure))
    return together(whose, settings)


def permission(resource: Permission, values: Intrinsics) -> Block:
    """What somebody may invoke, and from where."""
    return block(
        Action=resource.action,
        FunctionName=values.node(resource.function),
        Principal=values.text(resource.principal),
        PrincipalOrgID=values.node(resource.principal_organization),
        SourceArn=values.node(resource.source_arn),
        SourceAccount=values.node(resource.source_account),
        EventSourceToken=values.node(resource.event_source_token),
        FunctionUrlAuthType=resource.function_url_auth_type,
        InvokedViaFunctionUrl=resource.invoked_via_function_url,
    )


def schedule(resource: Schedule, values: Intrinsics) -> Block:
    """A schedule that is no event."""
    invoked = block(Arn=values.node(resource.function))
    target = together(invoked, delivery(resource, values))
    return together(
        timing(resource, values), block(FlexibleTimeWindow=window(resource, values), Target=target)
    )


def _provisioned(alias: Alias, values: Intrinsics) -> Node | None:
    return values.within(
        alias.provisioned_concurrency, lambda node: block(ProvisionedConcurrentExecutions=node)
    )


def _name(alias: Alias, values: Intrinsics) -> Node:
    """The name of ``alias`` out of its ARN, so that it is there before what asks for it."""
    parts = Tagged("Split", Flow((":", values.text(Ref(alias.id, Attribute.ARN)))))
    return Tagged("Select", Flow((7, parts)))


def _invoking(
    config: EventInvokeConfig, values: Intrinsics, on_success: Node | None, on_failure: Node | None
) -> Block:
    return block(
        MaximumEventAgeInSeconds=values.node(config.maximum_event_age),
        MaximumRetryAttempts=values.node(config.maximum_retries),
        DestinationConfig=block(OnSuccess=on_success, OnFailure=on_failure),
    )
