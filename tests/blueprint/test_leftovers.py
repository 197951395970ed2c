"""What killed processes left is cleared away, and nothing else."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from designer import drafts
from designer.blueprint.file import write_atomically
from designer.blueprint.leftovers import remove_leftovers, temporary_beside

OLD = time.time() - 3600


def left(folder: Path, name: str, when: float = OLD) -> Path:
    path = folder / name
    path.write_text("half")
    os.utime(path, (when, when))
    return path


def test_only_old_temporary_files_of_ours_go(tmp_path: Path) -> None:
    gone = left(tmp_path, ".main.tf.abcd1234.tmp")
    stay = [
        left(tmp_path, ".main.tf.abcd1235.tmp", time.time()),
        left(tmp_path, ".theirs.tf.abcd1234.tmp"),
        left(tmp_path, "main.tf.abcd1234.tmp"),
        left(tmp_path, ".main.tf.abcd.tmp"),
        left(tmp_path, "main.tf"),
    ]
    (tmp_path / ".main.tf.abcd1236.tmp").mkdir()
    os.utime(tmp_path / ".main.tf.abcd1236.tmp", (OLD, OLD))
    (tmp_path / ".main.tf.abcd1237.tmp").symlink_to(tmp_path / "main.tf")

    remove_leftovers(tmp_path, {"main.tf"}.__contains__)

    assert not gone.exists()
    assert all(each.exists() for each in stay)
    assert (tmp_path / ".main.tf.abcd1236.tmp").is_dir()
    assert (tmp_path / ".main.tf.abcd1237.tmp").is_symlink()


def test_a_temporary_file_is_known_by_its_name(tmp_path: Path) -> None:
    descriptor, temporary = temporary_beside(tmp_path / "a.b.yaml")
    os.close(descriptor)
    os.utime(temporary, (OLD, OLD))
    remove_leftovers(tmp_path, "a.b.yaml".__eq__)
    assert not temporary.exists()


@pytest.mark.parametrize("folder", ["/nonexistent", "/dev/null"])
def test_a_folder_that_cannot_be_read_is_let_be(folder: str) -> None:
    before = Path(folder).exists()
    remove_leftovers(Path(folder), lambda _: True)
    assert Path(folder).exists() is before


def test_saving_clears_what_a_killed_save_left(tmp_path: Path) -> None:
    gone = left(tmp_path, ".shop.yaml.abcd1234.tmp")
    write_atomically(tmp_path / "shop.yaml", "blueprint: 1\n")
    assert [each.name for each in tmp_path.iterdir()] == ["shop.yaml"]
    assert not gone.exists()


def test_keeping_a_draft_clears_those_of_killed_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    folder = drafts.state_directory()
    folder.mkdir(parents=True)
    gone = left(folder, ".0123456789abcdef01234567.json.abcd1234.tmp")
    assert drafts.keep(drafts.new_file(), {}, None, 1)
    assert not gone.exists()
    assert len(list(folder.iterdir())) == 1
