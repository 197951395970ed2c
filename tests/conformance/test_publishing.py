"""Whatever changes in a function with an alias is published as a new version, and nothing else is.

CloudFormation makes a version once: a new one is published only if its logical id is a new one.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from designer.blueprint.document import Blueprint
from designer.project.contents import contents
from tests.conformance import exported
from tests.conformance.designs import Design
from tests.conformance.workshop import Workshop

STAGE = "prod"
BASE: dict[str, Any] = {
    "blueprint": 1,
    "name": "published",
    "stages": {
        "dev": {},
        "test": {"functions": {"worker": {"memory_size": 256, "environment": {"A": "test"}}}},
        "prod": {"functions": {"worker": {"memory_size": 1024, "environment": {"A": "prod"}}}},
    },
    "functions": {"worker": {"alias": "live", "environment": {"A": "dev", "TABLE": "${table.name}"}}},
    "tables": {"table": {}},
}

BY_TEXT = ("tag", "reserved concurrency", "other stage")
"""Where SAM asks for a version although nothing is new, and AWS refuses it: the export has a note."""


def changed(**settings: Any) -> Callable[[dict[str, Any]], None]:
    """A change of the function itself."""
    return lambda said: said["functions"]["worker"].update(settings)


def staged(**settings: Any) -> Callable[[dict[str, Any]], None]:
    """A change of what only production says."""
    return lambda said: said["stages"][STAGE]["functions"]["worker"].update(settings)


PUBLISHED = {
    "timeout": changed(timeout=20),
    "layer": changed(layers=["arn:aws:lambda:eu-west-1:111122223333:layer:tools:3"]),
    "memory": staged(memory_size=2048),
    "environment": staged(environment={"A": "changed"}),
}
NOT_PUBLISHED = {
    "same": changed(),
    "tag": changed(tags={"a": "b"}),
    "reserved concurrency": changed(concurrency={"reserved": 5}),
    "retention": changed(logging={"retention_days": 7}),
    "retries": changed(asynchronous={"maximum_retries": 1}),
    "other stage": lambda said: said["stages"]["test"]["functions"]["worker"].update(memory_size=320),
}


@pytest.fixture(scope="session")
def versions(workshop: Workshop) -> dict[str, dict[str, str]]:
    """Format to design to the logical id of the version that it publishes."""
    return dict(workshop.once("published", lambda: _versions(workshop)))


def _versions(workshop: Workshop) -> dict[str, dict[str, str]]:
    folder = workshop.folder / "published"
    made = {
        name: _design(change) for name, change in {**PUBLISHED, **NOT_PUBLISHED, "base": changed()}.items()
    }
    for name, design in made.items():
        for format_name in ("sam", "cdk-python"):
            for file in contents(design.blueprint, format_name, beside=design.folder).export.files:
                path = folder / format_name / name / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(file.text, encoding="utf-8", newline="")
    exported.lay_packages(made["base"], folder / "build")
    sam = workshop.drive(
        "sam", "sam_expand", [exported.sam_job(folder / "sam" / each, STAGE) for each in made]
    )
    jobs = [_cdk_job(folder, each) for each in made]
    cdk = [each["template"] for each in workshop.drive("cdk", "cdk_synth", jobs, folder)]
    found = {"sam": sam, "cdk-python": cdk}
    return {name: dict(zip(made, map(_version, templates), strict=True)) for name, templates in found.items()}


def _design(change: Callable[[dict[str, Any]], None]) -> Design:
    said = copy.deepcopy(BASE)
    change(said)
    return Design("published", Blueprint.model_validate(said))


def _cdk_job(folder: Path, name: str) -> dict[str, str]:
    return {"app": str(folder / "cdk-python" / name), "stage": STAGE, "output": str(folder / f"{name}.out")}


def _version(template: dict[str, Any]) -> str:
    (found,) = [
        name for name, each in template["Resources"].items() if each["Type"] == "AWS::Lambda::Version"
    ]
    return found


@pytest.mark.conformance
@pytest.mark.parametrize("format_name", ["sam", "cdk-python"])
@pytest.mark.parametrize("change", PUBLISHED)
def test_a_change_is_published(change: str, format_name: str, versions: dict[str, dict[str, str]]) -> None:
    found = versions[format_name]
    assert found[change] != found["base"]


@pytest.mark.conformance
@pytest.mark.parametrize("format_name", ["sam", "cdk-python"])
@pytest.mark.parametrize("change", NOT_PUBLISHED)
def test_nothing_else_is_published(
    change: str, format_name: str, versions: dict[str, dict[str, str]]
) -> None:
    found = versions[format_name]
    expected = format_name == "sam" and change in BY_TEXT
    assert (found[change] != found["base"]) is expected
