"""Rules on runtimes: languages come, age and go, on dates that the catalog knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.catalog import Runtime
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, set_value
from designer.rules.settings import hint, nearest, quoted

_SOURCE = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"


class FunctionRuntimeKnown(Rule):
    """A function names a runtime that Lambda has never had.

    The deployment fails; mostly the version or a dot is mistyped.
    """

    id = "function-runtime-known"
    severity = Severity.ERROR
    topic = "function"
    source = _SOURCE
    bad = "{name: shop, functions: {worker: {runtime: python3.31}}}"
    good = "{name: shop, functions: {worker: {runtime: python3.13}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every runtime that is not in the catalog."""
        known = catalog.runtimes()
        for function in blueprint.each_function():
            runtime = function.value.runtime
            if runtime not in known:
                at = blueprint.origin(function.name, "runtime")
                current = [name for name, each in known.items() if is_current(each, today)]
                message = f"{quoted(runtime)} is no Lambda runtime{hint(runtime, current)}"
                chosen = nearest(runtime, current) or catalog.default_runtime()
                yield self.finding(at, message, _use(at, chosen, safe=chosen == runtime.lower()))


class FunctionRuntimeCreateBlocked(Rule):
    """A function uses a runtime on which AWS creates no functions any more.

    The first deployment to a new stage or account fails, and what runs already gets no patches.
    """

    id = "function-runtime-create-blocked"
    severity = Severity.ERROR
    topic = "function"
    source = _SOURCE
    bad = "{name: shop, functions: {worker: {runtime: nodejs14.x}}}"
    good = "{name: shop, functions: {worker: {runtime: nodejs22.x}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every runtime whose block date has come."""
        for at, runtime in judged(blueprint):
            if runtime.create_blocked and runtime.create_blocked <= today:
                message = f"AWS creates no functions on {runtime.id} since {runtime.create_blocked}"
                ending, fix = way_out(at, runtime, today)
                yield self.finding(at, message + ending, fix)


class FunctionRuntimeDeprecated(Rule):
    """A function uses a runtime that AWS no longer patches.

    Security holes in the language stay open, and soon functions on it can be neither created nor
    updated. Moving takes a test of the code, so it is better done before that day.
    """

    id = "function-runtime-deprecated"
    severity = Severity.WARNING
    topic = "function"
    source = _SOURCE
    bad = "{name: shop, functions: {worker: {runtime: python3.9}}}"
    good = "{name: shop, functions: {worker: {runtime: python3.13}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every runtime past its last day of support on which functions can still be created."""
        for at, runtime in judged(blueprint):
            blocked = runtime.create_blocked
            if runtime.is_deprecated(today) and not (blocked and blocked <= today):
                message = f"Support of {runtime.id} ended on {runtime.deprecated}"
                ending, fix = way_out(at, runtime, today)
                yield self.finding(at, message + ending, fix)


class FunctionRuntimePreview(Rule):
    """A function uses a runtime that AWS has not released for production.

    A preview may change under the code, has no support, and many tools do not know it yet.
    """

    id = "function-runtime-preview"
    severity = Severity.WARNING
    topic = "function"
    source = _SOURCE
    bad = "{name: shop, functions: {worker: {runtime: python3.15}}}"
    good = "{name: shop, functions: {worker: {runtime: python3.13}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every preview runtime."""
        for at, runtime in judged(blueprint):
            if runtime.preview:
                wanted = _newest(runtime.language, today)
                yield self.finding(
                    at, f"{runtime.id} is a preview; {wanted} is the newest release.", _use(at, wanted)
                )


class FunctionRuntimeVersions(Rule):
    """The functions of a design run on many versions of one language.

    Each needs its own layers, its own tests, and a move of its own when its support ends.
    """

    id = "function-runtime-versions"
    severity = Severity.INFO
    topic = "function"
    source = "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/operational-excellence-pillar.html"
    profiles = LASTING
    bad = """
      name: shop
      functions: {a: {runtime: python3.11}, b: {runtime: python3.12}, c: {runtime: python3.13}}
    """
    good = bad.replace("3.11", "3.12")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function that has neither of the two versions which most functions of its language have."""
        del today
        found = [(at, runtime) for at, runtime in judged(blueprint) if runtime.language != "os-only"]
        times = Counter((runtime.language, runtime.id) for _, runtime in found)
        for language in dict.fromkeys(runtime.language for _, runtime in found):
            usual = [name for (of, name), _ in times.most_common() if of == language]
            newest = max(usual[:_VERSIONS], key=version)
            for at, runtime in found if len(usual) > _VERSIONS else ():
                if runtime.id in usual[_VERSIONS:]:
                    message = (
                        f"The design has {len(usual)} versions of {language}; {_VERSIONS} do for a move."
                    )
                    yield self.finding(at, message, _use(at, newest))


_VERSIONS = 2
"""Versions of a language that a design may well have: the one it leaves and the one it moves to."""


def judged(blueprint: Blueprint) -> Iterator[tuple[Path, Runtime]]:
    """The known runtime of every function, and where it is written."""
    known = catalog.runtimes()
    for function in blueprint.each_function():
        runtime = known.get(function.value.runtime)
        if runtime:
            yield blueprint.origin(function.name, "runtime"), runtime


def _use(path: Path, runtime: str, *, safe: bool = False) -> Fix:
    return set_value(f"Use {runtime}", path, runtime, safe=safe)


def way_out(at: Path, runtime: Runtime, today: date) -> tuple[str, Fix | None]:
    """The end of the sentence, and the fix: nothing where the catalog knows no runtime to move to."""
    wanted = _successor(runtime, today)
    if not is_current(catalog.runtimes()[wanted], today):
        return ".", None
    return f"; {wanted} is supported.", _use(at, wanted)


def is_current(runtime: Runtime, today: date) -> bool:
    """Whether it is released and supported."""
    return not runtime.preview and not runtime.is_deprecated(today)


def _successor(runtime: Runtime, today: date) -> str:
    """What to move to: the default where the language fits, since every tool knows it."""
    known, default = catalog.runtimes(), catalog.default_runtime()
    preferred = known.get(default)
    if preferred and preferred.language == runtime.language and is_current(preferred, today):
        return default
    named = known.get(runtime.successor or "")
    return named.id if named and is_current(named, today) else _newest(runtime.language, today)


def _newest(language: str, today: date) -> str:
    """The runtime of that language that is supported longest."""
    fitting = [
        each for each in catalog.runtimes().values() if each.language == language and is_current(each, today)
    ]
    # A runtime without a date is supported beyond every date; of equals, the higher version wins.
    newest = max(fitting, key=lambda each: (each.deprecated or date.max, version(each.id)), default=None)
    return newest.id if newest else catalog.default_runtime()


def version(identifier: str) -> tuple[int, ...]:
    """The numbers in a runtime's name, to be compared within its language."""
    digits = "".join(letter if letter.isdigit() else " " for letter in identifier)
    return tuple(map(int, digits.split()))
