"""What is typed faster than a dialog opens is not lost, and Enter does not overtake it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual import events
from textual.pilot import Pilot

from designer.tui.screens.choose import AskScreen, ChooseScreen, Offer
from designer.tui.screens.workspace import WorkspaceScreen
from designer.tui.widgets.text import line

from .conftest import Start, settle


def type_ahead(pilot: Pilot[int], *keys: str) -> None:
    """Send keys as a terminal does that was typed into while nobody read it."""
    for key in keys:
        character = {"enter": "\r", "space": " "}.get(key, key if len(key) == 1 else None)
        pilot.app.post_message(events.Key(key, character))


async def until(pilot: Pilot[int], kind: type) -> None:
    """Wait until a screen is there, and not until it is ready."""
    for _ in range(10_000):
        if isinstance(pilot.app.screen, kind):
            return
        await asyncio.sleep(0)
    raise AssertionError(pilot.app.screen)


async def test_a_search_is_typed_before_its_dialog_is_there(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, WorkspaceScreen)
        type_ahead(pilot, "ctrl+t", *"jobs-dlq", "enter")
        await settle(pilot)
        await settle(pilot)
        assert pilot.app.screen is screen
        assert screen.selected == ("queues", "jobs-dlq")


async def test_what_is_typed_into_a_dialog_that_is_still_made_chooses_and_answers(start: Start) -> None:
    async with start() as pilot:
        chosen: list[Offer | None] = []
        offers = [Offer(each, line(each)) for each in ("one", "two", "three")]
        pilot.app.push_screen(ChooseScreen("Pick", offers, search=True), chosen.append)
        type_ahead(pilot, *"three", "enter")
        await settle(pilot)
        await settle(pilot)
        assert [each and each.value for each in chosen] == ["three"]

        chosen.clear()
        offers = [Offer(1, line("one"), more="about three"), Offer(3, line("three"), more="about one")]
        pilot.app.push_screen(ChooseScreen("Pick", offers, search=True), chosen.append)
        await settle(pilot)
        await pilot.press(*"three", "enter")
        await settle(pilot)
        assert [each and each.value for each in chosen] == [3]

        answered: list[str | None] = []
        pilot.app.push_screen(AskScreen("Name", "Its name:", "old"), answered.append)
        type_ahead(pilot, *"new", "enter")
        await settle(pilot)
        await settle(pilot)
        assert answered == ["new"]


async def test_keys_in_a_burst_never_end_the_designer(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        for keys in (
            ("a", *"topic", "enter"),
            ("escape", "o", "enter", "escape"),
            ("ctrl+g", "enter", "escape"),
        ):
            type_ahead(pilot, *keys)
            await settle(pilot)
            assert pilot.app.is_running
            assert pilot.app._exception is None


async def test_a_thing_is_added_without_waiting(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        type_ahead(pilot, "a")
        await until(pilot, ChooseScreen)
        type_ahead(pilot, *"topic", "enter")
        await until(pilot, AskScreen)
        type_ahead(pilot, *"news", "enter")
        await until(pilot, WorkspaceScreen)
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, WorkspaceScreen)
        assert [*screen.session.blueprint.topics] == ["news"]
