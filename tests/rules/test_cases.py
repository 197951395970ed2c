"""What each rule says of small designs: ``cases/<module>.yaml``, one table for each module of rules.

A table gives for each rule its cases. A case starts from the rule's own ``bad`` or ``good`` example and
sets values by their paths in it (``null`` takes one out), or has a ``design`` of its own; ``about`` says
what it is about. ``finds`` is everything that the rule finds there, in order: ``at`` which path, what the
message ``says`` among other words (numbers, names; in that order), the values that its ``fix`` sets and the
paths that it ``removes``; ``asks: true`` where the fix needs a decision, ``severity`` where it is not
the rule's own, ``stage`` where only that stage has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from designer.blueprint.base import UNSET, apply, dotted
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding, Rule
from designer.rules.registry import rule as named
from tests.rules.judging import TODAY, found

TABLES = Path(__file__).parent / "cases"


def tables() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case with its rule."""
    for path in sorted(TABLES.glob("*.yaml")):
        for identifier, cases in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).items():
            for case in cases:
                yield identifier, case


ALL = [*tables()]


def changed(example: Any, changes: Mapping[str, Any]) -> Any:
    """The example with values set, or taken out, by their dotted paths."""
    for path, value in changes.items():
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        current = example
        for step in way:
            current = current[step] if isinstance(step, int) else current.setdefault(step, {})
        if value is None:
            del current[last]
        else:
            current[last] = value
    return example


def judged(rule: Rule, case: dict[str, Any]) -> Blueprint:
    """The design that a case is about."""
    if "design" in case:
        return Blueprint.model_validate(case["design"])
    example = "bad" if "bad" in case else "good"
    text = getattr(rule, example)
    return Blueprint.model_validate(changed(yaml.load(text, yaml.CSafeLoader), case[example] or {}))


def plain(value: Any) -> Any:
    """A value of an edit as YAML has it."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True)
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, (list, tuple)) else value


def outline(finding: Finding, rule: Rule) -> dict[str, Any]:
    """All that a case says of a finding but its words."""
    told: dict[str, Any] = {"at": dotted(finding.path)}
    if finding.severity is not rule.severity:
        told["severity"] = finding.severity.value
    if finding.stage:
        told["stage"] = finding.stage
    if finding.fix:
        edits = finding.fix.edits
        if sets := {dotted(each.path): plain(each.value) for each in edits if each.value is not UNSET}:
            told["fix"] = sets
        if removes := [dotted(each.path) for each in edits if each.value is UNSET]:
            told["removes"] = removes
        if not finding.fix.safe:
            told["asks"] = True
    return told


def label(case: tuple[str, dict[str, Any]]) -> str:
    """What a failing case is called."""
    identifier, told = case
    return f"{identifier} {told.get('about') or ('bad' if 'bad' in told else 'good')}"


@pytest.mark.parametrize(("identifier", "case"), ALL, ids=map(label, ALL))
def test_case(identifier: str, case: dict[str, Any]) -> None:
    rule = named(identifier)
    assert rule is not None
    today = case.get("today", TODAY)
    assert isinstance(today, date)
    blueprint = judged(rule, case)
    findings = found(blueprint, identifier, today)

    wanted = [{key: value for key, value in each.items() if key != "says"} for each in case["finds"]]
    assert [outline(each, rule) for each in findings] == wanted
    for finding, each in zip(findings, case["finds"], strict=True):
        assert re.search(r".*".join(re.escape(str(word)) for word in each.get("says", [])), finding.message)
        assert "None" not in finding.message
        if finding.fix:
            assert finding.fix.safe is (not each.get("asks", False))
            assert finding.fix.title
            assert "None" not in finding.fix.title
            assert apply(blueprint, finding.fix.edits)
