"""IAM documents in Terraform: ``jsonencode`` of what the graph's statements say."""

from __future__ import annotations

from designer.exporters.hcl import Argument, Call, Commented, Expression, List, Object
from designer.exporters.policies import DOCUMENT_VERSION, conditions
from designer.exporters.terraform_values import Values
from designer.graph import Role, Statement


def policy(statements: tuple[Statement, ...], values: Values, *, said: str = "") -> Expression:
    """A policy document, each statement below its reason, unless the reader was ``said`` it already."""
    return _document(*(_commented(each, values, said) for each in statements))


def trust(role: Role, values: Values) -> Expression:
    """The document that lets the role's service assume it."""
    trusted = Statement(actions=("sts:AssumeRole",), resources=(), conditions=role.trust_conditions)
    entries = [
        Argument("Effect", trusted.effect),
        Argument("Principal", Object((Argument("Service", role.service),))),
        Argument("Action", values.one_or_list(trusted.actions)),
    ]
    if trusted.conditions:
        entries.append(Argument("Condition", _conditions(trusted, values)))
    return _document(Object(tuple(entries)))


def _document(*statements: Expression) -> Expression:
    version = Argument("Version", DOCUMENT_VERSION)
    return Call("jsonencode", (Object((version, Argument("Statement", List(statements)))),))


def _commented(statement: Statement, values: Values, said: str) -> Expression:
    spelt = _statement(statement, values)
    return spelt if statement.because in ("", said) else Commented(spelt, statement.because)


def _statement(statement: Statement, values: Values) -> Object:
    entries = [Argument("Sid", statement.sid)] if statement.sid else []
    entries.append(Argument("Effect", statement.effect))
    if statement.principal:
        who = Argument(statement.principal.kind, values.spell(statement.principal.value))
        entries.append(Argument("Principal", Object((who,))))
    entries.append(Argument("Action", values.one_or_list(statement.actions)))
    if statement.resources:
        entries.append(Argument("Resource", values.one_or_list(statement.resources)))
    if statement.conditions:
        entries.append(Argument("Condition", _conditions(statement, values)))
    return Object(tuple(entries))


def _conditions(statement: Statement, values: Values) -> Object:
    return Object(
        tuple(
            Argument(
                operator,
                Object(tuple(Argument(key, values.one_or_list(each)) for key, each in lines.items())),
            )
            for operator, lines in conditions(statement).items()
        )
    )
