"""Where the suite's heavy steps happen: each once per run, however many processes test."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import provider_mirror
from tools.environments import EnvironmentFailedError, ensure

NOT_CHECKED = "CONFORMANCE NOT CHECKED"
"""How the reason of a skip begins; the summary counts these."""
_DRIVERS = Path(__file__).parent / "drivers"


class ToolFailedError(Exception):
    """A tool refused its work; the message is what it said."""


class Workshop:
    """A folder shared by all test processes of one run, and the tools."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """The JSON that ``make`` returns; it runs in one process only. Fails again if it has failed."""
        file = self.folder / f"{name}.json"
        with _locked(self.folder / f"{name}.lock"):
            if not file.exists():
                file.write_text(json.dumps(_attempt(make)), encoding="utf-8")
        found = json.loads(file.read_text(encoding="utf-8"))
        if "missing" in found:
            missing(found["missing"])
        if "failed" in found:
            pytest.fail(f"{name}: {found['failed']}", pytrace=False)
        return found["made"]

    def tool(self, environment: str, program: str, arguments: Sequence[str], **options: Any) -> Any:
        """Run a program of one of our environments."""
        return run([str(ensure(environment).program(program)), *arguments], **options)

    def drive(self, environment: str, driver: str, jobs: object, folder: Path | None = None) -> Any:
        """What a driver answers to its jobs, many of them in one process."""
        ran = self.tool(
            environment,
            "python",
            [str(_DRIVERS / f"{driver}.py")],
            input=json.dumps(jobs),
            cwd=folder or self.folder,
        )
        return json.loads(ran.stdout)

    def terraform(self, folder: Path, *arguments: str, check: bool = True) -> Any:
        """Run Terraform in a folder, with a configuration of our own."""
        program, settings = self.terraform_program(), self.terraform_settings()
        return run([program, *arguments], check=check, cwd=folder, TF_CLI_CONFIG_FILE=settings)

    @staticmethod
    def terraform_program() -> str:
        """Where Terraform is."""
        program = shutil.which("terraform")
        if program is None:
            raise EnvironmentFailedError("terraform is not on PATH")
        return program

    def terraform_settings(self) -> str:
        """The file with our configuration of Terraform."""
        file = self.folder / "terraform.rc"
        with _locked(self.folder / "terraform.rc.lock"):
            if not file.exists():
                file.write_text(provider_mirror.settings(), encoding="utf-8")
        return str(file)


def run(
    command: Sequence[str],
    *,
    check: bool = True,
    cwd: Path | None = None,
    input: str | None = None,  # noqa: A002 - as subprocess calls it
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run a tool that must not ask the network or an account. Raises ``ToolFailedError``."""
    ran = subprocess.run(
        command,
        check=False,
        cwd=cwd,
        input=input,
        capture_output=True,
        text=True,
        env={**os.environ, **_QUIET, **environment},
    )
    if check and ran.returncode != 0:
        raise ToolFailedError(f"{' '.join(command)}\n{ran.stdout[-8000:]}\n{ran.stderr[-8000:]}")
    return ran


_QUIET = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "CHECKPOINT_DISABLE": "1",
    "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION": "1",
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
    "PYTHONDONTWRITEBYTECODE": "",
    "SAM_CLI_TELEMETRY": "0",
    "TF_IN_AUTOMATION": "1",
}


def missing(what: str) -> None:
    """Skip, saying so loudly; in CI, fail."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}; CI must check conformance", pytrace=False)
    pytest.skip(f"{NOT_CHECKED}: {what}")


def _attempt(make: Callable[[], Any]) -> dict[str, Any]:
    try:
        return {"made": make()}
    except EnvironmentFailedError as error:
        return {"missing": str(error)}
    except ToolFailedError as error:
        return {"failed": str(error)}


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
