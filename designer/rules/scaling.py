"""Rules on how many copies of a function a queue asks for, and how many there may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.blueprint.wording import listed
from designer.capacity.budget import by_pollers
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, set_value
from designer.rules.consumers import Mapped, mapped

_SCALING = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html"
_QUEUES = "queues: {jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}, failed: {}}"


def _example(reserved: int, trigger: str = "") -> str:
    poll = f"{{type: sqs, queue: jobs{trigger}}}"
    worker = f"{{concurrency: {{reserved: {reserved}}}, triggers: {{poll: {poll}}}}}"
    return f"name: shop\nfunctions: {{worker: {worker}}}\n{_QUEUES}\n"


class ReservedConcurrencyZero(Rule):
    """A function reserves nothing for itself, so it never runs.

    Every invocation is throttled. That stops a function in an emergency; in a design it is mostly a
    leftover.
    """

    id = "reserved-concurrency-zero"
    severity = Severity.WARNING
    topic = "concurrency"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"
    bad = "{name: shop, functions: {worker: {concurrency: {reserved: 0}}}}"
    good = "{name: shop, functions: {worker: {concurrency: {reserved: 1}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function whose reservation is zero."""
        del today
        for function in blueprint.each_function():
            if function.value.concurrency.reserved == 0:
                at = (*function.path, "concurrency", "reserved")
                message = (
                    f"{function.name} may have 0 copies, so it never runs; reserve some, or none at all."
                )
                yield self.finding(at, message, set_value("Reserve none", at, None, safe=False))


class ReservedBelowEsmMaximum(Rule):
    """Queues may run more copies of a function than it may have.

    Lambda receives messages that it then has to throttle. Each time counts as a try, so healthy
    messages end in the dead-letter queue.
    """

    id = "reserved-below-esm-maximum"
    severity = Severity.WARNING
    topic = "concurrency"
    source = _SCALING
    profiles = LASTING
    bad = _example(5, ", maximum_concurrency: 10")
    good = _example(10, ", maximum_concurrency: 10")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function whose SQS triggers together may run more copies than are reserved."""
        del today
        for found in _polled(blueprint).values():
            function = found[0].function
            reserved = function.value.concurrency.reserved
            asked = [each for each in found if each.trigger.value.maximum_concurrency is not None]
            total = sum(each.trigger.value.maximum_concurrency or 0 for each in asked)
            if reserved and total > reserved > 0:
                at = (*function.path, "concurrency", "reserved")
                names = listed(each.trigger.name for each in asked)
                message = f"{reserved:,} reserved, but {names} may run {total:,} at once."
                yield self.finding(at, message, _matching(asked, reserved, total))


def _matching(asked: list[Mapped], reserved: int, total: int) -> Fix:
    """The fix that lowers the only trigger's maximum, or else raises the reservation."""
    at = asked[0].at("maximum_concurrency")
    if len(asked) == 1 and reserved in catalog.limits("sqs.maximum_concurrency"):
        return set_value(f"Let {asked[0].trigger.name} run {reserved:,}", at, reserved)
    reservation = (*asked[0].function.path, "concurrency", "reserved")
    return set_value(f"Reserve {total:,}", reservation, total, safe=False)


class ReservedBelowPollers(Rule):
    """The pollers of a queue may run more copies of a function than it may have.

    Each of them hands over several batches at once. What exceeds the reservation is throttled, each time
    counts as a try, and healthy messages end in the dead-letter queue.
    """

    id = "reserved-below-pollers"
    severity = Severity.WARNING
    topic = "concurrency"
    source = _SCALING
    profiles = LASTING
    bad = _example(59, ", pollers: {minimum: 2, maximum: 6}")
    good = _example(60, ", pollers: {minimum: 2, maximum: 6}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger whose pollers may ask for more copies than are reserved."""
        del today
        copies, allowed = (
            catalog.number("polling.invocations_per_poller").value,
            catalog.limits("polling.queue_maximum_pollers"),
        )
        for each in by_pollers(blueprint):
            reserved = each.function.value.concurrency.reserved or 0
            if 0 < reserved < each.most:
                wanted = reserved // copies
                fits = wanted in allowed and wanted >= each.pollers.minimum
                title = f"Keep {wanted} at most"
                fix = set_value(title, each.path, wanted, safe=False) if fits else None
                message = (
                    f"{each.pollers.maximum:,} pollers may run {each.most:,} copies at once, but "
                    f"{reserved:,} are reserved for {each.function.name}."
                )
                yield self.finding(each.path, message, fix)


class ReservedTooLowForSqs(Rule):
    """A queue starts with more copies of a function than it may have.

    Lambda reads a standard queue with several copies from the start. What exceeds the reservation is
    throttled, and that counts as a try; a maximum at the trigger lets messages wait instead.
    """

    id = "reserved-too-low-for-sqs"
    severity = Severity.WARNING
    topic = "concurrency"
    source = _SCALING
    profiles = LASTING
    bad = _example(3)
    good = _example(3, ", maximum_concurrency: 3")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every SQS trigger without a maximum, of a function with a small reservation."""
        del today
        start = catalog.number("sqs.initial_concurrency")
        least = catalog.limits("sqs.maximum_concurrency").minimum
        for found in _polled(blueprint).values():
            reserved = found[0].function.value.concurrency.reserved
            for each in found if reserved and 0 < reserved < start.value else ():
                if each.trigger.value.maximum_concurrency is None and not each.fifo:
                    at = each.at("maximum_concurrency")
                    most = max(least, reserved or 0)
                    message = f"Lambda reads with {start.value} copies at first, but {reserved} can run."
                    # What is throttled today only waits longer with a maximum.
                    yield self.finding(at, message, set_value(f"Run {most} at most", at, most))


def _polled(blueprint: Blueprint) -> Mapping[str, list[Mapped]]:
    """The SQS triggers of each function that has some, without those that are off."""
    return blueprint.once(_find)


def _find(blueprint: Blueprint) -> Mapping[str, list[Mapped]]:
    found: dict[str, list[Mapped]] = {}
    for each in mapped(blueprint):
        if each.trigger.value.enabled:
            found.setdefault(each.function.name, []).append(each)
    return found
