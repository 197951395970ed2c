"""The spelling of each resource kind in Terraform."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatchmethod

from designer.exporters import terraform_iam as iam
from designer.exporters.hcl import (
    Argument,
    Block,
    Call,
    Expression,
    List,
    Object,
    Reference,
    arguments,
    flat,
    template,
)
from designer.exporters.names import POLICY_NAME
from designer.exporters.terraform_json import json_text
from designer.exporters.terraform_values import LOCAL, TYPES, Values, may_be_unset
from designer.graph import (
    EventSourceMapping,
    Function,
    Key,
    LogGroup,
    Queue,
    QueuePolicy,
    Redrive,
    Ref,
    Resource,
    ResourceGraph,
    Role,
    Secret,
    Table,
    Text,
)

ROLE_POLICY = "aws_iam_role_policy"


class Resources:
    """Spells the resources of one graph."""

    def __init__(self, graph: ResourceGraph, values: Values) -> None:
        self._graph = graph
        self._values = values

    def blocks(self, resource: Resource) -> tuple[Block, ...]:
        """The resource as blocks; why it exists stands above the first."""
        first, *others = self.spell(resource)
        return (replace(first, comment=resource.because), *others)

    @singledispatchmethod
    def spell(self, resource: object) -> tuple[Block, ...]:
        """The blocks of one resource, by its kind."""
        raise NotImplementedError(f"no spelling of {type(resource).__name__}")

    @spell.register
    def _(self, group: LogGroup) -> tuple[Block, ...]:
        settings = arguments(name=self._of(group.name), retention_in_days=self._of(group.retention_days))
        return (self._block(group, settings, self._values.tags(group.tags)),)

    @spell.register
    def _(self, role: Role) -> tuple[Block, ...]:
        naming = arguments(name=self._of(role.name), description=self._of(role.description))
        trust = arguments(assume_role_policy=iam.trust(role))
        block = self._block(role, naming, trust, self._values.tags(role.tags))
        if not role.statements:
            return (block,)
        owner = arguments(name=POLICY_NAME, role=self._values.address(role).attribute("id"))
        policy = arguments(policy=iam.policy(role.statements, self._values))
        return (block, Block("resource", (ROLE_POLICY, self._values.label(role)), (owner, policy)))

    @spell.register
    def _(self, function: Function) -> tuple[Block, ...]:
        return (
            self._block(
                function,
                arguments(
                    function_name=self._of(function.name),
                    description=self._of(function.description),
                    role=self._of(function.role),
                ),
                self._code(function),
                arguments(
                    memory_size=self._of(function.memory_size),
                    timeout=self._of(function.timeout),
                    reserved_concurrent_executions=self._of(function.reserved_concurrency),
                ),
                *self._function_blocks(function),
                self._values.tags(function.tags),
                self._permissions_first(function.role),
            ),
        )

    @spell.register
    def _(self, queue: Queue) -> tuple[Block, ...]:
        settings = arguments(
            name=self._of(queue.name),
            fifo_queue=queue.fifo or None,
            content_based_deduplication=self._of(queue.content_based_deduplication),
            deduplication_scope=self._of(queue.deduplication_scope),
            fifo_throughput_limit=self._of(queue.throughput_limit),
            visibility_timeout_seconds=self._of(queue.visibility_timeout),
            message_retention_seconds=self._of(queue.message_retention),
            delay_seconds=self._of(queue.delay),
            receive_wait_time_seconds=self._of(queue.receive_wait_time),
            max_message_size=self._of(queue.maximum_message_size),
            sqs_managed_sse_enabled=True,
        )
        redrive = arguments(redrive_policy=self._redrive(queue.redrive)) if queue.redrive else ()
        return (self._block(queue, settings, redrive, self._values.tags(queue.tags)),)

    @spell.register
    def _(self, policy: QueuePolicy) -> tuple[Block, ...]:
        queue = arguments(queue_url=self._of(policy.queue))
        document = arguments(policy=iam.policy(policy.statements, self._values, said=policy.because))
        return (self._block(policy, queue, document),)

    @spell.register
    def _(self, mapping: EventSourceMapping) -> tuple[Block, ...]:
        settings = arguments(
            event_source_arn=self._of(mapping.source),
            function_name=self._of(mapping.function),
            enabled=self._of(mapping.enabled),
            batch_size=self._of(mapping.batch_size),
            maximum_batching_window_in_seconds=self._of(mapping.batching_window),
            function_response_types=(
                List(("ReportBatchItemFailures",)) if mapping.report_batch_item_failures else None
            ),
        )
        filters = tuple(Block("filter", (), (self._pattern(each),)) for each in mapping.filters)
        return (
            self._block(
                mapping,
                settings,
                self._optional("scaling_config", "maximum_concurrency", mapping.maximum_concurrency),
                Block("filter_criteria", (), filters) if filters else None,
            ),
        )

    @spell.register
    def _(self, table: Table) -> tuple[Block, ...]:
        keys = [key for key in (table.partition_key, table.sort_key) if key]
        settings = arguments(
            name=self._of(table.name),
            billing_mode="PAY_PER_REQUEST",
            hash_key=self._of(table.partition_key.name),
            range_key=self._of(table.sort_key.name) if table.sort_key else None,
            deletion_protection_enabled=self._of(table.deletion_protection),
        )
        return (
            self._block(
                table,
                settings,
                *map(self._key, keys),
                self._optional("ttl", "attribute_name", table.ttl_attribute, enabled=True),
                _inner("point_in_time_recovery", enabled=self._of(table.point_in_time_recovery)),
                self._values.tags(table.tags),
            ),
        )

    @spell.register
    def _(self, secret: Secret) -> tuple[Block, ...]:
        settings = arguments(name=self._of(secret.name), description=self._of(secret.description))
        return (self._block(secret, settings, self._values.tags(secret.tags)),)

    def _of(self, value: object) -> Expression:
        return self._values.spell(value)

    def _block(self, resource: Resource, *body: tuple[Argument, ...] | Block | None) -> Block:
        return Block("resource", (TYPES[type(resource)], self._values.label(resource)), body)

    def _optional(self, type_: str, name: str, value: object, **others: Expression) -> Block | None:
        """A block that is there only where ``value`` is set; the provider takes an unset one for 0."""
        if value is None:
            return None
        spelt = self._of(value)
        if not may_be_unset(value):
            return _inner(type_, **{name: spelt}, **others)
        content = _inner("content", **{name: Reference(f"{type_}.value")}, **others)
        each_value = arguments(for_each=Reference(f"{flat(spelt)}[*]"))
        return Block("dynamic", (type_,), (each_value, content))

    def _code(self, function: Function) -> tuple[Argument, ...]:
        return arguments(
            filename=package_file(function.package),
            source_code_hash=LOCAL.attribute("package_hashes").attribute(function.package),
            handler=self._of(function.handler),
            runtime=self._of(function.runtime),
            architectures=List((self._of(function.architecture),)),
        )

    def _function_blocks(self, function: Function) -> tuple[Block | None, ...]:
        logging = function.logging
        variables = self._values.entries(function.environment) if function.environment else None
        return (
            _inner("environment", variables=variables),
            self._optional("ephemeral_storage", "size", function.ephemeral_storage),
            _inner(
                "logging_config",
                log_group=self._of(logging.group),
                log_format=self._of(logging.format),
                application_log_level=self._of(logging.application_level),
                system_log_level=self._of(logging.system_level),
            ),
            _inner("tracing_config", mode=self._of(function.tracing)),
        )

    def _permissions_first(self, role: Text) -> tuple[Argument, ...]:
        """The function's role refers to the role only, which would let its policy come later."""
        owner = self._graph.resource(role.target) if isinstance(role, Ref) else None
        if not isinstance(owner, Role) or not owner.statements:
            return ()
        policy = Reference(f"{ROLE_POLICY}.{self._values.label(owner)}")
        reason = "The function and what polls for it may start only once the permissions are there."
        return (Argument("depends_on", List((policy,)), reason),)

    def _redrive(self, redrive: Redrive) -> Expression:
        target = Argument("deadLetterTargetArn", self._of(redrive.target))
        count = Argument("maxReceiveCount", self._of(redrive.max_receive_count))
        return Call("jsonencode", (Object((target, count)),))

    def _pattern(self, pattern: Text) -> tuple[Argument, ...]:
        spelt = self._of(pattern)
        return arguments(pattern=json_text(spelt) if isinstance(spelt, str) else spelt)

    def _key(self, key: Key) -> Block:
        return Block("attribute", (), (arguments(name=self._of(key.name), type=self._of(key.type)),))


def package_file(package: str) -> Expression:
    """Where the built package lies."""
    return template(Reference("path.module"), f"/build/{package}.zip")


def _inner(type_: str, **values: Expression) -> Block | None:
    """A block of one paragraph, or nothing when it would be empty."""
    body = arguments(**values)
    return Block(type_, (), (body,)) if body else None
