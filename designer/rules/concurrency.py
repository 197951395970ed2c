"""Rules on concurrency: how many copies of functions may run at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.blueprint.wording import listed
from designer.capacity.budget import Budget, Demand, budget, demands, throughput
from designer.rules.base import LASTING, Finding, Rule, Severity, set_value

_SOURCE = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"
_LIMITS = "lambda.reserved_concurrency"


def _asking(*most: int) -> str:
    """Two queues, read with so many copies at most."""
    first, second = most
    return f"""
name: shop
functions:
  worker: {{triggers: {{first: {{type: sqs, queue: a, maximum_concurrency: {first}}}}}}}
  other: {{triggers: {{second: {{type: sqs, queue: b, maximum_concurrency: {second}}}}}}}
queues:
  a: {{visibility_timeout: 180, dead_letter: {{queue: failed}}}}
  b: {{visibility_timeout: 180, dead_letter: {{queue: failed}}}}
  failed: {{}}
"""


def _served(rate: int) -> str:
    return f"""
name: shop
functions:
  items:
    timeout: 10
    concurrency: {{reserved: 2}}
    triggers: {{http: {{type: http_api, api: front, routes: [GET /items]}}}}
apis: {{front: {{throttling: {{rate: {rate}, burst: 40}}}}}}
"""


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
        have = budget(blueprint)
        if have.set_aside > have.reservable:
            largest = max(have.reserved, key=lambda path: have.reserved[path])
            message = f"Functions reserve {have.set_aside:,} concurrent executions; {allowed(have)}."
            yield self.finding(largest, message)


class ProvisionedAccountBudget(Rule):
    """What functions reserve and keep ready is together more than an account can give away.

    Lambda refuses the provisioned concurrency that would touch what it keeps unreserved, or scaling stops
    short of its maximum. The account's limit can be raised on request; say it where it was.
    """

    id = "provisioned-account-budget"
    severity = Severity.WARNING
    topic = "concurrency"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html"
    bad = """
      name: shop
      functions:
        first: {concurrency: {reserved: 500}}
        second: {alias: live, concurrency: {provisioned: 401}}
    """
    good = """
      name: shop
      functions:
        first: {concurrency: {reserved: 500}}
        second: {alias: live, concurrency: {provisioned: 400}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """The function that keeps most ready, where only all together is too much."""
        del today
        have = budget(blueprint)
        if have.ready and have.set_aside <= have.reservable < have.bound:
            most = max(have.ready, key=lambda path: have.ready[path])
            kept = have.bound - have.set_aside
            message = f"Functions reserve {have.set_aside:,} and keep {kept:,} more ready; {allowed(have)}."
            yield self.finding(most, message)


class DemandExceedsAccount(Rule):
    """Queues, streams and maps may run more copies of functions than the account has left.

    What is too much is throttled, and with it every other function of the account that reserves nothing. A
    maximum at the queues, or a reservation for what must always run, keeps them apart.
    """

    id = "demand-exceeds-account"
    severity = Severity.WARNING
    topic = "concurrency"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html"
    profiles = LASTING
    yields_to = ("setting-range", "sqs-max-concurrency-range")
    bad = _asking(1000, 2)
    good = _asking(998, 2)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """The largest demand on functions without a reservation, where all of them are too much."""
        del today
        have = budget(blueprint)
        asked = [
            each
            for found in demands(blueprint).values()
            for each in found
            if each.function.value.concurrency.reserved is None
        ]
        total = sum(each.most for each in asked)
        if total > have.pool:
            most = max(asked, key=lambda each: each.most)
            message = (
                f"{listed(map(_named, asked))} may run {total:,} copies at once, but no function "
                f"reserves {have.pool:,} of the account's {have.account:,}; a new account may have "
                f"{catalog.number('lambda.new_account_concurrency').value} in all."
            )
            yield self.finding(most.at, message)


def _named(demand: Demand) -> str:
    return f"{demand.source} of {demand.function.name}"


class ReservedBelowDemand(Rule):
    """The sources of a function may together run more copies of it than it may have.

    None is too much by itself. What is throttled comes back to queues as another try, and blocks streams.
    """

    id = "reserved-below-demand"
    severity = Severity.WARNING
    topic = "concurrency"
    source = _SOURCE
    profiles = LASTING
    bad = """
      name: shop
      functions:
        sums:
          concurrency: {reserved: 8}
          triggers:
            read: {type: kinesis, stream: clicks, maximum_retries: 3, on_failure: failed}
            poll: {type: sqs, queue: jobs, maximum_concurrency: 5}
      streams: {clicks: {shards: 4, retention: 168}}
      queues: {jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}, failed: {}}
    """
    good = bad.replace("reserved: 8", "reserved: 9")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every reservation below what sources of several kinds ask for; those of one kind have own rules."""
        del today
        for found in demands(blueprint).values():
            function, families = found[0].function, Counter[str]()
            for each in found:
                families[each.family] += each.most
            reserved, total = function.value.concurrency.reserved or 0, families.total()
            if 0 < reserved < total and max(families.values()) <= reserved:
                at = (*function.path, "concurrency", "reserved")
                names = listed(each.source for each in found)
                message = f"{reserved:,} reserved, but {names} may run {total:,} at once."
                yield self.finding(at, message, set_value(f"Reserve {total:,}", at, total, safe=False))


class ThroughputExceedsConcurrency(Rule):
    """An API lets more requests through than its function can take.

    A copy of a function takes ten requests a second at most, however short they are. The rest is throttled,
    and callers get an error of the server instead of a 429, which tells them to come back later.
    """

    id = "throughput-exceeds-concurrency"
    severity = Severity.WARNING
    topic = "concurrency"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html"
    profiles = LASTING
    yields_to = ("setting-range",)
    bad = _served(21)
    good = _served(20)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function whose APIs let more through in the long run than its copies can take."""
        del today
        each_takes, have = catalog.number("lambda.requests_per_copy").value, budget(blueprint)
        for name, rates in throughput(blueprint).items():
            reserved = blueprint.functions[name].concurrency.reserved
            copies = have.pool if reserved is None else reserved
            total, takes = sum(rates.values()), copies * each_takes
            if reserved != 0 and total > takes:
                at = next(iter(rates))
                message = (
                    f"Up to {total:,} requests per second come through, but {copies:,} "
                    f"{'copy' if copies == 1 else 'copies'} of {name} can take {takes:,}."
                )
                alone = len(rates) == 1 and takes > 0 and at[0] != "functions"
                fix = set_value(f"Let {takes:,} through", at, takes, safe=False) if alone else None
                yield self.finding(at, message, fix)


def allowed(have: Budget) -> str:
    """What of the account's concurrency can be set aside, in words."""
    kept = catalog.number("lambda.unreserved_concurrency").value
    new = catalog.number("lambda.new_account_concurrency").value
    return (
        f"an account with {have.account:,} has {have.reservable:,} to give, since {kept} stay unreserved "
        f"(a new account may have {new} in all)"
    )
