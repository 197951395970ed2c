"""Whole exports: what is compared, kept, refused; everything or nothing."""

from __future__ import annotations

import compileall
import gc
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from designer import gallery, project
from designer.blueprint.base import UNSET, Edit, apply
from designer.blueprint.document import Blueprint
from designer.project import ExportError, State

ORDERS = gallery.document("order-worker").blueprint
FORMAT = "terraform"


def exported(folder: Path, blueprint: Blueprint = ORDERS) -> project.Plan:
    """The folder after an export, as the next export sees it."""
    project.write(project.plan(blueprint, FORMAT, folder))
    return project.plan(blueprint, FORMAT, folder)


def state(plan: project.Plan, path: str) -> State:
    return next(file.state for file in plan.files if file.path == path)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_export_changes_nothing(tmp_path: Path) -> None:
    first = exported(tmp_path)
    before = contents(tmp_path)

    written = project.write(first)

    assert {file.state for file in first.files} == {State.SAME}
    assert written.written == ()
    assert contents(tmp_path) == before


def test_a_file_edited_by_hand_is_kept_and_shown(tmp_path: Path) -> None:
    exported(tmp_path)
    mine = tmp_path / "queues.tf"
    mine.write_text(mine.read_text() + "# mine\n")

    plan = project.plan(ORDERS, FORMAT, tmp_path)
    written = project.write(plan)

    assert state(plan, "queues.tf") is State.EDITED
    assert "-# mine" in next(file.diff() for file in plan.files if file.path == "queues.tf")
    assert written.kept == ("queues.tf",)
    assert mine.read_text().endswith("# mine\n")
    assert state(project.plan(ORDERS, FORMAT, tmp_path), "queues.tf") is State.EDITED


def test_overwrite_replaces_it_but_never_the_users_code(tmp_path: Path) -> None:
    exported(tmp_path)
    for name in ("queues.tf", "src/worker/app.py"):
        (tmp_path / name).write_text("# mine\n")

    written = project.write(project.plan(ORDERS, FORMAT, tmp_path), overwrite=True)

    assert written.written == ("queues.tf",)
    assert written.kept == ("src/worker/app.py",)
    assert (tmp_path / "src/worker/app.py").read_text() == "# mine\n"


def test_a_file_that_no_export_wrote_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "queues.tf").write_text("# somebody's\n")

    written = project.write(project.plan(ORDERS, FORMAT, tmp_path))

    assert written.kept == ("queues.tf",)
    assert (tmp_path / "queues.tf").read_text() == "# somebody's\n"


def test_an_untouched_file_follows_the_design(tmp_path: Path) -> None:
    exported(tmp_path)
    longer = apply(ORDERS, [Edit(("queues", "orders", "visibility_timeout"), 240)])

    plan = project.plan(longer, FORMAT, tmp_path)

    assert [file.path for file in plan.files if file.state is State.CHANGED] == ["queues.tf"]
    assert project.write(plan).written == ("queues.tf",)


def test_what_the_design_no_longer_yields_and_nobody_edited_is_removed_and_reported(tmp_path: Path) -> None:
    exported(tmp_path)
    function = apply(
        ORDERS,
        [
            Edit(("secrets",), UNSET),
            Edit(("functions", "worker", "scopes", "payment-key"), UNSET),
            Edit(("functions", "worker", "environment", "PAYMENT_KEY_ARN"), UNSET),
        ],
    )

    written = project.write(project.plan(function, FORMAT, tmp_path))

    assert written.removed == ("secrets.tf",)
    assert not (tmp_path / "secrets.tf").exists()
    assert project.plan(function, FORMAT, tmp_path).count(State.SAME) == len(
        project.plan(function, FORMAT, tmp_path).files
    )


def test_what_is_yours_stays_when_the_design_no_longer_yields_it(tmp_path: Path) -> None:
    exported(tmp_path)
    (tmp_path / "queues.tf").write_text("# mine\n")
    empty = apply(ORDERS, [Edit(("functions",), {}), Edit(("queues",), {})])

    written = project.write(project.plan(empty, FORMAT, tmp_path))

    assert "function_worker.tf" in written.removed
    assert {"queues.tf", "src/worker/app.py", "tests/test_worker.py"} <= set(written.orphaned)
    assert (tmp_path / "queues.tf").read_text() == "# mine\n"


def test_a_link_that_leads_out_of_the_folder_stops_everything(tmp_path: Path) -> None:
    target, outside = tmp_path / "out", tmp_path / "outside"
    target.mkdir()
    outside.mkdir()
    (target / "src").symlink_to(outside)

    with pytest.raises(ExportError, match="symbolic link"):
        project.write(project.plan(ORDERS, FORMAT, target))

    assert list(outside.iterdir()) == []
    assert [path.name for path in target.iterdir()] == ["src"]


def test_a_file_where_a_folder_should_be_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "src").write_text("a file")

    with pytest.raises(ExportError, match="Nothing was exported"):
        project.write(project.plan(ORDERS, FORMAT, tmp_path))

    assert [path.name for path in tmp_path.iterdir()] == ["src"]


