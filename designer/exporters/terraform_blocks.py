"""What the Terraform spellings of all kinds share: resource blocks, and blocks that may be absent."""

from __future__ import annotations

from designer.exporters.hcl import Argument, Block, Expression, List, Reference, arguments, flat
from designer.exporters.terraform_values import Values, may_be_unset, type_of
from designer.graph import Attribute, Ref, Resource, ResourceGraph, Role, Text
from designer.graph.compute import Alias

ROLE_POLICY = "aws_iam_role_policy"
PERMISSIONS_FIRST = "What uses the role may be there only once it has its permissions."


class Blocks:
    """Makes the blocks of one graph."""

    def __init__(self, graph: ResourceGraph, values: Values) -> None:
        self.graph = graph
        self.values = values
        self.aliased = frozenset(each.function.target for each in graph.resources if isinstance(each, Alias))
        """The ids of the functions that have an alias."""

    def of(self, value: object) -> Expression:
        """A value of the graph as an expression."""
        return self.values.spell(value)

    def listed(self, values: tuple[Text, ...]) -> Expression:
        """Values of the graph as a list; nothing when there are none."""
        return List(tuple(map(self.of, values))) if values else None

    def resource(self, resource: Resource, *body: tuple[Argument, ...] | Block | None) -> Block:
        """The resource block of ``resource``."""
        return Block("resource", (type_of(type(resource)), self.values.label(resource)), body)

    def optional(self, type_: str, name: str, value: object, **others: Expression) -> Block | None:
        """A block that is there only where ``value`` is set; the provider takes an unset one for 0."""
        if value is None:
            return None
        spelt = self.of(value)
        if not may_be_unset(value):
            return inner(type_, **{name: spelt}, **others)
        content = arguments(**{name: Reference(f"{type_}.value")}, **others)
        return dynamic(type_, Reference(f"{flat(spelt)}[*]"), content)

    def invoked(self, function: Ref) -> tuple[Argument, ...]:
        """``function_name`` and, where an alias is invoked, its ``qualifier``."""
        target = self.graph.resource(function.target)
        if isinstance(target, Alias):
            qualifier = self.values.address(target).attribute("name")
            return arguments(function_name=self.of(target.function), qualifier=qualifier)
        return arguments(function_name=self.of(Ref(function.target, Attribute.NAME)))

    def after(self, resource: Resource) -> tuple[Argument, ...]:
        """What must be there before ``resource`` although none of its arguments refers to it.

        That is also the policy of the role that it has.
        """
        first = self.permissions_first(getattr(resource, "role", None), PERMISSIONS_FIRST)
        there = [found for each in resource.after if (found := self.graph.resource(each))]
        if not there:
            return first
        policies = [item for each in first if isinstance(each.value, List) for item in each.value.items]
        return (Argument("depends_on", List((*policies, *map(self.values.address, there)))),)

    def permissions_first(self, role: Text | None, reason: str) -> tuple[Argument, ...]:
        """Who uses ``role`` refers to the role only, which would let its policy come later."""
        owner = self.graph.resource(role.target) if isinstance(role, Ref) else None
        if not isinstance(owner, Role) or not owner.statements:
            return ()
        policy = Reference(f"{ROLE_POLICY}.{self.values.label(owner)}")
        return (Argument("depends_on", List((policy,)), reason),)


def inner(type_: str, **values: Expression) -> Block | None:
    """A block of one paragraph, or nothing when it would be empty."""
    body = arguments(**values)
    return Block(type_, (), (body,)) if body else None


def dynamic(type_: str, for_each: Expression, content: tuple[Argument, ...]) -> Block:
    """A block for each item of a list that may be empty."""
    return Block("dynamic", (type_,), (arguments(for_each=for_each), Block("content", (), (content,))))
