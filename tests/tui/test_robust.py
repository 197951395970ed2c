"""Any size, any text, no colour: nothing crashes, nothing vanishes, nothing is told by colour alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import designer.tui
from designer.blueprint.base import Edit
from designer.tui.screens.base import FramedScreen
from designer.tui.screens.workspace import WorkspaceScreen
from designer.tui.widgets.text import visible, written

from .conftest import Start, seen, settle

SIZES = [(20, 5), (59, 19), (60, 20), (110, 20), (250, 80), (1, 1), (80, 24)]
FOR_DIALOGS = [(20, 5), (60, 20), (110, 20), (80, 24)]
Sizes = list[tuple[int, int]]
HOSTILE = [
    "[/x] end",
    "[red]not red[/red]",
    "\x1b[31mred\x1b[0m",
    "a\nb\tc",
    "\u202eevil",
    "⏰🔥",
    "${",
    "x" * 10_000,
]


async def through_sizes(pilot, keys: tuple[str, ...] = (), sizes: Sizes = SIZES) -> None:
    """At each size press the keys, and look whether help is named and the notice shown."""
    full = isinstance(pilot.app.screen, FramedScreen)
    for width, height in sizes:
        await pilot.resize_terminal(width, height)
        await pilot.press(*keys)
        shown = seen(pilot)
        if full and width >= 60 and height >= 20:
            assert "? help" in shown, (width, height)
        elif full and (width, height) == (59, 19):
            assert "60 columns" in shown


@pytest.mark.conformance  # ten seconds and more
async def test_home_guide_and_dialogs_live_at_every_size(start: Start) -> None:
    async with start() as pilot:
        await through_sizes(pilot, ("down",))
        await pilot.press("n")
        await settle(pilot)
        await through_sizes(pilot, ("2", "1"))
        await pilot.press("7", "ctrl+g")
        await settle(pilot)
        await through_sizes(pilot, sizes=FOR_DIALOGS)
        await pilot.press("escape", "escape", "question_mark")
        await through_sizes(pilot, ("down",))


@pytest.mark.conformance  # ten seconds and more
async def test_the_workspace_and_its_dialogs_live_at_every_size(start: Start, faulty: Path) -> None:
    async with start(faulty) as pilot:
        await through_sizes(pilot, ("f2", "f3", "f4", "f6"))
        for keys in (("f8", "f2", "e"), ("f2", "a"), ("ctrl+g",), ("ctrl+p",)):
            await pilot.press(*keys)
            await settle(pilot)
            await through_sizes(pilot, sizes=FOR_DIALOGS)
            await pilot.press("escape")


async def test_hostile_text_is_shown_as_it_is(start: Start, order_worker: Path) -> None:
    async with start(order_worker, (120, 40)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, WorkspaceScreen)
        for text in ("[/x] [red]x[/red] \x1b[31m ⏰ a\nb ${ [", HOSTILE[-1]):
            at = ("functions", "worker")
            edits = [
                Edit((*at, "description"), text),
                Edit((*at, "environment"), {"A": text, text: "b"}),
                Edit((*at, "scopes"), {text: ("read", text)}),
                Edit((*at, "tags"), {text: text}),
                Edit((*at, "runtime"), text),
                Edit((*at, "triggers", "orders", "queue"), text),
                Edit(("queues", text), {"description": text}),
                Edit(("description",), text),
            ]
            screen.session.apply(edits, text)
            screen.changed(text)
            for path in ((*at, "triggers", "orders"), ("queues", text), (), at):
                await screen.select(path)
            await pilot.press("f4", "e", "escape", "f6", "f3")
            assert "\x1b" not in seen(pilot)
            assert visible(text)[:22] in seen(pilot)
            screen.session.undo()
            screen.changed()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_shown_can_be_written_back(text: str) -> None:
    assert written(visible(text)) == text
    assert all(ord(letter) >= 0x20 for letter in visible(text))


async def test_without_colour_everything_is_still_told(
    start: Start, faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with start(faulty, (120, 40)) as pilot:
        await pilot.press("f8")
        await settle(pilot)
        shown = seen(pilot)
        assert "▲ warning" in shown
        assert "[x]" in shown or "[ ]" in shown
        assert "[F4 Findings 1]" in shown
        for strip in pilot.app.screen._compositor.render_strips():
            for each in pilot.app._filters:
                strip = strip.apply_filter(each, pilot.app.screen.background_colors[1])
            styles = [part.style for part in strip if part.style]
            colours = [each for style in styles for each in (style.color, style.bgcolor) if each]
            assert all(each.is_default for each in colours)


def _calls(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            yield node, function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_no_text_of_the_user_can_reach_markup() -> None:
    """Widgets get content or constants: never an f-string, and never with markup on."""
    for path in Path(designer.tui.__file__).parent.rglob("*.py"):
        for call, name in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path.name}:{call.lineno}"
            keywords = {each.arg: each.value for each in call.keywords}
            if name in ("Static", "Label", "Option", "notify", "OptionList", "add", "set_label"):
                assert not any(isinstance(each, ast.JoinedStr) for each in call.args), where
            if name in ("Static", "Label", "OptionList"):
                markup = keywords.get("markup")
                assert isinstance(markup, ast.Constant), where
                assert markup.value is False, where
            assert name != "from_markup", where


def test_the_first_screen_imports_nothing_of_the_design() -> None:
    heavy = ("pydantic", "yaml", "boto3", "jinja2", "designer.blueprint.document")
    code = f"import sys, designer.tui.app; print([each for each in {heavy} if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
