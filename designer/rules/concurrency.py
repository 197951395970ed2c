"""Rules on concurrency: how many copies of functions may run at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding, Rule, Severity, set_value

_SOURCE = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"
_LIMITS = "lambda.reserved_concurrency"


class ReservedConcurrencyRange(Rule):
    """A function reserves a negative number of concurrent executions.

    The deployment fails. Zero is allowed and stops the function; no number leaves it unreserved.
    """

    id = "reserved-concurrency-range"
    severity = Severity.ERROR
    topic = "concurrency"
    source = _SOURCE
    bad = "{name: shop, functions: {worker: {concurrency: {reserved: -1}}}}"
    good = "{name: shop, functions: {worker: {concurrency: {reserved: 5}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every reservation below the minimum."""
        del today
        allowed = catalog.limits(_LIMITS)
        for function in blueprint.each_function():
            reserved = function.value.concurrency.reserved
            if reserved is not None and reserved < allowed.minimum:
                at = (*function.path, "concurrency", "reserved")
                message = f"{reserved:,} {allowed.unit} cannot be reserved; the least is {allowed.minimum}."
                yield self.finding(at, message, set_value("Reserve none", at, None, safe=False))


class ReservedConcurrencyAccountBudget(Rule):
    """Functions together reserve more than an account can give away.

    Lambda keeps a part of the account's concurrency unreserved and refuses the reservation that
    would touch it. The account's limit can be raised on request; suppress this where it was.
    """

    id = "reserved-concurrency-account-budget"
    severity = Severity.WARNING
    topic = "concurrency"
    source = _SOURCE
    bad = """
      name: shop
      functions:
        first: {concurrency: {reserved: 500}}
        second: {concurrency: {reserved: 401}}
    """
    good = """
      name: shop
      functions:
        first: {concurrency: {reserved: 500}}
        second: {concurrency: {reserved: 400}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """The largest reservation, where the sum is too large."""
        del today
        reserved = {
            (*function.path, "concurrency", "reserved"): function.value.concurrency.reserved
            for function in blueprint.each_function()
            if function.value.concurrency.reserved
        }
        total, allowed = sum(reserved.values()), catalog.limits(_LIMITS)
        if total > allowed.maximum:
            largest = max(reserved, key=lambda path: reserved[path])
            message = (
                f"Functions reserve {total:,} {allowed.unit}; an account has {allowed.maximum:,} to give."
            )
            yield self.finding(largest, message)
