"""The spelling of each resource kind as a CDK construct.

An L2 construct is used where it makes exactly the graph's resource, with the role handed over by
``without_policy_updates()`` so that it adds no permission. Measured exceptions:

- a queue's ``enforce_ssl`` makes a statement without a Sid, so the queue policy is spelt,
- ``secretsmanager.Secret`` makes up a value, so the secret is the L1 construct,
- ``lambda_.EventSourceMapping`` wants constructs for a destination and a key, and grants; see ``is_plain``.

Queues, tables and log groups go with the stack, as in CloudFormation; CDK would leave the last two.
"""

from __future__ import annotations

from dataclasses import replace

from designer.exporters import cdk_http, cdk_invoke, cdk_tables
from designer.exporters.base import distinct, identifiers, pascal_case
from designer.exporters.cdk_folds import enforced_tls, is_plain
from designer.exporters.cdk_iam import document, service
from designer.exporters.cdk_invoke import Beside
from designer.exporters.cdk_names import layer_ids
from designer.exporters.cdk_shapes import Shapes
from designer.exporters.cdk_types import architecture, runtime
from designer.exporters.cdk_values import Values
from designer.exporters.dispatch import by_type
from designer.exporters.kinds import spelling
from designer.exporters.names import POLICY_NAME, identifier, waits_for
from designer.exporters.python_source import Call, Code, Expression, Mapping, array, call
from designer.graph import Output, Ref, Resource, ResourceGraph, Role, Text
from designer.graph.compute import Alias, EventInvokeConfig, Function, Image, LogGroup, Permission, Schedule
from designer.graph.custom import CustomResource
from designer.graph.data import Secret
from designer.graph.event_sources import EventSourceMapping
from designer.graph.http import HttpApi, HttpAuthorizer, HttpIntegration, HttpRoute, HttpStage
from designer.graph.layers import Layer
from designer.graph.messaging import Queue, QueuePolicy, Redrive
from designer.graph.tables import Table

SELF = Code("self")
DESTROY = Code("RemovalPolicy.DESTROY")


