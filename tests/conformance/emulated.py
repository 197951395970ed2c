"""Deploys exports to an emulator of AWS, in the background of everything else.

It mostly waits: the provider watches a queue for 25 s until it believes that it is there.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from designer import gallery
from tests.conformance.designs import Design, designs
from tests.conformance.workshop import Workshop
from tools.environments import ensure

_PATIENCE = 300
"""Seconds after which an answer is given up."""

REPUBLISHED = "asynchronous"
"""The design that is deployed again with changed code: it has an alias."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A design that has all that the emulator cannot do, and that is not deployed for that reason."""

    design: str
    reason: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """An argument that the emulator forgets or answers otherwise, so that the next plan sets it again."""

    type: str
    argument: str
    reason: str


SKIPPED = (
    Skipped("alias", "moto 5.2 has no provisioned concurrency: it answers 404."),
    Skipped("order-workflow", "moto 5.2 cannot judge a definition, which the provider asks for first."),
    Skipped("rest-shop", "moto 5.2 does not answer all that the provider asks of a new user pool."),
)
DEPLOYED = tuple(
    each for each in (*gallery.names(), REPUBLISHED) if each not in {skipped.design for skipped in SKIPPED}
)
"""What is deployed, to its last stage."""

_PUBLISHED = "The function is to be updated, and an update publishes a version."

DROPPED = (
    Dropped("aws_sqs_queue", "redrive_policy", "moto 5.2 puts spaces into it; SQS does not."),
    Dropped("aws_lambda_function", "logging_config", "moto 5.2 does not keep it."),
    Dropped("aws_lambda_function", "dead_letter_config", "moto 5.2 does not keep it."),
    *(
        Dropped("aws_lambda_function", each, _PUBLISHED)
        for each in ("qualified_arn", "qualified_invoke_arn", "version")
    ),
    Dropped("aws_lambda_alias", "function_version", _PUBLISHED),
)


def start(workshop: Workshop, exports: Path) -> str:
    """Start the deployments and return at once; the folder that their answers will be in."""
    folder = workshop.folder / "emulated"
    folder.mkdir()
    task = {
        "terraform": workshop.terraform_program(),
        "settings": workshop.terraform_settings(),
        "exports": {each.name: _job(each, exports, folder) for each in designs() if each.name in DEPLOYED},
    }
    (folder / "task.json").write_text(json.dumps(task), encoding="utf-8")
    driver = Path(__file__).parent / "drivers" / "terraform_apply.py"
    python = ensure("emulator").python
    with (folder / "log").open("w") as log:
        # It ends by itself, also when the tests do not wait for it.
        subprocess.Popen(
            [str(python), str(driver), str(folder / "task.json")],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    return str(folder)


def _job(design: Design, exports: Path, folder: Path) -> dict[str, Any]:
    target = folder / design.name
    shutil.copytree(exports / "terraform" / design.name, target)
    return {"folder": str(target), "stage": design.stages[-1], "again": design.name == REPUBLISHED}


def answer(folder: Path, design: str) -> dict[str, Any]:
    """What became of a deployment, once it is done."""
    file = folder / f"{design}.json"
    deadline = time.monotonic() + _PATIENCE
    while not file.exists():
        if time.monotonic() > deadline:
            pytest.fail(f"no answer; {(folder / 'log').read_text(encoding='utf-8')}")
        time.sleep(0.2)
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
