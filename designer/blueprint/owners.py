"""Which part a path leads into, so that a message can name the settings that are known there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from designer.blueprint.base import Path
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import Blueprint
from designer.blueprint.lazy import part_of
from designer.blueprint.states import STATES, state_class
from designer.blueprint.triggers import TRIGGERS, trigger_class
from designer.blueprint.yaml12 import Data


def owner(root: type[BaseModel], path: Path, data: Data) -> type[BaseModel] | None:
    """The part that holds the last step of a path, in data that ``root`` is made from."""
    kind: Any = root  # a model class, or the annotation of a field on the way
    for depth, step in enumerate(path[:-1]):
        data = _entry(data, step)
        in_collection = root is Blueprint and depth == 1 and path[0] in COLLECTIONS
        kind = COLLECTIONS[str(path[0])] if in_collection else _inside(kind, step, data)
        if kind is None:
            return None
    return next(iter(_models_in(kind)), None)


def _entry(data: Data, step: str | int) -> Data:
    if isinstance(data, Mapping):
        return data.get(step)
    return (
        data[step] if isinstance(data, list | tuple) and isinstance(step, int) and step < len(data) else None
    )


def _inside(kind: Any, step: str | int, data: Data) -> Any:  # see owner
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(str(step))
        return (part_of(field) or field.annotation) if field else None
    for argument in _models_in(kind):
        name = data.get("type") if isinstance(data, Mapping) else None
        if argument.__name__ == "Trigger" and isinstance(name, str) and name in TRIGGERS:
            return trigger_class(name)
        if argument.__name__ == "State" and isinstance(name, str) and name in STATES:
            return state_class(name)
        return argument
    return None


def _models_in(annotation: Any) -> list[type[BaseModel]]:  # any type expression
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in getattr(annotation, "__args__", ()) for model in _models_in(argument)]
