"""What tests of rules share: designs from YAML, and what one rule finds in them."""

from __future__ import annotations

from datetime import date

import yaml

from designer.blueprint.base import dotted
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding
from designer.rules.registry import rule, rules_about
from designer.rules.review import review
from designer.rules.subjects import subjects

TODAY = date(2026, 11, 23)


def design(text: str) -> Blueprint:
    """The blueprint that ``text`` says."""
    return Blueprint.model_validate(yaml.load(text, yaml.CSafeLoader))


def found(blueprint: Blueprint | str, identifier: str, today: date = TODAY) -> tuple[Finding, ...]:
    """What the rule of that id finds, of which a whole review asks it."""
    judged = design(blueprint) if isinstance(blueprint, str) else blueprint
    the_rule = rule(identifier)
    assert the_rule is not None
    findings = review(judged, today, [the_rule]).findings
    assert not findings or the_rule in rules_about(subjects(judged) | {judged.profile})
    return findings


def places(blueprint: Blueprint | str, identifier: str) -> list[str]:
    """Where the rule of that id finds something."""
    return [dotted(each.path) for each in found(blueprint, identifier)]


def worker(
    function: str = "", trigger: str = "", queue: str = "visibility_timeout: 6000", more: str = ""
) -> str:
    """A function that reads the queue ``jobs``, with the settings given."""
    function = f"{function}, triggers: {{poll: {{type: sqs, queue: jobs, {trigger}}}}}".removeprefix(", ")
    queues = ", ".join(filter(None, (f"jobs: {{{queue}}}", "failed: {}", "ordered: {fifo: true}", more)))
    return f"{{name: shop, functions: {{worker: {{{function}}}}}, queues: {{{queues}}}}}"
