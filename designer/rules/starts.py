"""Rules on cold starts: snapshots and what is kept ready, where they help and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Edit
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.stages import said_at
from designer.blueprint.triggers.base import Invocation
from designer.blueprint.wording import listed
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, all_of, set_value

_SNAPSTART = "https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html"
_ALIAS = "live"
_CALLED = "triggers: {http: {type: http_api, api: front, routes: [GET /quote]}}"


def _quote(settings: str) -> str:
    return f"{{name: shop, functions: {{quote: {{{settings}}}}}, apis: {{front: {{}}}}}}"


class SnapstartCostAndUniqueness(Rule):
    """Snapshots cost money while they are kept, and each time that a function starts from one.

    That holds for Python and .NET; Java's are free. What code makes before the first event (an id, a
    secret, a connection) is in the snapshot, so every copy of the function begins with the same. Suppress
    this where the code makes those in the handler, or in a hook that runs after the start.
    """

    id = "snapstart-cost-and-uniqueness"
    severity = Severity.INFO
    topic = "function"
    source = _SNAPSTART
    profiles = LASTING
    yields_to = (
        "function-image-runtime-settings",
        "snapstart-exclusions",
        "snapstart-needs-version",
        "snapstart-runtime-supported",
    )
    bad = _quote("alias: live, snap_start: true, runtime: python3.13")
    good = _quote("alias: live, snap_start: true, runtime: java21")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with SnapStart whose language is not Java."""
        del today
        for function in blueprint.each_function():
            runtime = catalog.runtimes().get(function.value.runtime)
            if function.value.snap_start and runtime is not None and runtime.language != _FREE:
                at = function / "snap_start"
                message = f"Snapshots of {runtime.id} are billed by the hour and by the start."
                yield self.finding(at, message, set_value("Start without a snapshot", at, False, safe=False))


_FREE = "java"
"""The language whose snapshots cost nothing."""


class JavaWithoutSnapstart(Rule):
    """Callers wait while Java starts.

    A Java runtime takes seconds to start. A snapshot of it costs nothing and takes most of them away.
    """

    id = "java-without-snapstart"
    severity = Severity.INFO
    topic = "function"
    source = _SNAPSTART
    profiles = LASTING
    bad = _quote(f"runtime: java21, {_CALLED}")
    good = _quote(f"runtime: java21, alias: live, snap_start: true, {_CALLED}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every Java function that callers wait for, with neither a snapshot nor anything kept ready."""
        del today
        known = catalog.choices("lambda.snapstart_runtimes").values
        for function in blueprint.each_function():
            runtime = catalog.runtimes().get(function.value.runtime)
            if runtime is None or runtime.language != _FREE or runtime.id not in known:
                continue
            waiting = [
                name
                for name, trigger in function.value.triggers.items()
                if trigger.invocation is Invocation.SYNCHRONOUS
            ]
            if waiting and not _prepared(function.value):
                edits = [Edit(function / "snap_start", True)]
                if function.value.alias is None:
                    edits.append(Edit(function / "alias", _ALIAS))
                message = (
                    f"Callers of {listed(waiting)} wait while {runtime.id} starts; a snapshot would help."
                )
                fix = all_of("Start from a snapshot", edits, safe=False)
                yield self.finding(function / "snap_start", message, fix)


def _prepared(function: Function) -> bool:
    """Whether it starts fast already, or cannot start from a snapshot."""
    ready = function.concurrency.provisioned is not None or function.concurrency.scaling is not None
    smallest = catalog.limits("lambda.ephemeral_storage").minimum
    unlike = function.file_system or function.image or function.capacity or function.tenant_isolation
    return ready or function.snap_start or bool(unlike) or function.ephemeral_storage > smallest


class ProvisionedWithoutAutoscaling(Rule):
    """As much is kept ready at night as at noon.

    Environments that are kept ready are billed by the hour, used or not, and in a peak they are too few.
    Scaling follows the load.
    """

    id = "provisioned-without-autoscaling"
    severity = Severity.INFO
    topic = "concurrency"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html"
    profiles = LASTING
    yields_to = ("provisioned-needs-alias",)
    bad = _quote("alias: live, concurrency: {provisioned: 5}").replace(
        "{name: shop,", "{name: shop, stages: {prod: {}},"
    )
    good = bad.replace("{provisioned: 5}", "{scaling: {minimum: 1, maximum: 5}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with a fixed number and no scaling; of a single one nothing could be spared."""
        del today
        for function in blueprint.each_function():
            concurrency, at = function.value.concurrency, (*function.path, "concurrency")
            kept = concurrency.provisioned or 0
            if kept > 1 and concurrency.scaling is None:
                message = f"{kept:,} are kept ready all the time; scaling follows the load."
                # What scales does so in every stage, also in those that keep none ready.
                alike = not any(
                    said_at(overlay, (*at, "provisioned")) for overlay in blueprint.stages.values()
                )
                yield self.finding((*at, "provisioned"), message, _scaled(at, kept) if alike else None)


def _scaled(at: tuple[str | int, ...], most: int) -> Fix:
    """The fix that keeps at most as many ready as before."""
    bounds = {"minimum": 1, "maximum": most}
    edits = [Edit((*at, "provisioned"), None), Edit((*at, "scaling"), bounds)]
    return all_of(f"Keep 1 to {most:,} ready", edits, safe=False)
