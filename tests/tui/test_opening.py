"""Opening files from home, and files that change under the designer's feet."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from designer import drafts
from designer.blueprint.base import Edit
from designer.session import Session
from designer.tui.screens.choose import AskScreen, ChooseScreen
from designer.tui.screens.home import HomeScreen
from designer.tui.screens.workspace import WorkspaceScreen

from .conftest import FAULTY, Start, seen, settle


def workspace(pilot: Pilot[int]) -> WorkspaceScreen:
    assert isinstance(pilot.app.screen, WorkspaceScreen)
    return pilot.app.screen


async def test_the_files_of_the_folder_are_offered(start: Start, somewhere: Path) -> None:
    (somewhere / "shop.yaml").write_text(FAULTY)
    (somewhere / "other.yml").write_text(FAULTY.replace("name: shop", "name: other"))
    (somewhere / "notes.txt").write_text("")
    async with start() as pilot:
        await pilot.press("o")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ChooseScreen)
        assert "shop.yaml" in seen(pilot)
        assert "notes.txt" not in seen(pilot)
        await pilot.press("up", "enter")  # from the first to the last: another file
        await settle(pilot)
        assert isinstance(pilot.app.screen, AskScreen)
        await pilot.press(*"gone.yaml", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert "There is no such file" in seen(pilot)
        await pilot.press("o", "enter")
        await settle(pilot)
        assert workspace(pilot).session.blueprint.name == "other"


async def test_without_files_one_is_asked_for_by_name(start: Start) -> None:
    async with start() as pilot:
        await pilot.press("o")
        await settle(pilot)
        assert isinstance(pilot.app.screen, AskScreen)


async def test_the_whole_list_of_home_can_be_seen(start: Start) -> None:
    async with start() as pilot:
        await pilot.press("end")
        await settle(pilot)
        assert "Open a blueprint" in seen(pilot)
        await pilot.press("home")
        await settle(pilot)
        assert "New, guided" in seen(pilot)


async def test_who_opens_a_file_that_another_designer_edits_is_told(start: Start, faulty: Path) -> None:
    session = Session.open(faulty)
    session.apply([Edit(("description",), "Of the other one.")], "Description")
    session.keep_draft()
    (file,) = drafts.state_directory().glob("*.json")
    file.write_text(json.dumps({**json.loads(file.read_text()), "process": os.getppid()}))
    async with start(faulty) as pilot:
        assert "Another designer has unsaved work" in seen(pilot)
        assert not workspace(pilot).session.dirty


@pytest.mark.conformance  # ten seconds and more
async def test_any_field_and_any_part_is_a_few_letters_away(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        screen = workspace(pilot)
        await pilot.press("f3", "ctrl+t", *"snap", "enter")
        await settle(pilot)
        assert screen.form.row.path == ("functions", "worker", "snap_start")
        await pilot.press("ctrl+t", *"jobs-dlq", "enter")
        await settle(pilot)
        assert screen.selected == ("queues", "jobs-dlq")
        assert screen.form.row is not None
        await pilot.press("ctrl+t", *"kms", "enter")  # found by its title, not the first field
        await settle(pilot)
        assert "kms" in screen.form.row.path[-1]
        screen.session.apply([Edit(("event_buses", "bus"), {})], "Add a bus")  # its form is short
        screen.changed()
        await screen.select(("event_buses", "bus"))
        await pilot.press("ctrl+t", *"worker jobs", "enter")
        await settle(pilot)
        assert screen.selected == ("functions", "worker", "triggers", "jobs")
        await pilot.press("ctrl+t", "escape")
        assert screen.selected == ("functions", "worker", "triggers", "jobs")


async def test_a_file_edited_elsewhere_is_read_when_the_user_comes_back(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        screen = workspace(pilot)
        faulty.write_text(FAULTY.replace("timeout: 30\n", "timeout: 20\n"))
        pilot.app.post_message(events.AppFocus())
        await settle(pilot)
        assert screen.session.blueprint.functions["worker"].timeout == 20
        assert not screen.session.dirty
        assert "^Z takes it back" in seen(pilot)
        faulty.write_text("functions: [")
        pilot.app.post_message(events.AppFocus())
        await settle(pilot)
        assert "not valid YAML" in seen(pilot)
        assert screen.session.blueprint.functions["worker"].timeout == 20


async def test_unsaved_work_is_not_given_up_for_a_file_edited_elsewhere(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        screen = workspace(pilot)
        await pilot.press("f8", "f9")
        await settle(pilot)
        faulty.write_text(FAULTY.replace("timeout: 30\n", "timeout: 20\n"))
        pilot.app.post_message(events.AppFocus())
        await settle(pilot)
        assert screen.session.blueprint.queues["jobs"].visibility_timeout == 180
        assert "has changed on disk" in seen(pilot)
        faulty.unlink()
        pilot.app.post_message(events.AppFocus())
        await settle(pilot)
        assert screen.session.dirty


async def test_only_unsaved_work_can_be_discarded(start: Start) -> None:
    assert drafts.keep(drafts.new_file(), {"blueprint": 1, "name": "shop"}, None, 1)
    async with start() as pilot:
        await settle(pilot)
        assert "Unsaved work: shop" in seen(pilot)
        assert "Del discard  " not in seen(pilot)
        await pilot.press("down")
        await settle(pilot)
        assert "Del discard  " in seen(pilot)
        await pilot.press("delete")
        await settle(pilot)
        assert "Discarded: shop" in seen(pilot)
        assert "Del discard" not in seen(pilot)
