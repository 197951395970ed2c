"""The blueprint: the root of a design, and the questions one asks of it.

Look-ups return ``None`` rather than raise: a design that names a queue it does not have still
opens, is judged and is fixed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, TypeVar, cast, get_args

from pydantic import Field, StringConstraints

from designer.blueprint.account import Account
from designer.blueprint.alarms import Alarms
from designer.blueprint.base import Bool, FrozenDict, Named, Node, Part, Path
from designer.blueprint.collections import (
    COLLECTIONS,
    Apis,
    Buckets,
    CapacityProviders,
    CodeSignings,
    Domains,
    EventBuses,
    FileSystems,
    GraphqlApis,
    Keys,
    Layers,
    Networks,
    Parameters,
    Queues,
    Repositories,
    RestApis,
    Secrets,
    Streams,
    Tables,
    Topics,
    UserPools,
    WebSocketApis,
    Workflows,
)
from designer.blueprint.function import Defaults, Function
from designer.blueprint.resources.base import Thing
from designer.blueprint.stages import Misfit, Overlay, overlaid
from designer.blueprint.suppressions import SeverityName, Suppression
from designer.blueprint.triggers.base import Trigger
from designer.blueprint.triggers.types import TriggerType
from designer.graph import Attribute, Context, Join, Ref, Text

if TYPE_CHECKING:
    from designer.blueprint.resources.queue import Queue

T = TypeVar("T", bound=Trigger)

SCHEMA_VERSION = 1
"""The version of the blueprint's shape that this release writes."""

Profile: TypeAlias = Literal["prototype", "standard", "regulated"]
"""How strictly a design is judged."""

PROFILES: tuple[Profile, ...] = get_args(Profile)

NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9_-]*$"

Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=64)]
"""Letters, digits, ``-`` and ``_``; never a dot, so that paths can be dotted."""


def _stages() -> FrozenDict[str, Any]:  # overlays are nested plain data
    return FrozenDict({"dev": FrozenDict(), "prod": FrozenDict()})


