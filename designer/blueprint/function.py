"""A Lambda function as its author designs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Field, field_serializer

from designer.blueprint.base import (
    Advanced,
    Bool,
    FrozenDict,
    Int,
    Limits,
    Matches,
    Named,
    OneOf,
    Part,
    RefersTo,
    SameInAllStages,
    Texts,
)
from designer.blueprint.lazy import seldom
from designer.blueprint.triggers import AnyTrigger
from designer.catalog import default_runtime

if TYPE_CHECKING:
    from designer.blueprint.settings import access, image, release, running, scaling

    Scaling: TypeAlias = scaling.Scaling

    Image: TypeAlias = image.Image

    ExecutionRole: TypeAlias = access.ExecutionRole
    FileMount: TypeAlias = access.FileMount
    RuntimeUpdates: TypeAlias = running.RuntimeUpdates
    Durable: TypeAlias = running.Durable
    Capacity: TypeAlias = running.Capacity
    Deployment: TypeAlias = release.Deployment
    Routing: TypeAlias = release.Routing
else:
    Scaling = seldom("scaling", "Scaling")
    Image = seldom("image", "Image")
    ExecutionRole = seldom("access", "ExecutionRole")
    FileMount = seldom("access", "FileMount")
    RuntimeUpdates = seldom("running", "RuntimeUpdates")
    Durable = seldom("running", "Durable")
    Capacity = seldom("running", "Capacity")
    Deployment = seldom("release", "Deployment")
    Routing = seldom("release", "Routing")


class Concurrency(Part):
    """How many copies of a function may run at once."""

    reserved: Annotated[Int | None, Limits("lambda.reserved_concurrency")] = Field(
        None,
        title="Reserved concurrency",
        description="Concurrent executions set aside for this function and never exceeded by it. "
        "Taken from the account's pool; 0 stops the function.",
    )
    provisioned: Annotated[Int | None, Limits("lambda.provisioned_concurrency")] = Field(
        None,
        title="Provisioned concurrency",
        description="Execution environments kept ready, so that no caller waits for a cold start. Billed by "
        "the hour; needs an alias.",
    )
    scaling: Annotated[Scaling | None, Advanced()] = Field(
        None,
        title="Scaling",
        description="Let provisioned concurrency follow the load, or the clock; needs an alias.",
    )


class AsyncInvocation(Part):
    """What becomes of asynchronous invocations: from schedules, and from callers that do not wait."""

    maximum_retries: Annotated[Int | None, Limits("lambda.async_retries")] = Field(
        None, title="Retries", description="Times that a failed event is tried again; AWS tries twice."
    )
    maximum_event_age: Annotated[Int | None, Limits("lambda.async_event_age")] = Field(
        None, title="Event age", description="Seconds after which an event is given up; AWS waits six hours."
    )
    on_failure: Annotated[
        str | None, RefersTo(("queues", "topics", "event_buses", "functions", "buckets"))
    ] = Field(
        None,
        title="On failure",
        description="Queue or topic (standard), event bus, function or bucket that gets each event that was "
        "given up, with the reason.",
    )
    on_success: Annotated[str | None, RefersTo(("queues", "topics", "event_buses", "functions"))] = Field(
        None,
        title="On success",
        description="Queue or topic (standard), event bus or function that gets each result.",
    )


class Network(Part):
    """The VPC in which a function runs: one of the design's, or existing subnets and security groups."""

    name: Annotated[str | None, RefersTo(("networks",))] = Field(
        None, title="Network", description="Network of this blueprint; or the subnets and groups below."
    )
    subnets: Named[str] = Field(
        default_factory=FrozenDict,
        title="Subnets",
        description="Ids of subnets, by names of your own so that stages can differ; best in two zones.",
    )
    security_groups: Named[str] = Field(
        default_factory=FrozenDict,
        title="Security groups",
        description="Ids of security groups, by names of your own.",
    )


