"""The workspace over a design with workflows, alarms and a dashboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer.blueprint.file import load
from designer.tui.screens.workspace import WorkspaceScreen
from designer.tui.widgets.editors import YamlBox
from designer.tui.widgets.form import Row

from .conftest import Start, settle

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


@pytest.mark.parametrize("name", ["workflow", "workflow-definition", "alarms"])
async def test_every_part_has_a_form(start: Start, somewhere: Path, name: str) -> None:
    path = somewhere / "shop.yaml"
    path.write_text((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    async with start(path, (80, 24)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, WorkspaceScreen)
        blueprint = load(path).blueprint
        parts = [(), *(each.path for each in blueprint.each_thing())]
        for part in parts:
            await screen.select(part)
            await settle(pilot)
            assert screen.form.rows
        assert pilot.app.return_code is None


async def test_states_are_edited_as_yaml_and_judged_at_once(start: Start, somewhere: Path) -> None:
    path = somewhere / "shop.yaml"
    path.write_text((EXAMPLES / "workflow.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    async with start(path, (120, 40)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, WorkspaceScreen)
        await screen.select(("workflows", "fulfil"))
        await settle(pilot)
        row = next(each for each in screen.query(Row) if each.path[-1] == "states")
        box = row.query_one(YamlBox)
        box.focus()
        box.text = box.text.replace("next: enough", "next: enoug")
        await settle(pilot)
        assert any(each.rule == "workflow-target-missing" for each in screen.session.review.findings)
        box.text = box.text.replace("type: succeed", "type: sucseed")
        await settle(pilot)
        assert "did you mean succeed" in row.problem
