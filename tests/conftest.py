"""Fixtures for all tests."""

from __future__ import annotations

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
    config.addinivalue_line("markers", "whole: says something of all designs; not run under --designs")
    try:
        designs.narrow([name for name in str(config.getoption("--designs")).split(",") if name])
    except ValueError as error:
        raise pytest.UsageError(f"--designs: {error}") from None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Under ``--designs``, deselect what can only be said of all designs together."""
    whole = [each for each in items if each.get_closest_marker("whole")] if designs.left_out() else []
    if whole:
        config.hook.pytest_deselected(items=whole)
        items[:] = [each for each in items if each not in whole]


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


@pytest.fixture(autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state directory of the test's own: no test sees or leaves drafts of the developer's."""
    state = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    return state
