"""The account's limits in the workspace: they are seen, edited and judged."""

from __future__ import annotations

from pathlib import Path

from .conftest import Start, seen, settle
from .test_workspace_walk import at_field


async def test_the_accounts_concurrency_is_edited_and_judged(start: Start, somewhere: Path) -> None:
    path = somewhere / "shop.yaml"
    path.write_text(
        "blueprint: 1\nname: shop\naccount: {concurrency: 1000}\n"
        "functions:\n  worker: {concurrency: {reserved: 50}}\n",
        encoding="utf-8",
    )
    async with start(path, (120, 40)) as pilot:
        await at_field(pilot, "account", "concurrency")
        assert "Account concurrency" in seen(pilot)
        await pilot.press("end", *["backspace"] * 4, "1", "0")
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)

    assert "account: {concurrency: 10}" in path.read_text(encoding="utf-8")
