"""The workspace by keyboard: forms, findings, fixes, undo, structure, saving."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from designer import drafts
from designer.blueprint.base import Edit
from designer.blueprint.file import data_of, load
from designer.session import Session
from designer.tui.messages import Edited
from designer.tui.screens import document
from designer.tui.screens.choose import ConfirmScreen
from designer.tui.screens.home import HomeScreen
from designer.tui.screens.workspace import WorkspaceScreen
from designer.tui.widgets.editors import YamlBox
from designer.tui.widgets.form import Row

from .conftest import FAULTY, Start, seen, settle

VISIBILITY = ("queues", "jobs", "visibility_timeout")


def workspace(pilot: Pilot[int]) -> WorkspaceScreen:
    assert isinstance(pilot.app.screen, WorkspaceScreen)
    return pilot.app.screen


async def at_field(pilot: Pilot[int], *path: str) -> WorkspaceScreen:
    """Put the focus into a field and select what is in it."""
    screen = workspace(pilot)
    await screen.select(path)
    screen.action_pane("form")
    await settle(pilot)
    row = screen.form.row_at(path)
    row.focus_editor()
    await pilot.pause()
    return screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_finding_appears_beside_its_field_is_fixed_and_comes_back(
    start: Start, faulty: Path, size
) -> None:
    async with start(faulty, size) as pilot:
        screen = workspace(pilot)
        await pilot.press("f8")
        await settle(pilot)
        assert screen.form.row.path == VISIBILITY
        assert "60 s" in seen(pilot)
        assert "F9 Raise to 180 s" in seen(pilot)
        await pilot.press("f9")
        await settle(pilot)
        assert screen.session.blueprint.queues["jobs"].visibility_timeout == 180
        assert "F9 Raise" not in seen(pilot)
        assert "180" in seen(pilot)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert "F9 Raise to 180 s" in seen(pilot)
        await pilot.press("ctrl+y")
        await settle(pilot)
        assert screen.session.review.findings == ()


async def test_f8_visits_every_finding_in_turn_and_f9_skips_none(start: Start, somewhere: Path) -> None:
    path = somewhere / "shop.yaml"
    faults = FAULTY.replace("memory_size: 512", "memory_size: 1").replace("timeout: 30\n", "timeout: 901\n")
    path.write_text(faults)
    async with start(path) as pilot:
        screen = workspace(pilot)
        every = [each.path for each in screen.session.review.findings]
        visited = []
        for _ in every:
            await pilot.press("f8")
            await settle(pilot)
            visited.append(screen.findings.current.path)
        assert visited == every
        await pilot.press("f8", "f9")
        await settle(pilot)
        after = [each.path for each in screen.session.review.findings]
        await pilot.press("f8")
        await settle(pilot)
        assert screen.findings.current.path == after[0]


async def test_typing_is_judged_at_each_key_and_undone_as_one_step(start: Start, order_worker: Path) -> None:
    async with start(order_worker) as pilot:
        screen = await at_field(pilot, "functions", "worker", "timeout")
        await pilot.press("1", "2", "0")
        await settle(pilot)
        assert screen.session.blueprint.functions["worker"].timeout == 120
        assert "▲" in seen(pilot) or "✖" in seen(pilot)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert screen.session.blueprint.functions["worker"].timeout == 30
        assert screen.form.row.editor.value == "30"
        assert not screen.session.dirty


async def test_what_is_no_number_stays_in_the_field_and_out_of_the_design(
    start: Start, order_worker: Path
) -> None:
    async with start(order_worker) as pilot:
        screen = await at_field(pilot, "functions", "worker", "memory_size")
        await pilot.press(*"lots")
        await settle(pilot)
        assert screen.form.row.editor.value == "lots"
        assert "expected a whole number" in seen(pilot)
        assert screen.session.blueprint.functions["worker"].memory_size == 512
        await pilot.press("tab", "shift+tab", *"256")
        await settle(pilot)
        assert screen.session.blueprint.functions["worker"].memory_size == 256
        assert "not taken" not in seen(pilot)


async def test_undoing_everything_restores_the_design(start: Start, order_worker: Path) -> None:
    async with start(order_worker) as pilot:
        screen = workspace(pilot)
        before = screen.session.blueprint
        await at_field(pilot, "functions", "worker", "timeout")
        await pilot.press("9", "tab", "right")
        await screen.select(("queues", "orders"))
        await screen.action_remove()
        await settle(pilot)
        assert screen.session.blueprint != before
        while screen.session.undo_label:
            await pilot.press("ctrl+z")
            await settle(pilot)
        assert screen.session.blueprint == before
        assert not screen.session.dirty


async def test_choices_toggles_pairs_and_scopes_edit_the_design(start: Start, order_worker: Path) -> None:
    async with start(order_worker, (120, 40)) as pilot:
        screen = await at_field(pilot, "functions", "worker", "architecture")
        await pilot.press("right")
        assert screen.session.blueprint.functions["worker"].architecture == "x86_64"
        await at_field(pilot, "queues", "orders", "fifo")
        await pilot.press("space")
        assert screen.session.blueprint.queues["orders"].fifo
        await at_field(pilot, "functions", "worker", "environment")
        await pilot.press("end", *"_V2")
        assert "HISTORY_TABLE_V2" in screen.session.blueprint.functions["worker"].environment
        await at_field(pilot, "functions", "worker", "scopes")
        await pilot.press("space")
        await settle(pilot)
        assert set(screen.session.blueprint.functions["worker"].scopes["order-history"]) == {"read", "write"}


async def test_an_optional_part_comes_and_goes_with_its_first_field(start: Start, order_worker: Path) -> None:
    async with start(order_worker) as pilot:
        screen = await at_field(pilot, "queues", "orders", "dead_letter", "queue")
        await pilot.press("backspace")
        await settle(pilot)
        assert screen.session.blueprint.queues["orders"].dead_letter is None
        assert not screen.form.row_at(("queues", "orders", "dead_letter", "max_receive_count")).display
        await pilot.press("right")
        await settle(pilot)
        assert screen.session.blueprint.queues["orders"].dead_letter is not None


async def test_add_rename_and_remove(start: Start, order_worker: Path) -> None:
    async with start(order_worker) as pilot:
        screen = workspace(pilot)
        await pilot.press("a", *"sqs", "enter")
        await settle(pilot)
        await pilot.press(*"mail", "enter")
        await settle(pilot)
        assert "mail" in screen.session.blueprint.queues
        assert screen.selected == ("queues", "mail")
        await screen.select(("tables", "order-history"))
        await pilot.press("f2", "r", *"history", "enter")
        await settle(pilot)
        function = screen.session.blueprint.functions["worker"]
        assert "history" in function.scopes
        assert function.environment["HISTORY_TABLE"] == "${history.name}"
        await pilot.press("f2", "delete")
        await settle(pilot)
        assert "history" not in screen.session.blueprint.tables
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert "history" in screen.session.blueprint.tables


async def test_save_changes_one_line(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        await pilot.press("f8", "f9", "ctrl+s")
        await settle(pilot)
        assert "Saved" in seen(pilot)
    assert faulty.read_text() == FAULTY.replace("visibility_timeout: 60", "visibility_timeout: 180")


async def test_a_file_changed_by_somebody_else_is_never_overwritten_unasked(
    start: Start, faulty: Path
) -> None:
    async with start(faulty) as pilot:
        screen = workspace(pilot)
        await pilot.press("f8", "f9")
        theirs = FAULTY.replace("timeout: 30\n", "timeout: 20\n")
        faulty.write_text(theirs)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await pilot.press("escape")
        assert faulty.read_text() == theirs
        assert screen.session.dirty
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert screen.session.blueprint.functions["worker"].timeout == 20
        assert faulty.read_text() == theirs
        await pilot.pause(0.6)  # when a draft would be kept
        await settle(pilot)
        assert not list(drafts.all_drafts())
        await pilot.press("ctrl+z")
        assert screen.session.blueprint.queues["jobs"].visibility_timeout == 180


async def test_a_file_deleted_meanwhile_is_written_again(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        await pilot.press("f8", "f9")
        faulty.unlink()
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "has been deleted or moved" in seen(pilot)
        await pilot.press("w")
        await settle(pilot)
        assert "Saved" in seen(pilot)
    assert faulty.read_text() == FAULTY.replace("visibility_timeout: 60", "visibility_timeout: 180")


@pytest.mark.parametrize("key", ["s", "d", "c"])
async def test_quitting_asks_about_unsaved_work(start: Start, faulty: Path, key: str) -> None:
    async with start(faulty) as pilot:
        await pilot.press("f8", "f9", "ctrl+q")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await pilot.press(key)
        await pilot.pause()
        assert pilot.app.is_running is (key == "c") or pilot.app._exit is (key != "c")
    assert (load(faulty).blueprint.queues["jobs"].visibility_timeout == 180) is (key == "s")


async def test_quitting_without_changes_asks_nothing(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert pilot.app._exit


async def test_killed_work_is_offered_again(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        await pilot.press("f8", "f9")
        await pilot.pause(0.6)
        await settle(pilot)
    async with start(faulty) as pilot:
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await pilot.press("r")
        await settle(pilot)
        assert workspace(pilot).session.blueprint.queues["jobs"].visibility_timeout == 180


async def test_unsaved_work_that_is_decided_on_later_survives_what_is_edited_now(
    start: Start, faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "_DRAFT_AFTER", 0.01)
    session = Session.open(faulty)
    session.apply([Edit(("description",), "Of the first session.")], "Description")
    session.keep_draft()
    async with start(faulty) as pilot:
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await pilot.press("l")
        await settle(pilot)
        await pilot.press("f8", "f9")
        await pilot.pause(0.1)
        await settle(pilot)
        kept = {each.data.get("description") for each in drafts.all_drafts()}
        assert kept == {"Of the first session.", None}
        await pilot.press("ctrl+s")
        await settle(pilot)
    os.utime(faulty, (2**31, 2**31))
    async with start(faulty) as pilot:
        assert "The file has changed since" in seen(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert workspace(pilot).session.blueprint.description == "Of the first session."


async def test_unsaved_work_of_a_file_that_is_gone_is_taken_up_without_it(start: Start, faulty: Path) -> None:
    session = Session.open(faulty)
    session.apply([Edit(("description",), "Of the first session.")], "Description")
    session.keep_draft()
    faulty.unlink()
    async with start() as pilot:
        await pilot.press("down", "enter")
        await settle(pilot)
        assert "no such file" in seen(pilot)
        assert workspace(pilot).session.blueprint.description == "Of the first session."
        assert workspace(pilot).session.path is None
        assert len(list(drafts.all_drafts())) == 1


async def test_typing_without_a_pause_is_kept_as_well(
    start: Start, order_worker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "_DRAFT_AFTER", 0.05)
    async with start(order_worker) as pilot:
        screen = await at_field(pilot, "functions", "worker", "description")
        kept: list[object] = []
        for letter in "abcdefgh":
            await pilot.press(letter)
            await pilot.pause(0.02)
            kept += drafts.all_drafts()
        assert screen.session.dirty
        assert kept


async def test_what_is_typed_meanwhile_is_not_wiped(start: Start, order_worker: Path) -> None:
    async with start(order_worker) as pilot:
        at = ("functions", "worker", "description")
        screen = await at_field(pilot, *at)
        await pilot.press("a")
        await settle(pilot)
        box = screen.form.row_at(at).editor
        assert isinstance(box, Input)

        box.value = "abc"
        screen._edited(Edited(at, "ab", typed=True))  # a key press that comes in late

        assert box.value == "abc"
        await settle(pilot)
        assert screen.session.blueprint.functions["worker"].description == "abc"
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert box.value.startswith("Writes each order")


async def test_a_draft_that_cannot_be_read_is_refused_in_a_sentence(start: Start, faulty: Path) -> None:
    session = Session.open(faulty)
    drafts.keep(drafts.new_file(), {**data_of(session.blueprint), "gone": 1}, faulty, 1)
    async with start(faulty) as pilot:
        await pilot.press("r")
        await settle(pilot)
        assert "of another release" in seen(pilot)
        assert not workspace(pilot).session.dirty


async def test_an_unreadable_file_is_explained_on_home(start: Start, somewhere: Path) -> None:
    path = somewhere / "broken.yaml"
    path.write_text("blueprint: 1\nname: shop\nfunctons: {}\n")
    async with start(Path(path.name)) as pilot:
        assert isinstance(pilot.app.screen, HomeScreen)
        assert "did you mean functions?" in seen(pilot)


async def test_the_preview_follows_the_design_and_its_format(start: Start, order_worker: Path) -> None:
    async with start(order_worker) as pilot:
        await pilot.press("f6")
        await pilot.pause(0.15)
        await settle(pilot)
        assert "aws_lambda_function" in seen(pilot) or "function_worker.tf" in seen(pilot)
        await pilot.press("f")
        await settle(pilot)
        assert "template.yaml" in seen(pilot)


async def test_nothing_is_cut_in_silence_where_three_panes_just_fit(start: Start, somewhere: Path) -> None:
    path = somewhere / "long.yaml"
    path.write_text("blueprint: 1\nname: long\nfile_systems: {a-rather-long-name: {}}\n")
    async with start(path, (110, 24)) as pilot:
        await pilot.press("f6")
        await settle(pilot)
        shown = seen(pilot)
        assert "(•)Terraform ( )SAM ( )CDK" in shown
        assert "a-rather…  ▲1" in shown
        await pilot.resize_terminal(200, 24)
        await settle(pilot)
        assert "(•) Terraform  ( ) SAM  ( ) CDK (Python)" in seen(pilot)
        assert "a-rather-long-name  ▲1" in seen(pilot)


async def test_help_palette_and_explanation_open_by_key(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        await pilot.press("question_mark")
        await settle(pilot)
        assert "Write Terraform, SAM or CDK." in seen(pilot) or "Help" in seen(pilot)
        await pilot.press("escape", "f8", "f4", "e")
        await settle(pilot)
        assert "Source" in seen(pilot)
        await pilot.press("escape", "ctrl+p")
        await settle(pilot)
        await pilot.press(*"undo")
        await pilot.pause(0.3)
        assert "Take back the last change." in seen(pilot)


async def test_failures_are_shown_as_a_table(start: Start, order_worker: Path) -> None:
    async with start(order_worker, (100, 30)) as pilot:
        await pilot.press("f2", "w")
        await settle(pilot)

        assert "When an invocation fails" in seen(pilot)
        assert "kept in orders-dlq" in seen(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert "When an invocation fails" not in seen(pilot)


PARTS_IN_A_THING = """\
blueprint: 1
name: shop
functions: {gate: {}}
rest_apis:
  front:
    authorizers:
      # who may come in
      tickets: {type: request, function: gate, identity_sources: [method.request.header.x-ticket]}
    throttling: {rate: 10, burst: 20}
