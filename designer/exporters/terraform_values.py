"""The values of a graph as Terraform expressions: references, names by stage, tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from designer.exporters.base import identifiers, snake_case
from designer.exporters.dispatch import by_type
from designer.exporters.hcl import (
    Argument,
    Call,
    Expression,
    List,
    Object,
    Reference,
    WithoutNulls,
    arguments,
    flat,
    template,
)
from designer.exporters.kinds import spelling
from designer.exporters.names import with_prefix
from designer.graph import (
    Attribute,
    Context,
    Entry,
    Join,
    Parameter,
    Piece,
    Ref,
    Resource,
    ResourceGraph,
    Role,
    Variable,
)
from designer.graph.compute import Alias, EventInvokeConfig, Function, LogGroup, Permission, Schedule
from designer.graph.data import Secret
from designer.graph.http import HttpApi, HttpAuthorizer, HttpIntegration, HttpRoute, HttpStage
from designer.graph.layers import Layer
from designer.graph.messaging import Queue, QueuePolicy

TYPES: dict[type[Resource], str] = {
    Layer: "aws_lambda_layer_version",
    LogGroup: "aws_cloudwatch_log_group",
    Role: "aws_iam_role",
    Function: "aws_lambda_function",
    Alias: "aws_lambda_alias",
    EventInvokeConfig: "aws_lambda_function_event_invoke_config",
    Permission: "aws_lambda_permission",
    Queue: "aws_sqs_queue",
    QueuePolicy: "aws_sqs_queue_policy",
    Schedule: "aws_scheduler_schedule",
    Secret: "aws_secretsmanager_secret",
    HttpApi: "aws_apigatewayv2_api",
    HttpStage: "aws_apigatewayv2_stage",
    HttpAuthorizer: "aws_apigatewayv2_authorizer",
    HttpIntegration: "aws_apigatewayv2_integration",
    HttpRoute: "aws_apigatewayv2_route",
}
"""Terraform's type of each kind that is not spelt by data."""

ATTRIBUTES: dict[type[Resource], dict[Attribute, str]] = {
    Layer: {Attribute.ARN: "arn"},
    LogGroup: {Attribute.ARN: "arn", Attribute.NAME: "name"},
    Role: {Attribute.ARN: "arn", Attribute.NAME: "name"},
    Function: {
        Attribute.ARN: "arn",
        Attribute.NAME: "function_name",
        Attribute.INVOKE_ARN: "invoke_arn",
        Attribute.VERSION: "version",
    },
    Alias: {Attribute.ARN: "arn", Attribute.NAME: "name", Attribute.INVOKE_ARN: "invoke_arn"},
    EventInvokeConfig: {},
    Permission: {},
    Queue: {Attribute.ARN: "arn", Attribute.NAME: "name", Attribute.URL: "url"},
    QueuePolicy: {},
    Schedule: {Attribute.ARN: "arn", Attribute.NAME: "name"},
    Secret: {Attribute.ARN: "arn", Attribute.NAME: "name"},
    HttpApi: {
        Attribute.ID: "id",
        Attribute.ARN: "arn",
        Attribute.NAME: "name",
        Attribute.URL: "api_endpoint",
        Attribute.EXECUTION_ARN: "execution_arn",
    },
    HttpStage: {Attribute.ARN: "arn", Attribute.NAME: "name"},
    HttpAuthorizer: {Attribute.ID: "id", Attribute.NAME: "name"},
    HttpIntegration: {Attribute.ID: "id"},
    HttpRoute: {Attribute.ID: "id"},
}
"""What Terraform calls the attributes of each of these kinds."""

LOCAL = Reference("local")
PREFIX = Reference("local.prefix")
"""What names of resources begin with; ``locals.tf`` puts it together."""
CONTEXTS: dict[Context, Reference] = {
    Context.STAGE: Reference("var.stage"),
    # The provider's region is set from this variable, so no data source has to be asked.
    Context.REGION: Reference("var.region"),
    # Short names for what an ARN is made of: ``locals.tf`` takes them from the data sources.
    Context.ACCOUNT: Reference("local.account_id"),
    Context.PARTITION: Reference("local.partition"),
}


