"""Mutation testing tells the truth: which mutant runs, what was found of which module, how it adds up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.mutation import page, record
from tools.mutation.page import Score
from tools.mutation.record import Mutant, Outcome, Record
from tools.mutation.switch import SWITCH, wrap_in_trampoline

PAGE = Path(__file__).parent.parent / "docs" / "testing.md"
ALL = 85
"""Percent of all mutants that are killed, at least."""
EACH = 70
"""Percent of each module's."""


def test_one_mutant_is_on_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    variants = {"_mutmut_orig": lambda: "as it is", "x_said__mutmut_1": lambda: "changed"}

    @wrap_in_trampoline(variants)
    def said() -> str:
        raise AssertionError("one of the variants is called in its place")

    assert said() == "as it is"
    monkeypatch.setattr(SWITCH, "on", "x_said__mutmut_1")
    assert said() == "changed"
    monkeypatch.setattr(SWITCH, "on", "x_other__mutmut_1")
    assert said() == "as it is"
    assert any(each.endswith("said") for each in SWITCH.called)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The source of a module ``sums`` with two mutants, kept in a folder of the test's own."""
    source = tmp_path / "rules" / "sums.py"
    source.parent.mkdir()
    source.write_text("A = 1\n")
    monkeypatch.setattr(record, "RULES", source.parent)
    monkeypatch.setattr(record, "KEPT", tmp_path / "kept")
    mutants = [Mutant(f"x_a__mutmut_{number}", "a", 1, "1", "2") for number in (1, 2, 3, 4)]
    Record("sums").keep_mutants("A = 2\n", mutants)
    return source


def test_outcomes_are_of_the_module_as_it_is(made: Path) -> None:
    outcomes = {"x_a__mutmut_1": Outcome.KILLED}
    Record("sums").keep_outcomes(outcomes)
    assert Record("sums").outcomes == outcomes
    assert Record("sums").is_made

    made.write_text("A = 3\n")
    assert Record("sums").outcomes == {}
    assert not Record("sums").is_made


def test_what_was_tried_last_is_told_if_it_is_complete(made: Path) -> None:
    Record("sums").keep_outcomes({"x_a__mutmut_1": Outcome.KILLED})
    assert Record("sums").last_outcomes == {}

    outcomes = {f"x_a__mutmut_{number}": Outcome.SURVIVED for number in (1, 2, 3, 4)}
    Record("sums").keep_outcomes(outcomes)
    made.write_text("A = 3\n")
    assert Record("sums").last_outcomes == outcomes
    assert not Record("sums").is_current


def test_examples_do_not_count_and_what_loops_is_noticed() -> None:
    assert page.score([Outcome.KILLED, Outcome.TIMEOUT, Outcome.UNTESTED, Outcome.EXAMPLE]) == Score(2, 1)
    assert Score(2, 1) + Score(1, 0) == Score(3, 1)
    assert Score(3, 1).percent == 75
    assert Score(0, 0).percent == 100


def test_the_table_in_the_documentation() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\*\*all\*\*|\w+\*?) \| (\S+) \| (\S+) \| (\S+) %\S* \|$", text, re.MULTILINE)
    *modules, (_, killed, survived, percent) = [tuple(cell.strip("*") for cell in row) for row in rows]
    assert len(modules) > 50
    assert int(killed) == sum(int(row[1]) for row in modules)
    assert int(survived) == sum(int(row[2]) for row in modules)
    assert float(percent) == round(100 * int(killed) / (int(killed) + int(survived)), 1) >= ALL
    assert [row[0] for row in modules if int(row[3]) < EACH] == []
