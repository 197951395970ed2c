"""The designs that the suite exports: the gallery, and the test blueprints that go to extremes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from designer import gallery
from designer.blueprint.document import Blueprint
from designer.blueprint.file import load

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


@dataclass(frozen=True, slots=True)
class Design:
    """One blueprint and where it comes from."""

    name: str
    blueprint: Blueprint

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that it is deployed to."""
        return self.blueprint.stage_names


@cache
def designs() -> tuple[Design, ...]:
    """Every design, the gallery first."""
    shipped = [Design(name, gallery.document(name).blueprint) for name in gallery.names()]
    tests = [Design(path.stem, load(path).blueprint) for path in sorted(EXAMPLES.glob("*.yaml"))]
    return (*shipped, *tests)
