"""Files that were open last."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer import drafts, recent


def test_the_last_file_comes_first_and_each_only_once(tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.yaml" for name in "abc"]
    for file in files:
        file.touch()
        recent.remember(file)
    recent.remember(files[0])

    assert recent.files() == (files[0], files[2], files[1])


def test_a_file_that_is_gone_is_not_offered(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.touch()
    recent.remember(file)
    file.unlink()

    assert recent.files() == ()


@pytest.mark.parametrize("content", ["", "{", "5", "[5]"])
def test_a_broken_list_is_none(content: str) -> None:
    place = drafts.state_directory().parent / "recent.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(content)

    assert recent.files() == ()


def test_a_state_directory_that_cannot_be_written_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null/nowhere")

    recent.remember(tmp_path / "a.yaml")

    assert recent.files() == ()
