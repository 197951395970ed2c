"""Which versions a module needs: the base, or more where the design uses what only a newer one knows."""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.base import Note, Requirement
from designer.graph import Parameter, Queue, ResourceGraph

MINIMUM_TERRAFORM = "1.5"
BASE_PROVIDER = "5.100"
NEXT_PROVIDER = "7"

_TERRAFORM = Requirement(
    "Terraform",
    MINIMUM_TERRAFORM,
    "The oldest line that the module is meant for; OpenTofu 1.6 and newer satisfy it as well.",
)
_BASE = Requirement(
    "hashicorp/aws",
    BASE_PROVIDER,
    "The last 5.x, against which every argument is checked; 6.x knows them all as well.",
)
_LARGE_MESSAGES = Requirement(
    "hashicorp/aws",
    "6.8",
    "Earlier providers refuse messages larger than 262,144 bytes (pull request 43710).",
)
_LARGEST_IN_5 = 262144
"""Bytes: what provider 5 accepts for ``max_message_size``."""


def requirements(graph: ResourceGraph) -> tuple[Requirement, ...]:
    """The lowest versions that deploy ``graph``."""
    return (_TERRAFORM, _LARGE_MESSAGES if any(_large_queues(graph)) else _BASE)


def provider(graph: ResourceGraph) -> str:
    """The lowest version of the AWS provider."""
    return requirements(graph)[1].version


def notes(graph: ResourceGraph) -> Iterator[Note]:
    """What of a design asks for more than the base."""
    for queue in _large_queues(graph):
        yield Note(
            f"{queue.label}.maximum_message_size",
            f"Terraform's AWS provider takes more than {_LARGEST_IN_5:,} bytes from "
            f"{_LARGE_MESSAGES.version} on only; versions.tf asks for it.",
        )


def _large_queues(graph: ResourceGraph) -> Iterator[Queue]:
    for each in graph.resources:
        if isinstance(each, Queue):
            size = each.maximum_message_size
            sizes = [value for _, value in size.values] if isinstance(size, Parameter) else [size]
            if any(isinstance(value, int) and value > _LARGEST_IN_5 for value in sizes):
                yield each
