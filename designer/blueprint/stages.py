"""Stages: the same resources everywhere, with some scalars that differ.

A stage's overlay is a nested mapping shaped like the blueprint. It changes settings that exist; it
adds and removes nothing. An overlay that does not fit is reported, never an exception.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator
from pydantic.fields import FieldInfo

from designer.blueprint.base import (
    Edit,
    EditError,
    Part,
    Path,
    RefersTo,
    SameInAllStages,
    apply,
    freeze,
    metadata,
)
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.references import references

P = TypeVar("P", bound=Part)

OVERLAID = ("account", "defaults", "functions", *COLLECTIONS, "alarms")
"""The parts of a blueprint that may differ between stages."""


def _mapping(value: object) -> object:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError("a mapping of the settings that differ in this stage, or {}")
    return value


Overlay = Annotated[Mapping[str, Any], BeforeValidator(_mapping), AfterValidator(freeze)]
"""What differs in one stage."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """An entry of an overlay that cannot be applied, and why; ``path`` is the setting's own."""

    path: Path
    message: str


def leaves(overlay: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The settings of an overlay: the path in the blueprint, and the value."""
    for key, value in overlay.items():
        if isinstance(value, Mapping) and value:
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def said_at(overlay: Mapping[str, object], path: Path) -> tuple[object] | None:
    """What the overlay says at ``path``, in a tuple, as that may be ``None``; ``None`` if it says nothing."""
    current: object = overlay
    for step in path:
        if not isinstance(current, Mapping) or step not in current:
            return None
        current = current[step]
    return (current,)


def alone(overlay: Mapping[str, Any], path: Path) -> Path:
    """The shortest part of ``path`` below which the overlay says nothing else.

    Removing what is there removes the setting at ``path`` and leaves no empty mapping behind.
    """
    shortest = 1
    current: Any = overlay
    for depth, step in enumerate(path, 1):
        if len(current) > 1:
            shortest = depth
        current = current[step]
    return path[:shortest]


def overlaid(blueprint: P, overlay: Mapping[str, Any]) -> tuple[P, tuple[Misfit, ...]]:
    """``blueprint`` as the overlay makes it, and what of the overlay does not fit."""
    misfits: list[Misfit] = []
    for path, value in leaves(overlay):
        problem = _problem(blueprint, path, value)
        if problem is None:
            try:
                blueprint = apply(blueprint, [Edit(path, value)])
                continue
            except EditError as error:
                problem = error.message
        misfits.append(Misfit(path, problem))
    return blueprint, tuple(misfits)


def _problem(blueprint: Part, path: Path, value: object) -> str | None:
    if path[0] not in OVERLAID:
        return f"A stage may change {', '.join(OVERLAID)} only."
    if isinstance(value, (Mapping, tuple)):
        return "A stage changes single values only; lists and mappings are the same in all stages."
    decided, numbers = "", True
    current: object = blueprint
    for step in path:
        if isinstance(current, Part) and step in type(current).model_fields:
            field = type(current).model_fields[str(step)]
            if _decides(field):
                decided, numbers = decided or str(step), numbers and _spares_numbers(field)
        current = _step(current, step)
        if current is _MISSING:
            return f"There is no {'.'.join(map(str, path))} to change; add it to the blueprint first."
    if isinstance(current, (Part, Mapping, tuple)):
        return "A stage changes single values only; name the setting inside."
    if decided and numbers:
        if _is_count(current) and _is_count(value):
            return None
        return f"Of {decided} stages change whole numbers above 0 only, which the design says as well."
    if decided:
        return f"{decided} decides what is deployed, so it is the same in all stages."
    in_environment = len(path) > 1 and path[-2] == "environment"
    if in_environment and any(isinstance(text, str) and references(text) for text in (current, value)):
        return "A text with a reference in it is the same in all stages."
    return None


def _decides(field: FieldInfo) -> bool:
    return bool(metadata(field, SameInAllStages) or metadata(field, RefersTo))


def _spares_numbers(field: FieldInfo) -> bool:
    same = metadata(field, SameInAllStages)
    return same is not None and same.but_numbers


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


_MISSING = object()


def _step(current: object, step: str | int) -> object:
    if isinstance(current, Part):
        return getattr(current, str(step)) if step in type(current).model_fields else _MISSING
    if isinstance(current, Mapping):
        return current.get(step, _MISSING)
    return _MISSING
