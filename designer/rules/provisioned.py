"""Rules on provisioned concurrency that follows the load."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Scaling
from designer.rules.base import Finding, Rule, Severity, set_value

_PROVISIONED = "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html"
_ALIAS = "live"


def _worker(concurrency: str, alias: str = "alias: live, ") -> str:
    return f"{{name: shop, functions: {{worker: {{{alias}concurrency: {{{concurrency}}}}}}}}}"


def _scaled(blueprint: Blueprint) -> Iterator[tuple[str, Path, Scaling]]:
    for function in blueprint.each_function():
        scaling = function.value.concurrency.scaling
        if scaling is not None:
            yield function.name, (*function.path, "concurrency", "scaling"), scaling


class ScalingNeedsAlias(Rule):
    """Provisioned concurrency is to follow the load, but there is no alias that could have any.

    Lambda provisions versions and aliases only, never the code that was deployed last.
    """

    id = "scaling-needs-alias"
    severity = Severity.ERROR
    topic = "concurrency"
    source = _PROVISIONED
    bad = _worker("scaling: {maximum: 5}", "")
    good = _worker("scaling: {maximum: 5}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function that scales without an alias."""
        del today
        for name, at, _ in _scaled(blueprint):
            if blueprint.functions[name].alias is None:
                fix = set_value(f"Add the alias {_ALIAS}", ("functions", name, "alias"), _ALIAS, safe=False)
                yield self.finding(at, f"{name} has no alias.", fix)


class ScalingBoundsValid(Rule):
    """The least that is kept ready is more than the most.

    Application Auto Scaling refuses it.
    """

    id = "scaling-bounds-valid"
    severity = Severity.ERROR
    topic = "concurrency"
    source = _PROVISIONED
    bad = _worker("scaling: {minimum: 5, maximum: 2}")
    good = _worker("scaling: {minimum: 2, maximum: 5}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every pair of bounds, those of schedules included, that is the wrong way round."""
        del today
        for _, at, scaling in _scaled(blueprint):
            bounds = {at: (scaling.minimum, scaling.maximum)}
            for name, each in scaling.schedules.items():
                bounds[*at, "schedules", name] = (each.minimum, each.maximum)
            for place, (least, most) in bounds.items():
                if least > most:
                    message = f"At least {least:,} and at most {most:,} cannot be kept."
                    where = (*place, "maximum")
                    fix = set_value(f"Raise to {least:,}", where, least, safe=False)
                    yield self.finding(where, message, fix)


class ScalingFixed(Rule):
    """Each deployment takes back what scaling has done.

    A fixed number of provisioned environments is set again whenever the alias is deployed, in the
    middle of a peak as well. Scaling keeps its own minimum ready.
    """

    id = "scaling-fixed"
    severity = Severity.WARNING
    topic = "concurrency"
    source = _PROVISIONED
    bad = _worker("provisioned: 2, scaling: {maximum: 5}")
    good = _worker("scaling: {minimum: 2, maximum: 5}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with both."""
        del today
        for name, at, scaling in _scaled(blueprint):
            provisioned = blueprint.functions[name].concurrency.provisioned
            if provisioned is not None:
                message = f"{provisioned:,} provisioned, beside scaling from {scaling.minimum:,} on."
                where = (*at[:-1], "provisioned")
                yield self.finding(where, message, set_value("Let it scale", where, None, safe=False))
