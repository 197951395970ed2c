"""Layers that functions are laid over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Layer(Resource):
    """A version of a layer, built from the folder ``package`` below ``layers/``; a change makes a new one."""

    KIND: ClassVar[str] = "layer"

    name: Text
    package: str
    runtimes: tuple[str, ...] = ()
    architectures: tuple[str, ...] = ()
    description: Text | None = None
    license: Text | None = None
