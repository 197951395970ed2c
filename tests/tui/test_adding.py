"""Adding to a design: every kind, by keyboard and by mouse, and the guide inside the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from designer.blueprint.base import apply
from designer.blueprint.document import Blueprint
from designer.rules.review import review
from designer.tui.parts import Addition, additions
from designer.tui.screens.choose import AskScreen, ChooseScreen
from designer.tui.screens.guide import GuideScreen
from designer.tui.screens.workspace import WorkspaceScreen

from .conftest import TODAY, Start, seen, settle

BARE = "blueprint: 1\nname: shop\nregion: eu-west-1\nfunctions:\n  worker: {}\n"
WORKER = ("functions", "worker")
DESIGN = Blueprint.model_validate({"name": "shop", "functions": {"worker": {}}})
EVERY = [each for each in additions(DESIGN, "worker") if not each.guided]


@pytest.fixture
def bare(somewhere: Path) -> Path:
    path = somewhere / "shop.yaml"
    path.write_text(BARE)
    return path


def workspace(pilot: Pilot[int]) -> WorkspaceScreen:
    assert isinstance(pilot.app.screen, WorkspaceScreen)
    return pilot.app.screen


@pytest.mark.parametrize("addition", EVERY, ids=lambda each: each.label)
def test_what_is_added_to_a_bare_design_loads_and_misses_nothing(addition: Addition) -> None:
    design = apply(DESIGN, addition.edits(DESIGN, addition.proposal))
    assert addition.proposal in design.names() or design.functions["worker"].triggers
    rules = {each.rule for each in review(design, TODAY).findings}
    assert "dangling-reference" not in rules
    assert addition.proposal.replace("-", "").isalnum()


def test_a_trigger_reads_what_was_added_last() -> None:
    design = Blueprint.model_validate(
        {"name": "shop", "functions": {"worker": {}}, "queues": {"a": {}, "b": {}}}
    )
    sqs = next(each for each in additions(design, "worker") if each.trigger == "sqs")
    (edit,) = sqs.edits(design, "jobs")
    assert edit.value == {"type": "sqs", "queue": "b"}


@pytest.mark.conformance  # half a minute
async def test_every_kind_is_added_by_keyboard_and_shows_its_form(start: Start, bare: Path) -> None:
    async with start(bare) as pilot:
        screen = workspace(pilot)
        for at, addition in enumerate(EVERY, 1):
            await screen.select(WORKER)
            screen.outline.focus()
            await pilot.press("a")
            pilot.app.screen.query_one(OptionList).highlighted = at
            await pilot.press("enter", "enter")
            assert len(screen.selected) == len(addition.collection) + 1, addition.label
            assert str(screen.selected[-1]) in seen(pilot), addition.label
        await pilot.resize_terminal(120, 40)
        for path in screen.outline.parts:
            await screen.select(path)
            await pilot.pause()
            assert str(path[-1] if path else "Design shop") in seen(pilot), path


async def test_a_thing_is_added_by_mouse(start: Start, bare: Path) -> None:
    async with start(bare) as pilot:
        screen = workspace(pilot)
        row = next(y for y, text in enumerate(seen(pilot).splitlines()) if " a add " in text)
        await pilot.click(offset=(2, row))
        await settle(pilot)
        assert isinstance(pilot.app.screen, ChooseScreen)
        rows = seen(pilot).splitlines()
        y = next(y for y, text in enumerate(rows) if "SNS topic" in text)
        await pilot.click(offset=(rows[y].index("SNS topic"), y), times=2)  # and no more is closed
        await settle(pilot)
        assert isinstance(pilot.app.screen, AskScreen)
        assert await pilot.click("#enter")
        await settle(pilot)
        assert screen.selected == ("topics", "topic")


async def test_triggers_are_for_a_function_and_the_picker_says_so(start: Start, bare: Path) -> None:
    async with start(bare) as pilot:
        await workspace(pilot).select(())
        await pilot.press("a")
        await settle(pilot)
        assert "select its function first" in seen(pilot)


async def test_the_guide_in_the_workspace_leaves_to_it_and_survives_undo(start: Start, bare: Path) -> None:
    async with start(bare) as pilot:
        screen = workspace(pilot)
        await pilot.press("a", "enter", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, GuideScreen)
        await pilot.press("escape")
        await settle(pilot)
        assert pilot.app.screen is screen
        assert screen.selected == ("functions", "worker-2")
        await pilot.press("a", "enter", "enter", "2", "ctrl+z")
        await settle(pilot)
        assert pilot.app.screen is screen
        assert [*screen.session.blueprint.functions] == ["worker", "worker-2"]


async def test_a_finding_about_a_whole_part_stands_first_and_is_the_one_that_is_fixed(
    start: Start, somewhere: Path
) -> None:
    path = somewhere / "shop.yaml"
    path.write_text(f"{BARE}queues:\n  jobs: {{visibility_timeout: 50000}}\n")
    async with start(path) as pilot:
        screen = workspace(pilot)
        await pilot.press("f8", "f8")
        await settle(pilot)
        assert screen.findings.current.rule == "resource-unused"
        shown = seen(pilot)
        assert shown.index("uses jobs") < shown.index("Existing ARN")
        await pilot.press("f9")
        await settle(pilot)
        assert not screen.session.blueprint.queues


async def test_long_help_is_readable_at_the_smallest_common_size(start: Start, bare: Path) -> None:
    async with start(bare) as pilot:
        screen = workspace(pilot)
        screen.action_pane("form")
        screen.form.row_at((*WORKER, "concurrency", "provisioned")).focus_editor()
        await settle(pilot)
        assert "needs an alias." in seen(pilot)


async def test_the_name_of_a_thing_that_is_there_is_refused(start: Start, bare: Path) -> None:
    async with start(bare) as pilot:
        await pilot.press("a", "down", "enter")
        pilot.app.screen.query_one(Input).value = "worker"
        await pilot.press("enter")
        assert "The name worker is taken." in seen(pilot)
