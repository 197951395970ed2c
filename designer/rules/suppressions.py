"""Rules on suppressions: each says why, and silences something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches

from designer.blueprint.base import Path, dotted
from designer.blueprint.document import Blueprint
from designer.rules import registry
from designer.rules.base import Finding, Hindsight, Rule, Severity, remove
from designer.rules.settings import quoted

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
        """Every entry of ``severities`` and ``suppress`` whose rule is none."""
        del today
        named: list[tuple[Path, str]] = [(("severities", each), each) for each in blueprint.severities]
        named += [(("suppress", index, "rule"), each.rule) for index, each in enumerate(blueprint.suppress)]
        for path, identifier in named:
            if registry.rule(identifier) is None:
                near = get_close_matches(identifier, [each.id for each in registry.rules()], 1)
                message = f"There is no rule {quoted(identifier)}{f'; perhaps {near[0]}' if near else ''}."
                entry = path[:2]
                yield self.finding(path, message, remove("Remove the entry", entry, safe=False))
