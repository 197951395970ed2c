"""What Terraform does otherwise than CloudFormation with resources of one's own."""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.base import Note
from designer.graph import Parameter, ResourceGraph
from designer.graph.custom import CustomResource


def notes(graph: ResourceGraph) -> Iterator[Note]:
    """A note on each custom resource whose timeout Terraform has no use for."""
    for each in graph.resources:
        if isinstance(each, CustomResource) and each.service_timeout is not None:
            seconds = each.service_timeout
            said = "" if isinstance(seconds, Parameter) else f" of {seconds:,} s"
            yield Note(
                f"{each.label}.service_timeout",
                f"Terraform has no such timeout{said}: it invokes the function, waits until that ends, and "
                "fails at once when it fails. The function gets the ResourceProperties, and tf.action in "
                "place of RequestType; it answers by what it returns.",
            )
