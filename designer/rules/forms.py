"""The rule on texts that have a form: each field says its form itself, so a new field is judged at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from designer import catalog
from designer.blueprint.base import Matches, Part, each_part, metadata
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding, Rule, Severity
from designer.rules.settings import fits, quoted


class SettingForm(Rule):
    """A text does not have the form that AWS wants.

    The deployment fails; mostly a name stands where an ARN belongs, or something is mistyped.
    """

    id = "setting-form"
    severity = Severity.ERROR
    topic = "design"
    source = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"
    bad = "{name: shop, functions: {worker: {role: {existing: worker}}}}"
    good = '{name: shop, functions: {worker: {role: {existing: "arn:aws:iam::123456789012:role/worker"}}}}'

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every text of another form than its field says."""
        del today
        for node in each_part(blueprint):
            for name, key in _forms(type(node.value)):
                text, form = getattr(node.value, name), catalog.pattern(key)
                if isinstance(text, str) and not fits(form, text):
                    yield self.finding(node / name, f"{quoted(text)} has to be {form.says}.")


@cache
def _forms(kind: type[Part]) -> tuple[tuple[str, str], ...]:
    """The fields of a part that have a form, and the catalog's key of it."""
    found = ((name, metadata(field, Matches)) for name, field in kind.model_fields.items())
    return tuple((name, form.key) for name, form in found if form)
