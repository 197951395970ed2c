"""Terraform exports are deployed as they are, by their own README, to an emulator of AWS.

That shows what no plan does: that the order of creation works, that nothing is unknown too long, that
packages are found, and that a second deployment changes nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conformance import emulated
from tests.conformance.designs import designs
from tests.conformance.emulated import DEPLOYED, DROPPED, REPUBLISHED, SKIPPED
from tests.conformance.workshop import Workshop

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="session")
def answers(workshop: Workshop, exports: Path) -> Path:
    """The folder that the deployments' answers will be in."""
    return Path(workshop.once("emulated", lambda: emulated.start(workshop, exports)))


def test_deployments_are_started(answers: Path) -> None:
    """First of all tests, so that the others run while it waits."""
    assert answers.is_dir()


@pytest.mark.parametrize("design", [each.name for each in designs() if each.name in DEPLOYED])
def test_a_design_is_deployed_and_the_next_plan_is_empty(design: str, answers: Path) -> None:
    found = _answer(answers, design)
    allowed = {(each.type, each.argument) for each in DROPPED}
    assert {tuple(each) for each in found["drift"]} <= allowed


@pytest.mark.whole
def test_changed_code_is_published_and_the_alias_moves(answers: Path) -> None:
    assert _answer(answers, REPUBLISHED)["again"] == {"stable": "2"}


@pytest.mark.whole
def test_every_excuse_is_needed(answers: Path) -> None:
    drift = {tuple(each) for design in DEPLOYED for each in _answer(answers, design)["drift"]}
    assert [each for each in DROPPED if (each.type, each.argument) not in drift] == []
    assert {each.design for each in SKIPPED} <= {each.name for each in designs()} - set(DEPLOYED)


def _answer(answers: Path, design: str) -> dict[str, Any]:
    found = emulated.answer(answers, design)
    if "failed" in found:
        pytest.fail(found["failed"], pytrace=False)
    return found
