"""The export dialog, and what the mouse can do."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from designer.tui.screens.export import ExportScreen
from designer.tui.screens.workspace import WorkspaceScreen
from designer.tui.widgets.frame import Hints
from designer.tui.widgets.panes import Panes

from .conftest import FAULTY, Start, seen, settle


async def export(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press("ctrl+g")
    await settle(pilot)
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def test_hand_edited_files_are_kept_shown_and_overwritten_only_on_demand(
    start: Start, order_worker: Path
) -> None:
    async with start(order_worker) as pilot:
        await export(pilot, "enter")
        edited = order_worker.parent / "exports/order-worker/terraform/queues.tf"
        ours = edited.read_text()
        edited.write_text(ours + "# mine\n")
        await export(pilot)
        assert "KEEP yours" in seen(pilot)
        listed = [line for line in seen(pilot).splitlines() if ".tf" in line]
        number = next(at for at, line in enumerate(listed) if "KEEP yours" in line)
        await pilot.press("home", *["down"] * number, "d")
        await settle(pilot)
        assert "-# mine" in seen(pilot)
        await pilot.press("escape", "enter")
        await settle(pilot)
        assert edited.read_text() == ours + "# mine\n"
        await export(pilot, "o")
        assert "OVERWRITE" in seen(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert edited.read_text() == ours


async def test_several_formats_go_side_by_side(start: Start, order_worker: Path) -> None:
    async with start(order_worker) as pilot:
        await export(pilot, "shift+tab", "shift+tab", "right", "space", "right", "space", "enter")
        folder = order_worker.parent / "exports/order-worker"
        assert sorted(each.name for each in folder.iterdir()) == ["cdk-python", "sam", "terraform"]


async def test_errors_block_an_export_until_they_are_allowed(start: Start, somewhere: Path) -> None:
    path = somewhere / "shop.yaml"
    path.write_text(FAULTY.replace("memory_size: 512", "memory_size: 1"))
    async with start(path) as pilot:
        await export(pilot, "enter")
        assert "while there are errors" in seen(pilot)
        assert not (somewhere / "exports").exists()
        await pilot.press("a")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert (somewhere / "exports/shop/terraform/versions.tf").exists()


async def test_enter_right_after_typing_writes_where_it_says(start: Start, order_worker: Path) -> None:
    async with start(order_worker) as pilot:
        await export(pilot, "shift+tab")
        await pilot.press(*"infra", "enter")
        await pilot.pause(0.3)
        await settle(pilot)
        assert (Path("infra/terraform/versions.tf")).exists()
        assert not (order_worker.parent / "exports").exists()


async def test_escape_leaves_without_writing(start: Start, order_worker: Path) -> None:
    async with start(order_worker) as pilot:
        await export(pilot)
        assert isinstance(pilot.app.screen, ExportScreen)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, WorkspaceScreen)
        assert not (order_worker.parent / "exports").exists()


async def test_the_mouse_reaches_panes_hints_findings_and_controls(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, WorkspaceScreen)
        findings = next(at for at, _, pane in screen.query(Panes).first()._spans if pane == "findings")
        await pilot.click(Panes, offset=(findings + 1, 0))
        await settle(pilot)
        await pilot.click("#findings", offset=(4, 1))
        await settle(pilot)
        assert screen.form.row.path == ("queues", "jobs", "visibility_timeout")
        fix = next(at for at, _, action in screen.query_one(Hints)._spans[0] if action.label == "fix")
        await pilot.click(Hints, offset=(fix + 1, 0))
        await settle(pilot)
        assert screen.session.review.findings == ()
        row = screen.form.row_at(("queues", "jobs", "fifo"))
        await pilot.click(row.editor)
        await settle(pilot)
        assert screen.session.blueprint.queues["jobs"].fifo


async def test_another_function_is_added_by_the_same_questions(start: Start, order_worker: Path) -> None:
    async with start(order_worker) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, WorkspaceScreen)
        await pilot.press("a", "enter")
        await settle(pilot)
        await pilot.press(*"mailer", "enter")
        await settle(pilot)
        assert "guided: mailer" in seen(pilot)
        await pilot.press("w")
        await settle(pilot)
        assert pilot.app.screen is screen
        assert screen.selected == ("functions", "mailer")
        assert screen.session.review.findings == ()
