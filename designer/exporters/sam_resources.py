"""The spelling of each resource kind in a SAM template."""

from __future__ import annotations

from functools import singledispatchmethod
from typing import TypeAlias

from designer.exporters.cloudformation import Block, Field, Flow, Items, Node, block, block_of, items
from designer.exporters.intrinsics import Intrinsics
from designer.exporters.names import POLICY_NAME, heading
from designer.exporters.sam_events import events, logical_ids
from designer.exporters.sam_iam import policy, trust
from designer.graph import (
    Entry,
    EventSourceMapping,
    Function,
    Key,
    LogGroup,
    LogSettings,
    Queue,
    QueuePolicy,
    Redrive,
    Resource,
    ResourceGraph,
    Role,
    Secret,
    Table,
)

Spelling: TypeAlias = tuple[str, Block]
"""A CloudFormation type and the properties of a resource of that type."""


class SamResources:
    """Spells the resources of one graph."""

    def __init__(self, graph: ResourceGraph) -> None:
        self._graph = graph
        self._folded = {each.id: each for each in events(graph)}
        self._ids = logical_ids(graph)
        self.values = Intrinsics(graph, self._ids)

    def block(self) -> Block:
        """The template's ``Resources``, an empty line between them."""
        spelt = [each for each in self._graph.resources if each.id not in self._folded]
        return Block(tuple(self._field(each, spaced=each is not spelt[0]) for each in spelt))

    def _field(self, resource: Resource, *, spaced: bool) -> Field:
        kind, properties = self.spell(resource)
        body = block(Type=kind, Properties=properties)
        return Field(self._ids[resource.id], body, comment=heading(resource), spaced=spaced)

    @singledispatchmethod
    def spell(self, resource: Resource) -> Spelling:
        """The type and the properties of one resource, by its kind."""
        raise NotImplementedError(f"no spelling of {type(resource).__name__}")

    @spell.register
    def _(self, group: LogGroup) -> Spelling:
        return "AWS::Logs::LogGroup", block(
            LogGroupName=self._of(group.name),
            RetentionInDays=self._of(group.retention_days),
            Tags=self._tags(group.tags),
        )

    @spell.register
    def _(self, role: Role) -> Spelling:
        permissions = block(PolicyName=POLICY_NAME, PolicyDocument=policy(role.statements, self.values))
        return "AWS::IAM::Role", block(
            RoleName=self._of(role.name),
            Description=self._of(role.description),
            AssumeRolePolicyDocument=trust(role),
            Policies=items([permissions]) if role.statements else None,
            Tags=self._tags(role.tags),
        )

    @spell.register
    def _(self, function: Function) -> Spelling:
        size = function.ephemeral_storage
        variables = ((each.key, self._of(each.value)) for each in function.environment)
        return "AWS::Serverless::Function", block(
            FunctionName=self._of(function.name),
            Description=self._of(function.description),
            Role=self._of(function.role),
            CodeUri=f"build/{function.package}.zip",
            Handler=self._of(function.handler),
            Runtime=self._of(function.runtime),
            Architectures=Flow((self.values.text(function.architecture),)),
            MemorySize=self._of(function.memory_size),
            Timeout=self._of(function.timeout),
            EphemeralStorage=self.values.within(size, lambda node: block(Size=node)),
            ReservedConcurrentExecutions=self._of(function.reserved_concurrency),
            Tracing=self._of(function.tracing),
            LoggingConfig=self._logging(function.logging),
            Environment=block(Variables=block_of(variables)),
            Events=self._events(function),
            Tags=block_of((each.key, self.values.text(each.value)) for each in self._entries(function.tags)),
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
            SqsManagedSseEnabled=True,
            Tags=self._tags(queue.tags),
        )

    @spell.register
    def _(self, resource: QueuePolicy) -> Spelling:
        return "AWS::SQS::QueuePolicy", block(
            Queues=items(self.values.texts([resource.queue])),
            PolicyDocument=policy(resource.statements, self.values),
        )

    @spell.register
    def _(self, mapping: EventSourceMapping) -> Spelling:
        source = block(FunctionName=self._of(mapping.function), EventSourceArn=self._of(mapping.source))
        return "AWS::Lambda::EventSourceMapping", Block(source.fields + self._polling(mapping).fields)

    @spell.register
    def _(self, table: Table) -> Spelling:
        keys = [
            (key, kind) for key, kind in ((table.partition_key, "HASH"), (table.sort_key, "RANGE")) if key
        ]
        return "AWS::DynamoDB::Table", block(
            TableName=self._of(table.name),
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=items(self._definition(key) for key, _ in keys),
            KeySchema=items(block(AttributeName=self._of(key.name), KeyType=kind) for key, kind in keys),
            TimeToLiveSpecification=self.values.within(
                table.ttl_attribute, lambda node: block(AttributeName=node, Enabled=True)
            ),
            PointInTimeRecoverySpecification=self.values.within(
                table.point_in_time_recovery, lambda node: block(PointInTimeRecoveryEnabled=node)
            ),
            DeletionProtectionEnabled=self._of(table.deletion_protection),
            Tags=self._tags(table.tags),
        )

    @spell.register
    def _(self, secret: Secret) -> Spelling:
        return "AWS::SecretsManager::Secret", block(
            Name=self._of(secret.name),
            Description=self._of(secret.description),
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

    def _definition(self, key: Key) -> Block:
        return block(AttributeName=self._of(key.name), AttributeType=self._of(key.type))

    def _events(self, function: Function) -> Block:
        """The function's triggers. SAM makes a logical id of its own and the event's name."""
        prefix = self._ids[function.id]
        return block_of(
            (self._ids[each.id].removeprefix(prefix), self._event(each))
            for each in self._folded.values()
            if each.function.target == function.id
        )

    def _event(self, mapping: EventSourceMapping) -> Block:
        source = block(Queue=self._of(mapping.source))
        return block(Type="SQS", Properties=Block(source.fields + self._polling(mapping).fields))

    def _polling(self, mapping: EventSourceMapping) -> Block:
        """The settings that CloudFormation and SAM's SQS event spell alike."""
        patterns = [block(Pattern=pattern) for pattern in self.values.texts(mapping.filters)]
        return block(
            Enabled=self._of(mapping.enabled),
            BatchSize=self._of(mapping.batch_size),
            MaximumBatchingWindowInSeconds=self._of(mapping.batching_window),
            ScalingConfig=self.values.within(
                mapping.maximum_concurrency, lambda node: block(MaximumConcurrency=node)
            ),
            FunctionResponseTypes=(
                Flow(("ReportBatchItemFailures",)) if mapping.report_batch_item_failures else None
            ),
            FilterCriteria=block(Filters=items(patterns)),
        )
