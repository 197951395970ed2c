"""Measure what users feel, beside something real in the same run; ``make bench`` prints the table.

Every figure is a median of whole processes or of repeated calls on this machine, today. Nothing
asserts a time: a slow machine is not a broken build.
"""

from __future__ import annotations

import asyncio
import gc
import math
import os
import pty
import re
import resource
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from datetime import date
from fcntl import ioctl
from pathlib import Path
from typing import cast

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from textual import events

from designer import gallery, project
from designer.blueprint.base import Edit, apply
from designer.blueprint.document import Blueprint
from designer.blueprint.file import Document, data_of, parse_text
from designer.blueprint.splice import document
from designer.blueprint.yaml12 import Tree
from designer.exporters import FORMATS
from designer.rules import registry
from designer.session import Session
from designer.tui.app import DesignerApp
from designer.tui.screens.workspace import WorkspaceScreen
from designer.tui.widgets.form import Row
from tools import environments

RUNS = 7
PYTHON = sys.executable
ROWS: list[tuple[str, str, str, str]] = []


def main() -> None:
    """Measure everything and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        start_up()
        whole_processes(place)
        one_edit()
        large(place)
        first_paint(place)
        for count in (20, 2000):
            key_to_findings(place, count)
    print(
        f"\n{len(registry.rules())} rules, {os.cpu_count()} cores, "
        f"Python {sys.version.split()[0]}, medians of {RUNS}\n"
    )
    for row in [("what", "here", "beside it", "ratio"), ("---",) * 4, *ROWS]:
        print(f"| {' | '.join(row)} |")


def row(what: str, here: float, other_name: str = "", other: float | None = None, unit: str = "ms") -> None:
    """Add a line to the table; times in seconds are shown in milliseconds."""

    def shown(value: float) -> str:
        return f"{value * 1000:,.0f} ms" if unit == "ms" else f"{value:,.2f} {unit}".rstrip()

    beside = f"{other_name} {shown(other)}" if other is not None else other_name
    ratio = f"{here / other:.2f}x" if other else ""
    ROWS.append((what, shown(here), beside, ratio))
    print(f"{what}: {shown(here)} {beside} {ratio}", flush=True)


def whole(command: list[str], folder: Path | None = None, runs: int = RUNS) -> float:
    """The median wall time of a command, after one run to warm up."""
    times = []
    for _ in range(runs + 1):
        started = time.perf_counter()
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def calls(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median time of a call in this process, after one to warm up."""
    times = []
    for _ in range(runs + 1):
        gc.collect()
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def start_up() -> None:
    """``--version`` and ``--help`` against an interpreter that does nothing."""
    nothing = whole([PYTHON, "-c", "pass"])
    for option in ("--version", "--help"):
        row(
            f"`lambda-designer {option}`",
            whole([PYTHON, "-m", "designer", option]),
            "python -c pass",
            nothing,
        )


def many(count: int) -> Blueprint:
    """An order worker, ``count`` times over."""
    data = data_of(gallery.document("order-worker").blueprint)
    worker, queue, dead = data["functions"]["worker"], data["queues"]["orders"], data["queues"]["orders-dlq"]
    functions, queues = {}, {}
    for n in range(count):
        triggers = {"orders": {**worker["triggers"]["orders"], "queue": f"q{n}"}}
        functions[f"f{n}"] = {**worker, "triggers": triggers}
        queues[f"q{n}"] = {**queue, "dead_letter": {"queue": f"d{n}"}}
        queues[f"d{n}"] = dead
    return Blueprint.model_validate({**data, "stages": {"dev": {}}, "functions": functions, "queues": queues})


def whole_processes(place: Path) -> None:
    """Whole commands against the scanners on the same design's export."""
    lint, checkov = environments.ensure("lint"), environments.ensure("checkov")
    for count, runs in ((1, RUNS), (50, 3)):
        blueprint = many(count)
        file = place / f"n{count}.yaml"
        file.write_text(document(data_of(blueprint)))
        project.write(project.plan(blueprint, "sam", place / f"sam{count}"))
        template = str(place / f"sam{count}" / "template.yaml")
        ours = whole([PYTHON, "-m", "designer", "check", str(file)], runs=runs)
        row(
            f"`check`, {count} functions",
            ours,
            "cfn-lint",
            whole([str(lint.program("cfn-lint")), template], runs=runs),
        )
        scan = [
            str(checkov.program("checkov")),
            "--quiet",
            "--compact",
            "--framework",
            "cloudformation",
            "-f",
            template,
        ]
        row(f"`check`, {count} functions", ours, "checkov", whole(scan, runs=3))
    out = str(place / "out")
    command = [PYTHON, "-m", "designer", "export", str(place / "n1.yaml"), "--out", out, "--overwrite"]
    sam = environments.ensure("sam").program("sam")
    validate = [
        str(sam),
        "validate",
        "--lint",
        "--region",
        "eu-west-1",
        "-t",
        str(place / "sam1" / "template.yaml"),
    ]
    row("`export`, 1 function, all formats", whole(command), "sam validate --lint", whole(validate, runs=3))
    chalice = str(environments.ensure("chalice").program("chalice"))
    app = place / "chalice"
    (app / ".chalice").mkdir(parents=True)
    (app / "app.py").write_text(CHALICE)
    (app / "requirements.txt").touch()
    (app / ".chalice" / "config.json").write_text(
        '{"version": "2.0", "app_name": "orders", "stages": {"dev": {}}}'
    )
    row(
        "`export`, 1 function, all formats",
        whole(command),
        "chalice package",
        whole([chalice, "package", "out"], app, runs=3),
    )


