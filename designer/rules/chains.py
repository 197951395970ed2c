"""Rules on functions that invoke others and wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.base import Invocation
from designer.blueprint.triggers.types import SCHEDULE
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, set_value

_PRACTICES = "https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html"
_HEADROOM = 2
"""Seconds that a caller has for itself beside what it waits for, when a fix says how long either may take."""


class SyncChain(Rule):
    """A function waits for another one.

    Both are paid while only one works, and a failure or a throttle of the one is the other's, too. A
    queue, an event bus or a workflow between them takes that away.
    """

    id = "sync-chain"
    severity = Severity.INFO
    topic = "asynchronous"
    source = _PRACTICES
    profiles = LASTING
    bad = "{name: shop, functions: {intake: {timeout: 60, scopes: {price: invoke}}, price: {}}}"
    good = "{name: shop, functions: {intake: {timeout: 60, scopes: {price: invoke_async}}, price: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every scope to invoke a function and wait."""
        del today
        for at, caller, callee in _chains(blueprint):
            message = f"{caller.name} pays and waits while {callee.name} works; invoke_async does not wait."
            only = caller.value.scopes[callee.name] == ("invoke",)
            yield self.finding(at, message, _handing_over(at) if only else None)


def _handing_over(at: Path) -> Fix:
    return set_value("Hand the event over instead", at, "invoke_async", safe=False)


class SyncChainTimeouts(Rule):
    """A function waits for one that may take longer than itself.

    The caller is stopped while the other still works: the work is done and paid, and its answer lost.
    """

    id = "sync-chain-timeouts"
    severity = Severity.WARNING
    topic = "asynchronous"
    source = _PRACTICES
    bad = "{name: shop, functions: {intake: {timeout: 30, scopes: {price: invoke}}, price: {timeout: 30}}}"
    good = "{name: shop, functions: {intake: {timeout: 30, scopes: {price: invoke}}, price: {timeout: 28}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function that is waited for and whose timeout is not below its caller's."""
        del today
        for _, caller, callee in _chains(blueprint):
            allowed = caller.value.timeout
            if callee.value.timeout >= allowed:
                message = (
                    f"{callee.value.timeout:,} s, but {caller.name} waits for it and is stopped after "
                    f"{allowed:,} s."
                )
                yield self.finding(
                    blueprint.origin(callee.name, "timeout"), message, _in_time(caller, callee)
                )


def _in_time(caller: Node[Function], callee: Node[Function]) -> Fix | None:
    """The fix that lets the caller wait, or not wait; where it is waited for, the other has to be faster."""
    from designer.rules.schedule_grammar import interval  # needed where somebody waits too briefly

    longer, triggers = callee.value.timeout + _HEADROOM, caller.value.triggers.values()
    awaited = any(each.invocation is Invocation.SYNCHRONOUS for each in triggers)
    # Whoever is started again meanwhile has to be done by then.
    hurried = any(
        SCHEDULE.holds(each) and (interval(each.expression) or longer) < longer for each in triggers
    )
    if not (awaited or hurried) and longer in catalog.limits("lambda.timeout"):
        return set_value(
            f"Let {caller.name} wait {longer:,} s", (*caller.path, "timeout"), longer, safe=False
        )
    if not awaited and caller.value.scopes[callee.name] == ("invoke",):
        return _handing_over((*caller.path, "scopes", callee.name))
    shorter = caller.value.timeout - _HEADROOM
    title = f"Lower to {shorter:,} s"
    return set_value(title, (*callee.path, "timeout"), shorter, safe=False) if shorter > 0 else None


def _chains(blueprint: Blueprint) -> Iterator[tuple[Path, Node[Function], Node[Function]]]:
    """Where a scope lets a function invoke another and wait, the caller and the other."""
    for caller in blueprint.each_function():
        for target, levels in caller.value.scopes.items():
            callee = blueprint.function(target) if "invoke" in levels else None
            if callee is not None and callee.name != caller.name:
                yield (*caller.path, "scopes", target), caller, callee
