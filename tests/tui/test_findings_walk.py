"""The list of findings: filtered, visited, suppressed with a reason; and which keys a text field leaves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from designer.blueprint.document import Blueprint
from designer.blueprint.file import load
from designer.rules.review import review
from designer.tui.actions import ACTIONS
from designer.tui.screens.workspace import WorkspaceScreen
from designer.tui.widgets.findings import Findings

from .conftest import Start, seen, settle

MANY = "blueprint: 1\nname: many\nfunctions:\n" + "".join(
    f"  worker-{number}: {{runtime: python3.13, memory_size: 64, timeout: 1000}}\n" for number in range(1, 6)
)
"""Ten errors: memory and timeout of each of five functions."""


@pytest.fixture
def many(somewhere: Path) -> Path:
    path = somewhere / "many.yaml"
    path.write_text(MANY, encoding="utf-8")
    return path


def workspace(pilot: Pilot[int]) -> WorkspaceScreen:
    assert isinstance(pilot.app.screen, WorkspaceScreen)
    return pilot.app.screen


@pytest.mark.conformance  # ten seconds and more
async def test_a_long_list_is_filtered_by_severity_rule_place_and_message(start: Start, many: Path) -> None:
    async with start(many, (80, 60)) as pilot:
        found = workspace(pilot).findings
        await pilot.press("f4")
        assert "/ filter by severity" in seen(pilot)
        for words, number in (
            ("ERROR worker-3", 2),
            ("function-memory-range", 5),
            ("functions.worker-2", 2),
            ("1,000 s worker-1", 1),
            ("nowhere", 0),
        ):
            await pilot.press("slash", *words)
            await settle(pilot)
            assert len(found.found) == number, words
            assert f"{10 - number} do not match the filter" in seen(pilot)
            await pilot.press("escape")
        assert len(found.found) == 10
        assert found.has_focus
        await pilot.press("escape")
        assert workspace(pilot).outline.has_focus


async def test_the_tree_counts_findings_beside_its_scroll_bar(start: Start, somewhere: Path) -> None:
    path = somewhere / "many.yaml"
    functions = "".join(f"  worker-{n}: {{runtime: python3.13, timeout: 1000}}\n" for n in range(30))
    path.write_text(f"blueprint: 1\nname: many\nfunctions:\n{functions}", encoding="utf-8")
    async with start(path, (120, 24)) as pilot:
        shown = seen(pilot)
        assert shown.count("  ✖1") >= 15


async def test_f8_visits_what_the_filter_lets_through(start: Start, many: Path) -> None:
    async with start(many) as pilot:
        screen = workspace(pilot)
        await pilot.press("slash", *"worker-4", "enter")
        assert screen.findings.has_focus
        visited = []
        for _ in range(3):
            await pilot.press("f8")
            await settle(pilot)
            visited.append(screen.findings.current.path)
        assert {path[1] for path in visited} == {"worker-4"}
        assert visited[0] != visited[1]
        assert visited[0] == visited[2]
        await pilot.press("f4", "slash", *"x")
        await pilot.press("f8")
        assert "No finding matches the filter" in seen(pilot)


async def test_the_filter_stays_while_what_it_found_is_fixed(start: Start, many: Path) -> None:
    async with start(many) as pilot:
        screen = workspace(pilot)
        await pilot.press("slash", *"worker-4 memory", "f9")
        await settle(pilot)
        assert screen.session.blueprint.functions["worker-4"].memory_size == 128
        assert screen.findings.found == ()
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert len(screen.findings.found) == 1


async def test_a_short_list_shows_its_filter_on_demand(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        await pilot.press("f4")
        assert "filter" not in seen(pilot)
        await pilot.press("slash", *"sqs")
        assert len(workspace(pilot).findings.found) == 1


async def test_a_finding_is_suppressed_with_a_reason_and_comes_back(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        screen = workspace(pilot)
        (finding,) = screen.review.findings
        await pilot.press("f4", "m")
        await settle(pilot)
        await pilot.press("enter")
        assert "Say why" in seen(pilot)
        await pilot.press(*"Short jobs.", "enter")
        await settle(pilot)
        assert screen.review.findings == ()
        assert "1 suppressed with a reason" in seen(pilot)
        await pilot.press("m")
        assert "No finding here" in seen(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        (kept,) = load(faulty).blueprint.suppress
        assert (kept.rule, kept.reason) == (finding.rule, "Short jobs.")
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert screen.review.findings == (finding,)


async def test_a_fix_that_adds_a_part_leaves_the_form_where_it_is(start: Start, somewhere: Path) -> None:
    path = somewhere / "shop.yaml"
    path.write_text(
        "blueprint: 1\nname: shop\nfunctions: {worker: {triggers: {records: {type: kinesis, stream: s}}}}\n"
        "streams: {s: {}}\n"
    )
    trigger = ("functions", "worker", "triggers", "records")
    async with start(path) as pilot:
        screen = workspace(pilot)
        await screen.select(trigger)
        screen.action_pane("form")
        screen.form.row_at((*trigger, "on_failure")).focus_editor()
        for key in ("f9", "ctrl+z", "ctrl+y"):
            await pilot.press(key)
            await settle(pilot)
            assert screen.selected == trigger, key
            assert screen.outline.selected == trigger, key
        assert len(screen.session.blueprint.queues) == 1


async def test_permissions_are_shown_role_by_role(start: Start, order_worker: Path) -> None:
    async with start(order_worker, (120, 40)) as pilot:
        await pilot.press("p")
        await settle(pilot)
        shown = seen(pilot)
        assert "What roles may do" in shown
        assert "sqs:DeleteMessage" in shown
        assert "on queue orders" in shown
        await pilot.press("escape")
        assert workspace(pilot).outline.has_focus


async def test_in_a_text_field_the_hints_name_only_keys_that_act_there(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        screen = workspace(pilot)
        assert "a add" in seen(pilot)
        await screen.select(("functions", "worker", "memory_size"))
        screen.form.row_at(("functions", "worker", "memory_size")).focus_editor()
        await settle(pilot)
        shown = seen(pilot)
        assert "F1 help" in shown
        assert "Esc leave" in shown
        assert "^T go to" in shown
        assert "a add" not in shown
        await pilot.press("f1")
        assert "In a text field" in seen(pilot)
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert "a add" in seen(pilot)


def test_a_key_is_shown_while_typing_exactly_where_it_types_nothing() -> None:
    shown = {each.id: each.shown_while_typing for each in ACTIONS}
    assert shown["app.help"] == "F1"
    assert shown["app.command_palette"] == "^P"
    assert shown["guide.back"] == "⇧Tab"
    assert shown["guide.choose"] == "Enter"
    for name in ("home.open", "guide.pick", "guide.forward", "workspace.remove", "workspace.filter"):
        assert shown[name] is None


def test_findings_are_taken_before_they_can_be_drawn() -> None:
    """A large design is judged while the screen is still being put together."""
    judged = review(Blueprint(name="shop", region="nowhere"), date(2026, 11, 23))
    findings = Findings()
    findings.show(judged)
    assert findings._list.found == judged.findings != ()