class Values:
    """Spells the values of one graph."""

    def __init__(self, graph: ResourceGraph) -> None:
        self._graph = graph
        self._labels: dict[str, str] = {}
        by_type: dict[str, list[Resource]] = {}
        for each in graph.resources:
            by_type.setdefault(type_of(type(each)), []).append(each)
        for same_type in by_type.values():
            self._labels |= identifiers(same_type, lambda _, label: snake_case(label))

    def label(self, resource: Resource) -> str:
        """The resource's name in Terraform, unique for its type."""
        return self._labels[resource.id]

    def address(self, resource: Resource) -> Reference:
        """``type.label`` of a resource."""
        return Reference(f"{type_of(type(resource))}.{self.label(resource)}")

    def resource(self, identifier: str) -> Resource | None:
        """The resource of that id."""
        return self._graph.resource(identifier)

    def beside(self, identifier: str, type_: str, attribute: str = "") -> Expression:
        """The block of that type among those of a resource, or an attribute of it."""
        address = Reference(f"{type_}.{self._labels[identifier]}")
        return address.attribute(attribute) if attribute else address

    @by_type
    def spell(self, value: object) -> Expression:
        """A value of the graph as an expression."""
        raise NotImplementedError(f"no spelling of {type(value).__name__}")

    @spell.register(str)
    @spell.register(int)
    @spell.register(float)
    @spell.register(type(None))
    def _(self, value: str | int | float | None) -> Expression:
        return value

    @spell.register
    def _(self, value: Context) -> Expression:
        return CONTEXTS[value]

    @spell.register
    def _(self, value: Parameter) -> Expression:
        return LOCAL.attribute("settings").attribute(value.name)

    @spell.register
    def _(self, value: Variable) -> Expression:
        return Reference(f"var.{value.name}")

    @spell.register
    def _(self, value: Piece) -> Expression:
        separator = flat(value.separator)
        return Reference(f"split({separator}, var.{value.of.name})[{value.index}]")

    @spell.register
    def _(self, value: Join) -> Expression:
        parts = with_prefix(value.parts, self._graph.name)
        return template(*(PREFIX if each is None else self._in_text(each) for each in parts))

    @spell.register
    def _(self, value: Ref) -> Expression:
        # Only a preview of an unfinished design gets here: text that anybody sees, and AWS refuses.
        return self.attribute(value) or f"missing: {value.attribute} of {value.target}"

    def attribute(self, ref: Ref) -> Expression:
        """What ``ref`` asks for; ``None`` when nothing in the graph has it."""
        resource = self._graph.resource(ref.target)
        if resource is None:
            return None
        if isinstance(resource, LogGroup) and ref.attribute is Attribute.STREAMS_ARN:
            return template(self.address(resource).attribute("arn"), ":*")
        name = _attributes(type(resource)).get(ref.attribute)
        if name and "[" in name:  # inside a block
            return Reference(f"{self.address(resource).text}.{name}")
        return self.address(resource).attribute(name) if name else None

    def one_or_list(self, values: Iterable[object]) -> Expression:
        """A list, or its only item by itself, as IAM allows it."""
        items = tuple(map(self.spell, values))
        return items[0] if len(items) == 1 else List(items)

    def entries(self, entries: tuple[Entry, ...]) -> Expression:
        """Named texts as an object."""
        spelt = Object(tuple(Argument(each.key, self.spell(each.value)) for each in entries))
        return WithoutNulls(spelt) if any(may_be_unset(each.value) for each in entries) else spelt

    def tags(self, own: tuple[Entry, ...]) -> tuple[Argument, ...]:
        """The ``tags`` argument of a resource: the common ones and its own."""
        common = LOCAL.attribute("tags") if self._graph.tags else None
        if common is None or not own:
            return arguments(tags=self.entries(own) if own else common)
        return arguments(tags=Call("merge", (common, self.entries(own))))

    def _in_text(self, part: object) -> Expression:
        """A part of a text; Terraform refuses ``null`` there, so what is unset adds nothing."""
        spelt = self.spell(part)
        return Reference(f'{flat(spelt)} == null ? "" : {flat(spelt)}') if may_be_unset(part) else spelt


def type_of(kind: type[Resource]) -> str:
    """Terraform's type of a kind."""
    declared = spelling(kind)
    return declared.terraform.type if declared else TYPES[kind]


def _attributes(kind: type[Resource]) -> Mapping[Attribute, str]:
    declared = spelling(kind)
    return declared.terraform.attributes if declared else ATTRIBUTES.get(kind, {})


def may_be_unset(value: object) -> bool:
    """Whether ``value`` is a parameter that some stage leaves unset."""
    return isinstance(value, Parameter) and any(each is None for _, each in value.values)
