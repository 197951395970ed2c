"""Rules on a function's own settings: what CreateFunction would refuse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding, Rule, Severity, set_value
from designer.rules.settings import FunctionChoiceRule, FunctionRangeRule, quoted

_CREATE = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"
_LIMITS = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"


class FunctionMemoryRange(FunctionRangeRule):
    """A function asks for memory that Lambda does not sell.

    The deployment fails: Lambda takes whole megabytes within its limits and nothing else.
    """

    id = "function-memory-range"
    severity = Severity.ERROR
    topic = "function"
    source = _LIMITS
    setting = "memory_size"
    limits = "lambda.memory"
    bad = "{name: shop, functions: {worker: {memory_size: 64}}}"
    good = "{name: shop, functions: {worker: {memory_size: 128}}}"


class FunctionTimeoutRange(FunctionRangeRule):
    """A function's timeout is longer than an invocation may take, or none at all.

    The deployment fails. Work that takes longer belongs in several steps: a workflow, or messages
    that are taken one by one.
    """

    id = "function-timeout-range"
    severity = Severity.ERROR
    topic = "function"
    source = _LIMITS
    setting = "timeout"
    limits = "lambda.timeout"
    bad = "{name: shop, functions: {worker: {timeout: 1200}}}"
    good = "{name: shop, functions: {worker: {timeout: 900}}}"


class FunctionEphemeralStorageRange(FunctionRangeRule):
    """A function's /tmp has a size that Lambda does not offer.

    The deployment fails. The smallest size is free, every megabyte above it is billed.
    """

    id = "function-ephemeral-storage-range"
    severity = Severity.ERROR
    topic = "function"
    source = _LIMITS
    setting = "ephemeral_storage"
    limits = "lambda.ephemeral_storage"
    bad = "{name: shop, functions: {worker: {ephemeral_storage: 256}}}"
    good = "{name: shop, functions: {worker: {ephemeral_storage: 1024}}}"


class FunctionArchitectureValid(FunctionChoiceRule):
    """A function names a processor that Lambda does not have.

    The deployment fails; Lambda runs code on two architectures only.
    """

    id = "function-architecture-valid"
    severity = Severity.ERROR
    topic = "function"
    source = _CREATE
    setting = "architecture"
    choices = "lambda.architecture"
    bad = "{name: shop, functions: {worker: {architecture: arm}}}"
    good = "{name: shop, functions: {worker: {architecture: x86_64}}}"


class FunctionTracingValid(FunctionChoiceRule):
    """A function has a tracing mode that does not exist.

    The deployment fails; a function either samples requests itself or follows its caller.
    """

    id = "function-tracing-valid"
    severity = Severity.ERROR
    topic = "function"
    source = _CREATE
    setting = "tracing"
    choices = "lambda.tracing"
    bad = "{name: shop, functions: {worker: {tracing: active}}}"
    good = "{name: shop, functions: {worker: {tracing: PassThrough}}}"


class FunctionHandlerValid(Rule):
    """A function's handler is empty, too long or has spaces in it.

    The deployment fails: the handler is the name of a module and a function in it.
    """

    id = "function-handler-valid"
    severity = Severity.ERROR
    topic = "function"
    source = _CREATE
    bad = "{name: shop, functions: {worker: {handler: app handler}}}"
    good = "{name: shop, functions: {worker: {handler: app.handler}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every handler that Lambda would not take."""
        del today
        allowed, form = catalog.limits("lambda.handler_length"), catalog.pattern("lambda.handler")
        for function in blueprint.each_function():
            handler, at = function.value.handler, function / "handler"
            if handler and not form.matches(handler):
                between = "" if "." in handler else "."
                joined = between.join(handler.split())[: allowed.maximum] or _HANDLER
                fix = set_value(f"Use {joined}", at, joined, safe=False)
                yield self.finding(at, f"The handler {quoted(handler)} has to be {form.says}.", fix)
            elif len(handler) not in allowed:
                message = f"The handler has {len(handler)} characters; Lambda takes {allowed}."
                yield self.finding(at, message, set_value(f"Use {_HANDLER}", at, _HANDLER, safe=False))


_HANDLER = "app.handler"


class FunctionHandlerModule(Rule):
    """A function's handler names a module, or a function, but not both.

    Lambda takes it, and then each invocation fails: the runtime looks for the part behind the last dot in
    the module before it.
    """

    id = "function-handler-module"
    severity = Severity.ERROR
    topic = "function"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html"
    yields_to = ("function-handler-valid",)
    bad = "{name: shop, functions: {worker: {handler: handler}}}"
    good = "{name: shop, functions: {worker: {handler: orders.handler}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every handler of a language whose handlers are modules with a function, without a dot."""
        del today
        allowed, known = catalog.limits("lambda.handler_length"), catalog.runtimes()
        for function in blueprint.each_function():
            handler, runtime = function.value.handler, known.get(function.value.runtime)
            modules = runtime is not None and runtime.language in _MODULES and function.value.image is None
            if modules and len(handler) in allowed and "." not in handler and not handler.isspace():
                at = function / "handler"
                message = f"{quoted(handler)} has no dot; {function.value.runtime} needs module.function."
                yield self.finding(at, message, set_value(f"Use {_HANDLER}", at, _HANDLER, safe=False))


_MODULES = frozenset({"python", "nodejs", "ruby"})
"""The languages whose handlers are a module, a dot and a function."""


class FunctionDescriptionLength(Rule):
    """A function's description is longer than Lambda stores.

    The deployment fails. Longer explanations have their place in the README.
    """

    id = "function-description-length"
    severity = Severity.ERROR
    topic = "function"
    source = _CREATE
    bad = f"{{name: shop, functions: {{worker: {{description: {'long ' * 60}}}}}}}"
    good = "{name: shop, functions: {worker: {description: Packs what was ordered.}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every description with too many characters."""
        del today
        allowed = catalog.limits("lambda.description_length")
        for function in blueprint.each_function():
            text, at = function.value.description, function / "description"
            if len(text) not in allowed:
                shorter = f"{text[: allowed.maximum - 1].rstrip()}…"
                message = f"{len(text):,} characters is outside {allowed}."
                yield self.finding(at, message, set_value("Cut it short", at, shorter, safe=False))
