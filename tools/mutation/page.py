"""The table of killed and survived mutants, for a terminal and for ``docs/testing.md``."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tools.mutation.record import KEPT, ROOT, Outcome, Record, modules

PAGE = ROOT / "docs" / "testing.md"
_START, _END = "<!-- mutants -->", "<!-- /mutants -->"


@dataclass(frozen=True, slots=True)
class Score:
    """How many mutants were tried and how many of them the tests noticed."""

    killed: int
    survived: int

    @property
    def total(self) -> int:
        """Mutants that count."""
        return self.killed + self.survived

    @property
    def percent(self) -> float:
        """Of the mutants that count, those killed; 100 where there is none."""
        return 100 * self.killed / self.total if self.total else 100.0

    def __add__(self, other: Score) -> Score:
        return Score(self.killed + other.killed, self.survived + other.survived)


def score(outcomes: Collection[Outcome]) -> Score:
    """Of what was tried; examples do not count."""
    counted = [each for each in outcomes if each is not Outcome.EXAMPLE]
    killed = sum(each.noticed for each in counted)
    return Score(killed, len(counted) - killed)


def summary(names: Sequence[str]) -> str:
    """One line on all modules named."""
    whole = sum((score(Record(each).outcomes.values()) for each in names), Score(0, 0))
    return f"{whole.killed} of {whole.total} mutants killed: {whole.percent:.1f} %"


def write() -> None:
    """Put the table of what was last tried into the page."""
    table = "\n".join(_lines())
    text = PAGE.read_text(encoding="utf-8")
    replaced = re.sub(f"{_START}.*{_END}", lambda _: f"{_START}\n{table}\n{_END}", text, flags=re.DOTALL)
    PAGE.write_text(replaced, encoding="utf-8")


def _lines() -> list[str]:
    scores = {each: score(Record(each).last_outcomes.values()) for each in modules()}
    missing = [each for each in modules() if not Record(each).last_outcomes]
    scores = {name: each for name, each in scores.items() if each.total}
    whole = sum(scores.values(), Score(0, 0))
    when = datetime.fromtimestamp(max(each.stat().st_mtime for each in KEPT.glob("*.outcomes.json")), UTC)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    rows = [
        f"| {name} | {each.killed} | {each.survived} | {each.percent:.0f} % |"
        for name, each in scores.items()
    ]
    return [
        f"Measured {when:%Y-%m-%d}, the last of it at commit {commit}. A * marks what has changed since.",
        "",
        "| module | killed | survived | killed of all |",
        "|---|---:|---:|---:|",
        *rows,
        f"| **all** | **{whole.killed}** | **{whole.survived}** | **{whole.percent:.1f} %** |",
        *(["", f"Not measured: {', '.join(missing)}."] if missing else []),
    ]
