"""Rules on custom resources: a deployment that waits for a function gets its answer, and in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.custom_resource import CustomResourceTrigger
from designer.failures import span
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, remove, set_value
from designer.rules.settings import quoted

_SOURCE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html"
_TIMEOUT = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-cloudformation-customresource.html"
)


def _seed(timeout: int, trigger: str) -> str:
    custom = f"type: custom_resource{trigger}"
    return f"{{name: shop, functions: {{seed: {{timeout: {timeout}, triggers: {{rows: {{{custom}}}}}}}}}}}"


class CustomResourceTimeoutMissing(Rule):
    """A function that does not answer holds a deployment up for an hour.

    That long CloudFormation waits unless told otherwise, and as long again when it then undoes the
    deployment. A function that ran out of memory or of time never answers.
    """

    id = "custom-resource-timeout-missing"
    severity = Severity.WARNING
    topic = "function"
    source = _TIMEOUT
    profiles = LASTING
    bad = _seed(60, "")
    good = _seed(60, ", service_timeout: 90")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every custom resource without a timeout of its own."""
        del today
        for function, trigger in blueprint.each_trigger(CustomResourceTrigger):
            if trigger.value.service_timeout is None:
                waits = span(trigger.value.deadline)
                message = f"CloudFormation waits {waits}, but {function.name} ends within "
                message += f"{span(function.value.timeout)}."
                yield self.finding(trigger / "service_timeout", message, _longer(function, trigger))


class CustomResourceTimeoutShort(Rule):
    """A deployment fails while the function is still at work.

    CloudFormation gives up before the function may have answered; what it makes afterwards belongs to
    nobody.
    """

    id = "custom-resource-timeout-short"
    severity = Severity.ERROR
    topic = "function"
    source = _TIMEOUT
    bad = _seed(60, ", service_timeout: 30")
    good = _seed(60, ", service_timeout: 90")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every custom resource whose timeout is below its function's."""
        del today
        for function, trigger in blueprint.each_trigger(CustomResourceTrigger):
            waits, works = trigger.value.service_timeout, function.value.timeout
            if waits is not None and waits < works:
                message = f"CloudFormation waits {waits:,} s, but {function.name} may take {works:,} s."
                yield self.finding(trigger / "service_timeout", message, _longer(function, trigger))


def _longer(function: Node[Function], trigger: Node[CustomResourceTrigger]) -> Fix:
    """The fix that waits for the function, and some time for it to start and for its answer."""
    allowed = catalog.limits("custom_resource.service_timeout")
    wanted = allowed.clamp(function.value.timeout + catalog.number("custom_resource.margin").value)
    return set_value(f"Wait {wanted:,} s", trigger / "service_timeout", wanted)


class CustomResourceProperty(Rule):
    """A property has a name that CloudFormation does not hand on.

    Two names are its own, and a name is letters and digits.
    """

    id = "custom-resource-property"
    severity = Severity.ERROR
    topic = "function"
    source = _SOURCE
    bad = _seed(60, ", service_timeout: 90, properties: {ServiceToken: here}")
    good = _seed(60, ", service_timeout: 90, properties: {Token: here}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every property with another name."""
        del today
        form = catalog.pattern("custom_resource.property")
        own = catalog.choices("custom_resource.reserved").values
        for _, trigger in blueprint.each_trigger(CustomResourceTrigger):
            for name in trigger.value.properties:
                at = (*trigger.path, "properties", name)
                if name in own:
                    message = f"{name} is CloudFormation's own."
                elif not form.matches(name):
                    message = f"The name {quoted(name)} has to be {form.says}."
                else:
                    continue
                yield self.finding(at, message, remove("Leave it out", at, safe=False))
