"""The designs that the suite exports: the gallery, and the test blueprints that go to extremes.

``pytest --designs NAME[,NAME...]`` narrows the suite to some of them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from designer import gallery
from designer.blueprint.document import Blueprint
from designer.blueprint.file import load
from designer.build import build_graph

_CHOSEN = "CONFORMANCE_DESIGNS"
"""The variable that says to test processes what the option said."""
EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


@dataclass(frozen=True, slots=True)
class Design:
    """One blueprint and where it comes from."""

    name: str
    blueprint: Blueprint

    @property
    def folder(self) -> Path | None:
        """Where it lies, and files of its own beside it."""
        return EXAMPLES if (EXAMPLES / f"{self.name}.yaml").is_file() else None

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that it is deployed to."""
        return self.blueprint.stage_names


def given(blueprint: Blueprint) -> dict[str, str]:
    """What is said at deployment for the variables of a design: what any piece can be cut from."""
    names = build_graph(blueprint).variables()
    return {name: f"arn:aws:service:eu-west-1:111122223333:given/{name}" for name in names}


@cache
def designs() -> tuple[Design, ...]:
    """Every design that the suite is about, the gallery first."""
    chosen = os.environ.get(_CHOSEN, "")
    names = chosen.split(",") if chosen else every()
    return tuple(design(name) for name in every() if name in names)


def every() -> tuple[str, ...]:
    """The name of every design that there is."""
    return (*gallery.names(), *sorted(path.stem for path in EXAMPLES.glob("*.yaml")))


def left_out() -> tuple[str, ...]:
    """The names of those that the suite is narrowed by; then nothing can be said of them all together."""
    chosen = os.environ.get(_CHOSEN, "")
    return tuple(name for name in every() if name not in chosen.split(",")) if chosen else ()


def narrow(names: Sequence[str]) -> None:
    """Leave out all others, here and in processes that are started from here. None means every one.

    Raises ``ValueError`` for a name that no design has.
    """
    strange = [name for name in names if name not in every()]
    if strange:
        raise ValueError(f"no design is called {', '.join(strange)}; there are {', '.join(every())}")
    os.environ[_CHOSEN] = ",".join(names)
    designs.cache_clear()


def design(name: str) -> Design:
    """The design of that name."""
    shipped = name in gallery.names()
    document = gallery.document(name) if shipped else load(EXAMPLES / f"{name}.yaml")
    return Design(name, document.blueprint)
