"""What every walk needs: an empty folder and state directory, and an app that has settled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from designer import gallery
from designer.tui.app import DesignerApp

TODAY = date(2026, 11, 23)

FAULTY = """\
blueprint: 1
name: shop
# the worker's comment
functions:
  worker:
    runtime: python3.13
    memory_size: 512 # MB
    timeout: 30
    triggers:
      jobs: {type: sqs, queue: jobs, maximum_concurrency: 5}
queues:
  jobs: {visibility_timeout: 60, dead_letter: {queue: jobs-dlq, max_receive_count: 5}}
  jobs-dlq: {message_retention: 1209600}
"""
"""One warning: the visibility timeout is under six times the function's timeout."""

Start = Callable[..., AbstractAsyncContextManager[Pilot[int]]]


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def order_worker(somewhere: Path) -> Path:
    path = somewhere / "order-worker.yaml"
    path.write_text(gallery.text("order-worker"), encoding="utf-8")
    return path


@pytest.fixture
def faulty(somewhere: Path) -> Path:
    path = somewhere / "shop.yaml"
    path.write_text(FAULTY, encoding="utf-8")
    return path


async def settle(pilot: Pilot[int]) -> None:
    """Wait for what is imported, exported or compared in threads, and for what follows from it."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.fixture
def start() -> Start:
    @asynccontextmanager
    async def started(
        path: Path | None = None, size: tuple[int, int] = (80, 24)
    ) -> AsyncIterator[Pilot[int]]:
        app = DesignerApp(path, TODAY)
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.1)  # what follows the first paint
            await settle(pilot)
            yield pilot

    return started


def seen(pilot: Pilot[int]) -> str:
    """What is on the screen, as text."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)
