"""What is deployed: AWS resources, in no format's spelling.

A graph is built once from a blueprint and then spelt by each exporter. Resources are frozen
dataclasses, one per AWS resource kind. Values are plain Python scalars, or one of

- ``Ref``: an attribute that another resource of the graph has only once it is deployed,
- ``Join``: text made of parts, some of which are known only at deployment,
- ``Parameter``: a scalar that differs between stages,
- ``Context``: the stage, region, account or partition that the export is deployed to.

``None`` in a resource always means "not set: AWS decides"; an exporter then prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import ClassVar, Literal, TypeAlias

Scalar: TypeAlias = str | int | float | bool


class Attribute(StrEnum):
    """What one resource may ask of another."""

    ARN = "arn"
    NAME = "name"
    URL = "url"
    STREAMS_ARN = "streams_arn"
    """ARN pattern of every stream of a log group (the group's ARN and ``:*``)."""


class Context(StrEnum):
    """What only the deployment knows."""

    STAGE = "stage"
    REGION = "region"
    ACCOUNT = "account"
    PARTITION = "partition"


@dataclass(frozen=True, slots=True)
class Ref:
    """An attribute of the resource whose ``id`` is ``target``."""

    target: str
    attribute: Attribute


@dataclass(frozen=True, slots=True)
class Parameter:
    """A scalar with a value for each stage; ``None`` where a stage leaves it unset."""

    name: str
    values: tuple[tuple[str, Scalar | None], ...]

    def value_for(self, stage: str) -> Scalar | None:
        """The value in ``stage``, or ``None`` where that stage leaves it unset."""
        return dict(self.values).get(stage)


@dataclass(frozen=True, slots=True)
class Join:
    """Text put together from parts, without a separator."""

    parts: tuple[str | Ref | Parameter | Context, ...]


Value: TypeAlias = Scalar | Ref | Join | Parameter | Context
Text: TypeAlias = str | Ref | Join | Parameter | Context
Whole: TypeAlias = int | Parameter
Switch: TypeAlias = bool | Parameter


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of an IAM condition block: ``operator`` {``key``: ``values``}."""

    operator: str
    key: str
    values: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a resource policy speaks of: ``Service`` name, ``AWS`` ARN, or ``AWS`` ``*`` for everyone."""

    kind: Literal["Service", "AWS"]
    value: Text


@dataclass(frozen=True, slots=True)
class Statement:
    """One IAM statement, and the trigger, scope or setting that needs it."""

    actions: tuple[Text, ...]
    resources: tuple[Text, ...]
    sid: str | None = None
    effect: Literal["Allow", "Deny"] = "Allow"
    principal: Principal | None = None
    conditions: tuple[Condition, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A named text: an environment variable or a tag."""

    key: str
    value: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """What every resource of the graph has.

    ``id`` is unique in the graph (``queue.jobs``); ``label`` is the name that the user gave, from
    which each format makes its own identifier. ``because`` says, for a reader of the export, why
    the resource exists. ``implied_by`` names the resource that entails it, so that a format that
    expresses both in one construct may fold it in.
    """

    KIND: ClassVar[str] = "resource"

    id: str
    label: str
    because: str = ""
    implied_by: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LogGroup(Resource):
    """A CloudWatch log group; ``retention_days`` as CloudWatch accepts them."""

    KIND: ClassVar[str] = "log_group"

    name: Text
    retention_days: Whole
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Role(Resource):
    """An execution role: assumed by one service, with inline statements only."""

    KIND: ClassVar[str] = "role"

    name: Text
    service: str
    statements: tuple[Statement, ...]
    description: Text | None = None
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class LogSettings:
    """Where and how a function logs; levels apply to the JSON format only."""

    group: Ref
    format: Text
    application_level: Text | None = None
    system_level: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Function(Resource):
    """A Lambda function in a zip package.

    ``memory_size`` and ``ephemeral_storage`` are in MB, ``timeout`` in seconds. ``package`` is the
    folder of its source below ``src/``. ``tracing`` is ``Active`` or ``PassThrough``.
    """

    KIND: ClassVar[str] = "function"

    name: Text
    role: Ref | str
    package: str
    handler: Text
    runtime: Text
    architecture: Text
    memory_size: Whole
    timeout: Whole
    logging: LogSettings
    tracing: Text
    description: Text | None = None
    ephemeral_storage: Whole | None = None
    reserved_concurrency: Whole | None = None
    environment: tuple[Entry, ...] = ()
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Redrive:
    """Where a queue moves a message that was received ``max_receive_count`` times in vain."""

    target: Text
    max_receive_count: Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue(Resource):
    """An SQS queue; times in seconds, ``maximum_message_size`` in bytes.

    ``name`` already ends in ``.fifo`` where ``fifo`` is set. It is encrypted with SQS's own keys.
    """

    KIND: ClassVar[str] = "queue"

    name: Text
    fifo: bool = False
    visibility_timeout: Whole | None = None
    message_retention: Whole | None = None
    delay: Whole | None = None
    receive_wait_time: Whole | None = None
    maximum_message_size: Whole | None = None
    content_based_deduplication: Switch | None = None
    deduplication_scope: Text | None = None
    throughput_limit: Text | None = None
    redrive: Redrive | None = None
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class QueuePolicy(Resource):
    """The resource policy of one queue: all statements that anything needs on it."""

    KIND: ClassVar[str] = "queue_policy"

    queue: Ref
    """The queue's URL."""
    statements: tuple[Statement, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class EventSourceMapping(Resource):
    """Lambda's poller between a source and a function; ``batching_window`` in seconds."""

    KIND: ClassVar[str] = "event_source_mapping"

    function: Ref
    source: Text
    batch_size: Whole | None = None
    batching_window: Whole | None = None
    maximum_concurrency: Whole | None = None
    report_batch_item_failures: bool = False
    filters: tuple[Text, ...] = ()
    """JSON filter patterns; an event passes when one of them matches."""
    enabled: Switch | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A key attribute of a table; ``type`` is ``S``, ``N`` or ``B``."""

    name: Text
    type: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Table(Resource):
    """A DynamoDB table, billed per request, encrypted with DynamoDB's own key."""

    KIND: ClassVar[str] = "table"

    name: Text
    partition_key: Key
    sort_key: Key | None = None
    ttl_attribute: Text | None = None
    point_in_time_recovery: Switch = True
    deletion_protection: Switch = True
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Secret(Resource):
    """A Secrets Manager secret without a value: the value is put there by hand, never by code."""

    KIND: ClassVar[str] = "secret"

    name: Text
    description: Text | None = None
    tags: tuple[Entry, ...] = ()


KINDS: tuple[type[Resource], ...] = (
    LogGroup,
    Role,
    Function,
    Queue,
    QueuePolicy,
    EventSourceMapping,
    Table,
    Secret,
)
"""Every kind there is; a test asks each exporter for a spelling of each."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a deployment tells its operator, in ``snake_case``."""

    name: str
    value: Text
    description: str


@dataclass(frozen=True, slots=True)
class ResourceGraph:
    """Everything one blueprint deploys, in reading order.

    ``tags`` are on every resource that can carry tags, beside the resource's own.
    """

    name: str
    description: str
    region: str
    stages: tuple[str, ...]
    resources: tuple[Resource, ...]
    outputs: tuple[Output, ...] = ()
    tags: tuple[Entry, ...] = ()
    _by_id: dict[str, Resource] = field(init=False, default_factory=dict, compare=False, repr=False)
    _implied: dict[str, list[Resource]] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for resource in self.resources:
            self._by_id[resource.id] = resource
            if resource.implied_by:
                self._implied.setdefault(resource.implied_by, []).append(resource)

    def resource(self, identifier: str) -> Resource | None:
        """The resource of that id, or ``None``."""
        return self._by_id.get(identifier)

    def implied_by(self, identifier: str) -> tuple[Resource, ...]:
        """The resources that the resource of that id entails, in order."""
        return tuple(self._implied.get(identifier, ()))

    def parameters(self) -> tuple[Parameter, ...]:
        """Every scalar that differs between stages, once, in order of first use."""
        found = (
            each for each in walk((self.resources, self.outputs, self.tags)) if isinstance(each, Parameter)
        )
        return tuple(dict.fromkeys(found))


def walk(value: object) -> Iterator[object]:
    """``value`` and everything inside it: dataclasses by field, tuples by item."""
    yield value
    if isinstance(value, tuple):
        for item in value:
            yield from walk(item)
    elif is_dataclass(value):
        for each in fields(value):
            yield from walk(getattr(value, each.name))
