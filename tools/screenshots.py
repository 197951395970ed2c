"""Remake the pictures of the terminal interface in docs/assets: python tools/screenshots.py."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from textual.pilot import Pilot

ASSETS = Path(__file__).parent.parent / "docs" / "assets"
TODAY = date(2026, 11, 23)
SIZE = (120, 40)
_FONT_FACE = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)
_FONTS = "DejaVu Sans Mono, Menlo, Consolas"
_UNIQUE = re.compile(r"terminal-\d+")


async def picture(name: str, keys: Sequence[str], path: Path | None = None) -> None:
    """Press keys in a new app and keep what it shows."""
    from designer.tui.app import DesignerApp

    app = DesignerApp(path, TODAY)
    async with app.run_test(size=SIZE) as pilot:
        await _settle(pilot)
        for key in keys:
            await pilot.press(key)
            await _settle(pilot)
        svg = app.export_screenshot(title="lambda-designer")
    ASSETS.mkdir(parents=True, exist_ok=True)
    # No font is fetched from anywhere: whoever looks has a monospaced one. The ids stay the same.
    text = _UNIQUE.sub("terminal", _FONT_FACE.sub("", svg)).replace("Fira Code", _FONTS)
    (ASSETS / f"{name}.svg").write_text(text + "\n", encoding="utf-8")
    print(ASSETS / f"{name}.svg")


async def _settle(pilot: Pilot[int]) -> None:
    await pilot.pause(0.2)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.2)


def _faulty() -> Path:
    """The gallery's order worker, with a mistake in it for the picture."""
    from designer import gallery

    text = gallery.text("order-worker").replace("visibility_timeout: 180", "visibility_timeout: 60")
    path = Path.cwd() / "order-worker.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def main() -> None:
    """Make them all, in a folder and a state directory that vanish afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        os.environ.pop("NO_COLOR", None)
        os.chdir(folder)
        asyncio.run(picture("guide-120x40", ["n", "4", "down"]))
        asyncio.run(picture("workspace-120x40", ["f8"], _faulty()))


if __name__ == "__main__":
    main()
