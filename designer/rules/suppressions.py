"""Rules on suppressions: each says why, and silences something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from designer.blueprint.base import UNSET, Edit, dotted
from designer.blueprint.document import Blueprint
from designer.rules import registry
from designer.rules.base import Finding, Hindsight, Rule, Severity, all_of, remove, set_value
from designer.rules.settings import hint, nearest, quoted

_SOURCE = "https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/welcome.html"


class SuppressionReason(Rule):
    """A finding is silenced and nobody says why.

    Whoever reads the design later cannot tell a decision from a mistake that was swept away.
    """

    id = "suppression-reason"
    severity = Severity.WARNING
    topic = "stages"
    source = _SOURCE
    whole = True
    bad = """
      name: shop
      functions: {worker: {concurrency: {reserved: 0}}}
      suppress: [{rule: reserved-concurrency-zero, at: functions.worker, reason: ""}]
    """
    good = """
      name: shop
      functions: {worker: {concurrency: {reserved: 0}}}
      suppress: [{rule: reserved-concurrency-zero, at: functions.worker, reason: Switched on in spring.}]
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every suppression whose reason is empty; only its author can give one."""
        del today
        for index, each in enumerate(blueprint.suppress):
            if not each.reason.strip():
                message = f"{each.rule} is silenced without a reason; say why it is acceptable here."
                yield self.finding(("suppress", index, "reason"), message)


class SuppressionUnused(Hindsight):
    """A suppression silences nothing any more.

    What it was about is mended or gone. Left behind, it hides the same mistake when it comes back.
    """

    id = "suppression-unused"
    severity = Severity.INFO
    topic = "stages"
    source = _SOURCE
    bad = """
      name: shop
      functions: {worker: {concurrency: {reserved: 1}}}
      suppress: [{rule: reserved-concurrency-zero, at: functions.worker, reason: Switched on in spring.}]
    """
    good = """
      name: shop
      functions: {worker: {concurrency: {reserved: 0}}}
      suppress: [{rule: reserved-concurrency-zero, at: functions.worker, reason: Switched on in spring.}]
    """

    def look_back(
        self, blueprint: Blueprint, found: Iterable[Finding], asked: frozenset[str]
    ) -> Iterator[Finding]:
        """Every suppression of a rule that was asked and that found nothing at that place."""
        if not blueprint.suppress:
            return
        places = [(each.rule, dotted(each.path)) for each in found]
        for index, each in enumerate(blueprint.suppress):
            if each.rule in asked and not any(each.covers(rule, at) for rule, at in places):
                path = ("suppress", index)
                message = f"{each.rule} finds nothing at {each.at}; the suppression can go."
                yield self.finding(path, message, remove("Remove the suppression", path, safe=False))


class RuleKnown(Rule):
    """A suppression or a severity names a rule that there is not.

    It does nothing, and its author believes otherwise.
    """

    id = "rule-known"
    severity = Severity.WARNING
    topic = "stages"
    source = _SOURCE
    whole = True
    bad = "{name: shop, functions: {worker: {}}, severities: {function-memory: info}}"
    good = "{name: shop, functions: {worker: {}}, severities: {function-memory-range: info}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every entry of ``severities`` and ``suppress`` whose rule is none; the nearest one is offered."""
        del today
        known = [each.id for each in registry.rules()]
        for name, severity in blueprint.severities.items():
            if registry.rule(name) is None:
                entry = ("severities", name)
                near = nearest(name, known)
                if near is None or near in blueprint.severities:
                    fix = remove("Remove the entry", entry, safe=False)
                else:
                    edits = [Edit(entry, UNSET), Edit(("severities", near), severity)]
                    fix = all_of(f"Say it of {near}", edits, safe=False)
                yield self.finding(entry, f"{quoted(name)} is no rule{hint(name, known)}", fix)
        for index, each in enumerate(blueprint.suppress):
            if registry.rule(each.rule) is None:
                at = ("suppress", index, "rule")
                near = nearest(each.rule, known)
                if near is None:
                    fix = remove("Remove the suppression", at[:2], safe=False)
                else:
                    fix = set_value(f"Silence {near}", at, near, safe=False)
                yield self.finding(at, f"{quoted(each.rule)} is no rule{hint(each.rule, known)}", fix)
