"""IAM documents in CDK: what the graph's statements say, each below its reason."""

from __future__ import annotations

from designer.exporters.cdk_values import Values
from designer.exporters.policies import conditions
from designer.exporters.python_source import Array, Call, Code, Expression, Item, Mapping, array, call
from designer.graph import Principal, Role, Statement, Text


def document(statements: tuple[Statement, ...], values: Values) -> Call:
    """A policy document."""
    spelt = (Item(_statement(each, values), comment=each.because) for each in statements)
    return call("iam.PolicyDocument", statements=Array(tuple(spelt)))


def service(role: Role, values: Values) -> Call:
    """Who may assume ``role``, and on whose behalf."""
    trusted = Statement(actions=(), resources=(), conditions=role.trust_conditions)
    on_condition = _conditions(trusted, values) if trusted.conditions else None
    return call("iam.ServicePrincipal", role.service, conditions=on_condition)


def _statement(statement: Statement, values: Values) -> Call:
    who = statement.principal
    return call(
        "iam.PolicyStatement",
        sid=statement.sid,
        # CDK's statements allow unless told otherwise.
        effect=Code("iam.Effect.DENY") if statement.effect == "Deny" else None,
        principals=array([_principal(who, values)]) if who else None,
        actions=array(values.texts(statement.actions)),
        resources=array(values.texts(statement.resources)),
        conditions=_conditions(statement, values) if statement.conditions else None,
    )


def _principal(principal: Principal, values: Values) -> Expression:
    if principal.kind == "Service":
        return call("iam.ServicePrincipal", values.text(principal.value))
    if principal.value == "*":
        return call("iam.AnyPrincipal")
    return call("iam.ArnPrincipal", values.text(principal.value))


def _conditions(statement: Statement, values: Values) -> Mapping:
    operators = conditions(statement).items()
    return Mapping(tuple((operator, _keys(keys, values)) for operator, keys in operators))


def _keys(keys: dict[str, tuple[Text, ...]], values: Values) -> Mapping:
    return Mapping(tuple((key, _one_or_list(each, values)) for key, each in keys.items()))


def _one_or_list(texts: tuple[Text, ...], values: Values) -> Expression:
    """A list, or its only item by itself, as IAM allows it."""
    spelt = values.texts(texts)
    return spelt[0] if len(spelt) == 1 else array(spelt)
