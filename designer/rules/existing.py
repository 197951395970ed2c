"""Rules on what exists already: it is named by an ARN of the right kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding, Rule, Severity
from designer.rules.settings import fits, quoted

_SOURCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html"


class ArnValid(Rule):
    """Something that exists is named by what is not its ARN.

    Permissions on it would name nothing, and the deployment fails.
    """

    id = "arn-valid"
    severity = Severity.ERROR
    topic = "references"
    source = _SOURCE
    bad = '{name: shop, functions: {worker: {scopes: {jobs: send}}}, queues: {jobs: {existing: "jobs"}}}'
    good = """
      name: shop
      functions: {worker: {scopes: {jobs: send}}}
      queues: {jobs: {existing: "arn:aws:sqs:eu-west-1:123456789012:jobs"}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every existing thing whose ARN does not have the form of its kind."""
        del today
        for node in blueprint.each_thing():
            arn = node.value.existing
            if arn is not None:
                form = catalog.pattern(node.value.ARN)
                if not fits(form, arn):
                    yield self.finding(node / "existing", f"{quoted(arn)} has to be {form.says}.")
