"""Fixtures for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--golden`` rewrites the golden files instead of comparing with them."""
    parser.addoption("--golden", action="store_true", help="rewrite exports/ and the generated docs")


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
