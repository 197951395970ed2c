"""Rules on IAM statements of the author's own, which are exported word for word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.function import PolicyStatement
from designer.rules.base import Finding, Rule, Severity, remove, set_value
from designer.rules.settings import quoted

_ELEMENTS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html"


def _example(statement: str) -> str:
    return f"{{name: shop, functions: {{worker: {{statements: [{{{statement}}}]}}}}}}"


class IamActionStar(Rule):
    """A function may do everything.

    Whoever finds a hole in its code has the whole account.
    """

    id = "iam-action-star"
    severity = Severity.ERROR
    topic = "iam"
    source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"
    bad = _example('actions: "*", resources: "*"')
    good = _example(
        'actions: ssm:GetParameter, resources: "arn:aws:ssm:eu-west-1:123456789012:parameter/shop"'
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every statement that allows all actions of all services."""
        del today
        for statement in _statements(blueprint):
            if statement.value.effect == "Allow":
                for index, action in enumerate(statement.value.actions):
                    if set(action) <= {"*", ":"} and action:
                        message = "The function may do everything; list the actions that it needs."
                        fix = remove("Remove the statement", statement.path, safe=False)
                        yield self.finding((*statement.path, "actions", index), message, fix)


class IamActionValid(Rule):
    """A statement names an action in a form that IAM does not know.

    The deployment fails, or the statement grants nothing.
    """

    id = "iam-action-valid"
    severity = Severity.ERROR
    topic = "iam"
    source = _ELEMENTS
    yields_to = ("iam-action-star",)
    bad = _example('actions: GetParameter, resources: "*"')
    good = _example('actions: ssm:GetParameter, resources: "*"')

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every statement without actions, and every action without the form."""
        del today
        yield from _texts(self, blueprint, "actions", "iam.action")


class IamResourceValid(Rule):
    """A statement names a resource that is no ARN.

    The deployment fails, or the statement applies to nothing.
    """

    id = "iam-resource-valid"
    severity = Severity.ERROR
    topic = "iam"
    source = _ELEMENTS
    bad = _example("actions: ssm:GetParameter, resources: parameter/shop")
    good = _example(
        'actions: ssm:GetParameter, resources: "arn:aws:ssm:eu-west-1:123456789012:parameter/shop"'
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every statement without resources, and every resource without the form."""
        del today
        yield from _texts(self, blueprint, "resources", "iam.resource")


class IamSidValid(Rule):
    """A statement has an identifier that IAM does not take, or that another one has.

    IAM refuses the policy: identifiers are letters and digits, each once.
    """

    id = "iam-sid-valid"
    severity = Severity.ERROR
    topic = "iam"
    source = _ELEMENTS
    bad = _example('sid: read parameters, actions: ssm:GetParameter, resources: "*"')
    good = _example('sid: ReadParameters, actions: ssm:GetParameter, resources: "*"')

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every identifier without the form, and every one that comes again."""
        del today
        form = catalog.pattern("iam.sid")
        seen: set[tuple[Path, str]] = set()
        for statement in _statements(blueprint):
            sid, at = statement.value.sid, statement / "sid"
            if sid is None:
                continue
            key = (statement.path[:-1], sid)
            fix = set_value("Do without it", at, None)
            if not form.matches(sid):
                yield self.finding(at, f"The identifier {quoted(sid)} has to be {form.says}.", fix)
            elif key in seen:
                message = f"The identifier {sid} is used twice; each has to be unique in a function."
                yield self.finding(at, message, fix)
            seen.add(key)


class IamConditionValid(Rule):
    """A statement has a condition that IAM cannot read.

    The deployment fails; an operator without keys would even be left out, and the statement would
    grant more than it says.
    """

    id = "iam-condition-valid"
    severity = Severity.ERROR
    topic = "iam"
    source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"
    bad = _example(
        'actions: ssm:GetParameter, resources: "*", conditions: {Equals: {"aws:PrincipalTag/a": b}}'
    )
    good = _example(
        'actions: ssm:GetParameter, resources: "*", conditions: {StringEquals: {"aws:PrincipalTag/a": b}}'
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every operator, key and value that is not understood; never a fix that would widen access."""
        del today
        for statement in _statements(blueprint):
            for operator, keys in statement.value.conditions.items():
                at = (*statement.path, "conditions", operator)
                for path, message in _condition_problems(at, operator, keys):
                    fix = remove("Remove the statement", statement.path, safe=False)
                    yield self.finding(path, message, fix)


def _condition_problems(
    at: Path, operator: str, keys: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Path, str]]:
    forms = {
        name: catalog.pattern(f"iam.{name}") for name in ("condition_operator", "condition_key", "truth")
    }
    if not forms["condition_operator"].matches(operator):
        yield at, f"{quoted(operator)} has to be {forms['condition_operator'].says}."
    if not keys:
        yield at, f"{operator} compares nothing; it needs at least one key."
    for key, values in keys.items():
        if not forms["condition_key"].matches(key):
            yield (*at, key), f"The key {quoted(key)} has to be {forms['condition_key'].says}."
        if not values:
            yield (*at, key), f"{quoted(key)} is compared with nothing; it needs at least one value."
        if _TRUTH_OPERATORS & set(operator.replace("IfExists", "").split(":")):
            for value in values:
                if not forms["truth"].matches(value):
                    yield (*at, key), f"{quoted(value)} has to be {forms['truth'].says} for {operator}."


_TRUTH_OPERATORS = frozenset({"Bool", "Null"})


def _statements(blueprint: Blueprint) -> Iterator[Node[PolicyStatement]]:
    for function in blueprint.each_function():
        for index, statement in enumerate(function.value.statements):
            yield Node((*function.path, "statements", index), statement)


def _texts(rule: Rule, blueprint: Blueprint, field: str, key: str) -> Iterator[Finding]:
    form = catalog.pattern(key)
    for statement in _statements(blueprint):
        texts: tuple[str, ...] = getattr(statement.value, field)
        fix = remove("Remove the statement", statement.path, safe=False)
        if not texts:
            yield rule.finding(
                statement / field, f"The statement has no {field}; it needs at least one.", fix
            )
        for index, text in enumerate(texts):
            if not form.matches(text):
                at = (*statement.path, field, index)
                yield rule.finding(at, f"{quoted(text)} has to be {form.says}.", fix)
