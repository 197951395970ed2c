"""From a design to what is deployed: every implied resource is decided here, once.

The graph of each stage is built on its own, from the design as that stage's overlay makes it; then
the stages are merged, and a scalar that differs between them becomes a parameter. So derived values
differ between stages exactly where what they derive from does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function as FunctionPart
from designer.blueprint.function import PolicyStatement
from designer.blueprint.references import Reference, parse
from designer.blueprint.scopes import statements as scope_statements
from designer.blueprint.triggers.base import Consumer
from designer.graph import (
    Attribute,
    Condition,
    Context,
    Entry,
    Function,
    Join,
    LogGroup,
    LogSettings,
    Output,
    Parameter,
    Ref,
    Resource,
    ResourceGraph,
    Role,
    Scalar,
    Statement,
    Text,
)

T = TypeVar("T")

_CONTEXT: Mapping[str, Context] = {each.value: each for each in Context}


@cache
def aws_defaults() -> Mapping[str, Mapping[str, Scalar | None]]:
    """Kind to setting to AWS's own default: what says only that is not restated in an export."""

    def default(key: str) -> Scalar | None:
        return catalog.limits(key).default

    return {
        "queue": {
            "visibility_timeout": default("sqs.visibility_timeout"),
            "message_retention": default("sqs.message_retention"),
            "delay": default("sqs.delay"),
            "receive_wait_time": default("sqs.receive_wait_time"),
            "maximum_message_size": default("sqs.maximum_message_size"),
            "content_based_deduplication": False,
        },
        "function": {"ephemeral_storage": default("lambda.ephemeral_storage")},
        "event_source_mapping": {"batching_window": default("sqs.batching_window"), "enabled": True},
    }


def build_graph(blueprint: Blueprint) -> ResourceGraph:
    """Everything that ``blueprint`` deploys, for all its stages; never raises on a design that loads."""
    graphs = [_build_stage(blueprint.for_stage(stage)) for stage in _distinct(blueprint)]
    if len(graphs) == 1:
        return _pruned(graphs[0])
    merged = _merge("", graphs, blueprint.stage_names)
    return _pruned(merged)


def _distinct(blueprint: Blueprint) -> tuple[str, ...]:
    """All stages, or only the first where no overlay changes anything."""
    same = all(blueprint.for_stage(stage) == blueprint for stage in blueprint.stage_names)
    return blueprint.stage_names[:1] if same else blueprint.stage_names


def _build_stage(blueprint: Blueprint) -> ResourceGraph:
    resources = [*_things(blueprint)]
    for function in blueprint.each_function():
        resources.extend(_function(function, blueprint))
    return ResourceGraph(
        name=blueprint.name,
        description=blueprint.description,
        region=blueprint.region,
        stages=blueprint.stage_names,
        resources=tuple(resources),
        outputs=tuple(_outputs(blueprint)),
        tags=_entries(blueprint.tags),
    )


def _things(blueprint: Blueprint) -> Iterator[Resource]:
    for node in blueprint.each_thing():
        if node.value.existing is None:
            yield from node.value.resources(node, blueprint)


def _function(node: Node[FunctionPart], blueprint: Blueprint) -> Iterator[Resource]:
    name, function = node.name, node.value
    consumer = Consumer(blueprint, node)
    yield LogGroup(
        id=f"log_group.{name}",
        label=name,
        name=Join((f"/aws/lambda/{blueprint.name}-", Context.STAGE, f"-{name}")),
        retention_days=function.logging.retention_days,
    )
    yield Role(
        id=f"role.{name}",
        label=name,
        name=blueprint.physical_name(name),
        service="lambda.amazonaws.com",
        statements=_unique_sids([*_grants(consumer), *map(_verbatim, function.statements)]),
    )
    yield _lambda_function(node, blueprint)
    for trigger_name, trigger in function.triggers.items():
        yield from trigger.resources(trigger_name, consumer)


def _lambda_function(node: Node[FunctionPart], blueprint: Blueprint) -> Function:
    name, function = node.name, node.value
    logging = function.logging
    return Function(
        id=f"function.{name}",
        label=name,
        because="",
        name=blueprint.physical_name(name),
        description=function.description or None,
        role=Ref(f"role.{name}", Attribute.ARN),
        package=name,
        handler=function.handler,
        runtime=function.runtime,
        architecture=function.architecture,
        memory_size=function.memory_size,
        timeout=function.timeout,
        ephemeral_storage=function.ephemeral_storage,
        reserved_concurrency=function.concurrency.reserved,
        tracing=function.tracing,
        logging=LogSettings(
            Ref(f"log_group.{name}", Attribute.NAME),
            logging.format,
            logging.application_level,
            logging.system_level,
        ),
        environment=tuple(Entry(key, _text(value, blueprint)) for key, value in function.environment.items()),
        tags=_entries(function.tags),
    )


