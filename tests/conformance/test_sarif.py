"""SARIF logs satisfy the schema of SARIF 2.1.0, as Microsoft's tool for SARIF carries it."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from designer.cli import cli
from tests.conformance.workshop import Workshop, missing
from tools.environments import CACHE

PACKAGE = "@microsoft/sarif-multitool-linux@5.7.0"
MEMBER = "package/sarif-2.1.0.json"
BLUEPRINT = """
blueprint: 1
name: shop
functions: {"we ird": {runtime: python3.8, triggers: {jobs: {type: sqs, queue: jobs}}}}
queues: {jobs: {visibility_timeout: 10}}
suppress: [{rule: sqs-source-without-dlq, at: queues.jobs, reason: An experiment.}]
"""


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The schema, fetched once for a machine."""
    kept = CACHE / "sarif-2.1.0.json"
    npm = shutil.which("npm")
    if not kept.exists():
        if npm is None:
            missing("npm is not on PATH, so there is no schema of SARIF")
        folder = tmp_path_factory.mktemp("sarif")
        packed = subprocess.run(
            [str(npm), "pack", PACKAGE], cwd=folder, capture_output=True, text=True, check=False
        )
        if packed.returncode != 0:
            missing(f"{PACKAGE} cannot be had: {packed.stderr[-300:]}")
        with tarfile.open(next(folder.glob("*.tgz"))) as archive:
            member = archive.extractfile(MEMBER)
            assert member is not None
            kept.write_bytes(member.read())
    return kept


def complaints(log: Any, schema: Path, workshop: Workshop) -> list[str]:
    """What the schema has against a log."""
    found: list[str] = workshop.drive("sam", "sarif_validate", {"schema": str(schema), "log": log})
    return found


@pytest.mark.conformance
def test_a_log_satisfies_the_schema(schema: Path, workshop: Workshop, tmp_path: Path) -> None:
    good, broken = tmp_path / "shop 1.yaml", tmp_path / "broken.yaml"
    good.write_text(BLUEPRINT, encoding="utf-8")
    broken.write_text("name: [", encoding="utf-8")

    ran = CliRunner().invoke(cli, ["check", str(good), str(broken), "--format", "sarif"])

    log = json.loads(ran.stdout)
    assert len(log["runs"][0]["results"]) >= 4
    assert complaints(log, schema, workshop) == []
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert complaints(log, schema, workshop)
