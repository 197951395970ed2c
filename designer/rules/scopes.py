"""Rules on scopes: access levels that mean something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.blueprint.scopes import each_scoped, kind_of
from designer.blueprint.wording import listed
from designer.rules.base import Finding, Fix, Rule, Severity, remove, set_value
from designer.rules.settings import hint, nearest, quoted

_SOURCE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"


class ScopeAccessUnsupported(Rule):
    """A function asks for access to a thing that this kind of thing does not have.

    The level stands for no IAM actions, so the function gets none and fails at its first call.
    """

    id = "scope-access-unsupported"
    severity = Severity.ERROR
    topic = "iam"
    source = _SOURCE
    bad = "{name: shop, functions: {worker: {scopes: {jobs: write}}}, queues: {jobs: {}}}"
    good = "{name: shop, functions: {worker: {scopes: {jobs: send}}}, queues: {jobs: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every level that the thing's kind does not have; scopes on nothing have a rule of their own."""
        del today
        for owner in each_scoped(blueprint):
            for target, levels in owner.value.scopes.items():
                kind = kind_of(target, blueprint)
                known = catalog.access_levels(kind) if kind else {}
                unknown = next((level for level in levels if level not in known), None) if kind else None
                if unknown is not None:
                    at = (*owner.path, "scopes", target)
                    what = _what(target, blueprint)
                    message = f"{quoted(unknown)} is no access to {what}{_hint(unknown, known)}"
                    yield self.finding(at, message, _replacing(at, levels, unknown, tuple(known)))


class ScopeGrantsNothing(Rule):
    """A scope has no access level, or the same one twice.

    It says something that has no effect; mostly a level was forgotten.
    """

    id = "scope-levels"
    severity = Severity.WARNING
    topic = "iam"
    source = _SOURCE
    bad = "{name: shop, functions: {worker: {scopes: {jobs: []}}}, queues: {jobs: {}}}"
    good = "{name: shop, functions: {worker: {scopes: {jobs: send}}}, queues: {jobs: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every scope without a level, or with one that is repeated."""
        del today
        for owner in each_scoped(blueprint):
            for target, levels in owner.value.scopes.items():
                at = (*owner.path, "scopes", target)
                once = tuple(dict.fromkeys(levels))
                if not levels:
                    message = f"The scope on {target} grants nothing; it needs at least one access level."
                    yield self.finding(at, message, remove("Remove the scope", at))
                elif len(once) < len(levels):
                    message = f"{listed(levels)} on {target} repeats a level; once is enough."
                    yield self.finding(at, message, set_value("Say it once", at, once))


def _what(target: str, blueprint: Blueprint) -> str:
    thing = blueprint.thing(target)
    label = thing.value.LABEL if thing else "function"
    return f"an {label}" if label.startswith(("SQS", "HTTP", "SNS", "S3", "SSM", "IoT")) else f"a {label}"


def _hint(level: str, known: Iterable[str]) -> str:
    levels = list(known)
    near = hint(level, levels)
    if near.endswith("?"):
        return near
    return f"; it has {listed(levels)}." if levels else "; it has none to give."


def _replacing(path: Path, levels: tuple[str, ...], unknown: str, known: tuple[str, ...]) -> Fix:
    """The fix that takes the nearest level, or does without it; access is for the author to judge."""
    near = nearest(unknown, known)
    kept = tuple(dict.fromkeys(near or "" if level == unknown else level for level in levels))
    kept = tuple(level for level in kept if level)
    if not kept:
        return remove("Remove the scope", path, safe=False)
    return set_value(f"Use {near}" if near else f"Do without {unknown}", path, kept, safe=False)