class Logging(Part):
    """Where a function's logs go and what they hold."""

    retention_days: Annotated[Int, OneOf("logs.retention_days")] = Field(
        30, title="Log retention", description="Days after which CloudWatch deletes log events."
    )
    group: Annotated[str | None, Matches("lambda.log_group"), SameInAllStages(), Advanced()] = Field(
        None,
        title="Existing log group",
        description="Name of a log group that exists, which keeps its own retention; a new one when unset.",
    )
    format: Annotated[str, OneOf("lambda.log_format")] = Field(
        "JSON", title="Log format", description="JSON can be searched and filtered by level; Text cannot."
    )
    kms_key: Annotated[str | None, RefersTo(("keys",)), Advanced()] = Field(
        None,
        title="Log key",
        description="Name of the key that the log group is encrypted with; CloudWatch's own without one.",
    )
    application_level: Annotated[str | None, OneOf("lambda.application_log_level"), Advanced()] = Field(
        None,
        title="Application log level",
        description="Least severe level kept of your own logs; JSON format only.",
    )
    system_level: Annotated[str | None, OneOf("lambda.system_log_level"), Advanced()] = Field(
        None,
        title="System log level",
        description="Least severe level kept of Lambda's own logs; JSON format only.",
    )


class PolicyStatement(Part):
    """An IAM statement of the user's own, exported word for word."""

    sid: str | None = Field(None, title="Sid", description="Identifier of the statement, letters and digits.")
    effect: Literal["Allow", "Deny"] = Field(
        "Allow", title="Effect", description="Whether the actions are allowed or denied."
    )
    actions: Texts = Field(title="Actions", description="IAM actions, such as ssm:GetParameter.")
    resources: Texts = Field(title="Resources", description="ARNs that the actions may be used on.")
    conditions: Named[Named[Texts]] = Field(
        default_factory=FrozenDict,
        title="Conditions",
        description="Condition operator to condition key to values, as in IAM.",
    )
    reason: str = Field(
        "", title="Reason", description="Why the function needs it; becomes a comment in the export."
    )


