"""Rules on access that is more than a function needs, by what the design says of its work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.scopes import kind_of
from designer.blueprint.triggers.types import HTTP_API, REST_API, SQS
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, remove, set_value

_LEAST = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"
_READING = ("GET ", "HEAD ", "OPTIONS ")
_STORED = ("bucket", "parameter", "table")
"""The kinds that keep what was written; to the others a reader may well send."""
_CHANGING = frozenset({"delete", "read_write", "write"})


class IamAccessLevelExcess(Rule):
    """A function may do more than its part of the design is.

    Least privilege means one direction: who reads does not write, who sends does not receive. What is
    allowed beyond that serves nobody but an intruder.
    """

    id = "iam-access-level-excess"
    severity = Severity.INFO
    topic = "iam"
    source = _LEAST
    profiles = LASTING
    yields_to = ("scope-access-unsupported",)
    bad = """
      name: shop
      functions: {worker: {environment: {JOBS: "${jobs.url}"}, scopes: {jobs: [send, consume]}}}
      queues: {jobs: {}}
    """
    good = """
      name: shop
      functions: {worker: {environment: {JOBS: "${jobs.url}"}, scopes: {jobs: send}}}
      queues: {jobs: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every scope with both directions, with what another level includes, or beyond what triggers do."""
        del today
        for function in blueprint.each_function():
            for target, levels in function.value.scopes.items():
                kind = kind_of(target, blueprint)
                if kind is not None:
                    yield from self._judged(function, target, levels, kind)

    def _judged(
        self, function: Node[Function], target: str, levels: tuple[str, ...], kind: str
    ) -> Iterator[Finding]:
        at = (*function.path, "scopes", target)
        for level in levels:
            wider = _including(level, levels, kind)
            if wider:
                message = f"{wider} on {target} includes {level}, which need not be said."
                yield self.finding(at, message, _keeping(function, target, levels, {level}, safe=True))
        if kind == "queue" and {"send", "consume"} <= set(levels):
            message = f"{function.name} may both send to {target} and receive from it; one direction is less."
            yield self.finding(at, message)
        if "consume" in levels and target in _polled(function):
            message = f"Lambda itself receives from {target} for {function.name}; the code need not consume."
            yield self.finding(at, message, _keeping(function, target, levels, {"consume"}))
        changing = _CHANGING & set(levels)
        if changing and kind in _STORED and _only_reads(function):
            message = f"The routes of {function.name} are GET only, but it may {_said(changing)} {target}."
            yield self.finding(at, message, _reading(function, target, levels, kind))


def _including(level: str, levels: tuple[str, ...], kind: str) -> str | None:
    """Another of the levels that allows all that this one does; the first where two allow the same."""
    known = catalog.access_levels(kind)
    if level not in known:
        return None
    own = (set(known[level].actions), set(known[level].resources))
    for other in levels:
        if other != level and other in known:
            wide = (set(known[other].actions), set(known[other].resources))
            equal = wide == own and levels.index(other) > levels.index(level)
            if own[0] <= wide[0] and own[1] <= wide[1] and not equal:
                return other
    return None


def _polled(function: Node[Function]) -> set[str]:
    triggers = function.value.triggers.values()
    return {each.queue for each in triggers if SQS.holds(each)}


def _only_reads(function: Node[Function]) -> bool:
    """Whether routes are all that invokes the function, and none of them is to change anything."""
    triggers = function.value.triggers.values()
    routes = [
        route for each in triggers if (HTTP_API.holds(each) or REST_API.holds(each)) for route in each.routes
    ]
    routed = all((HTTP_API.holds(each) or REST_API.holds(each)) for each in triggers)
    return bool(routes) and routed and all(route.upper().startswith(_READING) for route in routes)


def _reading(function: Node[Function], target: str, levels: tuple[str, ...], kind: str) -> Fix:
    """The fix that leaves what does not change anything, or to read where that were nothing."""
    kept = tuple(level for level in levels if level not in _CHANGING)
    if not kept and "read" in catalog.access_levels(kind):
        return set_value("Allow to read only", (*function.path, "scopes", target), "read", safe=False)
    return _keeping(function, target, levels, _CHANGING)


def _keeping(
    function: Node[Function],
    target: str,
    levels: tuple[str, ...],
    gone: set[str] | frozenset[str],
    *,
    safe: bool = False,
) -> Fix:
    """The fix that takes levels away, or the scope where none is left."""
    at = (*function.path, "scopes", target)
    kept = tuple(level for level in levels if level not in gone)
    if not kept:
        return remove("Remove the scope", at, safe=safe)
    return set_value(f"Allow to {_said(kept)} only", at, kept if len(kept) > 1 else kept[0], safe=safe)


def _said(levels: tuple[str, ...] | set[str] | frozenset[str]) -> str:
    return " and ".join(each.replace("_", " ") for each in sorted(levels))


class PermissionMultiplePrincipals(Rule):
    """A function is invoked by sources that speak differently.

    Its code has to tell their events apart, each needs other retries and limits, and it holds the
    rights of all of them.
    """

    id = "permission-multiple-principals"
    severity = Severity.INFO
    topic = "iam"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/concepts-application-design.html"
    profiles = LASTING
    yields_to = ("function-too-many-routes",)
    bad = """
      name: shop
      functions:
        worker:
          asynchronous: {on_failure: failed}
          triggers:
            nightly: {type: schedule, expression: rate(1 day), dead_letter: failed}
            jobs: {type: sqs, queue: jobs}
      queues:
        jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}
        failed: {message_retention: 1209600}
    """
    good = """
      name: shop
      functions:
        worker: {triggers: {jobs: {type: sqs, queue: jobs}}}
      queues:
        jobs: {visibility_timeout: 180, dead_letter: {queue: failed}}
        failed: {message_retention: 1209600}
    """
    _ALIKE: ClassVar[frozenset[str]] = frozenset({"http_api", "rest_api", "function_url"})

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with triggers of more than one kind; what asks over HTTP is one kind."""
        del today
        for function in blueprint.each_function():
            labels = {
                "HTTP" if each.type in self._ALIKE else each.LABEL: None
                for each in function.value.triggers.values()
            }
            if len(labels) > 1:
                message = (
                    f"{function.name} gets events of {len(labels)} kinds: {', '.join(labels)}; one function "
                )
                message += "for each is simpler."
                yield self.finding((*function.path, "triggers"), message)
