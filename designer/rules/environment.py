"""Rules on environment variables: names that Lambda takes, and how much fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import UNSET, Edit, Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.references import parse
from designer.rules.base import Finding, Fix, Rule, Severity, all_of, remove
from designer.rules.settings import quoted

_SOURCE = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"
_MOST_BYTES = 4  # of one character in UTF-8
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_]+")


class EnvNameValid(Rule):
    """An environment variable has a name that Lambda does not take.

    The deployment fails. Names are like those of a shell, but never a single letter and never with a
    leading underscore.
    """

    id = "env-name-valid"
    severity = Severity.ERROR
    topic = "environment"
    source = _SOURCE
    bad = "{name: shop, functions: {worker: {environment: {LOG-LEVEL: debug}}}}"
    good = "{name: shop, functions: {worker: {environment: {LOG_LEVEL: debug}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every name that does not have the form."""
        del today
        form, reserved = catalog.pattern("lambda.environment_name"), _reserved()
        for function in blueprint.each_function():
            for name in function.value.environment:
                if not form.matches(name) and name not in reserved:
                    message = f"The name {quoted(name)} has to be {form.says}."
                    yield self.finding(_at(function, name), message, _renaming(function, name))


class EnvNameReserved(Rule):
    """An environment variable has a name that Lambda or a format keeps for itself.

    Lambda refuses the names that it sets for every function, and CloudFormation takes a variable
    called Ref for a reference.
    """

    id = "env-name-reserved"
    severity = Severity.ERROR
    topic = "environment"
    source = _SOURCE
    bad = "{name: shop, functions: {worker: {environment: {AWS_REGION: eu-west-1}}}}"
    good = "{name: shop, functions: {worker: {environment: {TARGET_REGION: eu-west-1}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every name that is taken."""
        del today
        reserved = _reserved()
        for function in blueprint.each_function():
            for name in function.value.environment:
                if name in reserved:
                    message = f"The name {name} is reserved; the variable needs another one."
                    yield self.finding(_at(function, name), message, _renaming(function, name))


class EnvSizeLimit(Rule):
    """A function's environment variables are together larger than Lambda allows.

    The deployment fails. Large configuration belongs into Parameter Store, AppConfig or a bucket. What
    refers to something is longer once it is deployed, so little room beside references is a warning.
    """

    id = "env-size-limit"
    severity = Severity.ERROR
    topic = "environment"
    source = _SOURCE
    bad = f"{{name: shop, functions: {{worker: {{environment: {{RULES: {'x' * 4092}}}}}}}}}"
    good = f"{{name: shop, functions: {{worker: {{environment: {{RULES: {'x' * 4091}}}}}}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function whose names and literal values alone are too large, or nearly so."""
        del today
        allowed, notice = catalog.limits("lambda.environment_size"), catalog.number("lambda.environment_room")
        for function in blueprint.each_function():
            environment = function.value.environment
            characters = sum(map(len, environment)) + sum(map(len, environment.values()))
            if characters * _MOST_BYTES <= allowed.maximum:
                continue  # most functions, at the price of a glance
            sizes = {name: _bytes(name) + _literal_bytes(value) for name, value in environment.items()}
            if sum(sizes.values()) not in allowed:
                largest = max(sizes, key=lambda name: sizes[name])
                message = (
                    f"The environment has {sum(sizes.values()):,} bytes, {sizes[largest]:,} of them here"
                )
                fix = remove("Remove the variable", _at(function, largest), safe=False)
                message += f"; Lambda takes {allowed.maximum:,}."
                yield self.finding(_at(function, largest), message, fix)
            elif sum(sizes.values()) > notice.value and any("${" in text for text in environment.values()):
                message = f"The environment has {sum(sizes.values()):,} {notice.unit}, and references in it"
                message += f" become longer; Lambda takes {allowed.maximum:,}."
                yield self.finding(function / "environment", message, None, Severity.WARNING)


def _reserved() -> tuple[str, ...]:
    functions = catalog.choices("cloudformation.functions").values
    return (*catalog.choices("lambda.reserved_environment").values, *functions)


def _at(function: Node[Function], name: str) -> Path:
    return (*function.path, "environment", name)


def _renaming(function: Node[Function], name: str) -> Fix:
    """The fix that gives the variable a name of the right form; code that reads it must follow."""
    taken = function.value.environment
    base = _NOT_IN_A_NAME.sub("_", name).strip("_")
    if not base[:1].isalpha() or len(base) == 1 or base in _reserved():
        base = f"APP_{base}" if base else "APP_VARIABLE"
    chosen, number = base, 2
    while chosen in taken:
        chosen, number = f"{base}_{number}", number + 1
    edits = [Edit(_at(function, name), UNSET), Edit(_at(function, chosen), taken[name])]
    return all_of(f"Call it {chosen}", edits, safe=False)


def _literal_bytes(text: str) -> int:
    """The size of what is literal; a reference has at least one byte once it is resolved."""
    if "${" not in text:
        return _bytes(text)
    return sum(_bytes(piece) if isinstance(piece, str) else 1 for piece in parse(text))


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
