"""Rules on every other number and word: each field says its range or its choices itself.

What has a rule of its own, with a better explanation or a better fix, is left to that one. So a new
field is judged from its first day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from designer import catalog
from designer.blueprint.base import Limits, OneOf, Part, Path, metadata
from designer.blueprint.document import Blueprint
from designer.blueprint.everywhere import everywhere
from designer.rules.base import Finding, Rule, Severity, set_value
from designer.rules.settings import not_one_of, outside, pick

ELSEWHERE = frozenset(
    {
        "lambda.memory",
        "lambda.timeout",
        "lambda.ephemeral_storage",
        "lambda.reserved_concurrency",
        "lambda.architecture",
        "lambda.tracing",
        "lambda.log_format",
        "lambda.application_log_level",
        "lambda.system_log_level",
        "runtimes",
        "sqs.batch_size",
        "sqs.batching_window",
        "sqs.maximum_concurrency",
        "sqs.visibility_timeout",
        "sqs.message_retention",
        "sqs.delay",
        "sqs.receive_wait_time",
        "sqs.maximum_message_size",
        "sqs.max_receive_count",
    }
)
"""What has a rule of its own."""


class SettingRange(Rule):
    """A number is outside the range that AWS takes.

    The deployment fails. Where AWS raises the maximum on request it may work in your account, so it
    is a warning there.
    """

    id = "setting-range"
    severity = Severity.ERROR
    topic = "design"
    source = "https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html"
    yields_to = ("alarm-definition-valid", "api-integration-timeout-range")
    bad = "{name: shop, functions: {worker: {asynchronous: {maximum_retries: 3}}}}"
    good = "{name: shop, functions: {worker: {asynchronous: {maximum_retries: 2}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every written number that is outside its field's range and has no rule of its own."""
        del today
        for path, each in everywhere(blueprint, _faults):
            if isinstance(each.value, int) and not each.choices:
                allowed = catalog.limits(each.key)
                nearest = allowed.clamp(each.value)
                raisable = allowed.adjustable and each.value > allowed.maximum
                fix = set_value(f"Use {allowed.said(nearest)}", path, nearest, safe=False)
                severity = Severity.WARNING if raisable else None
                yield self.finding(path, outside(each.value, allowed), fix, severity)


class SettingChoice(Rule):
    """A value is none of those that AWS takes.

    The deployment fails; mostly it is mistyped.
    """

    id = "setting-choice"
    severity = Severity.ERROR
    topic = "design"
    source = "https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html"
    bad = "{name: shop, functions: {worker: {}}, apis: {front: {access_logs: {retention_days: 45}}}}"
    good = "{name: shop, functions: {worker: {}}, apis: {front: {access_logs: {retention_days: 60}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every written value that is none of its field's choices and has no rule of its own."""
        del today
        for path, each in everywhere(blueprint, _faults):
            # A function's log retention has a rule of its own, under choices that others share.
            if each.choices and path[-2:] != ("logging", "retention_days"):
                known = catalog.choices(each.key).values
                message = not_one_of(each.value, known)
                if isinstance(each.value, int):
                    longer = min((value for value in known if value > each.value), default=known[-1])
                    fix = set_value(f"Use {longer}", path, longer, safe=False)
                else:
                    fix = pick(path, str(each.value), known)
                yield self.finding(path, message, fix)


@dataclass(frozen=True, slots=True)
class _Fault:
    """A value that its field's metadata does not allow; ``key`` is the catalog's."""

    value: object
    key: str
    choices: bool


def _faults(part: Part) -> Iterator[tuple[Path, _Fault]]:
    """The faults of a part's own values."""
    for name, limits, choices in _plan(type(part)):
        value = getattr(part, name)
        if limits and isinstance(value, int) and value not in catalog.limits(limits):
            yield (name,), _Fault(value, limits, choices=False)
        elif choices and value is not None and value not in catalog.choices(choices).values:
            yield (name,), _Fault(value, choices, choices=True)


@cache
def _plan(kind: type[Part]) -> tuple[tuple[str, str | None, str | None], ...]:
    """The fields of a part that have a range or choices, which no rule of their own judges."""
    plan: list[tuple[str, str | None, str | None]] = []
    for name, field in kind.model_fields.items():
        limits, choices = metadata(field, Limits), metadata(field, OneOf)
        key = limits.key if limits else choices.key if choices else None
        if key is not None and key not in ELSEWHERE:
            plan.append((name, limits.key if limits else None, choices.key if choices else None))
    return tuple(plan)
