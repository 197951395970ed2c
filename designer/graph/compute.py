"""Functions and what belongs to one: its logs, its versions, what invokes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Join, Ref, Switch, Text, Value, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class LogGroup(Resource):
    """A CloudWatch log group; ``retention_days`` as CloudWatch accepts them."""

    KIND: ClassVar[str] = "log_group"

    name: Text
    retention_days: Whole
    kms_key: Text | None = None
    """ARN of the key that log events are encrypted with."""
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class LogSettings:
    """Where and how a function logs; levels apply to the JSON format only."""

    group: Text
    """The log group's name."""
    format: Text
    application_level: Text | None = None
    system_level: Text | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """The subnets and security groups of a VPC in which a function runs."""

    subnets: tuple[Text, ...]
    security_groups: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A container image: its repository by ARN, name and URI; ``tag`` is the digest where ``is_digest``."""

    repository: Text
    name: Text
    uri: Text
    tag: Text
    is_digest: bool = False
    command: tuple[str, ...] = ()
    entry_point: tuple[str, ...] = ()
    working_directory: Text | None = None

    @property
    def whole(self) -> Text:
        """The image's URI."""
        parts = self.uri.parts if isinstance(self.uri, Join) else (self.uri,)
        tag = self.tag.parts if isinstance(self.tag, Join) else (self.tag,)
        return Join((*parts, "@" if self.is_digest else ":", *tag))


@dataclass(frozen=True, slots=True)
class RuntimeUpdates:
    """When the runtime of a function is updated, and the ARN of the version that ``Manual`` keeps."""

    mode: Text
    version: Text | None = None


@dataclass(frozen=True, slots=True)
class FileMount:
    """An EFS access point, by its ARN, and the folder that a function sees it as."""

    access_point: Text
    path: Text


@dataclass(frozen=True, slots=True)
class Durable:
    """How long one execution may take, in seconds, and its history is kept, in days."""

    execution_timeout: Whole
    retention_days: Whole


@dataclass(frozen=True, slots=True)
class Capacity:
    """The ARN of a capacity provider; GiB of memory for each vCPU, invocations at once on an environment."""

    provider: Text
    memory_per_vcpu: Whole | None = None
    concurrency: Whole | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Function(Resource):
    """A Lambda function: in a zip package, or a container ``image``, which has no handler and no runtime.

    ``memory_size`` and ``ephemeral_storage`` are in MB, ``timeout`` in seconds. ``package`` is the
    folder of its source below ``src/``. ``tracing`` is ``Active`` or ``PassThrough``.
    """

    KIND: ClassVar[str] = "function"

    name: Text
    role: Ref | str
    package: str
    handler: Text | None
    runtime: Text | None
    architecture: Text
    memory_size: Whole
    timeout: Whole
    logging: LogSettings
    tracing: Text
    image: Image | None = None
    description: Text | None = None
    ephemeral_storage: Whole | None = None
    reserved_concurrency: Whole | None = None
    layers: tuple[Text, ...] = ()
    """ARNs of layer versions, in the order in which they are laid over each other."""
    network: Network | None = None
    dead_letter: Text | None = None
    """ARN of where asynchronous events go that could not be processed."""
    environment: tuple[Entry, ...] = ()
    environment_key: Text | None = None
    """ARN of the key that encrypts the environment."""
    file_system: FileMount | None = None
    snap_start: bool = False
    runtime_updates: RuntimeUpdates | None = None
    recursive_loop: Text | None = None
    """``Terminate`` or ``Allow``."""
    code_signing: Text | None = None
    """ARN of a code signing configuration."""
    durable: Durable | None = None
    tenant_isolation: bool = False
    capacity: Capacity | None = None
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """An older version that an alias still leads to, with its share of the invocations (0 to 1)."""

    version: Text
    weight: Value


@dataclass(frozen=True, slots=True)
class Shift:
    """CodeDeploy moves an alias: the application and the group by name, and functions that check by name."""

    application: Ref
    group: Ref
    before: Ref | None = None
    after: Ref | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Alias(Resource):
    """A name for the version that is published of a function's present code.

    Each deployment of changed code or settings publishes a new version, and the alias moves to it: at
    once, or as ``shift`` has it.
    """

    KIND: ClassVar[str] = "alias"

    function: Ref
    """The function's name."""
    name: str
    provisioned_concurrency: Whole | None = None
    """Execution environments that are kept ready."""
    share: Share | None = None
    shift: Shift | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EventInvokeConfig(Resource):
    """What becomes of asynchronous invocations; ``maximum_event_age`` in seconds."""

    KIND: ClassVar[str] = "event_invoke_config"

    function: Ref
    """The function's or the alias's ARN."""
    maximum_retries: Whole | None = None
    maximum_event_age: Whole | None = None
    on_success: Text | None = None
    on_failure: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Permission(Resource):
    """Lets somebody invoke a function: one AWS service for one source, an account, or everyone by its URL."""

    KIND: ClassVar[str] = "permission"

    function: Ref
    """The function's or the alias's ARN."""
    principal: Text
    """A service's name, an account's id, an ARN, or ``*``."""
    action: str = "lambda:InvokeFunction"
    source_arn: Text | None = None
    source_account: Text | None = None
    principal_organization: Text | None = None
    """Id of the organisation that the caller must be of."""
    event_source_token: Text | None = None
    """What the caller has to send along, such as the id of an Alexa skill."""
    function_url_auth_type: str | None = None
    """Only calls of the function's URL, while that has this authorization: ``AWS_IAM`` or ``NONE``."""
    invoked_via_function_url: bool | None = None
    """Only invocations that come by the function's URL."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule(Resource):
    """An EventBridge schedule that invokes a function asynchronously.

    ``expression`` is ``rate(...)``, ``cron(...)`` or ``at(...)``; ``flexible_window`` is in minutes and
    unset where the time is exact; ``maximum_event_age`` in seconds; ``input`` is JSON text.
    """

    KIND: ClassVar[str] = "schedule"

    name: Text
    function: Ref
    """The function's or the alias's ARN."""
    role: Ref
    """The ARN of the role that the scheduler assumes."""
    expression: Text
    timezone: Text | None = None
    start: Text | None = None
    end: Text | None = None
    flexible_window: Whole | None = None
    maximum_retries: Whole | None = None
    maximum_event_age: Whole | None = None
    dead_letter: Text | None = None
    input: Text | None = None
    enabled: Switch | None = None
    description: Text | None = None
