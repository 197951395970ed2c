"""Graph values as CloudFormation's intrinsic functions.

What differs between stages comes from the mapping ``Stages`` where every stage has a value. Where a
stage leaves it unset, conditions choose: CloudFormation looks a mapping key up even in the branch
that is not taken, so a missing key would fail the deployment. They also choose where a resource's own
text must change with the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from types import MappingProxyType

from designer.exporters.base import distinct, pascal_case
from designer.exporters.cloudformation import Block, Flow, Literal, Node, Tagged, block, block_of, items
from designer.exporters.dispatch import by_type
from designer.exporters.kinds import spelling
from designer.exporters.shapes import Answer, Got
from designer.graph import (
    Attribute,
    Context,
    Join,
    Parameter,
    Part,
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
from designer.graph.compute import Alias, Function, LogGroup
from designer.graph.data import Secret
from designer.graph.http import HttpApi, HttpAuthorizer, HttpIntegration, HttpStage
from designer.graph.layers import Layer
from designer.graph.messaging import Queue

NO_VALUE = Tagged("Ref", "AWS::NoValue")

_PSEUDO = {
    Context.STAGE: "${Stage}",
    Context.REGION: "${AWS::Region}",
    Context.ACCOUNT: "${AWS::AccountId}",
    Context.PARTITION: "${AWS::Partition}",
}

_OWN_ARN = "arn:${AWS::Partition}:%:${AWS::Region}:${AWS::AccountId}"

_ATTRIBUTES: dict[tuple[type[Resource], Attribute], str] = {
    (Alias, Attribute.ARN): "${%}",
    (Function, Attribute.NAME): "${%}",
    # SAM's own: the version that it publishes.
    (Function, Attribute.VERSION): "${%.Version.Version}",
    (
        HttpApi,
        Attribute.EXECUTION_ARN,
    ): "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${%}",
    (HttpApi, Attribute.ID): "${%}",
    (HttpApi, Attribute.URL): "${%.ApiEndpoint}",
    (HttpAuthorizer, Attribute.ID): "${%}",
    (HttpIntegration, Attribute.ID): "${%}",
    (HttpStage, Attribute.NAME): "${%}",
    (Layer, Attribute.ARN): "${%}",
    (LogGroup, Attribute.NAME): "${%}",
    # GetAtt Arn of a log group already ends in ":*".
    (LogGroup, Attribute.STREAMS_ARN): "${%.Arn}",
    (LogGroup, Attribute.ARN): _OWN_ARN.replace("%", "logs") + ":log-group:${%}",
    (Queue, Attribute.NAME): "${%.QueueName}",
    (Queue, Attribute.URL): "${%}",
    (Role, Attribute.NAME): "${%}",
    (Secret, Attribute.ARN): "${%}",
}
"""How to ask a kind for an attribute, ``%`` being the logical id; everything else is GetAtt Arn."""

_SYMBOL = re.compile(r"\$\{([\w:]+(?:\.[\w.]+)?)\}", re.ASCII)
_LITERAL_SYMBOL = re.compile(r"\$\{(?=[\w:.-]+\})", re.ASCII)


class Intrinsics:
    """Spells the values of one graph, given the logical id of each of its resources.

    ``called`` holds what !Ref calls a resource by, where that is not its logical id; ``chosen`` are the
    parameters that no mapping may hide.
    """

    def __init__(
        self,
        graph: ResourceGraph,
        logical_ids: dict[str, str],
        called: Mapping[str, str] = MappingProxyType({}),
        chosen: Container[Parameter] = (),
    ) -> None:
        self._graph = graph
        self._ids = logical_ids
        self._called = called
        self._chosen = chosen
        parameters = graph.parameters()
        names = distinct((str(index), pascal_case(each.name)) for index, each in enumerate(parameters))
        self._names = dict(zip(parameters, names.values(), strict=True))
        asked = distinct(((each, pascal_case(each)) for each in graph.variables()), taken=["Stage"])
        self.given = asked
        """The parameter of each text that whoever deploys has to say, by the variable's name."""
        self._conditions = distinct((stage, f"Is{pascal_case(stage)}") for stage in graph.stages)

    @by_type
    def node(self, value: object) -> Node | None:
        """The node of a graph ``Value``; ``None`` stays ``None``, which prints nothing."""
        raise TypeError(f"not a value: {value!r}")

    @node.register(type(None))
    @node.register(str)
    @node.register(int)
    @node.register(float)
    def _(self, value: Scalar | None) -> Node | None:
        return value

    @node.register
    def _(self, value: Context) -> Node | None:
        return _shortest(_PSEUDO[value])

    @node.register
    def _(self, value: Ref) -> Node | None:
        own_name = self._own_name(value)
        if own_name is not None:
            return self.node(own_name)
        called = self._called.get(value.target)
        return _shortest(self._symbol(value)) if called is None else Tagged("Ref", called)

    @node.register
    def _(self, value: Parameter) -> Node | None:
        return self._parameter(value, NO_VALUE)

    @node.register
    def _(self, value: Variable) -> Node | None:
        return Tagged("Ref", self.given[value.name])

    @node.register
    def _(self, value: Piece) -> Node | None:
        pieces = Tagged("Split", Flow((value.separator, Tagged("Ref", self.given[value.of.name]))))
        return Tagged("Select", Flow((value.index, pieces)))

    @node.register
    def _(self, value: Join) -> Node | None:
        parts = list(self._flat(value))
        if len(parts) <= 1:
            return self.text(parts[0] if parts else "")
        pieces = [self._substitution(part) for part in parts]
        said = [piece for piece in pieces if piece is not None]
        if len(said) == len(pieces):
            return Tagged("Sub", "".join(said))
        return Tagged("Join", Flow(("", Flow(tuple(self.text(part) for part in parts)))))

    def text(self, value: Value) -> Node:
        """``value`` where a text must stand: a stage that leaves it unset has the empty one."""
        node = self._parameter(value, "") if isinstance(value, Parameter) else self.node(value)
        return "" if node is None else node

    def readable(self, value: Join) -> Node:
        """A long text of several lines; what a stage says has a name in it, and is looked up behind it."""
        looked_up: dict[str, Node] = {}
        written = []
        for part in self._flat(value):
            said = self._substitution(part)
            if said is None and isinstance(part, Parameter):
                said = f"${{{self._names[part]}}}"
                looked_up[self._names[part]] = self.text(part)
            if said is None:
                return self.text(value)
            written.append(said)
        text = Literal("".join(written))
        return Tagged("Sub", items((text, block_of(looked_up.items()))) if looked_up else text)

    def texts(self, values: Iterable[Value]) -> list[Node]:
        """Each of ``values`` as a text."""
        return [self.text(value) for value in values]

    def within(
        self, value: Value | None, wrap: Callable[[Node], Block], otherwise: Node = NO_VALUE
    ) -> Node | None:
        """``value`` in a block that must not be there without it; a stage may say something else then."""
        if isinstance(value, Parameter) and self._is_chosen(value):
            return self._choice(value, otherwise, wrap, items)
        node = self.node(value)
        return None if node is None else wrap(node)

    def mappings(self) -> Block:
        """The template's ``Mappings``: what each stage sets."""
        return block(Stages=block_of((stage, self._settings(stage)) for stage in self._graph.stages))

    def conditions(self) -> Block:
        """The template's ``Conditions``: one for each stage that something is chosen by."""
        chosen_by = {
            stage for each in self._names if self._is_chosen(each) for stage in self._asked_for(each)
        }
        return block_of(
            (self._conditions[stage], Tagged("Equals", Flow((Tagged("Ref", "Stage"), stage))))
            for stage in self._graph.stages
            if stage in chosen_by
        )

    def _settings(self, stage: str) -> Block:
        return block_of(
            (name, parameter.value_for(stage))
            for parameter, name in self._names.items()
            if not self._is_chosen(parameter)
        )

    def _is_chosen(self, parameter: Parameter) -> bool:
        return self._has_gaps(parameter) or parameter in self._chosen

    def _has_gaps(self, parameter: Parameter) -> bool:
        return any(parameter.value_for(stage) is None for stage in self._graph.stages)

    def _asked_for(self, parameter: Parameter) -> list[str]:
        """The stages that a choice asks for: the last one is what remains when every stage has a value."""
        stages = [stage for stage in self._graph.stages if parameter.value_for(stage) is not None]
        return stages if self._has_gaps(parameter) else stages[:-1]

    def _parameter(self, parameter: Parameter, unset: Node) -> Node:
        if self._is_chosen(parameter):
            return self._choice(parameter, unset, lambda value: value, Flow)
        return Tagged("FindInMap", Flow(("Stages", Tagged("Ref", "Stage"), self._names[parameter])))

    def _choice(
        self,
        parameter: Parameter,
        unset: Node,
        wrap: Callable[[Node], Node],
        layout: Callable[[tuple[Node, ...]], Node],
    ) -> Node:
        """!If by !If, stage after stage, down to ``unset`` or to the last stage's value."""
        last = None if self._has_gaps(parameter) else parameter.value_for(self._graph.stages[-1])
        result = unset if last is None else wrap(last)
        for stage in reversed(self._asked_for(parameter)):
            value = parameter.value_for(stage)
            if value is not None:
                result = Tagged("If", layout((self._conditions[stage], wrap(value), result)))
        return result

    def _own_name(self, ref: Ref) -> Text | None:
        """What the graph gives, where CloudFormation has no attribute for it or must not be asked."""
        target = self._graph.resource(ref.target)
        if ref.by_name and target is not None:
            return target.by_name(ref.attribute)
        if ref.attribute is not Attribute.NAME or target is None or _answers_name(type(target)):
            return None
        name: Text | None = getattr(target, "name", None)
        return name

    def _symbol(self, ref: Ref) -> str:
        """``ref`` inside a !Sub; one to a resource that is not there is left to the validators."""
        target = self._graph.resource(ref.target)
        form = "${%.Arn}" if target is None else _form(type(target), ref.attribute)
        return form.replace("%", self._ids.get(ref.target) or pascal_case(ref.target))

    def _flat(self, join: Join) -> Iterator[Part]:
        """The parts of ``join`` with names spelt out and neighbouring literals put together."""
        literal = ""
        for part in self._expanded(join):
            if isinstance(part, str) and not isinstance(part, Context):
                literal += part
                continue
            if literal:
                yield literal
            literal = ""
            yield part
        if literal:
            yield literal

    def _expanded(self, join: Join) -> Iterator[Part]:
        for part in join.parts:
            name = self._own_name(part) if isinstance(part, Ref) else None
            if isinstance(name, Join):
                yield from self._expanded(name)
            else:
                yield part if name is None else name

    @by_type
    def _substitution(self, part: object) -> str | None:  # noqa: ARG002 - dispatch passes it to all
        """``part`` inside a !Sub, or ``None`` where !Sub cannot say it."""
        return None

    @_substitution.register
    def _(self, part: Context) -> str | None:
        return _PSEUDO[part]

    @_substitution.register
    def _(self, part: Variable) -> str | None:
        return f"${{{self.given[part.name]}}}"

    @_substitution.register
    def _(self, part: Ref) -> str | None:
        return self._symbol(part)

    @_substitution.register
    def _(self, part: str) -> str | None:
        escaped = _LITERAL_SYMBOL.sub("${!", part)
        # An unfinished "${" has no escape, and a "$" might join with what follows it.
        if escaped.count("${") != escaped.count("${!") or part.endswith("$") or "${!" in part:
            return None
        return escaped


def _form(kind: type[Resource], attribute: Attribute) -> str:
    """How to ask a kind for an attribute inside a !Sub, ``%`` being the logical id."""
    declared = spelling(kind)
    if declared is None:
        return _ATTRIBUTES.get((kind, attribute), "${%.Arn}")
    answer: Answer = declared.cloudformation.answers.get(attribute, Got("Arn"))
    return "".join(map(_asked, answer if isinstance(answer, tuple) else (answer,)))


def _answers_name(kind: type[Resource]) -> bool:
    declared = spelling(kind)
    return (
        Attribute.NAME in declared.cloudformation.answers
        if declared
        else (kind, Attribute.NAME) in _ATTRIBUTES
    )


def _asked(part: str | Context | Got) -> str:
    if isinstance(part, Got):
        return "${%}" if part.name == "Ref" else f"${{%.{part.name}}}"
    return _PSEUDO[part] if isinstance(part, Context) else part


def _shortest(text: str) -> Node:
    """!Ref or !GetAtt where ``text`` is one symbol only, else !Sub."""
    symbol = _SYMBOL.fullmatch(text)
    if symbol is None:
        return Tagged("Sub", text)
    return Tagged("GetAtt" if "." in symbol.group(1) else "Ref", symbol.group(1))
