"""Graph values as Python expressions of a CDK stack."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterable
from types import UnionType

from designer.exporters.base import distinct, identifiers, snake_case
from designer.exporters.cdk_names import member
from designer.exporters.cdk_types import TYPES, typed_parameters
from designer.exporters.dispatch import by_type
from designer.exporters.kinds import spelling
from designer.exporters.names import suffix, with_prefix
from designer.exporters.python_source import (
    Array,
    Call,
    Choice,
    Code,
    Expression,
    Formatted,
    Mapping,
    array,
    literal,
)
from designer.exporters.shapes import Answer, Got
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
    Scalar,
    Text,
    Value,
    Variable,
)
from designer.graph.compute import Alias, Function, LogGroup, Schedule
from designer.graph.data import Secret
from designer.graph.http import HttpApi, HttpAuthorizer, HttpIntegration, HttpStage
from designer.graph.layers import Layer
from designer.graph.messaging import Queue
from designer.graph.tables import Table

_CONTEXT = {
    Context.STAGE: Code("stage"),
    Context.REGION: Code("Aws.REGION"),
    Context.ACCOUNT: Code("Aws.ACCOUNT_ID"),
    Context.PARTITION: Code("Aws.PARTITION"),
}

_ATTRIBUTES: dict[tuple[type[Resource], Attribute], str] = {
    (Alias, Attribute.ARN): "function_arn",
    (Alias, Attribute.NAME): "alias_name",
    (Function, Attribute.ARN): "function_arn",
    (Function, Attribute.NAME): "function_name",
    (Function, Attribute.VERSION): "current_version.version",
    (HttpApi, Attribute.ID): "ref",
    (HttpApi, Attribute.URL): "attr_api_endpoint",
    (HttpAuthorizer, Attribute.ID): "ref",
    (HttpIntegration, Attribute.ID): "ref",
    (HttpStage, Attribute.NAME): "ref",
    (Layer, Attribute.ARN): "layer_version_arn",
    (LogGroup, Attribute.NAME): "log_group_name",
    # The ARN of a log group already ends in ":*".
    (LogGroup, Attribute.STREAMS_ARN): "log_group_arn",
    (Queue, Attribute.ARN): "queue_arn",
    (Queue, Attribute.NAME): "queue_name",
    (Queue, Attribute.URL): "queue_url",
    (Role, Attribute.ARN): "role_arn",
    (Role, Attribute.NAME): "role_name",
    (Schedule, Attribute.ARN): "attr_arn",
    (Secret, Attribute.ARN): "ref",
    (Table, Attribute.ARN): "table_arn",
    (Table, Attribute.NAME): "table_name",
    # There for every table with a stream, but CDK does not know which those are.
    (Table, Attribute.STREAM_ARN): "cast(str, {}.table_stream_arn)",
}
"""What a construct calls an attribute; an expression where ``{}`` stands for the variable."""

_ARNS: dict[tuple[type[Resource], Attribute], tuple[str, str, Attribute]] = {
    (HttpApi, Attribute.EXECUTION_ARN): ("execute-api", ":", Attribute.ID),
    (LogGroup, Attribute.ARN): ("logs", ":log-group:", Attribute.NAME),
}
"""ARNs to be put together: the service, and what stands before which attribute at the end."""

PREFIX = Code("prefix")
"""What names of resources begin with, as the constructor puts it together."""


class Values:
    """Spells the values of one graph."""

    def __init__(self, graph: ResourceGraph) -> None:
        self._graph = graph
        self._variables = identifiers(
            graph.resources, lambda each, label: f"{snake_case(label)}_{snake_case(suffix(each))}"
        )
        parameters = graph.parameters()
        names = distinct((str(index), _attribute(each.name)) for index, each in enumerate(parameters))
        self._settings = dict(zip(parameters, names.values(), strict=True))
        self._typed = typed_parameters(graph)
        taken = (*self._variables.values(), "scope", "stage", "env", "settings", PREFIX.text)
        self.given = distinct(((each, _attribute(each)) for each in graph.variables()), taken=taken)
        """The variable that holds each text that whoever deploys has to say, by its name."""

    def variable(self, resource: Resource) -> str:
        """The name of the variable that holds the resource."""
        return self._variables[resource.id]

    def construct(self, ref: Ref, kind: type[Resource] | UnionType) -> Code | None:
        """The variable of what ``ref`` points to, if it is there and of that kind."""
        target = self._graph.resource(ref.target)
        return Code(self.variable(target)) if target and isinstance(target, kind) else None

    def typed(self, owner: object, field: str) -> Expression:
        """A field of ``owner`` that CDK wants as a value of a type of its own."""
        value = getattr(owner, field)
        if value is None or isinstance(value, Parameter | Ref | Join | Context):
            return self.node(value)
        return TYPES[type(owner), field].spell(value)

    @by_type
    def node(self, value: object) -> Expression:
        """``value`` as an expression; ``None`` stays ``None``."""
        raise TypeError(f"not a value: {value!r}")

    @node.register(type(None))
    @node.register(str)
    @node.register(int)
    @node.register(float)
    def _(self, value: Scalar | None) -> Expression:
        return value

    @node.register
    def _(self, value: Context) -> Expression:
        return _CONTEXT[value]

    @node.register
    def _(self, value: Parameter) -> Expression:
        return Code(f"settings.{self._settings[value]}")

    @node.register
    def _(self, value: Ref) -> Expression:
        target = self._graph.resource(value.target)
        if target is None:
            # Only a preview of an unfinished design gets here: text that anybody sees, and AWS refuses.
            return f"missing: {value.attribute} of {value.target}"
        known = target.by_name(value.attribute) if value.by_name else None
        if known is not None:
            return self.text(known)
        name = _ATTRIBUTES.get((type(target), value.attribute))
        if name is not None:
            variable = self.variable(target)
            return Code(name.format(variable) if "{" in name else f"{variable}.{name}")
        declared = spelling(type(target))
        if declared and value.attribute in declared.cloudformation.answers:
            return self._answer(self.variable(target), declared.cloudformation.answers[value.attribute])
        return self._otherwise(value, target)

    @node.register
    def _(self, value: Variable) -> Expression:
        return Code(self.given[value.name])

    @node.register
    def _(self, value: Piece) -> Expression:
        return self._piece(value, nested=False)

    @node.register
    def _(self, value: Join) -> Expression:
        pieces = with_prefix(value.parts, self._graph.name)
        spelt = (PREFIX if each is None else self._text(each, nested=True) for each in pieces)
        parts = [part for each in spelt for part in _parts(each)]
        if len(parts) == 1 and isinstance(parts[0], Code):
            return self.text(value.parts[0]) if len(value.parts) == 1 else parts[0]
        literal = "".join(part for part in parts if isinstance(part, str))
        return Formatted(tuple(parts)) if any(isinstance(part, Code) for part in parts) else literal

    def text(self, value: Text) -> Expression:
        """``value`` as a text: a stage that leaves it unset has the empty one."""
        return self._text(value, nested=False)

    def texts(self, values: Iterable[Text]) -> list[Expression]:
        """Each of ``values`` as a text."""
        return [self.text(value) for value in values]

    def array(self, values: tuple[Text, ...]) -> Array | None:
        """A list of texts, or nothing if there are none."""
        return array(self.texts(values)) if values else None

    def within(
        self,
        value: Value | None,
        wrap: Callable[[Expression], Expression],
        otherwise: Expression = None,
    ) -> Expression:
        """``value`` in what must not be there without it; a stage may say something else then."""
        if value is None:
            return None
        node = self.node(value)
        if isinstance(node, Code) and isinstance(value, Parameter) and self._has_gaps(value):
            return Choice(Code(f"{node.text} is not None"), wrap(node), otherwise)
        return wrap(node)

    def settings(self) -> dict[str, str]:
        """What differs between stages: the attribute's name and its type."""
        return {name: self._type(parameter) for parameter, name in self._settings.items()}

    def stage(self, stage: str) -> Call:
        """The settings of ``stage``."""
        values = {name: self._setting(each, stage) for each, name in self._settings.items()}
        return Call("Settings", keywords=tuple(values.items()))

    def environment(self, entries: tuple[Entry, ...]) -> Mapping | None:
        """Environment variables; those that a stage leaves unset are not there."""
        return Mapping(tuple(self._variable_entry(each) for each in entries)) if entries else None

    def _variable_entry(self, entry: Entry) -> tuple[str | None, Expression]:
        if isinstance(entry.value, Parameter) and self._has_gaps(entry.value):
            setting = f"settings.{self._settings[entry.value]}"
            there = Mapping(((entry.key, Code(_as_text(setting, entry.value))),))
            return None, Choice(Code(f"{setting} is not None"), there, Mapping(()))
        return entry.key, self.text(entry.value)

    def _text(self, value: Text, *, nested: bool) -> Expression:
        """``value`` as a text, ``nested`` in an f-string or by itself."""
        if isinstance(value, Piece):
            return self._piece(value, nested=nested)
        if not isinstance(value, Parameter):
            return self.node(value)
        setting = f"settings.{self._settings[value]}"
        text = _as_text(setting, value)
        if not self._has_gaps(value):
            # An f-string makes a text of it anyway.
            return Code(setting if text == f"str({setting})" and nested else text)
        empty = "''" if nested else '""'
        unset = f"{empty} if {setting} is None else {text}"
        return Code(f"{setting} or {empty}" if text == setting else unset)

    def _piece(self, piece: Piece, *, nested: bool) -> Code:
        """A piece of a variable, ``nested`` in an f-string or by itself."""
        separator = f"'{piece.separator}'" if nested else literal(piece.separator)
        return Code(f"{self.given[piece.of.name]}.split({separator})[{piece.index}]")

    def _has_gaps(self, parameter: Parameter) -> bool:
        return any(parameter.value_for(stage) is None for stage in self._graph.stages)

    def _type(self, parameter: Parameter) -> str:
        typed = self._typed.get(parameter)
        names = [typed.name] if typed else sorted(kind.__name__ for kind in _kinds(parameter))
        return " | ".join([*names, "None"] if self._has_gaps(parameter) or not names else names)

    def _setting(self, parameter: Parameter, stage: str) -> Expression:
        value = parameter.value_for(stage)
        typed = self._typed.get(parameter)
        return value if typed is None or value is None else typed.spell(value)

    def _answer(self, variable: str, answer: Answer) -> Expression:
        """What an L1 construct answers, or a text put together of it."""
        if isinstance(answer, Got):
            return _got(variable, answer)
        parts = (_got(variable, each) if isinstance(each, Got) else self.node(each) for each in answer)
        return Formatted(tuple(each for part in parts for each in _parts(part)))

    def _otherwise(self, ref: Ref, target: Resource) -> Expression:
        """What CDK has no attribute for: spelt out where the graph knows it."""
        arn = _ARNS.get((type(target), ref.attribute))
        if arn is not None:
            service, form, attribute = arn
            head = ("arn:", Context.PARTITION, f":{service}:", Context.REGION, ":", Context.ACCOUNT)
            return self.node(Join((*head, form, Ref(ref.target, attribute))))
        name: Text | None = getattr(target, "name", None) if ref.attribute is Attribute.NAME else None
        return f"missing: {ref.attribute} of {ref.target}" if name is None else self.text(name)


def _got(variable: str, answer: Got) -> Code:
    return Code(f"{variable}.ref" if answer.name == "Ref" else f"{variable}.attr_{member(answer.name)}")


def _parts(text: Expression) -> tuple[str | Code, ...]:
    """A text as parts of an f-string."""
    if isinstance(text, Formatted):
        return text.parts
    return (text,) if isinstance(text, str | Code) else (str(text),)


def _as_text(setting: str, parameter: Parameter) -> str:
    """A setting as CloudFormation would print it."""
    kinds = _kinds(parameter)
    if kinds == {str}:
        return setting
    return f"str({setting}).lower()" if bool in kinds else f"str({setting})"


def _kinds(parameter: Parameter) -> set[type[Scalar]]:
    return {type(value) for _, value in parameter.values if value is not None}


def _attribute(name: str) -> str:
    snake = snake_case(name)
    return f"{snake}_" if keyword.iskeyword(snake) else snake
