"""``stack.py`` of a CDK app: imports, settings of each stage, constructs in order of use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from designer.exporters.cdk_invoke import Beside
from designer.exporters.cdk_names import alias, module
from designer.exporters.cdk_resources import CdkResources
from designer.exporters.cdk_values import PREFIX, Values
from designer.exporters.kinds import spelling
from designer.exporters.names import heading
from designer.exporters.python_source import (
    LINE_LENGTH,
    Call,
    Code,
    Expression,
    Formatted,
    Mapping,
    array,
    assigned,
    call,
    comment,
    lines,
    literal,
    names,
)
from designer.exporters.skeleton import filled
from designer.graph import Entry, Resource, ResourceGraph
from designer.graph.deployments import DeploymentApplication, DeploymentGroup
from designer.graph.event_sources import EventSourceMapping
from designer.graph.streams import StreamConsumer

_STANDARD = {
    "json": "import json",
    "dataclass": "from dataclasses import dataclass",
    "Path": "from pathlib import Path",
    "cast": "from typing import cast",
}
"""How a name of the standard library is imported, in the order in which that is written."""
_LIBRARY = (
    "Aws",
    "CfnCodeDeployLambdaAliasUpdate",
    "CfnOutput",
    "CfnUpdatePolicy",
    "CustomResource",
    "Duration",
    "RemovalPolicy",
    "Size",
    "Tags",
)
_MODULES = {
    "apigatewayv2": "aws_apigatewayv2",
    "dynamodb": "aws_dynamodb",
    "ecr": "aws_ecr",
    "iam": "aws_iam",
    "kms": "aws_kms",
    "lambda_": "aws_lambda",
    "logs": "aws_logs",
    "scheduler": "aws_scheduler",
    "secretsmanager": "aws_secretsmanager",
    "sqs": "aws_sqs",
}

_STACK = "aws:cdk:stack"
"""Tags of the stack itself would be put on everything in it by CloudFormation."""
_UNTAGGED: dict[type[Resource], str] = {
    EventSourceMapping: "AWS::Lambda::EventSourceMapping",
    StreamConsumer: "AWS::Kinesis::StreamConsumer",
    DeploymentApplication: "AWS::CodeDeploy::Application",
    DeploymentGroup: "AWS::CodeDeploy::DeploymentGroup",
}
"""Kinds that CDK would tag and the graph does not."""

_INDENT = 8
_MARGIN = " " * _INDENT


def stack_source(graph: ResourceGraph, stack: str) -> str:
    """The module that defines the stack."""
    values = Values(graph)
    resources = CdkResources(graph, values)
    spelt = [each for each in in_order(graph) if not resources.is_folded(each)]
    parts = [
        _Part(each, resources.spell(each), resources.beside(each), _own_tags(each, graph, values))
        for each in spelt
    ]
    tags = tuple(_common_tags(graph, values))
    nodes = [*(node for each in parts for node in each.nodes()), *tags, *resources.outputs]
    used = {name for node in nodes for name in names(node)}
    stages = list(_stages(graph, values))
    imports = list(_imports(used | _named_by_stages(graph, values), _modules(graph)))
    body = [*_head(graph, values, used), *_constructs(parts, used, values), *_tagging(graph, tags)]
    body += [line for each in resources.outputs for line in ("", *lines(each, _INDENT))]
    return filled(
        "stack.py.j2",
        name=graph.name,
        stack=stack,
        imports=imports,
        stages=stages,
        body=body,
        deletes="RemovalPolicy" in used,
    )


def _modules(graph: ResourceGraph) -> dict[str, str]:
    """The modules that the stack may import, by what it calls them."""
    declared = (found for kind in dict.fromkeys(map(type, graph.resources)) if (found := spelling(kind)))
    types = {alias(each.cloudformation.type): module(each.cloudformation.type) for each in declared}
    return dict(sorted((_MODULES | types).items(), key=lambda each: each[1]))


def _imports(names: set[str], modules: dict[str, str]) -> Iterator[str]:
    standard = [line for each, line in _STANDARD.items() if each in names]
    yield from (*standard, "") if standard else ()
    library = sorted({"Environment", "Stack", *(each for each in _LIBRARY if each in names)})
    whole = f"from aws_cdk import {', '.join(library)}"
    if len(whole) <= LINE_LENGTH:
        yield whole
    else:
        yield from ("from aws_cdk import (", *(f"    {each}," for each in library), ")")
    yield from (f"from aws_cdk import {each} as {name}" for name, each in modules.items() if name in names)
    yield "from constructs import Construct"


def _stages(graph: ResourceGraph, values: Values) -> Iterator[str]:
    """The known stages, with what differs between them."""
    settings = values.settings()
    if not settings:
        yield from lines(_stage_names(graph.stages), 0, "STAGES = ")
        return
    yield from ("", "@dataclass(frozen=True)", "class Settings:")
    yield from ('    """What differs between stages."""', "")
    yield from (f"    {name}: {kind}" for name, kind in settings.items())
    yield from ("", "")
    yield from lines(Mapping(tuple((each, values.stage(each)) for each in graph.stages)), 0, "STAGES = ")


def _stage_names(stages: tuple[str, ...]) -> Call | Code:
    """The stages as a tuple."""
    return Code(f"({literal(stages[0])},)") if len(stages) == 1 else Call("", stages)


def _named_by_stages(graph: ResourceGraph, values: Values) -> set[str]:
    """The names that the settings of the stages read."""
    settings = values.settings()
    if not settings:
        return set()
    types = {name for kind in settings.values() for name in names(Code(kind))}
    return {"dataclass"} | types.union(*(names(values.stage(each)) for each in graph.stages))


def _head(graph: ResourceGraph, values: Values, used: set[str]) -> Iterator[str]:
    """The first lines of the constructor."""
    head = {"env": Code("env"), "description": graph.description or None}
    yield from lines(call("super().__init__", Code("scope"), Code("construct_id"), **head), _INDENT)
    if values.settings():
        yield f"{_MARGIN}settings = STAGES[stage]"
    if PREFIX.text in used:
        yield from assigned(PREFIX.text, Formatted((f"{graph.name}-", Code("stage"))), _INDENT)
    if values.given:
        yield from ("", f"{_MARGIN}# To be said at deployment: cdk deploy -c NAME=VALUE")
    for name, given in values.given.items():
        yield from (f"{_MARGIN}{line}" for line in comment(graph.purpose(name).sentence, _INDENT))
        yield from assigned(f"{given}: str", call("self.node.get_context", name), _INDENT)


def _constructs(parts: list[_Part], used: set[str], values: Values) -> Iterator[str]:
    for part in parts:
        variable = values.variable(part.resource)
        yield from part.lines(f"{variable} = " if variable in used else "")


@dataclass(frozen=True, slots=True)
class _Part:
    """A construct, and what is said of it behind it."""

    resource: Resource
    construct: Call
    beside: tuple[Beside, ...]
    tags: tuple[Call, ...]

    def nodes(self) -> Iterator[Expression]:
        """All of it as expressions."""
        yield self.construct
        for target, value in self.beside:
            yield from (Code(target or ""), value)
        yield from self.tags

    def lines(self, before: str) -> Iterator[str]:
        """All of it as laid out in the constructor."""
        yield ""
        yield from (f"{_MARGIN}{line}" for line in comment(heading(self.resource), _INDENT))
        yield from lines(self.construct, _INDENT, before)
        for target, value in self.beside:
            yield from assigned(target, value, _INDENT) if target else lines(value, _INDENT)
        for tag in self.tags:
            yield from lines(tag, _INDENT)


def _own_tags(resource: Resource, graph: ResourceGraph, values: Values) -> tuple[Call, ...]:
    """Its own tags, and the common ones where a kind gets them only beside its own."""
    own: tuple[Entry, ...] = getattr(resource, "tags", None) or ()
    common = graph.tags if own and type(resource) in _UNTAGGED else ()
    add = f"Tags.of({values.variable(resource)}).add"
    tags = {each.key: each for each in (*common, *own)}
    return tuple(call(add, each.key, values.text(each.value)) for each in tags.values())


def _common_tags(graph: ResourceGraph, values: Values) -> Iterator[Call]:
    for each in graph.tags:
        untagged = Code("untagged")
        yield call("Tags.of(self).add", each.key, values.text(each.value), exclude_resource_types=untagged)


def _tagging(graph: ResourceGraph, tags: tuple[Call, ...]) -> Iterator[str]:
    """The common tags, and what must not have them."""
    if not tags:
        return
    kinds = dict.fromkeys(_UNTAGGED[type(each)] for each in graph.resources if type(each) in _UNTAGGED)
    yield from ("", f"{_MARGIN}# As tags of the stack itself they would also reach what is to have none.")
    yield from lines(array((_STACK, *kinds)), _INDENT, "untagged = ")
    for tag in tags:
        yield from lines(tag, _INDENT)


def in_order(graph: ResourceGraph) -> list[Resource]:
    """The resources in reading order, but each behind those that it refers to, as Python needs it.

    A circle, which nothing can deploy, is cut at the first reference back into it.
    """
    ordered: dict[str, Resource] = {}
    entered: set[str] = set()

    def visit(resource: Resource) -> None:
        if resource.id in entered:
            return
        entered.add(resource.id)
        named = (each.target for each in graph.refs(resource) if not each.by_name)
        for each in (*named, *resource.after):
            target = graph.resource(each)
            if target is not None:
                visit(target)
        ordered[resource.id] = resource

    for resource in graph.resources:
        visit(resource)
    return list(ordered.values())
