"""Runs the real Terraform, offline, for the conformance suite."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from designer.exporters.base import Export
from tests.conformance import provider_mirror
from tests.conformance.workshop import missing


class Terraform:
    """Terraform in one folder, with no configuration but its own."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("terraform") is None:
            missing("terraform is not on PATH")
        self.folder = folder
        settings = folder / ".terraformrc"
        settings.write_text(provider_mirror.settings(), encoding="utf-8")
        self._environment = {
            **os.environ,
            "TF_CLI_CONFIG_FILE": str(settings),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def write(self, export: Export) -> Terraform:
        """Put an export into the folder."""
        for file in export.files:
            path = self.folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, encoding="utf-8", newline="")
        return self

    def init(self) -> Terraform:
        """Install the provider from a mirror on this machine, or from the network without one."""
        self("init")
        return self

    def __call__(self, *arguments: str) -> str:
        """Standard output; fails with all that Terraform said."""
        ran = subprocess.run(
            ["terraform", *arguments],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            check=False,
        )
        out, err = ran.stdout.decode(), ran.stderr.decode()
        if ran.returncode != 0:
            pytest.fail(f"terraform {' '.join(arguments)}\n{out}\n{err}")
        return out

    def evaluate(self, expressions: dict[str, str]) -> dict[str, object]:
        """The values of HCL expressions that need no provider; values are compared as JSON."""
        lines = [f'output "{name}" {{\n  value = {text}\n}}\n' for name, text in expressions.items()]
        (self.folder / "main.tf").write_text("\n".join(lines), encoding="utf-8", newline="")
        self("fmt", "-check", "-diff")
        self("apply", "-auto-approve", "-no-color")
        return {name: found["value"] for name, found in json.loads(self("output", "-json")).items()}
