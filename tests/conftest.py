"""Fixtures for all tests."""

from __future__ import annotations

import gc
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from tests.conformance import designs


def pytest_addoption(parser: pytest.Parser) -> None:
    """Rewrite golden files; look for new counterexamples; narrow the designs of the conformance suite."""
    parser.addoption("--golden", action="store_true", help="rewrite exports/ and the generated docs")
    parser.addoption("--explore", action="store_true", help="draw other random designs than last time")
    parser.addoption(
        "--designs",
        metavar="NAME[,NAME...]",
        default="",
        help="check conformance of these gallery and test designs only",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Choose how designs are drawn, and narrow them, before any test module asks."""
    # A suite that draws anew each time fails for those who changed nothing: `make fuzz` does the drawing.
    settings.register_profile("steady", derandomize=not config.getoption("--explore"), deadline=None)
    settings.load_profile("steady")
    gc.set_threshold(50_000, 20, 50)  # collected tests are many objects, and none of them ever goes
    config.addinivalue_line("markers", "whole: says something of all designs; not run under --designs")
    try:
        designs.narrow([name for name in str(config.getoption("--designs")).split(",") if name])
    except ValueError as error:
        raise pytest.UsageError(f"--designs: {error}") from None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Under ``--designs``, deselect what can only be said of all designs together; mix the others."""
    whole = [each for each in items if each.get_closest_marker("whole")] if designs.left_out() else []
    if whole:
        config.hook.pytest_deselected(items=whole)
        items[:] = [each for each in items if each not in whole]
    items[:] = _mixed(items)


def _mixed(items: list[pytest.Item]) -> list[pytest.Item]:
    """The walks through the interface evenly among the others: they wait while others compute."""
    walks = [each for each in items if each.nodeid.startswith("tests/tui/")]
    others = [each for each in items if not each.nodeid.startswith("tests/tui/")]
    every = len(others) // max(1, len(walks)) + 1
    mixed: list[pytest.Item] = []
    while walks or others:
        mixed += [*walks[:1], *others[:every]]
        walks, others = walks[1:], others[every:]
    return mixed


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What conformance has counted; and, in red, how much of it was not checked."""
    stats = terminalreporter.stats
    for report in (*stats.get("passed", ()), *stats.get("failed", ())):
        for name, value in getattr(report, "user_properties", ()):
            if name == "conformance" and report.when == "call":
                terminalreporter.write_line(str(value))
    skipped = [each for each in stats.get("skipped", ()) if "CONFORMANCE NOT CHECKED" in str(each.longrepr)]
    if skipped:
        terminalreporter.write_line(f"CONFORMANCE NOT CHECKED: {len(skipped)} tests lack a tool", red=True)
    if left_out := designs.left_out():
        terminalreporter.write_line(f"CONFORMANCE NARROWED, left out: {', '.join(left_out)}", red=True)
        terminalreporter.write_line("Not asked: is every tolerance, exemption and excuse needed?", red=True)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--golden"))


_count = count()


@pytest.fixture(autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state directory of the test's own, once it is used: no test sees or leaves the developer's drafts."""
    state = tmp_path_factory.getbasetemp() / "states" / str(next(_count))
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    return state