CHALICE = """
from chalice import Chalice
app = Chalice(app_name="orders")
@app.on_sqs_message(queue="orders", batch_size=10)
def worker(event):
    for record in event:
        print(record.body)
"""


def one_edit() -> None:
    """One edit and the full review, 50 functions, in process."""
    session = Session(parse_text(document(data_of(many(50))), "x"))
    values = iter(range(10_000))

    def edit() -> object:
        session.apply([Edit(("functions", "f7", "timeout"), 20 + next(values) % 10)], "Timeout")
        return session.review

    row("one edit and all rules, 50 functions", calls(edit, 31), "a frame at 60 Hz", 1 / 60)


def large(place: Path) -> None:
    """2,000 functions: load, review, export; memory; how time grows."""
    grown: dict[str, list[float]] = {"load": [], "review": [], "export": []}
    for count in (500, 2000):
        text = document(data_of(many(count)))
        loaded = parse_text(text, "x").blueprint
        grown["load"].append(calls(lambda text=text: parse_text(text, "x"), 3))
        grown["review"].append(calls(lambda design=loaded: Session(fresh(design)).review, 3))
        grown["export"].append(
            calls(lambda design=loaded: [project.plan(design, name, place / "large") for name in FORMATS], 1)
        )
    for name, (small, big) in grown.items():
        exponent = math.log(big / small) / math.log(4)
        row(f"2,000 functions: {name} (grows as n^{exponent:.2f})", big, "500 functions", small)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row("2,000 functions: memory at the peak", peak, unit="MB")
    blueprint = many(2000)
    row(
        "2,000 functions: one edit",
        calls(lambda: apply(blueprint, [Edit(("functions", "f7", "timeout"), 21)]), 5),
    )


def fresh(design: Blueprint) -> Document:
    """A document around a copy of a design that remembers nothing, without parsing it again."""
    values = {name: getattr(design, name) for name in Blueprint.model_fields}
    copy = Blueprint.model_construct(design.model_fields_set, **values)
    return Document(copy, "", Tree("", None, None))


EMPTY = """
from textual.app import App
from textual.widgets import Footer, Header, Static
class Empty(App):
    def compose(self):
        yield Header(); yield Static("A line of text to be painted."); yield Footer()
Empty().run()
"""


def first_paint(place: Path) -> None:
    """The home screen against an empty Textual app, each in a terminal of 120 by 40."""
    empty = place / "empty.py"
    empty.write_text(EMPTY)
    ours = [PYTHON, "-m", "designer"]
    times: dict[str, list[float]] = {"empty": [], "ours": []}
    for _ in range(RUNS + 1):
        times["empty"].append(painted([PYTHON, str(empty)], place))
        times["ours"].append(painted(ours, place))
    row(
        "home screen painted",
        statistics.median(times["ours"][1:]),
        "empty Textual app",
        statistics.median(times["empty"][1:]),
    )


def key_to_findings(place: Path, count: int) -> None:
    """From a key in a field until what the rules say of it is on the screen; the loop's longest block."""
    file = place / f"keys{count}.yaml"
    file.write_text(document(data_of(many(count))))
    waits, longest = asyncio.run(typed(file))
    row(f"key to findings on screen, {count} functions: median", statistics.median(waits))
    row(f"key to findings on screen, {count} functions: p95", statistics.quantiles(waits, n=20)[-1])
    row(f"longest block of the event loop, {count} functions", longest)


async def typed(file: Path) -> tuple[list[float], float]:
    """Seconds from each key to the finding that it causes or heals, and the event loop's longest block."""
    app = DesignerApp(file, date(2026, 11, 23))
    waits: list[float] = []
    blocks: list[float] = []

    async def watch() -> None:
        while True:
            started = time.perf_counter()
            await asyncio.sleep(0.001)
            blocks.append(time.perf_counter() - started)

    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(1)
        await app.workers.wait_for_complete()
        screen = cast(WorkspaceScreen, app.screen)
        await screen.select(("queues", "q7"))
        screen.action_pane("form")
        await pilot.pause()
        field = next(each for each in screen.query(Row) if each.path[-1] == "visibility_timeout")
        field.focus_editor()
        await pilot.pause(0.5)
        watcher = asyncio.create_task(watch())
        for number in range(41):
            key, character = ("backspace", None) if number % 2 else ("1", "1")
            before, started = screen.review, time.perf_counter()
            app.post_message(events.Key(key, character))
            while screen.review is before and time.perf_counter() - started < 5:
                await asyncio.sleep(0.001)
            drawn = asyncio.Event()
            screen.call_after_refresh(drawn.set)
            await drawn.wait()
            waits.append(time.perf_counter() - started)
            await asyncio.sleep(0.3)  # a fast typist's pause: the preview follows meanwhile
        watcher.cancel()
    return waits[1:], max(blocks)


def painted(command: list[str], folder: Path) -> float:
    """Seconds from the start until 20 visible characters stand on the screen."""
    environment = {**os.environ, "TERM": "xterm-256color", "XDG_STATE_HOME": str(folder)}
    started = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execvpe(command[0], command, environment)  # noqa: S606 - a program of our own choosing
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    seen = b""
    try:
        while time.perf_counter() - started < 15:
            if select.select([terminal], [], [], 0.05)[0]:
                seen += os.read(terminal, 65536)
            text = re.sub(
                rb"\x1b(\[[0-9;:?<>=$ ]*[a-zA-Z]|[P\]_].*?(\x1b\\|\x07)|.)", b"", seen, flags=re.DOTALL
            )
            if len(b"".join(text.split())) >= 20:
                return time.perf_counter() - started
        return float("nan")
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(terminal)


if __name__ == "__main__":
    main()
