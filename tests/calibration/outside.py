"""The rules of outside scanners, and what answers each of them: the tables in ``docs/field/scanners``.

An entry says ``subject`` and one of these three:

- ``rule``: rules of ours that find the same. The scanner is run on the rule's bad and good example, or
  on those that the entry has itself (``bad`` and ``good``, where the rule's own show another case), and
  has to tell the two apart. Where it does not, ``unseen`` (it does not find the bad one) or ``stays``
  (it finds the good one too) says why, by the rule's id; ``rule in format`` holds in that format only.
- ``guaranteed``: why no export can have it. Nothing that is scanned has; where the scanner finds it all
  the same, ``alarm`` says why that is wrong.
- ``reason``: why nothing of ours should find it.

A scanner that cannot be run on an export says why in ``not_run``; nothing is proven of its rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from designer.blueprint.document import Blueprint
from designer.rules import registry
from designer.rules.base import Rule

FOLDER = Path(__file__).parent.parent.parent / "docs" / "field" / "scanners"
ANSWERS = ("rule", "guaranteed", "reason")
_KEYS = {"subject", *ANSWERS, "remark", "unseen", "stays", "alarm", "bad", "good"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """One rule of a scanner, and what answers it."""

    id: str
    subject: str
    rules: tuple[str, ...] = ()
    guaranteed: str = ""
    reason: str = ""
    remark: str = ""
    """Where our rules find less, or other cases."""
    unseen: Mapping[str, str]
    """Of rules of ours whose bad example the scanner does not find: why."""
    stays: Mapping[str, str]
    """Of rules of ours whose good example the scanner finds too: why."""
    alarm: str = ""
    """Why the scanner finds what is guaranteed not to be there."""
    bad: Blueprint | None = None
    good: Blueprint | None = None
    strange: tuple[str, ...] = ()
    """Words of the file that mean nothing here."""

    @property
    def answers(self) -> int:
        """How many of the three answers are given; one is right."""
        return sum(map(bool, (self.rules, self.guaranteed, self.reason)))


@dataclass(frozen=True, slots=True)
class Scanner:
    """The rules of one scanner that are about what can be designed here."""

    name: str
    title: str
    source: str
    as_of: str
    scope: str
    """Which of its rules these are."""
    not_run: str
    """Why it cannot be run on an export; empty where it can."""
    rules: tuple[Outside, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """That a scanner finds the bad design by ``outside`` and not the good one, as the rule of ours does."""

    scanner: str
    outside: Outside
    rule: Rule
    bad: str
    good: str
    """Names of the two designs."""

    @property
    def name(self) -> str:
        """What identifies it in a test."""
        return f"{self.outside.id}={self.rule.id}"

    def excuse(self, why: Mapping[str, str], format_name: str) -> str:
        """What is said of this rule in ``why``, in any format or in this one."""
        return why.get(self.rule.id) or why.get(f"{self.rule.id} in {format_name}", "")


def scanners() -> tuple[Scanner, ...]:
    """Every scanner, by its file's name."""
    return tuple(read(path) for path in sorted(FOLDER.glob("*.yaml")))


def read(path: Path) -> Scanner:
    """The table of a file."""
    found = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    rules = tuple(_outside(str(name), said) for name, said in found["rules"].items())
    told = (found["title"], found["source"], found["as_of"], found["scope"], found.get("not_run", ""))
    return Scanner(path.stem, *told, rules)


def _outside(name: str, said: Mapping[str, Any]) -> Outside:
    return Outside(
        id=name,
        subject=said["subject"],
        rules=tuple(said.get("rule", ())),
        guaranteed=said.get("guaranteed", ""),
        reason=said.get("reason", ""),
        remark=said.get("remark", ""),
        unseen=said.get("unseen", {}),
        stays=said.get("stays", {}),
        alarm=said.get("alarm", ""),
        bad=_design(said.get("bad")),
        good=_design(said.get("good")),
        strange=tuple(set(said) - _KEYS),
    )


def _design(said: Any) -> Blueprint | None:
    return Blueprint.model_validate(said) if said else None


def proofs(scanner: Scanner) -> Iterator[Proof]:
    """Every pair of a rule of ours and one of the scanner's, where it can be run."""
    for outside in () if scanner.not_run else scanner.rules:
        for identifier in outside.rules:
            rule = registry.rule(identifier)
            if rule is not None:
                of = outside.id if outside.bad else identifier
                yield Proof(scanner.name, outside, rule, f"{of}-bad", f"{of}-good")


def designs(scanner: Scanner) -> dict[str, Blueprint]:
    """Every design that the scanner's proofs are about, by its name."""
    named: dict[str, Blueprint] = {}
    for proof in proofs(scanner):
        named[proof.bad] = proof.outside.bad or _example(proof.rule.bad)
        named[proof.good] = proof.outside.good or _example(proof.rule.good)
    return named


def _example(text: str) -> Blueprint:
    return Blueprint.model_validate(yaml.load(text, yaml.CSafeLoader))
