"""Rules on aliases and on provisioned concurrency, which needs one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
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
    bad = "{name: shop, functions: {worker: {alias: live, concurrency: {provisioned: 5, reserved: 4}}}}"
    good = "{name: shop, functions: {worker: {alias: live, concurrency: {provisioned: 5, reserved: 5}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with more provisioned than reserved concurrency."""
        del today
        for function in blueprint.each_function():
            provisioned = function.value.concurrency.provisioned
            reserved = function.value.concurrency.reserved
            if provisioned is not None and reserved is not None and provisioned > reserved:
                at = (*function.path, "concurrency", "reserved")
                message = f"{provisioned:,} provisioned, but only {reserved:,} reserved."
                yield self.finding(
                    at, message, set_value(f"Reserve {provisioned:,}", at, provisioned, safe=False)
                )
