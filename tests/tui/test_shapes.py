"""How editors of YAML say what they take, and that each says what it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import TextArea

from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.rest_api import Authorizer
from designer.blueprint.states import STATES
from designer.blueprint.triggers import trigger_class
from designer.tui.fields import fields_of
from designer.tui.screens.workspace import WorkspaceScreen

from .conftest import TODAY, Start, seen, settle


def hint(kind: type, *path: str) -> str:
    return next(each.hint for each in fields_of(kind, TODAY) if each.path == path)


def test_every_key_of_a_part_is_named_with_what_it_takes() -> None:
    shown = hint(COLLECTIONS["rest_apis"], "authorizers")
    assert shown.startswith("name: {")
    for key in Authorizer.model_fields:
        assert key in shown
    assert "type: cognito | token | request" in shown
    assert "user_pools: [<name in user_pools>]" in shown


@pytest.mark.parametrize(
    ("kind", "path", "wanted"),
    [
        (Blueprint, ("suppress",), "- {rule: text, at: text, reason: text}"),
        (Blueprint, ("severities",), "name: error | warning | info"),
        (COLLECTIONS["user_pools"], ("resource_servers",), "name: {name: text}"),
        (COLLECTIONS["workflows"], ("scopes",), "name: [text]"),
        (COLLECTIONS["event_buses"], ("archive", "pattern"), "name: …"),
        (COLLECTIONS["workflows"], ("definition",), ""),
        (trigger_class("kinesis"), ("filters",), "- {name: …}"),
    ],
)
def test_lists_names_and_free_shapes_are_told_apart(kind: type, path: tuple[str, ...], wanted: str) -> None:
    assert hint(kind, *path) == wanted


def test_the_types_of_states_are_named() -> None:
    shown = hint(COLLECTIONS["workflows"], "states")
    for name in STATES:
        assert name in shown


async def test_an_empty_editor_shows_what_it_is_and_takes(start: Start, somewhere: Path) -> None:
    path = somewhere / "shop.yaml"
    path.write_text("blueprint: 1\nname: shop\nuser_pools: {people: {}}\n")
    async with start(path, (120, 60)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, WorkspaceScreen)
        await screen.select(("user_pools", "people"))
        await settle(pilot)
        shown = seen(pilot)
        assert shown.count("Apps") == 1
        assert "Resource servers" in shown
        assert "name: {secret: true | false, flows: [text]," in shown
        box = next(each for each in screen.form.query(TextArea) if "secret" in str(each.placeholder))
        box.text = "web: {}"
        await settle(pilot)
        assert "secret: true" not in seen(pilot)
        assert "web" in screen.session.blueprint.user_pools["people"].clients
