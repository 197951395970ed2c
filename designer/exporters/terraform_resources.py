"""The spelling of each resource kind in Terraform; those of a domain of its own are in its module."""

from __future__ import annotations

from dataclasses import replace

from designer.exporters import function_settings as rare
from designer.exporters import terraform_http as http
from designer.exporters import terraform_iam as iam
from designer.exporters import terraform_lambda as lambda_
from designer.exporters.dispatch import by_type
from designer.exporters.hcl import Argument, Block, Call, Expression, Object, arguments
from designer.exporters.kinds import spelling
from designer.exporters.names import POLICY_NAME
from designer.exporters.terraform_blocks import ROLE_POLICY, Blocks
from designer.exporters.terraform_schedule import schedule as schedule_block
from designer.exporters.terraform_shapes import Shapes
from designer.exporters.terraform_values import Values
from designer.graph import Resource, ResourceGraph, Role
from designer.graph.compute import Alias, EventInvokeConfig, Function, LogGroup, Permission, Schedule
from designer.graph.data import Secret
from designer.graph.http import HttpApi, HttpAuthorizer, HttpIntegration, HttpRoute, HttpStage
from designer.graph.layers import Layer
from designer.graph.messaging import Queue, QueuePolicy, Redrive


class Resources:
    """Spells the resources of one graph."""

    def __init__(self, graph: ResourceGraph, values: Values) -> None:
        self._values = values
        self._to = Blocks(graph, values)
        self._of = self._to.of
        self._shapes = Shapes(values)

    def blocks(self, resource: Resource) -> tuple[Block, ...]:
        """The resource as blocks; why it exists stands above the first. None where another says it."""
        first, *others = self.spell(resource) or (None,)
        return (replace(first, comment=resource.because), *others) if first else ()

    @by_type
    def spell(self, resource: Resource) -> tuple[Block, ...]:
        """The blocks of one resource, by its kind."""
        kind = spelling(type(resource))
        if kind is None:
            raise NotImplementedError(f"no spelling of {type(resource).__name__}")
        return self._shapes.blocks(resource, kind.terraform, self._to.after(resource))

    @spell.register
    def _(self, group: LogGroup) -> tuple[Block, ...]:
        settings = arguments(
            name=self._of(group.name),
            retention_in_days=self._of(group.retention_days),
            kms_key_id=self._of(group.kms_key),
        )
        return (self._to.resource(group, settings, self._values.tags(group.tags)),)

    @spell.register
    def _(self, role: Role) -> tuple[Block, ...]:
        naming = arguments(
            name=self._of(role.name),
            description=self._of(role.description),
            path=role.path,
            permissions_boundary=self._of(role.permissions_boundary),
        )
        trust = arguments(assume_role_policy=iam.trust(role, self._values))
        block = self._to.resource(role, naming, trust, self._values.tags(role.tags))
        if not role.statements:
            return (block,)
        owner = arguments(name=POLICY_NAME, role=self._values.address(role).attribute("id"))
        policy = arguments(policy=iam.policy(role.statements, self._values))
        return (block, Block("resource", (ROLE_POLICY, self._values.label(role)), (owner, policy)))

    @spell.register
    def _(self, function: Function) -> tuple[Block, ...]:
        more = (rare.arguments(function), rare.blocks(function))
        block = lambda_.function(function, self._to, tuple(self._shapes.parts(*more)))
        return (block, *self._shapes.beside(function, rare.beside(function)))

    @spell.register
    def _(self, layer: Layer) -> tuple[Block, ...]:
        return (lambda_.layer(layer, self._to),)

    @spell.register
    def _(self, alias: Alias) -> tuple[Block, ...]:
        return lambda_.alias(alias, self._to)

    @spell.register
    def _(self, config: EventInvokeConfig) -> tuple[Block, ...]:
        return (lambda_.event_invoke_config(config, self._to),)

    @spell.register
    def _(self, permission: Permission) -> tuple[Block, ...]:
        return (lambda_.permission(permission, self._to),)

    @spell.register
    def _(self, schedule: Schedule) -> tuple[Block, ...]:
        return (schedule_block(schedule, self._to),)

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
            sqs_managed_sse_enabled=None if queue.kms_key else True,
            kms_master_key_id=self._of(queue.kms_key),
        )
        redrive = arguments(redrive_policy=self._redrive(queue.redrive)) if queue.redrive else ()
        return (self._to.resource(queue, settings, redrive, self._values.tags(queue.tags)),)

    @spell.register
    def _(self, policy: QueuePolicy) -> tuple[Block, ...]:
        queue = arguments(queue_url=self._of(policy.queue))
        document = arguments(policy=iam.policy(policy.statements, self._values, said=policy.because))
        return (self._to.resource(policy, queue, document),)

    @spell.register
    def _(self, secret: Secret) -> tuple[Block, ...]:
        settings = arguments(
            name=self._of(secret.name),
            description=self._of(secret.description),
            kms_key_id=self._of(secret.kms_key),
        )
        return (self._to.resource(secret, settings, self._values.tags(secret.tags)),)

    @spell.register
    def _(self, api: HttpApi) -> tuple[Block, ...]:
        return (http.api(api, self._to),)

    @spell.register
    def _(self, stage: HttpStage) -> tuple[Block, ...]:
        return (http.stage(stage, self._to),)

    @spell.register
    def _(self, authorizer: HttpAuthorizer) -> tuple[Block, ...]:
        return (http.authorizer(authorizer, self._to),)

    @spell.register
    def _(self, integration: HttpIntegration) -> tuple[Block, ...]:
        return (http.integration(integration, self._to),)

    @spell.register
    def _(self, route: HttpRoute) -> tuple[Block, ...]:
        return (http.route(route, self._to),)

    def _redrive(self, redrive: Redrive) -> Expression:
        target = Argument("deadLetterTargetArn", self._of(redrive.target))
        count = Argument("maxReceiveCount", self._of(redrive.max_receive_count))
        return Call("jsonencode", (Object((target, count)),))
