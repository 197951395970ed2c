"""The generated handlers pass their own generated tests, in an environment that has nothing of ours."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from designer import gallery, project
from designer.blueprint.base import Edit, apply
from designer.blueprint.document import Blueprint
from designer.exporters.base import File
from designer.project.handlers import handlers, shared_tests
from tests.conformance.workshop import Workshop

ORDERS = gallery.document("order-worker").blueprint
TRIGGER = ("functions", "worker", "triggers", "orders")
NO_TABLE = Edit(("functions", "worker", "scopes"), {})
FIFO = Edit(("queues", "orders", "fifo"), True)
WHOLE = Edit((*TRIGGER, "partial_batch_response"), False)
ITEMS = Blueprint.model_validate(
    {
        "blueprint": 1,
        "name": "items",
        "functions": {
            "items": {
                "environment": {"TABLE": "${store.name}"},
                "triggers": {"http": {"type": "http_api", "api": "front", "routes": ["GET /items/{id}"]}},
                "scopes": {"store": ["read", "write"]},
            }
        },
        "apis": {"front": {}},
        "tables": {"store": {}},
    }
)


def routed(*routes: str) -> Blueprint:
    """The items with other routes."""
    return apply(ITEMS, [Edit(("functions", "items", "triggers", "http", "routes"), list(routes))])


def scheduled(**settings: Any) -> Blueprint:
    """The items on a schedule."""
    schedule = {"type": "schedule", "expression": "rate(1 day)", **settings}
    return apply(ITEMS, [Edit(("functions", "items", "triggers"), {"daily": schedule})])


DESIGNS: dict[str, Blueprint] = {
    "standard": ORDERS,
    "fifo": apply(ORDERS, [FIFO]),
    "whole": apply(ORDERS, [WHOLE]),
    "standard-unwritten": apply(ORDERS, [NO_TABLE]),
    "fifo-unwritten": apply(ORDERS, [FIFO, NO_TABLE]),
    "whole-unwritten": apply(ORDERS, [WHOLE, NO_TABLE]),
    "direct": apply(ORDERS, [Edit(("functions", "worker", "triggers"), {})]),
    "untraced": apply(ORDERS, [Edit(("functions", "worker", "tracing"), "PassThrough")]),
    "get": ITEMS,
    "put": routed("PUT /items/{id}", "DELETE /items/{id}", "POST /items"),
    "default": routed("$default", "ANY /files/{proxy+}", "GET /a/{b-c}/d/{e}"),
    "scheduled": scheduled(),
    "scheduled-with-event": scheduled(input={"kind": "daily"}),
    "custom-resource": apply(
        ITEMS,
        [
            Edit(
                ("functions", "items", "triggers"),
                {"rows": {"type": "custom_resource", "properties": {"Table": "${store.name}"}}},
            )
        ],
    ),
    "checks-deployments": Blueprint.model_validate(
        {
            "name": "shop",
            "functions": {
                "worker": {"alias": "live", "deployment": {"before": "check", "alarms": ["errors"]}},
                "check": {},
            },
        }
    ),
    **{f"gallery-{name}": gallery.document(name).blueprint for name in gallery.names()},
}


def files(blueprint: Blueprint) -> list[File]:
    code = handlers(blueprint)
    return [*shared_tests(code, blueprint), *(file for each in code for file in each.files)]


@pytest.mark.conformance
@pytest.mark.parametrize("name", DESIGNS)
def test_the_generated_tests_pass(name: str, tmp_path: Path, workshop: Workshop) -> None:
    for file in files(DESIGNS[name]):
        path = tmp_path / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")

    ran = workshop.tool(
        "handlers", "python", ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"], cwd=tmp_path
    )

    assert " passed" in ran.stdout
    assert "failed" not in ran.stdout


@pytest.mark.conformance
def test_a_package_holds_wheels_for_the_functions_own_processor(tmp_path: Path) -> None:
    project.write(project.plan(ORDERS, "terraform", tmp_path))

    subprocess.run([sys.executable, "package.py"], cwd=tmp_path, check=True)

    names = zipfile.ZipFile(tmp_path / "build" / "worker.zip").namelist()
    assert {"app.py", "aws_lambda_powertools/__init__.py"} <= set(names)
    compiled = [name for name in names if name.endswith(".so")]
    assert compiled
    assert all("cpython-313-aarch64" in name for name in compiled)


def test_generated_python_is_formatted_sorted_and_sound(tmp_path: Path) -> None:
    for name, blueprint in DESIGNS.items():
        for file in files(blueprint):
            path = tmp_path / name / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]

    formatted = subprocess.run(
        [*ruff, "format", "--isolated", "--check", "--diff", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    linted = subprocess.run(
        [*ruff, "check", "--isolated", "--select", "E,F,W,I,B", "--ignore", "E501", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert formatted.returncode == 0, formatted.stdout
    assert linted.returncode == 0, linted.stdout
