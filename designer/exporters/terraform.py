"""The Terraform exporter: a root module as an engineer would lay it out by hand."""

from __future__ import annotations

from typing import ClassVar

from designer.exporters import signing
from designer.exporters import terraform_custom as custom
from designer.exporters import terraform_deployments as deployments
from designer.exporters import terraform_http as http
from designer.exporters import terraform_module as module
from designer.exporters import terraform_versions as versions
from designer.exporters.base import Export, Exporter, File, Note
from designer.exporters.hcl import Block, document
from designer.exporters.names import needs
from designer.exporters.terraform_layout import grouped
from designer.exporters.terraform_resources import Resources
from designer.exporters.terraform_values import Values
from designer.graph import Ref, ResourceGraph


class TerraformExporter(Exporter):
    """Spells a graph as one Terraform root module."""

    name: ClassVar[str] = "terraform"
    title: ClassVar[str] = "Terraform"
    spelling: ClassVar[type] = Resources

    def export(self, graph: ResourceGraph) -> Export:
        """The module's files: what it needs, its resources by concern, its outputs."""
        values = Values(graph)
        resources = Resources(graph, values)
        files: dict[str, list[Block]] = {
            "versions.tf": module.versions(graph),
            "variables.tf": module.variables(graph),
            "locals.tf": module.local_values(graph, values),
            "data.tf": module.data_sources(graph),
            "checks.tf": module.checks(graph),
        }
        for path, members in grouped(graph, values).items():
            files[path] = [block for each in members for block in resources.blocks(each)]
        files["outputs.tf"] = [*module.outputs(graph, values), *deployments.outputs(graph, values)]
        written = tuple(File(path, document(blocks)) for path, blocks in files.items() if blocks)
        own = (*http.notes(graph), *versions.notes(graph), *deployments.notes(graph), *custom.notes(graph))
        notes = (*_dangling(graph, values), *needs(graph), *own, *signing.notes(graph))
        return Export(written, versions.requirements(graph), notes)


def _dangling(graph: ResourceGraph, values: Values) -> tuple[Note, ...]:
    """A note for each reference to what is not there; a design without errors has none."""
    refs = dict.fromkeys(each for each in graph.said() if isinstance(each, Ref))
    return tuple(
        Note(ref.target, f"There is no {ref.attribute} of {ref.target}; the export says so in its place.")
        for ref in refs
        if values.attribute(ref) is None
    )
