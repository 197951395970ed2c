"""The open document: undo, saving, drafts."""

from __future__ import annotations

import json
import os
import random
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer import drafts, gallery
from designer.blueprint.base import Edit, EditError
from designer.blueprint.file import FileChangedError, parse_text
from designer.rules.review import review
from designer.session import Session
from tests.blueprint.test_splice import SHOP, random_edits
from tests.strategies import drawing

TODAY = date(2026, 11, 23)
TIMEOUT = ("functions", "worker", "timeout")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A blueprint file."""
    file = tmp_path / "orders.yaml"
    file.write_text(gallery.text("order-worker"))
    return file


def test_an_edit_makes_it_dirty_and_undo_makes_it_clean(path: Path) -> None:
    session = Session.open(path, TODAY)

    session.apply([Edit(TIMEOUT, 60)], "Timeout")
    assert session.dirty
    assert session.undo() == "Timeout"

    assert not session.dirty
    assert session.redo() == "Timeout"
    assert session.blueprint.functions["worker"].timeout == 60


def test_typing_in_one_field_is_one_step(path: Path) -> None:
    session = Session.open(path, TODAY)
    for value in (6, 60, 600):
        session.apply([Edit(TIMEOUT, value)], "Timeout", merge="timeout")

    session.undo()

    assert session.blueprint.functions["worker"].timeout == 30
    assert session.undo() is None


def test_an_edit_that_does_not_fit_changes_nothing(path: Path) -> None:
    session = Session.open(path, TODAY)

    with pytest.raises(EditError):
        session.apply([Edit(TIMEOUT, 60), Edit(TIMEOUT, "x")], "Timeout")

    assert not session.dirty
    assert session.undo_label is None


def test_saving_changes_one_line_and_keeps_the_comments(path: Path) -> None:
    before = path.read_text()
    session = Session.open(path, TODAY)
    session.apply([Edit(TIMEOUT, 20)], "Timeout")

    session.save()

    assert path.read_text() == before.replace("timeout: 30 #", "timeout: 20 #")
    assert not session.dirty


def test_opening_and_saving_writes_the_same_bytes(path: Path) -> None:
    before = path.read_bytes()

    Session.open(path, TODAY).save()

    assert path.read_bytes() == before


def test_somebody_elses_change_is_not_overwritten_unasked(path: Path) -> None:
    session = Session.open(path, TODAY)
    session.apply([Edit(TIMEOUT, 20)], "Timeout")
    path.write_text(path.read_text() + "# mine\n")

    assert session.changed_on_disk
    with pytest.raises(FileChangedError):
        session.save()
    assert path.read_text().endswith("# mine\n")

    session.save(overwrite=True)
    assert "timeout: 20" in path.read_text()


def test_a_finding_appears_is_fixed_and_comes_back(path: Path) -> None:
    session = Session.open(path, TODAY)
    session.apply([Edit(("queues", "orders", "visibility_timeout"), 60)], "Visibility timeout")
    (finding,) = session.review.findings

    assert finding.rule == "sqs-visibility-six-times"
    assert session.fix(finding)
    assert session.review.findings == ()
    session.undo()
    assert session.review.findings == (finding,)


def test_a_draft_survives_a_killed_process(path: Path) -> None:
    session = Session.open(path, TODAY)
    session.apply([Edit(TIMEOUT, 20)], "Timeout")
    session.keep_draft()
    del session

    again = Session.open(path, TODAY)
    draft = again.draft()
    assert draft is not None
    again.restore(draft)
    again.save()

    assert "timeout: 20 # seconds" in path.read_text()
    assert again.draft() is None
    assert not list(drafts.all_drafts())


def test_each_session_keeps_its_own_draft_and_the_newest_is_offered(path: Path) -> None:
    for timeout in (20, 21):
        session = Session.open(path, TODAY)
        session.apply([Edit(TIMEOUT, timeout)], "Timeout")
        session.keep_draft()
    for draft in [*drafts.all_drafts()]:
        timeout = draft.data["functions"]["worker"]["timeout"]
        os.utime(draft.file, (timeout, timeout))

    timeouts = [each.data["functions"]["worker"]["timeout"] for each in drafts.drafts_of(path)]
    offered = Session.open(path, TODAY).draft()

    assert timeouts == [21, 20]
    assert offered
    assert offered.data["functions"]["worker"]["timeout"] == 21


def test_a_restored_draft_is_the_sessions_own(path: Path) -> None:
    session = Session.open(path, TODAY)
    session.apply([Edit(TIMEOUT, 20)], "Timeout")
    session.keep_draft()
    again = Session.open(path, TODAY)
    draft = again.draft()
    assert draft is not None
    again.restore(draft)
    again.apply([Edit(TIMEOUT, 21)], "Timeout")
    again.keep_draft()

    (kept,) = drafts.all_drafts()
    assert kept.file == draft.file
    assert kept.data["functions"]["worker"]["timeout"] == 21


def test_reading_the_file_again_leaves_no_draft_and_can_be_undone(path: Path) -> None:
    session = Session.open(path, TODAY)
    session.apply([Edit(TIMEOUT, 20)], "Timeout")
    session.keep_draft()
    path.write_text(path.read_text().replace("memory_size: 512", "memory_size: 1024"))
    session.reload()

    assert session.blueprint.functions["worker"].memory_size == 1024
    assert not session.dirty
    assert not list(drafts.all_drafts())
    session.undo()
    assert session.blueprint.functions["worker"].timeout == 20
    session.redo()
    assert session.document.text == path.read_text()


def test_an_abandoned_session_keeps_no_draft_however_late(path: Path) -> None:
    session = Session.open(path, TODAY)
    session.apply([Edit(TIMEOUT, 20)], "Timeout")
    session.keep_draft()
    session.abandon()

    assert not session.keep_draft()
    assert not list(drafts.all_drafts())


def test_a_deleted_file_is_written_again_when_that_is_wanted(path: Path) -> None:
    session = Session.open(path, TODAY)
    session.apply([Edit(TIMEOUT, 20)], "Timeout")
    path.unlink()

    with pytest.raises(FileChangedError):
        session.save()
    session.save(overwrite=True)
    assert "timeout: 20 # seconds" in path.read_text()


def test_saving_under_another_name_leaves_no_draft_of_the_former_one(path: Path) -> None:
    session = Session(gallery.document("order-worker"), TODAY)
    for target in (path.with_name("one.yaml"), path.with_name("two.yaml")):
        session.apply([Edit(("description",), target.name)], "Description")
        assert session.keep_draft()
        session.save(target)
        assert not list(drafts.all_drafts())


def test_of_drafts_that_are_kept_at_once_the_latest_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session.open(path, TODAY)
    keep, started, goes_on = drafts.keep, Event(), Event()

    def slowly(*arguments: Any) -> bool:
        started.set()
        goes_on.wait(5)
        return keep(*arguments)

    session.apply([Edit(TIMEOUT, 20)], "Timeout")
    monkeypatch.setattr(drafts, "keep", slowly)
    first = Thread(target=session.keep_draft)
    first.start()
    started.wait(5)
    monkeypatch.setattr(drafts, "keep", keep)
    session.apply([Edit(TIMEOUT, 21)], "Timeout")
    second = Thread(target=session.keep_draft)
    second.start()
    second.join(0.05)
    goes_on.set()
    first.join()
    second.join()

    draft = Session.open(path, TODAY).draft()
    assert draft is not None
    assert draft.data["functions"]["worker"]["timeout"] == 21


def test_a_broken_draft_is_no_draft(path: Path) -> None:
    session = Session.open(path, TODAY)
    session.apply([Edit(TIMEOUT, 20)], "Timeout")
    session.keep_draft()
    (file,) = drafts.state_directory().iterdir()
    sound = json.loads(file.read_text())
    wrong = [{**sound, name: value} for name in sound for value in (1.5, ["x"])]

    for text in ("{", "5", "[" * 100_000, *map(json.dumps, wrong)):
        file.write_text(text)
        assert Session.open(path, TODAY).draft() is None
        assert not list(drafts.all_drafts())


def test_a_state_directory_that_cannot_be_written_stops_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null/nowhere")
    session = Session.open(path, TODAY)
    session.apply([Edit(TIMEOUT, 20)], "Timeout")

    assert not session.keep_draft()
    assert session.save() == path


@drawing(30)
@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_undoing_everything_restores_the_text_byte_for_byte(source: random.Random, count: int) -> None:
    session = Session(parse_text(SHOP, "x"), TODAY)
    start = session.blueprint
    for edit in random_edits(source, count):
        try:
            session.apply([edit], "Edit")
        except EditError:
            continue
    end = session.blueprint

    while session.undo():
        pass
    assert session.blueprint == start
    assert session.document.text == SHOP
    while session.redo():
        pass
    assert session.blueprint == end


def test_a_draft_of_a_process_that_still_runs_is_left_to_it(path: Path) -> None:
    session = Session.open(path, TODAY)
    session.apply([Edit(TIMEOUT, 20)], "Timeout")
    session.keep_draft()
    (file,) = drafts.state_directory().iterdir()
    content = json.loads(file.read_text())

    file.write_text(json.dumps({**content, "process": os.getppid()}))
    assert Session.open(path, TODAY).draft() is None
    assert drafts.worked_on(path)
    assert not drafts.worked_on(path.with_name("other.yaml"))
    # The number of a process that ended may be another one's by now.
    file.write_text(json.dumps({**content, "process": os.getppid(), "written": "2001-01-01T00:00:00+00:00"}))
    assert Session.open(path, TODAY).draft() is not None
    assert not drafts.worked_on(path)
    file.write_text(json.dumps({**content, "process": 2**22 + 1}))
    assert Session.open(path, TODAY).draft() is not None


def test_a_review_made_elsewhere_is_taken_over_while_it_is_of_this_design(path: Path) -> None:
    session = Session.open(path, TODAY)
    first = session.review
    session.apply([Edit(("description",), "Changed.")], "Description")

    assert not session.is_reviewed
    assert session.latest_review is first
    made = review(session.blueprint, session.today)
    assert session.adopt(session.blueprint, made)
    assert session.review is session.latest_review is made

    before = session.blueprint
    session.apply([Edit(("description",), "Once more.")], "Description")
    assert not session.adopt(before, made)
    assert session.latest_review is made
