"""Rules on what a function is for: what invokes it, how much it does, how far its limits are stretched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.references import references
from designer.blueprint.referring import each_use
from designer.rules.base import AUDITED, LASTING, Finding, Rule, Severity, all_of, set_value

_BEST = "https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html"
_EVENTS = "https://docs.aws.amazon.com/lambda/latest/dg/concepts-event-driven-architectures.html"
_ALIAS = "live"


def _worker(settings: str, more: str = "") -> str:
    return f"{{name: shop, functions: {{worker: {{{settings}}}{more}}}}}"


class FunctionUnreachable(Rule):
    """Nothing invokes a function.

    It has no trigger, and nothing else in the design names it: it is deployed and never runs. Who is to
    invoke it by hand or from elsewhere can be said by a trigger of the type direct.
    """

    id = "function-unreachable"
    severity = Severity.WARNING
    topic = "function"
    source = _EVENTS
    profiles = AUDITED
    bad = "profile: regulated\nname: shop\nfunctions: {worker: {timeout: 10}}"
    good = bad.replace("10", "10, triggers: {staff: {type: direct, principal: '123456789012'}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function without a trigger that no other part of the design names."""
        del today
        named = blueprint.once(_named)
        for function in blueprint.each_function():
            if not function.value.triggers and function.name not in named:
                message = f"{function.name} has no trigger, and nothing in the design invokes it."
                yield self.finding(function / "triggers", message)


def _named(blueprint: Blueprint) -> frozenset[str]:
    """The functions that something else than an alarm or they themselves names."""
    return frozenset(
        use.name
        for use in each_use(blueprint)
        if use.name in blueprint.functions
        and use.path[0] != "alarms"
        and use.path[:2] != ("functions", use.name)
    )


class FunctionMemoryAtMaximum(Rule):
    """A function has all the memory that there is.

    That is rarely measured. It is the most expensive choice, and leaves nothing to add.
    """

    id = "function-memory-at-maximum"
    severity = Severity.INFO
    topic = "function"
    source = _BEST
    profiles = LASTING
    bad = _worker("memory_size: 10240")
    good = _worker("memory_size: 10239")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with the maximum."""
        del today
        yield from _at_maximum(self, blueprint, "memory_size", "lambda.memory", "measure what it needs")


class FunctionTimeoutAtMaximum(Rule):
    """A function may work for as long as Lambda lets any function work.

    What takes longer than usual is then noticed late, and what takes a little longer still is cut off.
    Longer work is better split into the steps of a workflow.
    """

    id = "function-timeout-at-maximum"
    severity = Severity.INFO
    topic = "function"
    source = _BEST
    profiles = LASTING
    bad = _worker("timeout: 900")
    good = _worker("timeout: 899")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with the maximum."""
        del today
        hint = "say how long it really takes, or split the work into a workflow"
        yield from _at_maximum(self, blueprint, "timeout", "lambda.timeout", hint)


def _at_maximum(rule: Rule, blueprint: Blueprint, setting: str, limits: str, hint: str) -> Iterator[Finding]:
    allowed = catalog.limits(limits)
    for function in blueprint.each_function():
        if getattr(function.value, setting) == allowed.maximum:
            message = f"{allowed.said(allowed.maximum)} is the most there is; {hint}."
            yield rule.finding(blueprint.origin(function.name, setting), message)


class EnvMissingForGrantedResource(Rule):
    """A function may use a thing and is not told which it is.

    Its name begins with the blueprint's and the stage's, so code that has it written down works in one
    stage only. Or the scope is left from before, and whoever finds a hole in the code has it all the same.
    """

    id = "env-missing-for-granted-resource"
    severity = Severity.INFO
    topic = "environment"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"
    profiles = LASTING
    yields_to = ("scope-access-unsupported", "scope-levels", "workflow-sync-standard")
    bad = "{name: shop, tables: {orders: {}}, functions: {a: {scopes: {orders: read}}}}"
    good = bad.replace("scopes:", "environment: {ORDERS_NAME: '${orders.name}'}, scopes:")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every scope on a thing whose events do not invoke the function, and which no variable names."""
        del today
        for function in blueprint.each_function():
            known = {one.name for text in function.value.environment.values() for one in references(text)}
            known.update(_sources(function))
            for target in function.value.scopes:
                thing = blueprint.thing(target)
                told = thing.value.told(target, blueprint) if thing else None
                if told is None or target in known or _same_everywhere(target, blueprint):
                    continue
                attribute, text = told
                if not known.intersection(each.name for each in references(text)):
                    name = _variable(f"{target}_{attribute}", function.value)
                    message = f"{function.name} may use {target}, but no variable tells which that is."
                    edit = Edit((*function.path, "environment", name), text)
                    fix = all_of(f"Add {name}", [edit], safe=False)
                    yield self.finding((*function.path, "scopes", target), message, fix)


def _sources(function: Node[Function]) -> Iterator[str]:
    """The things whose events invoke the function: an event says where it is from."""
    for trigger in function.value.triggers.values():
        if trigger.SOURCE:
            yield str(getattr(trigger, trigger.SOURCE))


def _same_everywhere(target: str, blueprint: Blueprint) -> bool:
    """Whether it is the account's default event bus, which has one name in every stage."""
    bus = blueprint.event_buses.get(target)
    return bus is not None and bus.is_default


def _variable(wanted: str, function: Function) -> str:
    name = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in wanted).upper()
    number, chosen = 2, name
    while chosen in function.environment:
        chosen, number = f"{name}_{number}", number + 1
    return chosen


class AliasForSafeDeployment(Rule):
    """Each deployment replaces a function at once, for everybody.

    Without an alias there is no version to go back to, and none that a few callers could try first.
    """

    id = "alias-for-safe-deployment"
    severity = Severity.INFO
    topic = "function"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html"
    profiles = AUDITED
    bad = (
        "{name: shop, profile: regulated, functions: {worker: {triggers: {daily: {type: schedule, "
        "expression: rate(1 day)}}}}}"
    )
    good = bad.replace("worker: {", "worker: {alias: live, ")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with triggers and without an alias."""
        del today
        for function in blueprint.each_function():
            if function.value.triggers and function.value.alias is None:
                at = function / "alias"
                message = f"What invokes {function.name} gets each deployment at once; it has no alias."
                yield self.finding(at, message, set_value(f"Add the alias {_ALIAS}", at, _ALIAS, safe=False))
