"""The spelling of each resource kind in a SAM template."""

from __future__ import annotations

from typing import Any, TypeAlias

from designer.exporters import function_settings, sam_http, sam_invoke
from designer.exporters.base import pascal_case
from designer.exporters.cloudformation import (
    Block,
    Field,
    Flow,
    Items,
    Node,
    block,
    block_of,
    items,
    together,
)
from designer.exporters.dispatch import by_type
from designer.exporters.intrinsics import Intrinsics
from designer.exporters.kinds import spelling
from designer.exporters.names import POLICY_NAME, heading, waits_for
from designer.exporters.sam_events import event, with_states
from designer.exporters.sam_folds import folds
from designer.exporters.sam_iam import policy, trust
from designer.exporters.sam_ids import logical_ids
from designer.exporters.sam_services import service
from designer.exporters.sam_shapes import Shapes
from designer.exporters.shapes import CloudFormation
from designer.graph import Entry, Parameter, Resource, ResourceGraph, Role, Text, walk
from designer.graph.compute import (
    Alias,
    EventInvokeConfig,
    Function,
    LogGroup,
    LogSettings,
    Network,
    Permission,
    Schedule,
)
from designer.graph.data import Secret
from designer.graph.http import HttpApi, HttpAuthorizer, HttpIntegration, HttpRoute, HttpStage
from designer.graph.layers import Layer
from designer.graph.messaging import Queue, QueuePolicy, Redrive

Spelling: TypeAlias = tuple[str, Block]
"""A CloudFormation type and the properties of a resource of that type."""


