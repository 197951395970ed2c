"""From a design to what is deployed: every implied resource is decided here, once.

The graph of each stage is built on its own, from the design as that stage's overlay makes it; then
the stages are merged, and a scalar that differs between them becomes a parameter. So derived values
differ between stages exactly where what they derive from does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from designer.blueprint.asked import asked
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.base import Thing
from designer.blueprint.resources.queue import dead_letter_name
from designer.blueprint.texts import entries
from designer.blueprint.triggers.base import Consumer
from designer.blueprint.variables import mentions_variables
from designer.build.alarms import alarms
from designer.build.dashboard import dashboard
from designer.build.functions import function_resources
from designer.build.publishing import application
from designer.build.purposes import purposes
from designer.build.stages import aws_defaults, merged, pruned
from designer.build.variables import with_variables
from designer.graph import Attribute, Output, Ref, Resource, ResourceGraph, Statement

__all__ = ["aws_defaults", "build_graph"]


def build_graph(blueprint: Blueprint) -> ResourceGraph:
    """Everything that ``blueprint`` deploys, for all its stages; never raises on a design that loads."""
    return blueprint.once(_build)


def _build(blueprint: Blueprint) -> ResourceGraph:
    graphs = [_build_stage(blueprint.for_stage(stage)) for stage in _distinct(blueprint)]
    graph = graphs[0] if len(graphs) == 1 else merged(graphs, blueprint.stage_names)
    graph = pruned(graph)
    if blueprint.once(mentions_variables):
        graph = replace(with_variables(graph), purposes=purposes(blueprint))
    if any(each.KIND == "rest_deployment" for each in graph.resources):
        from designer.build.snapshots import with_snapshots  # what most designs do without

        return with_snapshots(graph)
    return graph


def _distinct(blueprint: Blueprint) -> tuple[str, ...]:
    """All stages, or only the first where no overlay changes anything."""
    same = all(blueprint.for_stage(stage) == blueprint for stage in blueprint.stage_names)
    return blueprint.stage_names[:1] if same else blueprint.stage_names


def _build_stage(blueprint: Blueprint) -> ResourceGraph:
    resources = [*_things(blueprint), *application(blueprint)]
    for function in blueprint.each_function():
        resources.extend(function_resources(function, blueprint))
    resources.extend(alarms(blueprint))
    resources.extend(dashboard(blueprint))
    if blueprint.buckets:
        from designer.build.circles import uncircled  # what most designs do without

        resources = [*uncircled(resources)]
    return ResourceGraph(
        name=blueprint.name,
        description=blueprint.description,
        region=blueprint.region,
        stages=blueprint.stage_names,
        resources=tuple(resources),
        outputs=tuple(_outputs(blueprint)),
        tags=entries(blueprint.tags),
    )


def _things(blueprint: Blueprint) -> Iterator[Resource]:
    wanted = _wanted(blueprint)
    for node in blueprint.each_thing():
        if node.value.existing is not None:
            continue
        resources = [*node.value.resources(node, blueprint)]
        statements = (*node.value.statements(node, blueprint), *wanted.get(node.name, ()))
        policy = node.value.policy(node.name, statements) if statements else None
        if policy is not None:
            # A key is made with its policy, and stands before its alias.
            resources.insert(0 if policy.id == f"{node.value.KIND}.{node.name}" else len(resources), policy)
        yield from resources


def _wanted(blueprint: Blueprint) -> Mapping[str, list[Statement]]:
    """What triggers and things need said in the one resource policy of each thing, by its name."""
    found: dict[str, list[Statement]] = {}
    for target, statement in asked(blueprint):
        statements = found.setdefault(target, [])
        if statement not in statements:  # two subscribers of a topic may need the very same of a queue
            statements.append(statement)
    return found


def _outputs(blueprint: Blueprint) -> Iterator[Output]:
    """What an operator asks for: addresses of new things, names of functions; no dead-letter queues."""
    dead = {dead_letter_name(queue.value) for queue in blueprint.each_queue()}
    for thing in blueprint.each_thing():
        if thing.value.existing is None and thing.name not in dead:
            yield from _address(thing.name, thing.value)
            yield from thing.value.outputs(thing.name, blueprint)
    for function in blueprint.each_function():
        ref = Ref(f"function.{function.name}", Attribute.NAME)
        description = (
            f"Name of the {function.name} function, for invoking it and finding its logs and metrics."
        )
        yield Output(_snake(function.name, "function_name"), ref, description)
        for name, trigger in function.value.triggers.items():
            yield from trigger.outputs(name, Consumer(blueprint, function))


def _address(name: str, thing: Thing) -> Iterator[Output]:
    """How one thing is reached, unless that is known without or of no use."""
    if thing.OUTPUT is None or not thing.answers():
        return
    attribute, description = thing.OUTPUT
    value = thing.attribute(name, attribute)
    if not isinstance(value, str):  # what is called the same everywhere
        kind = "api" if thing.KIND.endswith("_api") else thing.KIND
        yield Output(_snake(name, f"{kind}_{attribute.value}"), value, _described(name, description))


def _described(name: str, description: str) -> str:
    """``description`` with the name in it; of ``orders-table`` it does not say table twice."""
    following = description.partition("{} ")[2].partition(" ")[0].rstrip(",")
    ending = f"-{following}"
    return description.format(name.removesuffix(ending) or name if following else name)


def _snake(name: str, suffix: str) -> str:
    return f"{name.replace('-', '_')}_{suffix}".lower()
