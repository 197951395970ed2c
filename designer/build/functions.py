"""A function and everything that belongs to it: logs, role, alias, what becomes of events, triggers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import AsyncInvocation, Logging
from designer.blueprint.function import Function as FunctionPart
from designer.blueprint.scopes import statements as scope_statements
from designer.blueprint.statements import unique_sids, verbatim
from designer.blueprint.texts import entries, text
from designer.blueprint.triggers.base import Consumer
from designer.build import publishing, settings
from designer.build.keys import key_statements
from designer.graph import Attribute, Context, Entry, Join, Ref, Resource, Role, Statement, Text
from designer.graph.compute import EventInvokeConfig, Function, LogGroup, LogSettings, Network


def function_resources(node: Node[FunctionPart], blueprint: Blueprint) -> Iterator[Resource]:
    """Everything that one function is deployed as, in reading order."""
    name, function = node.name, node.value
    consumer = Consumer(blueprint, node)
    if function.logging.group is None:
        yield LogGroup(
            id=f"log_group.{name}",
            label=name,
            name=Join((f"/aws/lambda/{blueprint.name}-", Context.STAGE, f"-{name}")),
            retention_days=function.logging.retention_days,
            kms_key=_key(function.logging.kms_key, blueprint),
        )
    if function.role is None or function.role.existing is None:
        yield _role(consumer)
    yield settings.with_settings(_lambda_function(node, blueprint), function, blueprint)
    if function.alias:
        yield from publishing.resources(consumer)
    if function.asynchronous:
        yield _invoke_config(consumer, function.asynchronous)
    for trigger_name, trigger in function.triggers.items():
        yield from trigger.resources(trigger_name, consumer)


def _role(consumer: Consumer) -> Role:
    name, function = consumer.name, consumer.function.value
    return Role(
        id=f"role.{name}",
        label=name,
        name=consumer.blueprint.physical_name(name),
        service="lambda.amazonaws.com",
        path=function.role.path if function.role else None,
        permissions_boundary=function.role.permissions_boundary if function.role else None,
        statements=unique_sids([*_once(_grants(consumer)), *map(verbatim, function.statements)]),
    )


def _lambda_function(node: Node[FunctionPart], blueprint: Blueprint) -> Function:
    name, function = node.name, node.value
    dead_letter = function.dead_letter
    return Function(
        id=f"function.{name}",
        label=name,
        name=blueprint.physical_name(name),
        description=function.description or None,
        role=(function.role.existing if function.role else None) or Ref(f"role.{name}", Attribute.ARN),
        package=name,
        handler=function.handler,
        runtime=function.runtime,
        architecture=function.architecture,
        memory_size=function.memory_size,
        timeout=function.timeout,
        ephemeral_storage=function.ephemeral_storage,
        reserved_concurrency=function.concurrency.reserved,
        tracing=function.tracing,
        layers=tuple(settings.layer(each, function, blueprint) for each in function.layers),
        network=_network(function, blueprint),
        dead_letter=blueprint.attribute(dead_letter, Attribute.ARN) if dead_letter else None,
        logging=_log_settings(name, function.logging),
        environment=tuple(Entry(key, text(value, blueprint)) for key, value in function.environment.items()),
        tags=entries(function.tags),
    )


def _key(name: str | None, blueprint: Blueprint) -> Text | None:
    return blueprint.attribute(name, Attribute.ARN) if name else None


def _log_settings(name: str, logging: Logging) -> LogSettings:
    group = logging.group or Ref(f"log_group.{name}", Attribute.NAME)
    return LogSettings(group, logging.format, logging.application_level, logging.system_level)


def _network(function: FunctionPart, blueprint: Blueprint) -> Network | None:
    network = function.network
    if network is None:
        return None
    made = blueprint.networks.get(network.name or "")
    if made is not None and network.name is not None:
        return Network(made.subnets(network.name), (Ref(f"security_group.{network.name}", Attribute.ID),))
    return Network(tuple(network.subnets.values()), tuple(network.security_groups.values()))


def _invoke_config(consumer: Consumer, settings: AsyncInvocation) -> EventInvokeConfig:
    def arn(name: str | None) -> Text | None:
        return consumer.blueprint.attribute(name, Attribute.ARN) if name else None

    return EventInvokeConfig(
        id=f"event_invoke_config.{consumer.name}",
        label=consumer.name,
        implied_by=f"function.{consumer.name}",
        function=consumer.ref,
        maximum_retries=settings.maximum_retries,
        maximum_event_age=settings.maximum_event_age,
        on_success=arn(settings.on_success),
        on_failure=arn(settings.on_failure),
    )


def _once(statements: Iterable[Statement]) -> Iterator[Statement]:
    """The statements without those that allow only what an earlier one does: two triggers, one queue."""
    seen: set[Statement] = set()
    for statement in statements:
        substance = replace(statement, sid=None, because="")
        if substance not in seen:
            seen.add(substance)
            yield statement


def _grants(consumer: Consumer) -> Iterator[Statement]:
    """What the function's role needs: logs, traces, then triggers, then scopes."""
    name, function = consumer.name, consumer.function.value
    yield Statement(
        sid="write logs",
        actions=catalog.grant("write_logs").actions,
        resources=(_streams(name, function.logging.group),),
        because="Its own log group only.",
    )
    traces = catalog.grant("send_traces")
    if function.tracing == "Active":
        yield Statement(
            sid="send traces",
            actions=traces.actions,
            resources=("*",),
            because=f"Tracing is on. {traces.reason}",
        )
    if function.network is not None:
        join = catalog.grant("join_network")
        yield Statement(
            sid="join network",
            actions=join.actions,
            resources=("*",),
            because=f"It runs in a VPC. {join.reason}",
        )
    yield from settings.grants(consumer)
    yield from publishing.grants(consumer)
    yield from _failure_grants(consumer)
    for trigger_name, trigger in function.triggers.items():
        yield from trigger.grants(trigger_name, consumer)
    yield from scope_statements(consumer.function, consumer.blueprint)
    yield from key_statements(consumer)


def _streams(name: str, existing: str | None) -> Text:
    """Every stream of the log group that the function writes to."""
    if existing is None:
        return Ref(f"log_group.{name}", Attribute.STREAMS_ARN)
    owner = ("arn:", Context.PARTITION, ":logs:", Context.REGION, ":", Context.ACCOUNT, ":log-group:")
    return Join((*owner, f"{existing}:*"))


def _failure_grants(consumer: Consumer) -> Iterator[Statement]:
    """What Lambda does with the function's role when an asynchronous event is done, or given up."""
    function, blueprint = consumer.function.value, consumer.blueprint
    targets = {function.dead_letter: "Dead-letter queue of asynchronous events."}
    if function.asynchronous:
        targets[function.asynchronous.on_success] = "Destination of results."
        targets[function.asynchronous.on_failure] = "Destination of events that were given up."
    for target, because in targets.items():
        thing = blueprint.thing(target) if target is not None else None
        if target is None:
            continue
        if target in blueprint.functions:
            arn = blueprint.attribute(target, Attribute.ARN)
            yield Statement(
                sid=f"invoke {target}",
                actions=catalog.grant("invoke").actions,
                resources=(arn,),
                because=because,
            )
        yield from thing.value.delivering(target, because) if thing else ()
