"""Rules on the filters of subscriptions: what SNS can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding, Rule, Severity, remove, set_value
from designer.rules.events import has_null
from designer.rules.filters import pattern_problem, with_lists
from designer.rules.subscribers import subscribers

_SOURCE = "https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html"


def _example(settings: str) -> str:
    return f"""
name: shop
topics: {{orders: {{}}}}
queues: {{jobs: {{subscriptions: {{orders: {{dead_letter: unheard, {settings}}}}}}}, unheard: {{}}}}
"""


class SnsFilterValid(Rule):
    """A subscription's filter is none that SNS can read.

    The deployment fails: what a key may be is always a list, such as ``{kind: [order]}``, and only a
    filter of the body may be nested.
    """

    id = "sns-filter-valid"
    severity = Severity.ERROR
    topic = "sns"
    source = _SOURCE
    bad = _example("filter: {kind: order}")
    good = _example("filter: {kind: [order]}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every filter with a value outside a list, or a nested one of attributes."""
        del today
        for each in subscribers(blueprint):
            problem = pattern_problem(each.filter) if each.filter else None
            at = (*each.path, "filter")
            if has_null(each.filter or {}):
                message = "The filter matches null, which a template cannot say; match another value."
                yield self.finding(at, message)
            elif problem:
                message = f"The filter has {problem}; it needs lists of values, such as [order]."
                mended = with_lists(at, each.filter or {}) or remove("Deliver everything", at, safe=False)
                yield self.finding(at, message, mended)
            elif each.filter and each.filter_scope != "MessageBody" and _nested(each.filter):
                message = "The filter is nested; SNS reads that of a message's body only, not of attributes."
                scope = (*each.path, "filter_scope")
                yield self.finding(at, message, set_value("Read the body", scope, "MessageBody", safe=False))


def _nested(pattern: Mapping[str, object]) -> bool:
    return any(isinstance(value, Mapping) for value in pattern.values())


class SnsFilterLimits(Rule):
    """A subscription's filter has more keys than SNS takes, or too many combinations of their values.

    The deployment fails. The combinations are the product of how many values each key has.
    """

    id = "sns-filter-limits"
    severity = Severity.ERROR
    topic = "sns"
    source = _SOURCE
    yields_to = ("sns-filter-valid",)
    bad = _example("filter: {a: [1], b: [1], c: [1], d: [1], e: [1], f: [1]}")
    good = _example("filter: {a: [1], b: [1], c: [1], d: [1], e: [1]}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every filter with too many of either."""
        del today
        keys, combinations = catalog.limits("sns.filter_keys"), catalog.limits("sns.filter_combinations")
        for each in subscribers(blueprint):
            found = each.filter or {}
            for count, allowed in ((len(found), keys), (_combinations(found), combinations)):
                if count > allowed.maximum:
                    message = f"{allowed.said(count)} is outside {allowed}."
                    yield self.finding((*each.path, "filter"), message)


def _combinations(pattern: Mapping[str, object]) -> int:
    """The product of how many values each key has, at any depth."""
    product = 1
    for value in pattern.values():
        if isinstance(value, Mapping):
            product *= _combinations(value)
        elif isinstance(value, tuple):
            product *= max(1, len(value))
    return product


class SnsFilterEmpty(Rule):
    """A subscription's filter is empty, or it is said what the filter reads but not which it is.

    Everything is delivered, and the settings are left out of exports.
    """

    id = "sns-filter-empty"
    severity = Severity.WARNING
    topic = "sns"
    source = _SOURCE
    bad = _example("filter_scope: MessageBody")
    good = _example("filter: {kind: [order]}, filter_scope: MessageBody")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every empty filter, and every scope of a filter that is not there."""
        del today
        for each in subscribers(blueprint):
            if each.filter is not None and not each.filter:
                at = (*each.path, "filter")
                yield self.finding(at, "It is empty, so everything is delivered.", remove("Remove it", at))
            if each.filter_scope is not None and not each.filter:
                at = (*each.path, "filter_scope")
                message = "There is no filter, so everything is delivered whatever the scope."
                yield self.finding(at, message, remove("Remove the scope", at))