"""


async def test_parts_inside_a_thing_are_edited_as_yaml(start: Start, somewhere: Path) -> None:
    path = somewhere / "shop.yaml"
    path.write_text(PARTS_IN_A_THING, encoding="utf-8")
    async with start(path, (120, 40)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, WorkspaceScreen)
        await screen.select(("rest_apis", "front", "authorizers", "tickets"))
        await settle(pilot)
        assert "REST API front" in seen(pilot)
        row = next(each for each in screen.query(Row) if each.path[-1] == "authorizers")
        box = row.query_one(YamlBox)
        box.focus()
        box.text = box.text.replace("x-ticket", "x-pass")
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)

    assert "header.x-pass" in path.read_text(encoding="utf-8")
    assert "# who may come in" in path.read_text(encoding="utf-8")


async def test_a_large_design_is_judged_beside_the_keys(start: Start, somewhere: Path) -> None:
    functions = "".join(f"  f{number}: {{timeout: 10}}\n" for number in range(201))
    path = somewhere / "large.yaml"
    path.write_text(f"blueprint: 1\nname: large\nfunctions:\n{functions}", encoding="utf-8")
    async with start(path, (100, 30)) as pilot:
        screen = await at_field(pilot, "functions", "f7", "timeout")
        assert "✖ 0" in seen(pilot)  # besides that so many functions need more than one stack
        await pilot.press("9", "9", "9", "9")
        await settle(pilot)
        await settle(pilot)

        assert screen.session.is_reviewed
        assert "✖ 1" in seen(pilot)