class SamResources:
    """Spells the resources of one graph."""

    def __init__(self, graph: ResourceGraph) -> None:
        self._graph = sam_invoke.without_weights(with_states(graph))
        self._folds = folds(self._graph)
        self._ids = logical_ids(self._graph, self._folds)
        self.values = Intrinsics(self._graph, self._ids, self._called(), self._seen_by_versions())

    def _called(self) -> dict[str, str]:
        """What !Ref calls an alias, or the stage of an API, that SAM makes."""
        aliases = {each.id: f"{self._ids[name]}.Alias" for name, each in self._folds.aliases.items()}
        return aliases | {api.stage.id: f"{self._ids[name]}.Stage" for name, api in self._folds.apis.items()}

    def _seen_by_versions(self) -> frozenset[Parameter]:
        """What differs between stages in functions that publish versions.

        SAM publishes one when the function's text changes; a mapping would hide the values from it.
        """
        functions = (self._graph.resource(each) for each in self._folds.aliases)
        said = (*functions, *self._folds.deployments.values())
        return frozenset(each for each in walk(said) if isinstance(each, Parameter))

    def block(self) -> Block:
        """The template's ``Resources``, an empty line between them."""
        folded = self._folds.folded
        spelt = [each for each in self._graph.resources if each.id not in folded]
        return Block(tuple(self._field(each, spaced=each is not spelt[0]) for each in spelt))

    def _field(self, resource: Resource, *, spaced: bool) -> Field:
        kind, properties = self.spell(resource)
        after = [self._ids[each] for each in waits_for(resource, self._graph) if each in self._ids]
        first = items(after) if len(after) > 1 else after[0] if after else None
        body = block(Type=kind, DependsOn=first, Properties=properties)
        return Field(self._ids[resource.id], body, comment=heading(resource), spaced=spaced)

    @by_type
    def spell(self, resource: Resource) -> Spelling:
        """The type and the properties of one resource, by its kind."""
        kind = spelling(type(resource))
        if kind is None:
            raise NotImplementedError(f"no spelling of {type(resource).__name__}")
        properties = Shapes(self.values).properties(kind.cloudformation.properties(resource))
        return kind.cloudformation.type, together(properties, self._tagging(resource, kind.cloudformation))

    def _tagging(self, resource: Resource, kind: CloudFormation[Any]) -> Block:
        """The tags, as the type takes them; none where the kind has none."""
        own: tuple[Entry, ...] | None = getattr(resource, "tags", None)
        if own is None or kind.tags is None:
            return Block(())
        if kind.tags == "pairs":
            return block_of([(kind.tags_property, self._tags(own))])
        tags = block_of((each.key, self.values.text(each.value)) for each in self._entries(own))
        return block_of([(kind.tags_property, tags)])

    @spell.register
    def _(self, group: LogGroup) -> Spelling:
        return "AWS::Logs::LogGroup", block(
            LogGroupName=self._of(group.name),
            RetentionInDays=self._of(group.retention_days),
            KmsKeyId=self._of(group.kms_key),
            Tags=self._tags(group.tags),
        )

    @spell.register
    def _(self, role: Role) -> Spelling:
        permissions = block(PolicyName=POLICY_NAME, PolicyDocument=policy(role.statements, self.values))
        return "AWS::IAM::Role", block(
            RoleName=self._of(role.name),
            Description=self._of(role.description),
            Path=role.path,
            PermissionsBoundary=self._of(role.permissions_boundary),
            AssumeRolePolicyDocument=trust(role, self.values),
            Policies=items([permissions]) if role.statements else None,
            Tags=self._tags(role.tags),
        )

    @spell.register
    def _(self, function: Function) -> Spelling:
        size = function.ephemeral_storage
        variables = ((each.key, self._of(each.value)) for each in function.environment)
        settings = block(
            FunctionName=self._of(function.name),
            Description=self._of(function.description),
            Role=self._of(function.role),
            **self._code(function),
            Architectures=Flow((self.values.text(function.architecture),)),
            MemorySize=self._of(function.memory_size),
            Timeout=self._of(function.timeout),
            EphemeralStorage=self.values.within(size, lambda node: block(Size=node)),
            ReservedConcurrentExecutions=self._of(function.reserved_concurrency),
            Tracing=self._of(function.tracing),
            LoggingConfig=self._logging(function.logging),
            Environment=block(Variables=block_of(variables)),
            Layers=items(self.values.texts(function.layers)),
            VpcConfig=self._network(function.network) if function.network else None,
            DeadLetterQueue=self._dead_letters(function.dead_letter),
        )
        tags = ((each.key, self.values.text(each.value)) for each in self._entries(function.tags))
        return "AWS::Serverless::Function", together(
            settings, self._seldom(function), self._invoked(function.id), block(Tags=block_of(tags))
        )

    @spell.register
    def _(self, queue: Queue) -> Spelling:
        return "AWS::SQS::Queue", block(
            QueueName=self._of(queue.name),
            FifoQueue=queue.fifo or None,
            ContentBasedDeduplication=self._of(queue.content_based_deduplication),
            DeduplicationScope=self._of(queue.deduplication_scope),
            FifoThroughputLimit=self._of(queue.throughput_limit),
            VisibilityTimeout=self._of(queue.visibility_timeout),
            MessageRetentionPeriod=self._of(queue.message_retention),
            DelaySeconds=self._of(queue.delay),
            ReceiveMessageWaitTimeSeconds=self._of(queue.receive_wait_time),
            MaximumMessageSize=self._of(queue.maximum_message_size),
            RedrivePolicy=self._redrive(queue.redrive) if queue.redrive else None,
            SqsManagedSseEnabled=None if queue.kms_key else True,
            KmsMasterKeyId=self._of(queue.kms_key),
            Tags=self._tags(queue.tags),
        )

    @spell.register
    def _(self, resource: QueuePolicy) -> Spelling:
        return "AWS::SQS::QueuePolicy", block(
            Queues=items(self.values.texts([resource.queue])),
            PolicyDocument=policy(resource.statements, self.values),
        )

    @spell.register
    def _(self, layer: Layer) -> Spelling:
        return "AWS::Serverless::LayerVersion", block(
            LayerName=self._of(layer.name),
            Description=self._of(layer.description),
            LicenseInfo=self._of(layer.license),
            ContentUri=f"build/layers/{layer.package}.zip",
            CompatibleRuntimes=Flow(layer.runtimes) if layer.runtimes else None,
            CompatibleArchitectures=Flow(layer.architectures) if layer.architectures else None,
            RetentionPolicy="Delete",
        )

    @spell.register
    def _(self, alias: Alias) -> Spelling:
        function = self._ids.get(alias.function.target) or pascal_case(alias.function.target)
        return "AWS::Lambda::Alias", sam_invoke.alias(alias, self.values, function)

    @spell.register
    def _(self, config: EventInvokeConfig) -> Spelling:
        return "AWS::Lambda::EventInvokeConfig", sam_invoke.invoke_config(config, self.values, self._graph)

    @spell.register
    def _(self, permission: Permission) -> Spelling:
        return "AWS::Lambda::Permission", sam_invoke.permission(permission, self.values)

    @spell.register
    def _(self, schedule: Schedule) -> Spelling:
        return "AWS::Scheduler::Schedule", sam_invoke.schedule(schedule, self.values)

    @spell.register
    def _(self, api: HttpApi) -> Spelling:
        whole, tags = self._folds.apis.get(api.id), self._entries(api.tags)
        if whole is not None:
            return "AWS::Serverless::HttpApi", sam_http.serverless_api(whole, self.values, tags)
        return "AWS::ApiGatewayV2::Api", sam_http.api(api, self.values, tags)

    @spell.register
    def _(self, stage: HttpStage) -> Spelling:
        return "AWS::ApiGatewayV2::Stage", sam_http.stage(stage, self.values, self._entries(stage.tags))

    @spell.register
    def _(self, authorizer: HttpAuthorizer) -> Spelling:
        return "AWS::ApiGatewayV2::Authorizer", sam_http.authorizer(authorizer, self.values)

    @spell.register
    def _(self, integration: HttpIntegration) -> Spelling:
        return "AWS::ApiGatewayV2::Integration", sam_http.integration(integration, self.values)

    @spell.register
    def _(self, route: HttpRoute) -> Spelling:
        return "AWS::ApiGatewayV2::Route", sam_http.route(route, self.values)

    @spell.register
    def _(self, secret: Secret) -> Spelling:
        return "AWS::SecretsManager::Secret", block(
            Name=self._of(secret.name),
            Description=self._of(secret.description),
            KmsKeyId=self._of(secret.kms_key),
            Tags=self._tags(secret.tags),
        )

    def _of(self, value: object) -> Node | None:
        return self.values.node(value)

    def _entries(self, own: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """The graph's tags and a resource's own, which win."""
        return tuple({each.key: each for each in (*self._graph.tags, *own)}.values())

    def _tags(self, own: tuple[Entry, ...]) -> Items:
        return items(block(Key=each.key, Value=self.values.text(each.value)) for each in self._entries(own))

    def _logging(self, logging: LogSettings) -> Block:
        return block(
            LogGroup=self._of(logging.group),
            LogFormat=self._of(logging.format),
            ApplicationLogLevel=self._of(logging.application_level),
            SystemLogLevel=self._of(logging.system_level),
        )

    def _redrive(self, redrive: Redrive) -> Block:
        return block(
            deadLetterTargetArn=self._of(redrive.target),
            maxReceiveCount=self._of(redrive.max_receive_count),
        )

    def _network(self, network: Network) -> Block:
        return block(
            SubnetIds=items(self.values.texts(network.subnets)),
            SecurityGroupIds=items(self.values.texts(network.security_groups)),
        )

    def _dead_letters(self, arn: Text | None) -> Block:
        """Where events go in the end; to SAM, the type says only what it would allow a role of its own."""
        kind = "SNS" if service(arn, self._graph) == "sns" else "SQS"
        return block(Type=kind if arn else None, TargetArn=self._of(arn))

    def _code(self, function: Function) -> dict[str, Node | None]:
        """What runs: a package, or an image and how it is started."""
        image = function.image
        if image is None:
            handler, runtime = self._of(function.handler), self._of(function.runtime)
            return {"CodeUri": f"build/{function.package}.zip", "Handler": handler, "Runtime": runtime}
        started = block(
            Command=items(image.command),
            EntryPoint=items(image.entry_point),
            WorkingDirectory=self._of(image.working_directory),
        )
        uri = self.values.text(image.whole)
        return {"PackageType": "Image", "ImageUri": uri, "ImageConfig": started}

    def _seldom(self, function: Function) -> Block:
        """What few functions have."""
        shapes, instances = Shapes(self.values), function.capacity
        on_instances = shapes.node(function_settings.sam_capacity(instances)) if instances else None
        return together(
            shapes.properties(function_settings.properties(function)),
            block(CapacityProviderConfig=on_instances),
        )

    def _invoked(self, function: str) -> Block:
        """What becomes of invocations, what is invoked, and by what."""
        alias = self._folds.aliases.get(function)
        config = self._folds.invoke_configs.get(function)
        config_of = sam_invoke.invoke_property(config, self.values, self._graph) if config else None
        group = self._folds.deployments.get(function)
        return together(
            sam_invoke.published(alias, self.values) if alias else Block(()),
            sam_invoke.deployed(alias, group, self.values) if alias and group else Block(()),
            block(EventInvokeConfig=config_of, Events=self._events(function)),
        )

    def _events(self, function: str) -> Block:
        """The function's triggers. SAM makes a logical id of its own and the event's name."""
        prefix = self._ids[function]
        return block_of(
            (self._ids[each.id].removeprefix(prefix), event(each, self.values, self._graph))
            for each in self._folds.events.get(function, ())
        )
