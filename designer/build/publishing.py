"""What becomes of a function's alias: how many environments are kept ready."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from designer.blueprint.triggers.base import Consumer
from designer.graph import Attribute, Join, Ref, Resource
from designer.graph.scaling import ScalableTarget, ScalingPolicy, ScheduledAction

if TYPE_CHECKING:
    from designer.blueprint.settings.scaling import Scaling


def resources(consumer: Consumer) -> Iterator[Resource]:
    """The resources around the alias of a function that has one."""
    scaling = consumer.function.value.concurrency.scaling
    if scaling is not None:
        yield from _scaling(consumer, scaling)


def _scaling(consumer: Consumer, scaling: Scaling) -> Iterator[Resource]:
    name, alias = consumer.name, consumer.function.value.alias or ""
    yield ScalableTarget(
        id=f"scalable_target.{name}",
        label=name,
        implied_by=f"function.{name}",
        after=(f"alias.{name}",),
        function=Ref(f"function.{name}", Attribute.NAME),
        alias=alias,
        minimum=scaling.minimum,
        maximum=scaling.maximum,
        actions=tuple(
            ScheduledAction(named, each.expression, each.minimum, each.maximum, each.timezone)
            for named, each in scaling.schedules.items()
        ),
    )
    yield ScalingPolicy(
        id=f"scaling_policy.{name}",
        label=name,
        implied_by=f"function.{name}",
        name=Join((*consumer.blueprint.physical_name(name).parts, "-utilization")),
        target=Ref(f"scalable_target.{name}", Attribute.ID),
        utilization=scaling.utilization / 100,
    )
