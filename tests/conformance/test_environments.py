"""The tools' environments: made once, again after changed requirements, and whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import environments


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(environments, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(environments, "REQUIREMENTS", tmp_path)
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    (tmp_path / "nothing.txt").write_text("# no requirements\n")
    return tmp_path / "cache"


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been run; nothing is."""
    ran: list[list[str]] = []

    def run(command: list[str]) -> None:
        ran.append(command)
        if "venv" in command:
            Path(command[-1]).mkdir(parents=True)

    monkeypatch.setattr(environments, "_run", run)
    return ran


@pytest.mark.usefixtures("cache")
def test_an_environment_is_made_once(commands: list[list[str]]) -> None:
    made = environments.ensure("nothing")
    assert made.ready
    assert commands[0][:3] == [sys.executable, "-m", "venv"]
    assert environments.ensure("nothing") == made
    assert len(commands) == 2


def test_changed_requirements_make_another_one(
    cache: Path, commands: list[list[str]], tmp_path: Path
) -> None:
    old = environments.ensure("nothing").folder
    (tmp_path / "nothing.txt").write_text("# still none\n")
    new = environments.ensure("nothing").folder
    assert old != new
    assert len(commands) == 4
    assert sorted(each.name for each in cache.iterdir() if each.is_dir()) == [new.name]


def test_a_half_made_environment_is_made_anew(cache: Path, commands: list[list[str]]) -> None:
    folder = environments.environment("nothing").folder
    (folder / "lib").mkdir(parents=True)
    assert not environments.environment("nothing").ready
    environments.ensure("nothing")
    assert environments.environment("nothing").ready
    assert not (folder / "lib").exists()
    assert commands
    assert cache.is_dir()


@pytest.mark.usefixtures("cache")
def test_what_pip_says_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(command: list[str]) -> None:
        raise environments.EnvironmentFailedError(f"{command[0]} failed:\nno such version")

    monkeypatch.setattr(environments, "_run", refuse)
    assert environments.main(["nothing"]) == 1
    assert "no such version" in capsys.readouterr().out


@pytest.mark.usefixtures("cache", "commands")
def test_a_line_for_each_environment(capsys: pytest.CaptureFixture[str]) -> None:
    assert environments.main([]) == 0
    assert capsys.readouterr().out.startswith("nothing: made in ")
    assert environments.main([]) == 0
    assert capsys.readouterr().out.startswith("nothing: there already")


def test_requirements_are_pinned() -> None:
    for name in environments.names():
        lines = environments.requirements(name).read_text(encoding="utf-8").splitlines()
        assert all(line.startswith("#") or "==" in line for line in lines), name
