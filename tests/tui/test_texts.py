"""Texts of several lines, typed and pasted: no line is lost."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.pilot import Pilot

from designer.blueprint.file import load
from designer.tui.screens.workspace import WorkspaceScreen
from designer.tui.widgets.editors import LinesBox

from .conftest import Start, seen, settle

API = ("graphql_apis", "shop")
SCHEMA = "type Query {\n  article(id: ID!): String\n}"


async def at_field(pilot: Pilot[int], *path: str) -> WorkspaceScreen:
    screen = pilot.app.screen
    assert isinstance(screen, WorkspaceScreen)
    await screen.select(path)
    screen.action_pane("form")
    await settle(pilot)
    screen.form.row_at(path).focus_editor()
    await settle(pilot)
    return screen


async def test_a_schema_is_written_over_several_lines(start: Start, somewhere: Path) -> None:
    path = somewhere / "shop.yaml"
    path.write_text("blueprint: 1\nname: shop\ngraphql_apis: {shop: {}}\n")
    async with start(path) as pilot:
        screen = await at_field(pilot, *API, "definition")
        box = screen.focused
        assert isinstance(box, LinesBox)
        await pilot.press(*"type Query {", "enter")
        pilot.app.post_message(events.Paste("  article(id: ID!): String\n}"))
        await settle(pilot)
        assert screen.session.blueprint.graphql_apis["shop"].definition == SCHEMA
        assert not [each for each in screen.review.findings if each.rule == "graphql-schema-valid"]
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert load(path).blueprint.graphql_apis["shop"].definition == SCHEMA
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert box.text == ""


async def test_a_hostile_text_is_shown_line_by_line_and_kept(start: Start, somewhere: Path) -> None:
    path = somewhere / "shop.yaml"
    path.write_text('blueprint: 1\nname: shop\ngraphql_apis: {shop: {definition: "a\\e[31m\\n[red]b"}}\n')
    async with start(path) as pilot:
        screen = await at_field(pilot, *API, "definition")
        box = screen.focused
        assert isinstance(box, LinesBox)
        assert "[red]b" in seen(pilot)
        assert "\x1b" not in box.text
        assert box.read() == "a\x1b[31m\n[red]b"


async def test_of_several_pasted_lines_none_is_dropped(start: Start, somewhere: Path) -> None:
    path = somewhere / "shop.yaml"
    path.write_text("blueprint: 1\nname: shop\nfunctions: {worker: {description: old}}\napis: {front: {}}\n")
    async with start(path) as pilot:
        screen = await at_field(pilot, "functions", "worker", "description")
        pilot.app.post_message(events.Paste("one\ntwo\r\n"))
        await settle(pilot)
        assert screen.session.blueprint.functions["worker"].description == "one\ntwo"
        assert "one␊two" in seen(pilot)
        screen = await at_field(pilot, "functions", "worker", "layers")
        pilot.app.post_message(events.Paste("arn:one\narn:two\n"))
        await settle(pilot)
        assert screen.session.blueprint.functions["worker"].layers == ("arn:one", "arn:two")
        pilot.app.post_message(events.Paste(""))
        await settle(pilot)