class CdkResources:
    """Spells the resources of one graph."""

    def __init__(self, graph: ResourceGraph, values: Values) -> None:
        self._graph = graph
        self._values = values
        self._published = {each.function.target for each in graph.resources if isinstance(each, Alias)}
        self._tls_enforced = enforced_tls(graph)
        self._ids = identifiers(graph.resources, identifier)
        outputs = ((str(index), pascal_case(each.name)) for index, each in enumerate(graph.outputs))
        # Outputs are constructs of the same scope.
        output_ids = distinct(outputs, taken=self._ids.values())
        self.outputs = tuple(
            self._output(*each) for each in zip(output_ids.values(), graph.outputs, strict=True)
        )

    def is_folded(self, resource: Resource) -> bool:
        """Whether another construct already says ``resource``."""
        return isinstance(resource, QueuePolicy) and resource.queue.target in self._tls_enforced

    @by_type
    def spell(self, resource: Resource) -> Call:
        """The construct of one resource, by its kind."""
        return self._declared(resource)

    @spell.register
    def _(self, group: LogGroup) -> Call:
        return self._construct(
            "logs.LogGroup",
            group,
            log_group_name=self._text(group.name),
            retention=self._typed(group, "retention_days"),
            encryption_key=self._key_of(group, group.kms_key),
            removal_policy=DESTROY,
        )

    @spell.register
    def _(self, role: Role) -> Call:
        policy = Mapping(((POLICY_NAME, document(role.statements, self._values)),))
        return self._construct(
            "iam.Role",
            role,
            role_name=self._text(role.name),
            description=self._of(role.description),
            path=role.path,
            permissions_boundary=self._boundary(role),
            assumed_by=service(role, self._values),
            inline_policies=policy if role.statements else None,
        )

    @spell.register
    def _(self, function: Function) -> Call:
        logging = function.logging
        return self._construct(
            "lambda_.Function",
            function,
            function_name=self._text(function.name),
            description=self._of(function.description),
            role=self._role(function),
            **self._code(function),
            architecture=self._typed(function, "architecture"),
            memory_size=self._of(function.memory_size),
            timeout=self._typed(function, "timeout"),
            ephemeral_storage_size=self._typed(function, "ephemeral_storage"),
            reserved_concurrent_executions=self._of(function.reserved_concurrency),
            tracing=self._typed(function, "tracing"),
            log_group=self._log_group(function),
            logging_format=self._typed(logging, "format"),
            application_log_level_v2=self._typed(logging, "application_level"),
            system_log_level_v2=self._typed(logging, "system_level"),
            environment=self._values.environment(function.environment),
            layers=self._layers(function),
            dead_letter_queue=cdk_invoke.dead_letters(function, self._values),
            current_version_options=cdk_invoke.versions() if function.id in self._published else None,
        )

    @spell.register
    def _(self, queue: Queue) -> Call:
        return self._construct(
            "sqs.Queue",
            queue,
            queue_name=self._text(queue.name),
            fifo=queue.fifo or None,
            content_based_deduplication=self._of(queue.content_based_deduplication),
            deduplication_scope=self._typed(queue, "deduplication_scope"),
            fifo_throughput_limit=self._typed(queue, "throughput_limit"),
            visibility_timeout=self._typed(queue, "visibility_timeout"),
            retention_period=self._typed(queue, "message_retention"),
            delivery_delay=self._typed(queue, "delay"),
            receive_message_wait_time=self._typed(queue, "receive_wait_time"),
            max_message_size_bytes=self._of(queue.maximum_message_size),
            dead_letter_queue=self._dead_letters(queue, queue.redrive) if queue.redrive else None,
            encryption=Code(f"sqs.QueueEncryption.{'KMS' if queue.kms_key else 'SQS_MANAGED'}"),
            encryption_master_key=self._key_of(queue, queue.kms_key),
            enforce_ssl=(queue.id in self._tls_enforced) or None,
        )

    @spell.register
    def _(self, policy: QueuePolicy) -> Call:
        return self._construct(
            "sqs.CfnQueuePolicy",
            policy,
            queues=array([self._of(policy.queue)]),
            policy_document=document(policy.statements, self._values),
        )

    @spell.register
    def _(self, mapping: EventSourceMapping) -> Call:
        if not is_plain(mapping):
            return self._declared(mapping)
        filters = [Mapping((("pattern", text),)) for text in self._values.texts(mapping.filters)]
        return self._construct(
            "lambda_.EventSourceMapping",
            mapping,
            target=self._target(mapping),
            event_source_arn=self._of(mapping.source),
            enabled=self._of(mapping.enabled),
            batch_size=self._of(mapping.batch_size),
            max_batching_window=self._typed(mapping, "batching_window"),
            max_concurrency=self._of(mapping.maximum_concurrency),
            report_batch_item_failures=mapping.report_batch_item_failures or None,
            filters=array(filters) if filters else None,
        )

    @spell.register
    def _(self, table: Table) -> Call:
        return self._placed(table, cdk_tables.table(table, self._key_of(table, table.kms_key), self._values))

    @spell.register
    def _(self, secret: Secret) -> Call:
        return self._construct(
            "secretsmanager.CfnSecret",
            secret,
            name=self._text(secret.name),
            description=self._of(secret.description),
            kms_key_id=self._of(secret.kms_key),
        )

    @spell.register
    def _(self, layer: Layer) -> Call:
        return self._construct(
            "lambda_.LayerVersion",
            layer,
            layer_version_name=self._text(layer.name),
            description=self._of(layer.description),
            license=self._of(layer.license),
            code=call("lambda_.Code.from_asset", f"build/layers/{layer.package}.zip"),
            compatible_runtimes=array(map(runtime, layer.runtimes)) if layer.runtimes else None,
            compatible_architectures=(
                array(map(architecture, layer.architectures)) if layer.architectures else None
            ),
        )

    @spell.register
    def _(self, custom: CustomResource) -> Call:
        properties = Mapping(tuple((each.key, self._text(each.value)) for each in custom.properties))
        return self._construct(
            "CustomResource",
            custom,
            service_token=self._of(custom.token),
            service_timeout=self._typed(custom, "service_timeout"),
            properties=properties if custom.properties else None,
        )

    @spell.register
    def _(self, alias: Alias) -> Call:
        return self._placed(alias, cdk_invoke.alias(alias, self._values))

    @spell.register
    def _(self, config: EventInvokeConfig) -> Call:
        return self._placed(config, cdk_invoke.invoke_config(config, self._values, self._graph))

    @spell.register
    def _(self, permission: Permission) -> Call:
        return self._placed(permission, cdk_invoke.permission(permission, self._values))

    @spell.register
    def _(self, schedule: Schedule) -> Call:
        return self._placed(schedule, cdk_invoke.schedule(schedule, self._values))

    @spell.register
    def _(self, api: HttpApi) -> Call:
        return self._placed(api, cdk_http.api(api, self._values))

    @spell.register
    def _(self, stage: HttpStage) -> Call:
        return self._placed(stage, cdk_http.stage(stage, self._values))

    @spell.register
    def _(self, authorizer: HttpAuthorizer) -> Call:
        return self._placed(authorizer, cdk_http.authorizer(authorizer, self._values))

    @spell.register
    def _(self, integration: HttpIntegration) -> Call:
        return self._placed(integration, cdk_http.integration(integration, self._values))

    @spell.register
    def _(self, route: HttpRoute) -> Call:
        return self._placed(route, cdk_http.route(route, self._values))

    @by_type
    def beside(self, resource: Resource) -> tuple[Beside, ...]:
        """What is to be said once the construct is there."""
        return self._after(resource)

    def _after(self, resource: Resource) -> tuple[Beside, ...]:
        """What has to be there before it although nothing in it says so."""
        add = f"{self._values.variable(resource)}.node.add_dependency"
        after = waits_for(resource, self._graph)
        there = [found for each in after if (found := self._graph.resource(each))]
        first = call(add, *(Code(self._values.variable(each)) for each in there))
        return ((None, first),) if there else ()

    @beside.register
    def _(self, function: Function) -> tuple[Beside, ...]:
        variable = self._values.variable(function)
        return (*cdk_invoke.settings_beside(function, variable, self._values), *self._after(function))

    @beside.register
    def _(self, alias: Alias) -> tuple[Beside, ...]:
        return tuple(cdk_invoke.alias_beside(alias, self._values.variable(alias), self._values))

    @beside.register
    def _(self, table: Table) -> tuple[Beside, ...]:
        return tuple(cdk_tables.indexes_beside(table, self._values.variable(table), self._values))

    @beside.register
    def _(self, config: EventInvokeConfig) -> tuple[Beside, ...]:
        variable = self._values.variable(config)
        return tuple(cdk_invoke.order_beside(config, variable, self._values, self._graph))

    def _declared(self, resource: Resource) -> Call:
        """The L1 construct of a kind that is spelt by data."""
        kind = spelling(type(resource))
        if kind is None:
            raise NotImplementedError(f"no spelling of {type(resource).__name__}")
        return self._placed(resource, Shapes(kind.cloudformation, self._values).call(resource))

    def _placed(self, resource: Resource, construct: Call) -> Call:
        return replace(construct, positional=(SELF, self._ids[resource.id]))

    def _construct(self, kind: str, resource: Resource, **properties: Expression) -> Call:
        return self._placed(resource, call(kind, **properties))

    def _of(self, value: object) -> Expression:
        return self._values.node(value)

    def _text(self, value: Text) -> Expression:
        return self._values.text(value)

    def _typed(self, owner: object, field: str) -> Expression:
        return self._values.typed(owner, field)

    def _output(self, identifier: str, output: Output) -> Call:
        value = self._text(output.value)
        return call("CfnOutput", SELF, identifier, description=output.description or None, value=value)

    def _role(self, function: Function) -> Expression:
        """The role, closed to what a construct would add to it."""
        own = self._values.construct(function.role, Role) if isinstance(function.role, Ref) else None
        if own is not None:
            return Code(f"{own.text}.without_policy_updates()")
        identifier = f"{self._ids[function.id]}ExistingRole"
        return call("iam.Role.from_role_arn", SELF, identifier, self._text(function.role), mutable=False)

    def _code(self, function: Function) -> dict[str, Expression]:
        """What runs: a package, or an image in a repository that gets no policy by that."""
        if function.image is None:
            package = call("lambda_.Code.from_asset", f"build/{function.package}.zip")
            handler = None if function.handler is None else self._text(function.handler)
            return {"code": package, "handler": handler, "runtime": self._typed(function, "runtime")}
        image = function.image
        code = call(
            "lambda_.Code.from_ecr_image",
            self._images(function, image),
            tag_or_digest=self._text(image.tag),
            cmd=array(image.command) if image.command else None,
            entrypoint=array(image.entry_point) if image.entry_point else None,
            working_directory=self._of(image.working_directory),
        )
        from_image = Code("lambda_.Handler.FROM_IMAGE"), Code("lambda_.Runtime.FROM_IMAGE")
        return {"code": code, "handler": from_image[0], "runtime": from_image[1]}

    def _images(self, function: Function, image: Image) -> Call:
        """The repository of an image, as one that is there already and gets no policy."""
        kind, identifier = "ecr.Repository.from_repository", f"{self._ids[function.id]}Images"
        name = self._text(image.name)
        if isinstance(image.repository, Ref):
            return call(f"{kind}_name", SELF, identifier, name)
        arn = self._text(image.repository)
        return call(f"{kind}_attributes", SELF, identifier, repository_arn=arn, repository_name=name)

    def _boundary(self, role: Role) -> Expression:
        identifier = f"{self._ids[role.id]}PermissionsBoundary"
        arn = self._of(role.permissions_boundary)
        return call("iam.ManagedPolicy.from_managed_policy_arn", SELF, identifier, arn) if arn else None

    def _log_group(self, function: Function) -> Expression:
        group = function.logging.group
        own = self._values.construct(group, LogGroup) if isinstance(group, Ref) else None
        identifier = f"{self._ids[function.id]}ExistingLogGroup"
        name = self._of(group)
        return own or call("logs.LogGroup.from_log_group_name", SELF, identifier, name)

    def _layers(self, function: Function) -> Expression:
        kind = "lambda_.LayerVersion.from_layer_version_arn"
        layers: list[Expression] = []
        names = layer_ids(self._ids[function.id], function.layers)
        for arn, name in zip(function.layers, names, strict=True):
            own = self._values.construct(arn, Layer) if isinstance(arn, Ref) else None
            layers.append(own or call(kind, SELF, name, self._text(arn)))
        return array(layers) if layers else None

    def _key_of(self, encrypted: Resource, arn: Text | None) -> Expression:
        """The key that something is encrypted with, as its construct takes it."""
        identifier = f"{self._ids[encrypted.id]}EncryptionKey"
        return call("kms.Key.from_key_arn", SELF, identifier, self._text(arn)) if arn is not None else None

    def _target(self, mapping: EventSourceMapping) -> Expression:
        own = self._values.construct(mapping.function, Function | Alias)
        identifier = f"{self._ids[mapping.id]}ExistingFunction"
        return own or call("lambda_.Function.from_function_arn", SELF, identifier, self._of(mapping.function))

    def _dead_letters(self, queue: Queue, redrive: Redrive) -> Call:
        own = self._values.construct(redrive.target, Queue) if isinstance(redrive.target, Ref) else None
        identifier = f"{self._ids[queue.id]}ExistingDeadLetters"
        existing = call("sqs.Queue.from_queue_arn", SELF, identifier, self._text(redrive.target))
        receives = self._of(redrive.max_receive_count)
        return call("sqs.DeadLetterQueue", queue=own or existing, max_receive_count=receives)
