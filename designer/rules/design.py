"""Rules on the design as a whole: what its exports would be refused for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding, Rule, Severity, set_value
from designer.rules.settings import hint, nearest, quoted


class DesignEmpty(Rule):
    """The design deploys nothing.

    CloudFormation refuses a template without resources, and there is nothing to run.
    """

    id = "design-empty"
    severity = Severity.ERROR
    topic = "design"
    source = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html"
    whole = True
    bad = "{name: shop}"
    good = "{name: shop, functions: {worker: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """The design, when it has neither a function nor a thing that is new."""
        del today
        if not blueprint.deploys():
            message = "The design has no function and nothing else to deploy; it needs at least one."
            yield self.finding(("functions",), message)


class StackNameValid(Rule):
    """The blueprint and a stage have names that do not make the name of a stack.

    CloudFormation and CDK refuse the stack: its name has letters, digits and ``-``, but no ``_``.
    """

    id = "stack-name-valid"
    severity = Severity.ERROR
    topic = "design"
    source = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-naming-resources.html"
    whole = True
    bad = "{name: web_shop, functions: {worker: {}}}"
    good = "{name: web-shop, functions: {worker: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """The blueprint's name, where it does not have the form or is too long with a stage."""
        del today
        form, allowed = catalog.pattern("cloudformation.stack_name"), _stack_name_length()
        if not form.matches(blueprint.name):
            wanted = blueprint.name.replace("_", "-")
            fix = set_value(f"Call it {wanted}", ("name",), wanted, safe=False)
            yield self.finding(("name",), f"The name {quoted(blueprint.name)} has to be {form.says}.", fix)
        longest = max(len(f"{blueprint.name}-{stage}") for stage in blueprint.stage_names)
        if longest not in allowed:
            message = f"With a stage behind it the name has {longest} characters; stacks have {allowed}."
            yield self.finding(("name",), message)


class RegionKnown(Rule):
    """The design names a region that is none, or that is not known.

    An export would not deploy: regions are named like eu-west-1.
    """

    id = "region-known"
    severity = Severity.ERROR
    topic = "design"
    source = "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html"
    whole = True
    bad = "{name: shop, region: eu-west1, functions: {worker: {}}}"
    good = "{name: shop, region: eu-west-1, functions: {worker: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """The region, as an error without the form, as a warning when it is merely new to us."""
        del today
        region, known = blueprint.region, catalog.choices("aws.region").values
        if region in known:
            return
        formed = catalog.pattern("aws.region").matches(region)
        near = nearest(region, known)
        fix = set_value(f"Use {near}", ("region",), near, safe=False) if near else None
        message = f"{quoted(region)} is no AWS region{hint(region, known)}"
        yield self.finding(("region",), message, fix, Severity.WARNING if formed else Severity.ERROR)


class DesignDescriptionLength(Rule):
    """The design's description is longer than a template may carry.

    CloudFormation refuses the template; longer explanations have their place in the README.
    """

    id = "design-description-length"
    severity = Severity.ERROR
    topic = "design"
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-description-structure.html"
    )
    whole = True
    bad = f"{{name: shop, description: {'long ' * 210}, functions: {{worker: {{}}}}}}"
    good = "{name: shop, description: Takes orders., functions: {worker: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """The description with too many bytes."""
        del today
        allowed = catalog.limits("cloudformation.description_length")
        size = len(blueprint.description.encode("utf-8", "surrogatepass"))
        if size not in allowed:
            kept = blueprint.description.encode("utf-8", "surrogatepass")[
                : allowed.maximum - len("…".encode())
            ]
            shorter = f"{kept.decode('utf-8', 'ignore').rstrip()}…"
            fix = set_value("Cut it short", ("description",), shorter, safe=False)
            yield self.finding(("description",), f"{size:,} bytes is outside {allowed}.", fix)


def _stack_name_length() -> catalog.Range:
    return catalog.limits("cloudformation.stack_name_length")
