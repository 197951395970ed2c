"""The SAM exporter: one template and one deployment configuration for each stage."""

from __future__ import annotations

from typing import ClassVar

from designer.exporters import signing
from designer.exporters.base import Export, Exporter, File, Requirement, distinct, pascal_case
from designer.exporters.cloudformation import Block, Field, Flow, block, block_of, document, together
from designer.exporters.intrinsics import Intrinsics
from designer.exporters.names import dangling, needs
from designer.exporters.sam_globals import with_globals
from designer.exporters.sam_invoke import notes
from designer.exporters.sam_resources import SamResources
from designer.exporters.skeleton import filled
from designer.exporters.toml_text import key, quoted
from designer.graph import Purpose, ResourceGraph

REQUIRES = (
    Requirement(
        "aws-sam-cli",
        "1.104.0",
        "The oldest that the template is checked with; --lint wants one that knows the runtimes in use.",
    ),
)


class SamExporter(Exporter):
    """Spells a graph as an AWS SAM application."""

    name: ClassVar[str] = "sam"
    title: ClassVar[str] = "AWS SAM"
    spelling: ClassVar[type] = SamResources

    def export(self, graph: ResourceGraph) -> Export:
        """``template.yaml`` for every stage, and ``samconfig.toml`` with one environment a stage."""
        files = (File("template.yaml", _template(graph)), File("samconfig.toml", _config(graph)))
        own = (*notes(graph), *signing.notes(graph))
        return Export(files, REQUIRES, (*dangling(graph), *needs(graph), *own))


def _template(graph: ResourceGraph) -> str:
    resources = SamResources(graph)
    common, own = with_globals(resources.block())
    sections = block(
        AWSTemplateFormatVersion="2010-09-09",
        Transform="AWS::Serverless-2016-10-31",
        Description=graph.description or None,
        Parameters=together(block(Stage=_stage(graph)), _given(graph, resources.values)),
        Mappings=resources.values.mappings(),
        Conditions=resources.values.conditions(),
        Globals=common,
        Resources=own,
        Outputs=_outputs(graph, resources.values),
    )
    return document(Block(tuple(map(_apart, sections.fields))))


def _apart(section: Field) -> Field:
    """A section of several lines, with an empty line above it."""
    return Field(section.key, section.value, spaced=isinstance(section.value, Block))


def _stage(graph: ResourceGraph) -> Block:
    """Which stage to deploy: to be said wherever there is a choice."""
    stages = graph.stages
    chooses = " and selects settings in Mappings" if graph.parameters() else ""
    return block(
        Type="String",
        Description=f"Stage to deploy. It is part of resource names{chooses}.",
        AllowedValues=Flow(stages) if stages else None,
        Default=stages[0] if len(stages) == 1 else None,
    )


def _given(graph: ResourceGraph, values: Intrinsics) -> Block:
    """The texts that whoever deploys has to say."""
    return block_of((each, _text(graph.purpose(name))) for name, each in values.given.items())


def _text(purpose: Purpose) -> Block:
    """One of them; what cannot be an ARN is refused at once."""
    return block(
        Type="String",
        Description=purpose.sentence or None,
        AllowedPattern="arn:.+" if purpose.is_arn else None,
        ConstraintDescription="The value must be an ARN." if purpose.is_arn else None,
    )


def _outputs(graph: ResourceGraph, values: Intrinsics) -> Block:
    names = distinct((str(index), pascal_case(each.name)) for index, each in enumerate(graph.outputs))
    return Block(
        tuple(
            Field(name, block(Description=each.description or None, Value=values.text(each.value)))
            for name, each in zip(names.values(), graph.outputs, strict=True)
        )
    )


def _config(graph: ResourceGraph) -> str:
    stages = [
        {
            "table": key(stage),
            "stack_name": quoted(f"{graph.name}-{stage}"),
            "region": quoted(graph.region),
            "parameter_overrides": quoted(f"Stage={stage}"),
        }
        for stage in graph.stages
    ]
    return filled("samconfig.toml.j2", stages=stages)