class Blueprint(Part):
    """A design: functions, the things around them, and the stages it is deployed to."""

    blueprint: Literal[1] = Field(1, title="Schema version", description="Version of this file's shape.")
    name: Name = Field(title="Name", description="Short name; every resource's name begins with it.")
    description: str = Field(
        "", title="Description", description="What the architecture does, in a sentence."
    )
    region: str = Field(
        "us-east-1", title="Region", description="AWS region that exports deploy to unless told otherwise."
    )
    profile: Profile = Field(
        "standard",
        title="Profile",
        description="How strictly it is judged: a prototype is spared robustness and cost; regulated asks "
        "for what audits do.",
    )
    stages: Annotated[Mapping[Name, Overlay], Field()] = Field(
        default_factory=_stages,
        title="Stages",
        description="Deployments of the design, each with the settings that differ there.",
    )
    defaults: Defaults = Field(
        default_factory=lambda: Defaults(),
        title="Defaults",
        description="Settings of functions that do not say them themselves.",
    )
    account: Account = Field(
        default_factory=lambda: Account(),
        title="Account",
        description="What the account allows that it is deployed to.",
    )
    tags: Named[str] = Field(
        default_factory=FrozenDict, title="Tags", description="Tags on every resource that can carry them."
    )
    functions: Named[Function] = Field(
        default_factory=FrozenDict, title="Functions", description="Lambda functions by name."
    )
    apis: Apis = Field(default_factory=FrozenDict, title="APIs", description="HTTP APIs by name.")
    rest_apis: RestApis = Field(
        default_factory=FrozenDict, title="REST APIs", description="REST APIs by name."
    )
    websocket_apis: WebSocketApis = Field(
        default_factory=FrozenDict, title="WebSocket APIs", description="WebSocket APIs by name."
    )
    domains: Domains = Field(
        default_factory=FrozenDict, title="API domains", description="Domain names of APIs by name."
    )
    queues: Queues = Field(default_factory=FrozenDict, title="Queues", description="SQS queues by name.")
    topics: Topics = Field(default_factory=FrozenDict, title="Topics", description="SNS topics by name.")
    streams: Streams = Field(
        default_factory=FrozenDict, title="Streams", description="Kinesis data streams by name."
    )
    event_buses: EventBuses = Field(
        default_factory=FrozenDict, title="Event buses", description="EventBridge's event buses by name."
    )
    tables: Tables = Field(default_factory=FrozenDict, title="Tables", description="DynamoDB tables by name.")
    buckets: Buckets = Field(default_factory=FrozenDict, title="Buckets", description="S3 buckets by name.")
    workflows: Workflows = Field(
        default_factory=FrozenDict, title="Workflows", description="Step Functions workflows by name."
    )
    secrets: Secrets = Field(
        default_factory=FrozenDict, title="Secrets", description="Secrets Manager secrets by name."
    )
    networks: Networks = Field(
        default_factory=FrozenDict, title="Networks", description="Networks of functions by name."
    )
    file_systems: FileSystems = Field(
        default_factory=FrozenDict, title="File systems", description="EFS file systems by name."
    )
    capacity_providers: CapacityProviders = Field(
        default_factory=FrozenDict,
        title="Capacity providers",
        description="EC2 instances that functions run on, by name.",
    )
    layers: Layers = Field(
        default_factory=FrozenDict, title="Layers", description="Layers of functions by name."
    )
    code_signing: CodeSignings = Field(
        default_factory=FrozenDict,
        title="Code signing",
        description="Code signing configurations of functions by name.",
    )
    repositories: Repositories = Field(
        default_factory=FrozenDict,
        title="Repositories",
        description="ECR repositories of container images by name.",
    )
    user_pools: UserPools = Field(
        default_factory=FrozenDict, title="User pools", description="Cognito user pools by name."
    )
    graphql_apis: GraphqlApis = Field(
        default_factory=FrozenDict, title="GraphQL APIs", description="AppSync APIs by name."
    )
    parameters: Parameters = Field(
        default_factory=FrozenDict, title="Parameters", description="SSM parameters by name."
    )
    keys: Keys = Field(default_factory=FrozenDict, title="Keys", description="KMS keys by name.")
    alarms: Alarms | None = Field(
        None, title="Alarms", description="Alarms on everything in the design, and who is told."
    )
    dashboard: Bool = Field(
        False, title="Dashboard", description="A dashboard with the metrics of everything in the design."
    )
    severities: Named[SeverityName] = Field(
        default_factory=FrozenDict,
        title="Severities",
        description="How much findings of a rule matter here, by the rule's id: error, warning or info.",
    )
    suppress: tuple[Suppression, ...] = Field(
        (), title="Suppressions", description="Findings that are accepted, each with the reason."
    )

    @cached_property
    def _functions(self) -> tuple[Node[Function], ...]:
        return tuple(
            Node(("functions", name), self._with_defaults(each)) for name, each in self.functions.items()
        )

    def _with_defaults(self, function: Function) -> Function:
        missing = self.defaults.model_fields_set - function.model_fields_set
        given = {name: value for name in missing if (value := getattr(self.defaults, name)) is not None}
        if not given:
            return function
        values = {name: getattr(function, name) for name in Function.model_fields}
        return Function.model_construct(function.model_fields_set, **{**values, **given})

    def each_function(self) -> tuple[Node[Function], ...]:
        """Every function, with the design's defaults filled in."""
        return self._functions

    def function(self, name: str) -> Node[Function] | None:
        """The function of that name, with the design's defaults filled in."""
        return self._functions_by_name.get(name)

    @cached_property
    def _functions_by_name(self) -> dict[str, Node[Function]]:
        return {node.name: node for node in self._functions}

    def origin(self, function: str, setting: str) -> Path:
        """Where the value of a function's setting is written: in the function, or in the defaults."""
        own = self.functions.get(function)
        inherited = own is not None and setting not in own.model_fields_set
        if inherited and getattr(self.defaults, setting, None) is not None:
            return ("defaults", setting)
        return ("functions", function, setting)

    def each_trigger(self, kind: type[T] | TriggerType[T]) -> Iterator[tuple[Node[Function], Node[T]]]:
        """Every trigger of that kind, with its function."""
        if isinstance(kind, TriggerType):
            wanted = {each for name, each in self._trigger_types.items() if name == kind.name}
        else:
            wanted = {each for each in self._trigger_types.values() if issubclass(each, kind)}
        if wanted:
            for function, node in self._triggers:
                if type(node.value) in wanted:
                    yield function, cast(Node[T], node)

    def every_trigger(self) -> tuple[tuple[Node[Function], Node[Trigger]], ...]:
        """Every trigger of any kind, with its function."""
        return self._triggers

    @cached_property
    def _triggers(self) -> tuple[tuple[Node[Function], Node[Trigger]], ...]:
        return tuple(
            (function, Node((*function.path, "triggers", name), trigger))
            for function in self._functions
            for name, trigger in function.value.triggers.items()
        )

    @cached_property
    def _trigger_types(self) -> Mapping[str, type[Trigger]]:
        return {node.value.type: type(node.value) for _, node in self._triggers}

    def each_queue(self) -> Iterator[Node[Queue]]:
        """Every queue, existing ones included."""
        return (Node(("queues", name), queue) for name, queue in self.queues.items())

    def queue(self, name: str) -> Node[Queue] | None:
        """The queue of that name."""
        found = self.queues.get(name)
        return Node(("queues", name), found) if found else None

    def deploys(self) -> bool:
        """Whether it has a function, or a thing that is new."""
        return bool(self.functions) or any(node.value.existing is None for node in self.each_thing())

    def each_thing(self) -> tuple[Node[Thing], ...]:
        """Every thing that functions touch, collection by collection."""
        return self._all_things

    @cached_property
    def _all_things(self) -> tuple[Node[Thing], ...]:
        return tuple(
            Node((collection, name), thing)
            for collection in COLLECTIONS
            for name, thing in getattr(self, collection).items()
        )

    @cached_property
    def _things(self) -> dict[str, Node[Thing]]:
        return {node.name: node for node in reversed(self.each_thing())}

    def thing(self, name: str) -> Node[Thing] | None:
        """The thing of that name, in whichever collection it is."""
        return self._things.get(name)

    def names(self) -> tuple[str, ...]:
        """Every name that a reference may use: functions first, then things."""
        return (*self.functions, *(node.name for node in self.each_thing()))

    def attributes(self, name: str) -> Mapping[str, Attribute]:
        """What a reference may ask of the function or thing of that name; empty when there is none."""
        if name in self.functions:
            version = {"version": Attribute.VERSION} if self.functions[name].alias else {}
            return {"arn": Attribute.ARN, "name": Attribute.NAME, **version}
        thing = self.thing(name)
        return thing.value.ATTRIBUTES if thing else {}

    def attribute(self, name: str, attribute: Attribute) -> Text:
        """An attribute of the function or thing of that name, as the graph says it.

        The ARN of a function with an alias is the alias's: whoever invokes it is to get what was
        published, and may invoke nothing else.
        """
        thing = self.thing(name)
        if thing is not None:
            return thing.value.attribute(name, attribute)
        if attribute is Attribute.ARN and name in self.functions and self.functions[name].alias:
            return Ref(f"alias.{name}", attribute)
        return Ref(f"function.{name}" if name in self.functions else f"unknown.{name}", attribute)

    def physical_name(self, name: str) -> Join:
        """The name that AWS sees: ``{blueprint}-{stage}-{name}``."""
        return Join((f"{self.name}-", Context.STAGE, f"-{name}"))

    @property
    def stage_names(self) -> tuple[str, ...]:
        """The stages, in order; never empty."""
        return tuple(self.stages) or ("dev",)

    @cached_property
    def _overlaid(self) -> dict[str, tuple[Blueprint, tuple[Misfit, ...]]]:
        return {
            stage: overlaid(self, self.stages[stage]) if self.stages.get(stage) else (self, ())
            for stage in self.stage_names
        }

    def for_stage(self, stage: str) -> Blueprint:
        """The design as that stage's overlay makes it; ``KeyError`` when there is no such stage."""
        return self._overlaid[stage][0]

    def misfits(self) -> Iterator[tuple[str, Misfit]]:
        """Every entry of an overlay that cannot be applied, with its stage."""
        for stage, (_, found) in self._overlaid.items():
            for misfit in found:
                yield stage, misfit
