"""The gallery: blueprints that ship with the designer, each complete and clean."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from designer.blueprint.file import Document, parse_text


def _folder() -> Traversable:
    packaged = files("designer") / "gallery"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "blueprints"


def names() -> tuple[str, ...]:
    """The names of the gallery's blueprints, in alphabetical order."""
    found = (each.name for each in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


def text(name: str) -> str:
    """The file of that name, as it ships. ``KeyError`` when the gallery has none."""
    if name not in names():
        raise KeyError(name)
    return (_folder() / f"{name}.yaml").read_text(encoding="utf-8")


def document(name: str) -> Document:
    """The blueprint of that name, not yet saved anywhere. ``KeyError`` when the gallery has none."""
    return parse_text(text(name), f"{name}.yaml")
