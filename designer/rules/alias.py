"""Rules on aliases and on provisioned concurrency, which needs one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Concurrency
from designer.rules.base import Finding, Rule, Severity, set_value
from designer.rules.settings import quoted

_PROVISIONED = "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html"
_ALIAS = "live"


class AliasNameValid(Rule):
    """An alias has a name that Lambda does not take.

    The deployment fails: a number would be a version, and $LATEST is what an alias is to replace.
    """

    id = "alias-name-valid"
    severity = Severity.ERROR
    topic = "function"
    source = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html"
    bad = "{name: shop, functions: {worker: {alias: $LATEST}}}"
    good = "{name: shop, functions: {worker: {alias: live}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every alias without the form, or too long."""
        del today
        form, allowed = catalog.pattern("lambda.alias"), catalog.limits("lambda.alias_length")
        for function in blueprint.each_function():
            alias, at = function.value.alias, function / "alias"
            if alias is None or (form.matches(alias) and len(alias) in allowed):
                continue
            wanted = re.sub(r"[^a-zA-Z0-9_-]+", "", alias)[: allowed.maximum]
            wanted = wanted if form.matches(wanted) and "LATEST" not in wanted else _ALIAS
            message = f"The alias {quoted(alias)} has to be {form.says}, {allowed}."
            yield self.finding(at, message, set_value(f"Call it {wanted}", at, wanted, safe=False))


class ProvisionedNeedsAlias(Rule):
    """A function keeps copies ready that have no alias to be reached by.

    Lambda provisions versions and aliases only, never the code that was deployed last.
    """

    id = "provisioned-needs-alias"
    severity = Severity.ERROR
    topic = "concurrency"
    source = _PROVISIONED
    bad = "{name: shop, functions: {worker: {concurrency: {provisioned: 2}}}}"
    good = "{name: shop, functions: {worker: {alias: live, concurrency: {provisioned: 2}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with provisioned concurrency and without an alias."""
        del today
        for function in blueprint.each_function():
            if function.value.concurrency.provisioned is not None and function.value.alias is None:
                at = (*function.path, "concurrency", "provisioned")
                message = f"{function.value.concurrency.provisioned:,} provisioned, but there is no alias."
                fix = set_value(f"Add the alias {_ALIAS}", function / "alias", _ALIAS, safe=False)
                yield self.finding(at, message, fix)


class ProvisionedOverReserved(Rule):
    """A function keeps more copies ready than it may run.

    Lambda refuses it: what is reserved is also the ceiling.
    """

    id = "provisioned-over-reserved"
    severity = Severity.ERROR
    topic = "concurrency"
    source = _PROVISIONED
    yields_to = ("reserved-concurrency-range",)
    bad = "{name: shop, functions: {worker: {alias: live, concurrency: {provisioned: 5, reserved: 4}}}}"
    good = "{name: shop, functions: {worker: {alias: live, concurrency: {provisioned: 5, reserved: 5}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with more provisioned, or scaled to, than reserved concurrency."""
        del today
        for function in blueprint.each_function():
            reserved = function.value.concurrency.reserved
            most = max(_provisioned(function.value.concurrency), default=0)
            if reserved is not None and most > reserved:
                at = (*function.path, "concurrency", "reserved")
                message = f"{most:,} provisioned, but only {reserved:,} reserved."
                yield self.finding(at, message, set_value(f"Reserve {most:,}", at, most, safe=False))


def _provisioned(concurrency: Concurrency) -> Iterator[int]:
    """The numbers of copies that may be kept ready."""
    if concurrency.provisioned is not None:
        yield concurrency.provisioned
    if concurrency.scaling is not None:
        yield concurrency.scaling.maximum
        yield from (each.maximum for each in concurrency.scaling.schedules.values())
