"""How a new version of a function gets its invocations: step by step, or by weights."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from designer.blueprint.base import Int, Limits, Matches, OneOf, Part, RefersTo, SameInAllStages, Texts


class Deployment(Part):
    """CodeDeploy moves the alias to each new version, watches, and moves it back where something fails."""

    steps: Annotated[str, OneOf("codedeploy.steps")] = Field(
        "Canary10Percent5Minutes",
        title="Steps",
        description="Canary: a tenth of the invocations, and after that time the rest. Linear: a tenth more "
        "each time. AllAtOnce: everything, between the checks below.",
    )
    alarms: Annotated[Texts, SameInAllStages()] = Field(
        (),
        title="Alarms",
        description="Names of existing alarms that stop it, beside the alarm of this design on the "
        "function's errors.",
    )
    before: Annotated[str | None, RefersTo(("functions",)), SameInAllStages()] = Field(
        None,
        title="Before",
        description="Function that checks the new version before anybody gets it, and tells CodeDeploy the "
        "result within an hour.",
    )
    after: Annotated[str | None, RefersTo(("functions",)), SameInAllStages()] = Field(
        None,
        title="After",
        description="Function that checks it once it gets every invocation, and tells CodeDeploy the result.",
    )


class Routing(Part):
    """An older version that an alias still leads to."""

    version: Annotated[str, Matches("lambda.version_number")] = Field(
        title="Version",
        description="Number of a published version, such as 3, in quotes; it has to be there.",
    )
    weight: Annotated[Int, Limits("lambda.routing_weight")] = Field(
        title="Weight", description="Percent of the invocations that it gets."
    )
