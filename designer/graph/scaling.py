"""What changes an alias's provisioned concurrency: a target, what it follows, and times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Ref, Text, Value, Whole


@dataclass(frozen=True, slots=True)
class ScheduledAction:
    """At ``expression`` (``cron`` or ``at``), the bounds become these."""

    name: str
    expression: Text
    minimum: Whole
    maximum: Whole
    timezone: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ScalableTarget(Resource):
    """An alias's provisioned concurrency, within bounds that Application Auto Scaling keeps."""

    KIND: ClassVar[str] = "scalable_target"

    function: Ref
    """The function's name."""
    alias: str
    minimum: Whole
    maximum: Whole
    actions: tuple[ScheduledAction, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ScalingPolicy(Resource):
    """Keeps the part of the provisioned environments that is in use near ``utilization`` (0 to 1)."""

    KIND: ClassVar[str] = "scaling_policy"

    name: Text
    target: Ref
    """The target's id."""
    utilization: Value
