"""Provisioned concurrency that follows the load, or the clock."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from designer.blueprint.base import FrozenDict, Int, Limits, Named, Part


class ScheduledBounds(Part):
    """From a time on, other bounds."""

    expression: str = Field(
        title="Expression", description="cron(0 8 ? * MON-FRI *), or, once, at(2027-01-01T08:00:00)."
    )
    timezone: str | None = Field(
        None, title="Time zone", description="Of the expression, such as Europe/Berlin; UTC when unset."
    )
    minimum: Annotated[Int, Limits("lambda.scaled_concurrency")] = Field(
        title="Minimum", description="Environments that are kept ready at least."
    )
    maximum: Annotated[Int, Limits("lambda.scaled_concurrency")] = Field(
        title="Maximum", description="Environments that are kept ready at most."
    )


class Scaling(Part):
    """How many environments of an alias are kept ready, by how many of them are in use."""

    minimum: Annotated[Int, Limits("lambda.scaled_concurrency")] = Field(
        1, title="Minimum", description="Environments that are kept ready at least."
    )
    maximum: Annotated[Int, Limits("lambda.scaled_concurrency")] = Field(
        10, title="Maximum", description="Environments that are kept ready at most."
    )
    utilization: Annotated[Int, Limits("lambda.scaling_utilization")] = Field(
        70, title="Utilization", description="Percent of them that shall be in use; more are added above it."
    )
    schedules: Named[ScheduledBounds] = Field(
        default_factory=FrozenDict,
        title="Schedules",
        description="Times from which other bounds hold, by names of your own.",
    )
