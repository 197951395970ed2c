"""Rules on what ages: runtimes whose support ends soon, newer ones, layers that have successors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Edit, Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.catalog import Runtime
from designer.rules.base import AUDITED, LASTING, Finding, Fix, Rule, Severity, all_of, days_after, set_value
from designer.rules.creating import free_name
from designer.rules.runtime import is_current, judged, version, way_out
from designer.rules.surroundings import every_layer, outside_layers

_RUNTIMES = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"
_LAYERS = "https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html"
_POWERTOOLS = "arn:aws:lambda:us-east-1:017000801446:layer"


class FunctionRuntimeExpiring(Rule):
    """Support of a function's runtime ends soon.

    Moving takes a test of the code, which is better planned than done in a hurry.
    """

    id = "function-runtime-expiring"
    severity = Severity.INFO
    topic = "function"
    source = _RUNTIMES
    profiles = LASTING
    bad = "{name: shop, functions: {worker: {runtime: nodejs22.x}}}"
    good = "{name: shop, functions: {worker: {runtime: nodejs24.x}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every runtime that is supported today and will not be in half a year."""
        notice = catalog.number("lambda.runtime_notice")
        latest = days_after(today, notice.value)
        for at, runtime in judged(blueprint):
            ends = runtime.deprecated
            if ends and not runtime.is_deprecated(today) and ends < latest:
                days = (ends - today).days
                message = (
                    f"Support of {runtime.id} ends on {ends}, in {days} {'day' if days == 1 else 'days'}"
                )
                ending, fix = way_out(at, runtime, latest)
                yield self.finding(at, message + ending, fix)


class FunctionRuntimeNotLatest(Rule):
    """A function's runtime has a successor that every format can say.

    A newer one is supported for longer, and mostly faster. What needs a newer version of some format is
    not counted.
    """

    id = "function-runtime-not-latest"
    severity = Severity.INFO
    topic = "function"
    source = _RUNTIMES
    profiles = LASTING
    bad = "{name: shop, functions: {worker: {runtime: python3.12}}}"
    good = "{name: shop, functions: {worker: {runtime: python3.13}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every supported runtime that is not the newest of its language."""
        for at, runtime in judged(blueprint):
            newest = _newest(runtime, today) if is_current(runtime, today) else None
            if newest is not None and version(newest.id) > version(runtime.id):
                message = f"{runtime.id} is supported; {newest.id} is newer."
                fix = set_value(f"Use {newest.id}", at, newest.id, safe=False)
                yield self.finding(at, message, fix)


def _newest(runtime: Runtime, today: date) -> Runtime | None:
    """The newest runtime of a language that no format needs a newer version for."""
    known = (
        each
        for each in catalog.runtimes().values()
        if each.language == runtime.language
        and is_current(each, today)
        and each.id not in catalog.newer_runtimes()
    )
    return max(known, key=lambda each: version(each.id), default=None)


class LayersKnownOutdated(Rule):
    """A function has a layer that its makers have replaced by another one.

    The old one gets no corrections any more. As a layer of the design, a public one has the version that
    suits the function's runtime and architecture.
    """

    id = "layers-known-outdated"
    severity = Severity.INFO
    topic = "function"
    source = _LAYERS
    profiles = LASTING
    bad = (
        f"{{name: shop, functions: {{worker: {{layers: ['{_POWERTOOLS}:AWSLambdaPowertoolsPythonV2:45']}}}}}}"
    )
    good = "{name: shop, functions: {worker: {layers: tools}}, layers: {tools: {public: powertools-python}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every layer whose name is one that was replaced."""
        del today
        old = dict(
            zip(
                catalog.choices("lambda.replaced_layers").values,
                catalog.choices("lambda.replacing_layers").values,
                strict=True,
            )
        )
        for function, at, layer in every_layer(blueprint):
            name = _part(layer, 6)
            if name in old:
                message = f"{name} is replaced by the public layer {old[name]}, which is kept up to date."
                yield self.finding(at, message, _public(blueprint, function, at, old[name]))


def _public(blueprint: Blueprint, function: Node[Function], at: Path, public: str) -> Fix | None:
    """The fix that makes the public layer one of the design's; nothing where it is not for the runtime."""
    if function.value.runtime not in catalog.public_layers()[public].runtimes:
        return None
    known = [name for name, layer in blueprint.layers.items() if layer.public == public]
    if known:
        if known[0] in function.value.layers:
            return None
        return set_value(f"Use {known[0]}", at, known[0], safe=False)
    name = free_name(blueprint, public)
    edits = [Edit(("layers", name), {"public": public}), Edit(at, name)]
    return all_of(f"Use the public layer {public}", edits, safe=False)


class LayersThirdPartyAccount(Rule):
    """A function runs code from a layer of an account that is not known.

    Whoever owns the account decides what runs in the function, with all of its permissions. Keep a copy
    of the layer, or suppress this where the account is your own.
    """

    id = "layers-third-party-account"
    severity = Severity.WARNING
    topic = "function"
    source = _LAYERS
    profiles = AUDITED
    yields_to = ("layers-unique",)
    bad = (
        "{name: shop, profile: regulated, functions: {worker: {layers: "
        "['arn:aws:lambda:us-east-1:123456789012:layer:tools:3']}}}"
    )
    good = bad.replace("123456789012:layer:tools", "580247275435:layer:LambdaInsightsExtension-Arm64")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every layer whose account is none of those that publish for everyone."""
        del today
        known = catalog.choices("lambda.layer_publishers").values
        named = [(at, layer) for _, at, layer in outside_layers(blueprint)]
        named += [
            (("layers", name, "existing"), each.existing or "") for name, each in blueprint.layers.items()
        ]
        for at, layer in named:
            account = _part(layer, 4)
            if account.isdigit() and account not in known:
                message = f"The account {account} is no known publisher of layers; see that it is yours."
                yield self.finding(at, message)


def _part(arn: str, index: int) -> str:
    """A part of an ARN, or nothing where it has none."""
    parts = arn.split(":")
    return parts[index] if len(parts) > index else ""
