"""The guide by keyboard: from launch to an export, back and forth, and on in the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer.blueprint.file import load
from designer.guide import STEPS
from designer.tui.screens.guide import GuideScreen
from designer.tui.screens.workspace import WorkspaceScreen

from .conftest import Start, seen, settle


def guide(pilot) -> GuideScreen:
    assert isinstance(pilot.app.screen, GuideScreen)
    return pilot.app.screen


async def enter_guide(pilot) -> GuideScreen:
    await pilot.press("n")
    await settle(pilot)
    return guide(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_ten_presses_lead_to_a_clean_terraform_export(start: Start, somewhere: Path, size) -> None:
    presses = 0

    async with start(size=size) as pilot:
        for key in ("enter", *("enter" for _ in STEPS), "enter", "enter"):
            await pilot.press(key)
            await settle(pilot)
            presses += 1
            screen = pilot.app.screen
            if isinstance(screen, GuideScreen):
                assert screen.session.review.findings == ()
        exported = sorted(each.name for each in (somewhere / "exports/queue-worker/terraform").iterdir())
        assert {"queues.tf", "function_worker.tf", "versions.tf"} <= set(exported)
        assert "Terraform: " in seen(pilot)
    assert presses <= 10


async def test_every_step_fits_the_smallest_common_terminal(start: Start) -> None:
    async with start() as pilot:
        screen = await enter_guide(pilot)
        for number, step in enumerate(STEPS, 1):
            await pilot.press(str(number))
            await settle(pilot)
            shown = seen(pilot)
            assert step.question in shown
            assert "? help" in shown
            for answer in screen._guide.answers(step):
                assert answer.title[:40] in shown, answer.title


async def test_back_keeps_the_answers_and_numbers_jump(start: Start) -> None:
    async with start() as pilot:
        screen = await enter_guide(pilot)
        await pilot.press("down", "enter")  # FIFO
        await settle(pilot)
        await pilot.press("down", "enter")  # the small size
        await settle(pilot)
        assert screen.step is STEPS[2]
        await pilot.press("shift+tab", "left")
        await settle(pilot)
        assert screen.step is STEPS[0]
        design = screen.session.blueprint
        assert design.queues["jobs"].fifo
        assert design.queues["jobs-dlq"].fifo
        assert design.functions["worker"].memory_size == 256
        assert "(•) A new FIFO queue" in seen(pilot)
        await pilot.press("6")
        await settle(pilot)
        assert screen.step is STEPS[5]


@pytest.mark.conformance  # a walk of ten seconds
async def test_every_trigger_can_be_chosen_and_followed_to_the_end(start: Start) -> None:
    async with start() as pilot:
        screen = await enter_guide(pilot)
        for number, trigger in enumerate(screen._guide.answers(STEPS[0])):
            await pilot.press("1", "home", *["down"] * number, "enter")
            await settle(pilot)
            assert screen.step is STEPS[1], trigger.title
            assert screen._guide.said(STEPS[0]) == trigger.title
            await pilot.press("7")
            await settle(pilot)
            assert trigger.title in seen(pilot)
            await pilot.press("escape")  # leave the name's field


async def test_back_works_with_an_error_and_what_was_typed_shows_a_finding_at_once(start: Start) -> None:
    async with start() as pilot:
        screen = await enter_guide(pilot)
        await pilot.press("2", "tab", "9", "9", "9", "9", "9")
        await settle(pilot)
        assert screen.session.review.errors
        assert "✖ error" in seen(pilot)
        await pilot.press("shift+tab", "shift+tab")
        await settle(pilot)
        assert screen.step is STEPS[0]
        await pilot.press("2")
        await settle(pilot)
        assert screen.session.blueprint.functions["worker"].memory_size == 99999
        assert "Your own values" in seen(pilot)
        await pilot.press("f9")
        await settle(pilot)
        assert not screen.session.review.errors


async def test_scopes_can_be_chosen_together_and_taken_back(start: Start) -> None:
    async with start() as pilot:
        screen = await enter_guide(pilot)
        await pilot.press("5", "down", "space", "down", "space", "down", "enter")
        await settle(pilot)
        assert screen.step is STEPS[4]
        function = screen.session.blueprint.functions["worker"]
        assert dict(function.scopes) == {"items": ("write", "read"), "api-key": ("read",)}
        assert dict(function.environment) == {"TABLE_NAME": "${items.name}", "SECRET_ARN": "${api-key.arn}"}
        assert not screen.session.review.errors
        await pilot.press("enter")
        await settle(pilot)
        assert dict(screen.session.blueprint.functions["worker"].scopes) == {"items": ("write", "read")}
        assert not screen.session.blueprint.secrets


async def test_w_leaves_to_the_workspace_with_every_answer(start: Start) -> None:
    async with start() as pilot:
        screen = await enter_guide(pilot)
        await pilot.press("2", "down", "down", "space", "w")
        await settle(pilot)
        assert isinstance(pilot.app.screen, WorkspaceScreen)
        assert pilot.app.screen.session is screen.session
        assert pilot.app.screen.session.blueprint.functions["worker"].memory_size == 2048


async def test_the_name_is_asked_last_and_saved(start: Start, somewhere: Path) -> None:
    async with start() as pilot:
        await enter_guide(pilot)
        await pilot.press("7")
        await settle(pilot)
        await pilot.press(*"mailer", "ctrl+s")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert load(somewhere / "mailer.yaml").blueprint.name == "mailer"


async def test_undo_takes_back_an_answer(start: Start) -> None:
    async with start() as pilot:
        screen = await enter_guide(pilot)
        await pilot.press("down", "space")
        assert screen.session.blueprint.queues["jobs"].fifo
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert not screen.session.blueprint.queues["jobs"].fifo
        assert "(•) A new SQS queue" in seen(pilot)
