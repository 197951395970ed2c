"""Rules of the regulated profile on functions: what auditors ask for, and others may do without."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.base import Invocation
from designer.blueprint.triggers.function_url import FunctionUrlTrigger
from designer.blueprint.wording import listed
from designer.rules.base import AUDITED, Finding, Rule, Severity, all_of
from designer.rules.routed import accesses

_DAILY = "triggers: {daily: {type: schedule, expression: rate(1 day)}}"


def _worker(settings: str, more: str = "") -> str:
    return f"{{name: shop, profile: regulated, functions: {{worker: {{{settings}}}}}{more}}}"


class CodeSigningAbsent(Rule):
    """A function runs whatever package is uploaded.

    With code signing only packages that somebody trusted has signed may run.
    """

    id = "code-signing-absent"
    severity = Severity.INFO
    topic = "function"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html"
    profiles = AUDITED
    bad = _worker("timeout: 10")
    good = _worker(
        "code_signing: 'arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-0123456789abcdef0'"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with a package and without a configuration for it."""
        del today
        for function in blueprint.each_function():
            if function.value.code_signing is None and function.value.image is None:
                message = f"{function.name} runs any package; name a code signing configuration."
                yield self.finding(function / "code_signing", message)


class TagsMissing(Rule):
    """Nobody can tell from a resource what it belongs to.

    Costs cannot be split, and who looks at an account does not know whom to ask.
    """

    id = "tags-missing"
    severity = Severity.INFO
    topic = "tags"
    source = "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html"
    profiles = AUDITED
    whole = True
    bad = _worker("timeout: 10")
    good = _worker("timeout: 10", ", tags: {project: shop}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """A design without any tag of its own."""
        del today
        if not blueprint.tags:
            edit = Edit(("tags",), {"project": blueprint.name})
            fix = all_of(f"Tag everything with project {blueprint.name}", [edit], safe=False)
            message = "The design has no tags; audits ask for what a resource belongs to, and whose it is."
            yield self.finding(("tags",), message, fix)


class LambdaInsights(Rule):
    """Nobody sees the memory, the processor time and the network traffic of a function's environments.

    Lambda's own metrics have none of them; Lambda Insights, a layer that AWS publishes, has.
    """

    id = "lambda-insights"
    severity = Severity.INFO
    topic = "function"
    source = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights.html"
    profiles = AUDITED
    bad = _worker("timeout: 10")
    good = _worker("layers: ['arn:aws:lambda:us-east-1:580247275435:layer:LambdaInsightsExtension-Arm64:20']")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with a package and without that layer."""
        del today
        for function in blueprint.each_function():
            known = (blueprint.layers.get(name) for name in function.value.layers)
            arns = (*function.value.layers, *(each.existing or "" for each in known if each))
            if function.value.image is None and not any(_INSIGHTS in each for each in arns):
                message = f"{function.name} has no layer {_INSIGHTS[1:]}, which measures its environments."
                yield self.finding(function / "layers", message)


_INSIGHTS = ":LambdaInsightsExtension"


class ReservedConcurrencyUnset(Rule):
    """A function may take all the concurrency that the account has.

    A flood of its events then throttles every other function. A reservation takes from what all share, so
    it is for what matters most, what is open to everybody, and what writes to something slower.
    """

    id = "reserved-concurrency-unset"
    severity = Severity.INFO
    topic = "concurrency"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"
    profiles = AUDITED
    yields_to = ("function-url-unthrottled",)
    bad = _worker("timeout: 10")
    good = _worker("concurrency: {reserved: 10}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function without a reservation; a warning where it is public, or feeds what has a limit."""
        del today
        open_to_all = {each.function.name for each in accesses(blueprint) if each.authorization == "none"}
        for function, url in blueprint.each_trigger(FunctionUrlTrigger):
            open_to_all.update((function.name,) if url.value.authorization == "none" else ())
        for function in blueprint.each_function():
            if function.value.concurrency.reserved is not None or function.value.capacity is not None:
                continue
            at = (*function.path, "concurrency", "reserved")
            limited = [*_limited(function, blueprint)]
            if function.name in open_to_all:
                message = f"Everybody may invoke {function.name}, as often as the account allows."
                yield self.finding(at, message, None, Severity.WARNING)
            elif limited:
                message = (
                    f"{function.name} writes to {listed(limited)}, whose capacity is fixed, without limit."
                )
                yield self.finding(at, message, None, Severity.WARNING)
            else:
                yield self.finding(at, f"{function.name} may take all of the account's concurrency.")


def _limited(function: Node[Function], blueprint: Blueprint) -> Iterator[str]:
    """The tables of fixed capacity that a function writes to."""
    for target, levels in function.value.scopes.items():
        table = blueprint.tables.get(target)
        if table is not None and table.billing == "provisioned" and "write" in levels:
            yield target


class AsyncRetryUnstated(Rule):
    """Nobody has decided how often, and for how long, a failed event is tried again.

    Lambda then tries twice more, within six hours. Some work must not be done twice, other work is of no
    use an hour later.
    """

    id = "async-retry-unstated"
    severity = Severity.INFO
    topic = "asynchronous"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html"
    profiles = AUDITED
    bad = _worker(_DAILY)
    good = _worker(f"asynchronous: {{maximum_retries: 1, maximum_event_age: 3600}}, {_DAILY}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with asynchronous triggers that says the one or the other not."""
        del today
        usual = {
            "maximum_retries": catalog.limits("lambda.async_retries"),
            "maximum_event_age": catalog.limits("lambda.async_event_age"),
        }
        for function in blueprint.each_function():
            if all(
                each.invocation is not Invocation.ASYNCHRONOUS for each in function.value.triggers.values()
            ):
                continue
            settings = function.value.asynchronous
            silent = {
                field: allowed for field, allowed in usual.items() if getattr(settings, field, None) is None
            }
            if silent:
                at = (*function.path, "asynchronous")
                said = listed(allowed.said(allowed.default or 0) for allowed in silent.values())
                message = f"It is not said how often and how long events are tried again; AWS's {said} hold."
                edits = [Edit((*at, field), allowed.default) for field, allowed in silent.items()]
                if settings is None:
                    edits = [Edit(at, {field: allowed.default for field, allowed in silent.items()})]
                yield self.finding(at, message, all_of(f"Say {said}", edits, safe=False))
