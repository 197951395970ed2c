"""Definitions of workflows that lie in files of the user's own, beside the blueprint."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from designer.blueprint.document import Blueprint
from designer.exporters.base import File, Note

if TYPE_CHECKING:
    from designer.blueprint.resources.workflow import Workflow

_MENTIONED = re.compile(r"\$\{([^}]*)\}")


def definitions(blueprint: Blueprint, beside: Path | None) -> tuple[tuple[File, ...], tuple[Note, ...]]:
    """A copy of each such file, as it is; a note where it is not there, or says what nothing fills in."""
    found = [*_found(blueprint, beside)]
    return (
        tuple(each for each in found if isinstance(each, File)),
        tuple(each for each in found if isinstance(each, Note)),
    )


def _found(blueprint: Blueprint, beside: Path | None) -> Iterator[File | Note]:
    for name, workflow in blueprint.workflows.items():
        path = workflow.file(name) if workflow.existing is None else None
        if path is None or workflow.definition_file is None:
            continue
        setting = f"{name}.definition_file"
        text = _read(beside / workflow.definition_file) if beside is not None else None
        if text is None:
            message = (
                f"{workflow.definition_file} is not beside the blueprint; put it at {path} of the export."
            )
            yield Note(setting, message)
            continue
        yield File(path, text)
        yield from (Note(setting, problem) for problem in _problems(text, workflow))


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def _problems(text: str, workflow: Workflow) -> Iterator[str]:
    """What Step Functions or Terraform will not take of a file."""
    file = workflow.definition_file
    try:
        json.loads(text)
    except ValueError as error:
        yield f"{file} is no JSON: {error}."
    for name in dict.fromkeys(_MENTIONED.findall(text)):
        if name not in workflow.substitutions:
            yield f"{file} says ${{{name}}}, which is no substitution: Terraform refuses it."
    if "%{" in text:
        yield f"{file} says %{{, which Terraform takes for a directive of its own."
