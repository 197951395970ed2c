"""The rule on texts that have a form: each field says its form itself, so a new field is judged at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from designer import catalog
from designer.blueprint.base import Matches, Part, Path, metadata
from designer.blueprint.document import Blueprint
from designer.blueprint.everywhere import everywhere
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
        for path, (text, key) in everywhere(blueprint, _misformed):
            yield self.finding(path, f"{quoted(text)} has to be {catalog.pattern(key).says}.")


def _misformed(part: Part) -> Iterator[tuple[Path, tuple[str, str]]]:
    for name, key in _forms(type(part)):
        text = getattr(part, name)
        if isinstance(text, str) and not fits(catalog.pattern(key), text):
            yield (name,), (text, key)


@cache
def _forms(kind: type[Part]) -> tuple[tuple[str, str], ...]:
    """The fields of a part that have a form, and the catalog's key of it."""
    found = ((name, metadata(field, Matches)) for name, field in kind.model_fields.items())
    return tuple((name, form.key) for name, form in found if form)
