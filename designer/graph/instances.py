"""Instances of one's own that functions run on: Lambda Managed Instances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Ref, Text, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class CapacityProvider(Resource):
    """Where instances run, of which kinds, and how many; ``cpu_target`` in percent."""

    KIND: ClassVar[str] = "capacity_provider"

    name: Text
    role: Ref
    """The ARN of the role by which Lambda manages the instances."""
    subnets: tuple[Text, ...]
    security_groups: tuple[Text, ...]
    architecture: Text
    instance_types: tuple[str, ...] = ()
    maximum_vcpus: Whole | None = None
    cpu_target: Whole | None = None
    """Where Lambda is not to decide itself."""
    kms_key: Text | None = None
    """ARN of the key that the instances' disks are encrypted with."""
    tags: tuple[Entry, ...] = ()