class Function(Part):
    """A Lambda function: code settings, limits, triggers and what it may touch."""

    description: str = Field("", title="Description", description="What the function does, in a sentence.")
    handler: Annotated[str, SameInAllStages()] = Field(
        "app.handler",
        title="Handler",
        description="Module and function that Lambda calls, such as app.handler.",
    )
    runtime: Annotated[str, OneOf("runtimes")] = Field(
        default_factory=default_runtime, title="Runtime", description="Language and version that Lambda runs."
    )
    architecture: Annotated[str, OneOf("lambda.architecture")] = Field(
        "arm64",
        title="Architecture",
        description="arm64 costs about a fifth less per GB-second; x86_64 runs binaries built for Intel.",
    )
    memory_size: Annotated[Int, Limits("lambda.memory")] = Field(
        512, title="Memory", description="Memory in MB; CPU grows with it (1,769 MB is one vCPU)."
    )
    timeout: Annotated[Int, Limits("lambda.timeout")] = Field(
        30, title="Timeout", description="Seconds after which Lambda stops an invocation."
    )
    ephemeral_storage: Annotated[Int, Limits("lambda.ephemeral_storage"), Advanced()] = Field(
        512, title="Ephemeral storage", description="Size of /tmp in MB."
    )
    environment: Named[str] = Field(
        default_factory=FrozenDict,
        title="Environment",
        description="Environment variables. ${jobs.url} is replaced by the attribute of a thing in this "
        "blueprint, ${stage} by the stage; $${ is a literal ${.",
    )
    tracing: Annotated[str, OneOf("lambda.tracing"), SameInAllStages()] = Field(
        "Active",
        title="Tracing",
        description="Active samples requests for X-Ray; PassThrough only follows the caller.",
    )
    concurrency: Concurrency = Field(
        default_factory=lambda: Concurrency(), title="Concurrency", description="How many copies may run."
    )
    logging: Logging = Field(
        default_factory=lambda: Logging(), title="Logging", description="Log group, format and retention."
    )
    triggers: Named[AnyTrigger] = Field(
        default_factory=FrozenDict,
        title="Triggers",
        description="What invokes the function, by a name of your own.",
    )
    scopes: Named[Texts] = Field(
        default_factory=FrozenDict,
        title="Scopes",
        description="What the function may touch: name to access levels, such as orders: [read, write]; of "
        "another function, invoke (and wait) or invoke_async.",
    )
    statements: tuple[PolicyStatement, ...] = Field(
        (), title="IAM statements", description="IAM statements of your own, exported word for word."
    )
    alias: Annotated[str | None, SameInAllStages(), Advanced()] = Field(
        None,
        title="Alias",
        description="Name of an alias, such as live. Each deployment publishes a version, the alias moves to "
        "it, and triggers invoke the alias.",
    )
    deployment: Annotated[Deployment | None, Advanced()] = Field(
        None,
        title="Deployment",
        description="Move invocations to a new version of the alias step by step, and back when an alarm "
        "goes off; all at once when unset.",
    )
    routing: Annotated[Routing | None, Advanced()] = Field(
        None, title="Routing", description="Let the alias lead to an older version, too."
    )
    asynchronous: AsyncInvocation | None = Field(
        None, title="Asynchronous", description="Retries and destinations of asynchronous invocations."
    )
    dead_letter: Annotated[str | None, RefersTo(("queues", "topics")), Advanced()] = Field(
        None,
        title="Dead-letter queue",
        description="Queue or topic (standard) for asynchronous events that were given up. It never acts on "
        "queues, streams or APIs; a destination tells more.",
    )
    layers: Annotated[Texts, RefersTo(("layers",)), Advanced()] = Field(
        (),
        title="Layers",
        description="Layers of this blueprint by name, or ARNs of layer versions; at most five.",
    )
    network: Annotated[Network | None, Advanced()] = Field(
        None, title="Network", description="VPC to run in; only for what has no public endpoint."
    )
    image: Annotated[Image | None, Advanced()] = Field(
        None,
        title="Container image",
        description="Run a container image, not a package; handler, runtime and layers are then its own.",
    )
    file_system: Annotated[FileMount | None, Advanced()] = Field(
        None, title="File system", description="EFS file system to mount; needs a network."
    )
    role: Annotated[ExecutionRole | None, Advanced()] = Field(
        None, title="Role", description="The role that it runs with, where a new one of its own will not do."
    )
    environment_key: Annotated[str | None, RefersTo(("keys",)), Advanced()] = Field(
        None,
        title="Environment key",
        description="Name of the key that encrypts the environment variables; AWS's own without one.",
    )
    snap_start: Annotated[Bool, SameInAllStages(), Advanced()] = Field(
        False,
        title="SnapStart",
        description="Start from a snapshot of the initialised code: shorter cold starts. Needs an alias and "
        "a runtime that has it.",
    )
    runtime_updates: Annotated[RuntimeUpdates | None, Advanced()] = Field(
        None, title="Runtime updates", description="When Lambda updates the runtime; it decides when unset."
    )
    recursive_loop: Annotated[str, OneOf("lambda.recursive_loop"), Advanced()] = Field(
        "Terminate",
        title="Recursive loop",
        description="Terminate: Lambda stops a function that keeps invoking itself through a queue, a topic "
        "or a bucket. Allow: it goes on, and so does the bill.",
    )
    code_signing: Annotated[str | None, RefersTo(("code_signing",)), Advanced()] = Field(
        None,
        title="Code signing",
        description="Code signing configuration of this blueprint, or the ARN of an existing one; only "
        "packages signed for it may run.",
    )
    durable: Annotated[Durable | None, Advanced()] = Field(
        None,
        title="Durable",
        description="Executions that are interrupted and resumed. Cannot be switched on or off afterwards.",
    )
    tenant_isolation: Annotated[Bool, SameInAllStages(), Advanced()] = Field(
        False,
        title="Tenant isolation",
        description="No two tenants share an execution environment; each invocation names its tenant.",
    )
    capacity: Annotated[Capacity | None, Advanced()] = Field(
        None, title="Capacity", description="Run on EC2 instances of your own account."
    )
    tags: Named[str] = Field(
        default_factory=FrozenDict, title="Tags", description="Tags of this function, beside the project's."
    )

    @field_serializer("scopes")
    def _short_scopes(self, scopes: Mapping[str, tuple[str, ...]]) -> dict[str, str | list[str]]:
        return {name: levels[0] if len(levels) == 1 else list(levels) for name, levels in scopes.items()}


class Defaults(Part):
    """What functions take when they do not say it themselves."""

    runtime: Annotated[str | None, OneOf("runtimes")] = Field(
        None, title="Runtime", description="Runtime of functions that name none."
    )
    architecture: Annotated[str | None, OneOf("lambda.architecture")] = Field(
        None, title="Architecture", description="Architecture of functions that name none."
    )
    memory_size: Annotated[Int | None, Limits("lambda.memory")] = Field(
        None, title="Memory", description="Memory in MB of functions that name none."
    )
    timeout: Annotated[Int | None, Limits("lambda.timeout")] = Field(
        None, title="Timeout", description="Timeout in seconds of functions that name none."
    )
    tracing: Annotated[str | None, OneOf("lambda.tracing"), SameInAllStages()] = Field(
        None, title="Tracing", description="Tracing of functions that name none."
    )
