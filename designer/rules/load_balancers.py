"""Rules on functions behind an Application Load Balancer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.alb import AlbTrigger
from designer.rules.base import LASTING, Finding, Rule, Severity, remove, set_value
from designer.rules.settings import fits, not_one_of, pick, quoted

_RULES = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html"
_FUNCTIONS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html"
_LISTENER = (
    "'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shop/"
    "0123456789abcdef/0123456789abcdef'"
)


def _trigger(settings: str, listener: str = _LISTENER) -> str:
    return f"{{type: alb, listener: {listener}, {settings}}}"


def _example(settings: str, function: str = "timeout: 30", listener: str = _LISTENER) -> str:
    triggers = f"{{web: {_trigger(settings, listener)}}}"
    return f"{{name: shop, functions: {{quote: {{{function}, triggers: {triggers}}}}}}}"


class AlbListenerValid(Rule):
    """A function is put behind what is no listener of a load balancer.

    The deployment fails: the listener is named by its ARN, and is one of an Application Load Balancer.
    """

    id = "alb-listener-valid"
    severity = Severity.ERROR
    topic = "api"
    source = _FUNCTIONS
    bad = _example("priority: 10, paths: /quotes/*", listener="shop")
    good = _example("priority: 10, paths: /quotes/*")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every listener without the form."""
        del today
        form = catalog.pattern("alb.listener")
        for _, alb in blueprint.each_trigger(AlbTrigger):
            if not fits(form, alb.value.listener):
                message = f"{quoted(alb.value.listener)} has to be {form.says}."
                yield self.finding(alb / "listener", message)


class AlbConditions(Rule):
    """A rule of a listener has no condition, or too many.

    The deployment fails: a rule says which requests it is for, with at most five values altogether.
    """

    id = "alb-conditions"
    severity = Severity.ERROR
    topic = "api"
    source = _RULES
    bad = _example("priority: 10")
    good = _example("priority: 10, paths: /quotes/*")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger whose conditions are not one to five, and every unknown method."""
        del today
        allowed, methods = catalog.limits("alb.condition_values"), catalog.choices("alb.methods").values
        for _, alb in blueprint.each_trigger(AlbTrigger):
            count = alb.value.values
            if count not in allowed:
                message = f"{allowed.said(count)} in paths, hosts, methods and headers is outside {allowed}."
                fix = set_value("Take every path", alb / "paths", ("/*",), safe=False) if not count else None
                yield self.finding(alb / "paths", message, fix)
            for index, method in enumerate(alb.value.methods):
                if method not in methods:
                    at = (*alb.path, "methods", index)
                    yield self.finding(at, not_one_of(method, methods), pick(at, method, methods))


class AlbPriorityUnique(Rule):
    """Two rules want the same place in a listener.

    The deployment fails: each priority is taken once.
    """

    id = "alb-priority-unique"
    severity = Severity.ERROR
    topic = "api"
    source = _RULES
    bad = f"""
      name: shop
      functions:
        quote:
          triggers:
            one: {_trigger("priority: 10, paths: /one")}
            two: {_trigger("priority: 10, paths: /two")}
    """
    good = f"""
      name: shop
      functions:
        quote:
          triggers:
            one: {_trigger("priority: 10, paths: /one")}
            two: {_trigger("priority: 11, paths: /two")}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every priority of a listener that comes second; the next free one is the fix."""
        del today
        triggers = list(blueprint.each_trigger(AlbTrigger))
        wanted = {(alb.value.listener, alb.value.priority) for _, alb in triggers}
        seen: dict[tuple[str, int], str] = {}
        for function, alb in triggers:
            key = (alb.value.listener, alb.value.priority)
            if key in seen:
                free = key[1] + 1
                while (key[0], free) in wanted:
                    free += 1
                wanted.add((key[0], free))
                at = alb / "priority"
                fix = set_value(f"Use {free}", at, free, safe=False)
                yield self.finding(at, f"{key[1]} is the place of {seen[key]} already.", fix)
            seen.setdefault(key, f"{function.name}.{alb.name}")


class AlbIdleTimeout(Rule):
    """A function works longer than a load balancer waits.

    The load balancer closes the connection and answers with an error, while the function runs and bills
    on. Sixty seconds is its idle timeout unless it was told another one.
    """

    id = "alb-idle-timeout"
    severity = Severity.WARNING
    topic = "api"
    source = (
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html"
    )
    profiles = LASTING
    bad = _example("priority: 10, paths: /quotes/*", "timeout: 120")
    good = _example("priority: 10, paths: /quotes/*", "timeout: 60")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function behind a listener whose timeout is longer, once."""
        del today
        waits, seen = catalog.number("alb.idle_timeout"), set()
        for function, _ in blueprint.each_trigger(AlbTrigger):
            if function.value.timeout > waits.value and function.name not in seen:
                seen.add(function.name)
                at = function / "timeout"
                message = (
                    f"{function.value.timeout:,} s, but a load balancer waits {waits.value} s unless it was "
                    "told otherwise."
                )
                wanted = waits.value - 1  # so that the function's own error is what the caller gets
                fix = set_value(f"Lower to {wanted} s", at, wanted, safe=False)
                yield self.finding(at, message, fix)


class AlbHealthCheck(Rule):
    """A health check is asked again before it gives up.

    The deployment fails: the timeout has to be shorter than the interval.
    """

    id = "alb-health-check"
    severity = Severity.ERROR
    topic = "api"
    source = _FUNCTIONS
    bad = _example("priority: 10, paths: /*, health_check: {interval: 30, timeout: 30}")
    good = _example("priority: 10, paths: /*, health_check: {interval: 35, timeout: 30}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every check whose timeout is not below its interval."""
        del today
        for _, alb in blueprint.each_trigger(AlbTrigger):
            check = alb.value.health_check
            if check is not None and check.timeout >= check.interval:
                at = (*alb.path, "health_check", "interval")
                message = (
                    f"{check.interval} s from check to check is not longer than {check.timeout} s of waiting."
                )
                fix = remove("Do without the check", alb / "health_check", safe=False)
                yield self.finding(at, message, fix)
