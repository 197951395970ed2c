"""Which stages are for real, and edits of what one stage alone has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from designer.blueprint.base import Edit, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.stages import said_at

PRODUCTION: Final = frozenset({"live", "prd", "prod", "production"})
"""What stages are called that users rely on."""


def is_production(stage: str) -> bool:
    """Whether users rely on the stage, by its name: ``prod``, ``prod-eu``."""
    return stage.lower().split("-")[0] in PRODUCTION


def written(blueprint: Blueprint, stage: str, path: Path) -> Path:
    """Where a setting of a stage stands: in its overlay, or for all stages."""
    return ("stages", stage, *path) if said_at(blueprint.stages.get(stage, {}), path) else path


def overlay_edit(blueprint: Blueprint, stage: str, path: Path, value: object) -> Edit:
    """The edit that gives a setting another value in that stage alone."""
    current: object = blueprint.stages.get(stage, {})
    depth = 0
    while isinstance(current, Mapping) and depth < len(path) and path[depth] in current:
        current, depth = current[path[depth]], depth + 1
    at, below = path[: depth + 1], path[depth + 1 :]
    for step in reversed(below):
        value = {step: value}
    return Edit(("stages", stage, *at), value)