def _grants(consumer: Consumer) -> Iterator[Statement]:
    """What the function's role needs: logs, traces, then triggers, then scopes."""
    name, function = consumer.name, consumer.function.value
    yield Statement(
        sid="write logs",
        actions=catalog.grant("write_logs").actions,
        resources=(Ref(f"log_group.{name}", Attribute.STREAMS_ARN),),
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
    for trigger_name, trigger in function.triggers.items():
        yield from trigger.grants(trigger_name, consumer)
    yield from scope_statements(consumer.function, consumer.blueprint)


def _verbatim(statement: PolicyStatement) -> Statement:
    return Statement(
        sid=statement.sid,
        effect=statement.effect,
        actions=statement.actions,
        resources=statement.resources,
        conditions=tuple(
            Condition(operator, key, values)
            for operator, keys in statement.conditions.items()
            for key, values in keys.items()
        ),
        because=statement.reason,
    )


def _unique_sids(statements: list[Statement]) -> tuple[Statement, ...]:
    """Sids as IAM wants them: letters and digits, each once in a policy."""
    taken: set[str] = set()
    result = []
    for statement in statements:
        sid = base = _sid(statement.sid) if statement.sid else None
        number = 2
        while sid is not None and sid in taken:
            sid, number = f"{base}{number}", number + 1
        taken.add(sid or "")
        result.append(replace(statement, sid=sid))
    return tuple(result)


def _sid(text: str) -> str:
    """``read payment-key`` as ``ReadPaymentKey``; a Sid that is one already stays as it is."""
    if text.isascii() and text.isalnum() and not text.islower():
        return text
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in text).split()
    return "".join(word[0].upper() + word[1:] for word in words) or "Statement"


def _text(text: str, blueprint: Blueprint) -> Text:
    """An environment value: literal text, or text with references in it."""
    parts = [piece if isinstance(piece, str) else _resolved(piece, blueprint) for piece in parse(text)]
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Join) else (part,))]
    glued = tuple(_glued(flat))
    if len(glued) == 1:
        return glued[0]
    return Join(glued) if glued else ""


def _resolved(reference: Reference, blueprint: Blueprint) -> Text:
    if reference.attribute is None:
        return _CONTEXT.get(reference.name, reference.written)
    attribute = blueprint.attributes(reference.name).get(reference.attribute)
    return blueprint.attribute(reference.name, attribute) if attribute else reference.written


def _glued(parts: list[str | Ref | Parameter | Context]) -> Iterator[str | Ref | Parameter | Context]:
    """Neighbouring literals as one."""
    literal = ""
    for part in parts:
        if type(part) is str:  # a Context is a str, too
            literal += part
            continue
        if literal:
            yield literal
        literal = ""
        yield part
    if literal:
        yield literal


def _entries(mapping: Mapping[str, str]) -> tuple[Entry, ...]:
    return tuple(Entry(key, value) for key, value in mapping.items())


def _outputs(blueprint: Blueprint) -> Iterator[Output]:
    dead = {queue.value.dead_letter.queue for queue in blueprint.each_queue() if queue.value.dead_letter}
    for queue in blueprint.each_queue():
        if queue.value.existing is None and queue.name not in dead:
            yield Output(
                _snake(queue.name, "queue_url"),
                Ref(f"queue.{queue.name}", Attribute.URL),
                f"Queue {queue.name}.",
            )
    for table in blueprint.tables.items():
        if table[1].existing is None:
            yield Output(
                _snake(table[0], "table_name"), Ref(f"table.{table[0]}", Attribute.NAME), f"Table {table[0]}."
            )
    for name, secret in blueprint.secrets.items():
        if secret.existing is None:
            yield Output(
                _snake(name, "secret_arn"),
                Ref(f"secret.{name}", Attribute.ARN),
                f"Secret {name}: put its value here.",
            )
    for name in blueprint.functions:
        yield Output(
            _snake(name, "function_name"), Ref(f"function.{name}", Attribute.NAME), f"Function {name}."
        )


def _snake(name: str, suffix: str) -> str:
    return f"{name.replace('-', '_')}_{suffix}".lower()


def _merge(name: str, values: list[Any], stages: tuple[str, ...]) -> Any:  # equal types on every level
    """One value for all stages: a parameter where scalars differ, else the same all the way down."""
    first = values[0]
    if all(value == first and type(value) is type(first) for value in values[1:]):
        return first
    if is_dataclass(first) and all(type(value) is type(first) for value in values):
        name = _name_of(first, name)
        changed = {
            each.name: _merge(f"{name} {each.name}", [getattr(value, each.name) for value in values], stages)
            for each in fields(first)
            if each.init
        }
        return replace(first, **changed)  # type: ignore[type-var]  # a dataclass instance, not a class
    if isinstance(first, tuple) and all(
        isinstance(value, tuple) and len(value) == len(first) for value in values
    ):
        return tuple(_merge(name, list(items), stages) for items in zip(*values, strict=True))
    if all(value is None or isinstance(value, (str, int, float, bool)) for value in values):
        return Parameter(_parameter_name(name), tuple(zip(stages, values, strict=True)))
    return first


def _name_of(value: object, name: str) -> str:
    """What a parameter inside ``value`` is named after: the resource, or the entry's key."""
    if isinstance(value, Resource):
        return value.label
    return f"{name} {value.key}" if isinstance(value, Entry) else name


def _parameter_name(name: str) -> str:
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in name).split()
    kept = [word for word in words if word not in ("value", "logging")]
    return "_".join(kept).lower()


def _pruned(graph: ResourceGraph) -> ResourceGraph:
    return replace(graph, resources=tuple(map(_without_defaults, graph.resources)))


def _without_defaults(resource: Resource) -> Resource:
    """``resource`` without the settings that say only what AWS does anyway."""
    dropped: dict[str, Any] = {  # every one of these fields may be None
        name: None
        for name, default in aws_defaults().get(resource.KIND, {}).items()
        if getattr(resource, name) == default
    }
    return replace(resource, **dropped) if dropped else resource
