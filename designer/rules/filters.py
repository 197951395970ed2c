"""Rules on event filters: how many, how long, and what Lambda can read."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from designer import catalog
from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.dynamodb_stream import DynamoDbStreamTrigger
from designer.rules.base import Finding, Fix, Rule, Severity, remove, set_value
from designer.rules.polled import polled
from designer.rules.settings import quoted

_SOURCE = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html"


def _example(filters: str) -> str:
    return f"""
name: shop
functions: {{worker: {{triggers: {{poll: {{type: sqs, queue: jobs, filters: {filters}}}}}}}}}
queues: {{jobs: {{visibility_timeout: 180, dead_letter: {{queue: failed}}}}, failed: {{}}}}
"""


def _orders(number: str) -> str:
    pattern = f"{{dynamodb: {{NewImage: {{count: {{N: [{number}]}}}}}}}}"
    trigger = f"{{type: dynamodb_stream, table: orders, filters: [{pattern}], on_failure: failed}}"
    return f"""
name: shop
functions: {{worker: {{triggers: {{changes: {trigger}}}}}}}
tables: {{orders: {{stream: NEW_IMAGE}}}}
queues: {{failed: {{}}}}
"""


class EsmFilterLimits(Rule):
    """A trigger has more filters than Lambda takes, or a longer one.

    The deployment fails. Several values of one field fit into one filter, and five filters are the
    most; AWS raises that on request.
    """

    id = "esm-filter-limits"
    severity = Severity.ERROR
    topic = "sqs"
    source = _SOURCE
    bad = _example("[{a: [1]}, {b: [1]}, {c: [1]}, {d: [1]}, {e: [1]}, {f: [1]}]")
    good = _example("[{a: [1]}, {b: [1]}, {c: [1]}, {d: [1]}, {e: [1]}]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger with too many filters, and every filter with too many characters."""
        del today
        count, length = catalog.limits("lambda.filter_count"), catalog.limits("lambda.filter_length")
        for _, trigger in polled(blueprint):
            filters, at = trigger.value.filters, trigger / "filters"
            if len(filters) not in count:
                yield self.finding(at, f"{len(filters)} filters is outside {count}.")
            for index, one in enumerate(filters):
                if (size := len(json.dumps(one, ensure_ascii=False, default=str))) not in length:
                    fix = remove("Remove the filter", (*at, index), safe=False)
                    yield self.finding((*at, index), f"{size:,} characters is outside {length}.", fix)


class EsmFilterValid(Rule):
    """A filter compares with a single value, or with what is no JSON.

    Lambda refuses it: what a field may be is always a list, such as ``{body: {kind: [order]}}``.
    """

    id = "esm-filter-valid"
    severity = Severity.ERROR
    topic = "sqs"
    source = _SOURCE
    bad = _example("[{body: {kind: order}}]")
    good = _example("[{body: {kind: [order]}}]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every filter with a value outside a list, an empty list, or a number that JSON lacks."""
        del today
        for _, trigger in polled(blueprint):
            for index, one in enumerate(trigger.value.filters):
                problem = "a filter that is empty" if not one else pattern_problem(one)
                if problem:
                    at = (*(trigger / "filters"), index)
                    message = f"The filter has {problem}; it needs lists of values, such as [order]."
                    fix = with_lists(at, one) or remove("Remove the filter", at, safe=False)
                    yield self.finding(at, message, fix)


class DynamodbFilterNumber(Rule):
    """A filter compares a number of a table's record as a number.

    A stream says every number as text, such as ``{N: ["5"]}``. Nothing matches, so the function is never
    invoked, and nothing says why. Text cannot be compared by size either.
    """

    id = "dynamodb-filter-number"
    severity = Severity.WARNING
    topic = "streams"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html"
    bad = _orders("5")
    good = _orders("'5'")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every filter of a table's stream with a number, or a comparison of numbers, under ``N``."""
        del today
        for _, trigger in blueprint.each_trigger(DynamoDbStreamTrigger):
            for index, one in enumerate(trigger.value.filters):
                for path, value in _numbers(one, (*(trigger / "filters"), index)):
                    message = (
                        f"{quoted(json.dumps(value, default=dict))} matches nothing: numbers are text there."
                    )
                    fix = None
                    if isinstance(value, int):
                        fix = set_value(f'Compare with "{value}"', path, str(value), safe=False)
                    yield self.finding(path, message, fix)


def _numbers(value: object, at: Path) -> Iterator[tuple[Path, object]]:
    """What is compared as a number under the key N of a pattern, with its path."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            below = (*at, key)
            if key == "N" and isinstance(inner, tuple):
                yield from (((*below, place), each) for place, each in enumerate(inner) if _as_number(each))
            else:
                yield from _numbers(inner, below)
    elif isinstance(value, tuple):
        for place, each in enumerate(value):
            yield from _numbers(each, (*at, place))


def _as_number(value: object) -> bool:
    if isinstance(value, Mapping):
        return "numeric" in value
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def pattern_problem(value: object) -> str | None:
    """What is wrong with a pattern, or a part of one, as the end of "it has ..."; ``None`` if nothing is."""
    if isinstance(value, Mapping):
        if not value:
            return "a field that is empty"
        return next(filter(None, map(pattern_problem, value.values())), None)
    if isinstance(value, tuple):
        if not value:
            return "a list that is empty"
        return "a number that JSON does not have" if any(map(_not_json, value)) else None
    return "a single value"


def _not_json(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(map(_not_json, value.values()))
    if isinstance(value, tuple):
        return any(map(_not_json, value))
    return isinstance(value, float) and not math.isfinite(value)


def with_lists(at: Path, pattern: Mapping[str, Any]) -> Fix | None:
    """The fix that makes a list of every single value, where that is all that is wrong."""
    mended = _lists_in(pattern)
    return None if pattern_problem(mended) else set_value("Put it in a list", at, mended, safe=False)


def _lists_in(pattern: Mapping[str, Any]) -> dict[str, Any]:  # free JSON, as a pattern is
    def listed(value: Any) -> Any:  # see above
        if isinstance(value, Mapping):
            return _lists_in(value)
        return value if isinstance(value, tuple) else (value,)

    return {key: listed(value) for key, value in pattern.items()}