def test_a_disk_that_fills_up_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exported(tmp_path)
    before = contents(tmp_path)
    moves = []

    def replace(self: Path, target: Path) -> Path:
        moves.append(target)
        if len(moves) == 2:
            raise OSError(28, "No space left on device", str(target))
        return original(self, target)

    original = Path.replace
    monkeypatch.setattr(Path, "replace", replace)
    renamed = apply(ORDERS, [Edit(("name",), "shop")])

    with pytest.raises(ExportError, match="No space left on device"):
        project.write(project.plan(renamed, FORMAT, tmp_path))

    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", '{"files": 3}', '{"files": {"queues.tf": null}}', "\x00"]
)
def test_a_broken_manifest_loses_nothing(tmp_path: Path, manifest: str) -> None:
    exported(tmp_path)
    (tmp_path / ".lambda-designer.json").write_text(manifest)
    (tmp_path / "queues.tf").write_text("# mine\n")

    written = project.write(project.plan(ORDERS, FORMAT, tmp_path))

    assert "queues.tf" in written.kept


def test_a_hostile_manifest_cannot_reach_outside(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    exported(folder)
    (tmp_path / "victim").write_text("precious")
    (folder / ".lambda-designer.json").write_text(json.dumps({"files": {"../victim": "x"}}))

    plan = project.plan(ORDERS, FORMAT, folder)
    project.write(plan, overwrite=True)

    assert (tmp_path / "victim").read_text() == "precious"


def test_what_a_killed_export_left_goes_with_the_next_one(tmp_path: Path) -> None:
    plan = exported(tmp_path)
    left = [tmp_path / f".{name}.abcd1234.tmp" for name in ("queues.tf", ".lambda-designer.json")]
    left.append(tmp_path / "src/worker/.app.py.abcd1234.tmp")
    theirs = tmp_path / ".notes.txt.abcd1234.tmp"
    for each in (*left, theirs):
        each.write_text("half")
        os.utime(each, (0, 0))

    assert exported(tmp_path).count(State.SAME) == len(plan.files)
    assert not any(each.exists() for each in left)
    assert theirs.exists()


def test_an_export_in_spite_of_errors_says_so_in_every_file(tmp_path: Path) -> None:
    plan = project.plan(ORDERS, FORMAT, tmp_path, errors=2)

    assert all("2 error findings" in file.text for file in plan.files if file.path.endswith(".tf"))
    assert "in spite of 2 error findings" in next(
        file.text for file in plan.files if file.path == "README.md"
    )


HANDLERS = {
    "app.handler": "src/worker/app.py",
    "orders/app.handler": "src/worker/orders/app.py",
    "orders.app.handler": "src/worker/orders/app.py",
}


@pytest.mark.parametrize(("handler", "path"), HANDLERS.items())
def test_the_handler_is_written_where_lambda_looks_for_it(handler: str, path: str, tmp_path: Path) -> None:
    design = apply(ORDERS, [Edit(("functions", "worker", "handler"), handler)])

    assert path in {file.path for file in project.plan(design, FORMAT, tmp_path).files}


@pytest.mark.parametrize(
    "handler", ["../../evil.handler", "/etc/passwd.handler", "a b.handler", "handler", "", "x.y z"]
)
def test_a_handler_that_is_no_module_writes_no_code_and_says_so(handler: str, tmp_path: Path) -> None:
    design = apply(ORDERS, [Edit(("functions", "worker", "handler"), handler)])

    plan = project.plan(design, FORMAT, tmp_path / "out")
    project.write(plan)

    assert [note.setting for note in plan.notes] == ["worker.handler"]
    assert {path.name for path in tmp_path.iterdir()} == {"out"}
    assert not list(tmp_path.rglob("src/**/*.py"))


@pytest.mark.parametrize(
    "edits",
    [
        [],
        [Edit(("queues", "orders", "fifo"), True)],
        [Edit(("functions", "worker", "triggers", "orders", "partial_batch_response"), False)],
        [Edit(("functions", "worker", "scopes"), {})],
        [Edit(("functions", "worker", "triggers"), {})],
        [Edit(("functions", "worker", "description"), 'Ends a docstring: """\n\\N and goes on')],
    ],
)
def test_generated_python_is_formatted_and_compiles(edits: list[Edit], tmp_path: Path) -> None:
    exported(tmp_path, apply(ORDERS, edits))

    assert compileall.compile_dir(tmp_path, quiet=1)
    ruff = [sys.executable, "-m", "ruff"]
    files = [str(tmp_path / "package.py"), str(tmp_path / "src")]
    formatted = subprocess.run(
        [*ruff, "format", "--isolated", "--check", "--diff", *files], capture_output=True, text=True
    )
    linted = subprocess.run(
        [*ruff, "check", "--isolated", "--select", "E,F,W,I,B", "--ignore", "E501", *files]
    )
    assert formatted.returncode == 0, formatted.stdout
    assert linted.returncode == 0


def test_packages_are_built_and_are_the_same_bytes_every_time(tmp_path: Path) -> None:
    exported(tmp_path)
    (tmp_path / "src/worker/requirements.txt").write_text("# nothing\n")
    package = tmp_path / "build" / "worker.zip"
    built = []
    for _ in range(2):
        subprocess.run([sys.executable, "package.py"], cwd=tmp_path, check=True)
        built.append(package.read_bytes())

    assert built[0] == built[1]
    assert zipfile.ZipFile(package).namelist() == ["app.py", "requirements.txt"]


def test_an_export_leaves_the_collector_as_it_was(tmp_path: Path) -> None:
    for enabled in (True, False):
        (gc.enable if enabled else gc.disable)()
        try:
            project.plan(ORDERS, FORMAT, tmp_path)
            assert gc.isenabled() is enabled
        finally:
            gc.enable()
