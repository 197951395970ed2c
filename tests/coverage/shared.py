"""Experiments made once in a test run, however many processes test."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.conformance.workshop import Workshop
from tests.coverage import experiment
from tests.coverage.experiment import Trial


def found(owner: str, factory: pytest.TempPathFactory) -> tuple[Trial, ...]:
    """What carries the settings of an owner."""
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    return _found(owner, shared)


@cache
def _found(owner: str, folder: Path) -> tuple[Trial, ...]:
    bench = folder / "coverage"
    bench.mkdir(exist_ok=True)
    name = owner.replace(" ", "-")
    answers = Workshop(bench).once(name, lambda: experiment.trials(owner))
    return tuple(experiment.restored(each) for each in answers)
