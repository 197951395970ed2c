"""Rules on how much of everything a design makes, and how often a function is opened to others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice

from designer import catalog
from designer.blueprint.base import Part
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.base import Consumer
from designer.rules.base import Finding, Rule, Severity


def _fronted(routes: str) -> str:
    """A function behind routes of an API."""
    return f"""
      name: shop
      functions:
        orders:
          triggers: {{http: {{type: http_api, api: front, authorization: iam, routes: [{routes}]}}}}
      apis: {{front: {{throttling: {{rate: 10, burst: 20}}}}}}
    """


MADE_PER_SETTING = 8
"""Resources that one setting makes at the very most; three are the most that was seen."""


def settings(value: object) -> int:
    """How many settings and entries there are in a part; each step of a path counts as one."""
    if isinstance(value, str):
        return value.count("/")
    if isinstance(value, Part):
        return sum(1 + settings(getattr(value, name)) for name in value.model_fields_set)
    if isinstance(value, Mapping | tuple | list):
        inner = value.values() if isinstance(value, Mapping) else value
        return sum(1 + settings(each) for each in inner)
    return 0


class FunctionPolicySize(Rule):
    """A function lets so many invoke it that its policy may not take them.

    Each route of an API and each source is a statement of the one policy that a function has. When that
    is full, the deployment fails. A route that takes several paths, such as ``/{proxy+}``, is one.
    """

    id = "function-policy-size"
    severity = Severity.WARNING
    topic = "function"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
    bad = _fronted(",\n            ".join(f"GET /orders/{number}" for number in range(41)))
    good = _fronted("'GET /orders/{id}'")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function whose triggers make more permissions than fit for certain."""
        del today
        most = catalog.number("lambda.permissions_per_function")
        for function in blueprint.each_function():
            if settings(function.value.triggers) * MADE_PER_SETTING <= most.value:
                continue  # most functions, at the price of a glance
            consumer = Consumer(blueprint, function)
            count = sum(
                resource.KIND == "permission"
                for name, trigger in function.value.triggers.items()
                for resource in trigger.resources(name, consumer)
            )
            if count > most.value:
                message = f"{count} {most.unit} of {function.name} are many; its policy takes {most.value}."
                yield self.finding((*function.path, "triggers"), message)


def _functions(count: int) -> str:
    """A design with that many functions."""
    return "name: shop\nfunctions:\n" + "\n".join(f"  step-{number}: {{}}" for number in range(count))


class StackResourceCount(Rule):
    """The design makes more resources than a stack of CloudFormation may have.

    SAM and CDK cannot deploy it as one stack. Split the design; what one half needs of the other it names
    as existing.
    """

    id = "stack-resource-count"
    severity = Severity.WARNING
    topic = "design"
    source = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"
    bad = _functions(151)
    good = _functions(150)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """A design near the limit, or beyond it; it counts no further than that."""
        del today
        allowed, near = (
            catalog.limits("cloudformation.resources"),
            catalog.number("cloudformation.many_resources"),
        )
        if len(blueprint.functions) < near.value // MADE_PER_SETTING and (
            settings(blueprint) * MADE_PER_SETTING <= near.value
        ):
            return  # few settings make few resources, and to make them takes longer than to count settings
        count = sum(islice(resources(blueprint), allowed.maximum + 1))
        if count > near.value:
            many = f"more than {allowed.maximum}" if count > allowed.maximum else str(count)
            message = (
                f"The design makes {many} {allowed.unit}; a stack of CloudFormation takes {allowed.maximum}."
            )
            yield self.finding(("functions",), message)


def resources(blueprint: Blueprint) -> Iterator[int]:
    """1 for each resource, as far as things and triggers make them themselves; a little less than all."""
    for function in blueprint.each_function():
        consumer, part = Consumer(blueprint, function), function.value
        yield 1
        own = (part.logging.group is None, part.role is None or part.role.existing is None)
        yield from (1 for made in (*own, part.alias, part.asynchronous) if made)
        for name, trigger in part.triggers.items():
            yield from (1 for _ in trigger.resources(name, consumer))
    for thing in blueprint.each_thing():
        if thing.value.existing is None:
            yield from (1 for _ in thing.value.resources(thing, blueprint))
            yield from (1 for _ in islice(thing.value.statements(thing, blueprint), 1))
