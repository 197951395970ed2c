"""Rules on statements of the author's own that allow nothing: no such action, or never on such a resource."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import PolicyStatement
from designer.catalog.actions import ANY, Action, actions, arns, as_of, meant, prefixes
from designer.rules.allowing import PARAMETER, example, fits
from designer.rules.base import Finding, Fix, Rule, Severity, set_value
from designer.rules.settings import hint, nearest, quoted

_REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html"
_ENDINGS = ("/index/*", ":*", "/*")
"""What mostly lacks at the end of an ARN; of those that its form has, the first."""
_VARIABLE = re.compile(r"\$\{[^}]*\}")


class IamUnknownAction(Rule):
    """A statement names an action that its service does not have.

    IAM takes it without a word, and it allows nothing; mostly it is mistyped, or called by the name of
    the SDK's method. Scanners count this as an error; IAM deploys it, so here it is a warning.
    """

    id = "iam-unknown-action"
    severity = Severity.WARNING
    topic = "iam"
    source = _REFERENCE
    bad = example(f"actions: ssm:ReadParameter, resources: {PARAMETER}")
    good = example(f"actions: ssm:GetParameter, resources: {PARAMETER}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every action, and every pattern, that stands for nothing; of some services all are known."""
        del today
        form = catalog.pattern("iam.action")
        for statement in _statements(blueprint):
            for index, action in enumerate(statement.value.actions):
                service, name = action.partition(":")[0].lower(), action.partition(":")[2]
                if not form.matches(action) or not service.strip("*") or set(service) & set("*?"):
                    continue
                at = (*statement.path, "actions", index)
                if service not in prefixes():
                    message = f"{quoted(service)} is no service of IAM{hint(service, prefixes())}"
                    yield self.finding(at, message, _named(at, nearest(service, prefixes()), f":{name}"))
                elif meant(action) == ():
                    known = {each.name.partition(":")[2] for each in (actions(service) or {}).values()}
                    message = f"{service} had no action {quoted(name)} on {as_of()}{hint(name, known)}"
                    near = nearest(name, known)
                    yield self.finding(at, message, _named(at, near and f"{service}:{near}", ""))


def _named(at: tuple[str | int, ...], near: str | None, ending: str) -> Fix | None:
    return set_value(f"Use {near}{ending}", at, f"{near}{ending}", safe=False) if near else None


class IamResourceMismatch(Rule):
    """A statement names an action, and no resource that the action is ever used on.

    It never matches, so the function is denied: an object is ``bucket/*``, not the bucket, and what has
    no resource-level form is allowed on ``*`` only, which is a warning as it is often said beside others.
    """

    id = "iam-resource-mismatch"
    severity = Severity.ERROR
    topic = "iam"
    source = _REFERENCE
    bad = example('actions: "s3:GetObject", resources: "arn:aws:s3:::shop-uploads"')
    good = example('actions: "s3:GetObject", resources: "arn:aws:s3:::shop-uploads/*"')

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every action, and every pattern, that fits none of the statement's resources."""
        del today
        form = catalog.pattern("iam.resource")
        for statement in _statements(blueprint):
            resources = statement.value.resources
            valid = resources and all(map(form.matches, resources))
            for index, action in enumerate(statement.value.actions):
                known = meant(action) if action.partition(":")[0].strip("*") else None
                if known and valid and not any(used_on(each, resources) for each in known):
                    wanted = min(_wanted(known[0]), key=len).replace("%", "*")
                    message = f"{quoted(action)} is never used on {quoted(statement.value.resources[0])}; "
                    message += f"it takes {wanted}."
                    fix = _completed(statement, known)
                    severity = None if any(each.types for each in known) else Severity.WARNING
                    yield self.finding((*statement.path, "actions", index), message, fix, severity)


def used_on(action: Action, resources: tuple[str, ...]) -> bool:
    """Whether an action is ever used on one of the resources, with variables in them or not."""
    resources = tuple(_VARIABLE.sub("*", each) for each in resources)
    if not action.types:
        return "*" in resources
    return ANY in action.types or any(fits(one, form) for one in resources for form in _wanted(action))


def _wanted(action: Action) -> tuple[str, ...]:
    """The forms of the ARNs that an action is used on."""
    forms = arns(action.name.partition(":")[0])
    return tuple(forms[each] for each in action.types) or ("*",)


def _completed(statement: Node[PolicyStatement], known: tuple[Action, ...]) -> Fix | None:
    """The fix that completes, or cuts off, the end of the only resource, where that makes it fit.

    Where the statement's other actions are used on the resource as it is, it keeps it beside the other one.
    """
    resources = statement.value.resources
    if len(resources) != 1:
        return None
    cut = (resources[0].removesuffix("/*"),) if resources[0].endswith("/*") else ()
    tails = [form.split(":", 5)[-1] for each in known for form in _wanted(each)]
    endings = (ending for ending in _ENDINGS if any(ending.strip("*") in tail for tail in tails))
    for changed in (*(f"{resources[0]}{ending}" for ending in endings), *cut):
        if any(used_on(each, (changed,)) for each in known if each.types):
            if _is_used(statement):
                at, both = statement / "resources", (*resources, changed)
                return set_value(f"Name {changed} as well", at, both, safe=False)
            return set_value(f"Use {changed}", (*statement.path, "resources", 0), changed, safe=False)
    return None


def _is_used(statement: Node[PolicyStatement]) -> bool:
    """Whether any action of the statement is used on its resources."""
    found = (one for action in statement.value.actions for one in meant(action) or ())
    return any(used_on(each, statement.value.resources) for each in found)


def _statements(blueprint: Blueprint) -> Iterator[Node[PolicyStatement]]:
    for function in blueprint.each_function():
        for index, statement in enumerate(function.value.statements):
            yield Node((*function.path, "statements", index), statement)
