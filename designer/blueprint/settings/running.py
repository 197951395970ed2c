"""How a function's code runs: runtime updates, durable executions, instances of your own account."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from designer.blueprint.base import Int, Limits, Matches, OneOf, Part, RefersTo, SameInAllStages


class RuntimeUpdates(Part):
    """When Lambda moves a function to a newer build of its runtime."""

    mode: Annotated[str, OneOf("lambda.runtime_update_mode")] = Field(
        "FunctionUpdate",
        title="Runtime updates",
        description="Auto: Lambda decides. FunctionUpdate: when the function is deployed. Manual: never, it "
        "stays on the version below.",
    )
    version: Annotated[str | None, Matches("lambda.runtime_version")] = Field(
        None,
        title="Runtime version",
        description="ARN of the runtime version that Manual keeps; the INIT_START line of the logs has it.",
    )


class Durable(Part):
    """A function that is interrupted and resumed: each step is remembered and not done twice."""

    execution_timeout: Annotated[Int, Limits("lambda.durable_execution_timeout")] = Field(
        title="Execution timeout",
        description="Seconds that one execution may take in all, waiting included, over any number of "
        "invocations.",
    )
    retention_days: Annotated[Int, Limits("lambda.durable_retention")] = Field(
        14, title="History", description="Days for which the history of a finished execution is kept."
    )


class Capacity(Part):
    """EC2 instances of your own account that a function runs on (Lambda Managed Instances)."""

    provider: Annotated[str, RefersTo(("capacity_providers",))] = Field(
        title="Capacity provider",
        description="Capacity provider of this blueprint, or the ARN of an existing one; it has the network.",
    )
    memory_per_vcpu: Annotated[Int | None, Limits("lambda.memory_per_vcpu"), SameInAllStages()] = Field(
        None, title="Memory per vCPU", description="GiB of memory for each vCPU; AWS takes 2."
    )
    concurrency: Annotated[Int | None, Limits("lambda.instance_concurrency"), SameInAllStages()] = Field(
        None,
        title="Concurrency per environment",
        description="Invocations that one execution environment handles at once; by the runtime when unset.",
    )
