"""Layers that an export builds: where their content lies, and for what it is built."""

from __future__ import annotations

from dataclasses import dataclass

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.base import Thing
from designer.exporters.base import File

_PYTHON = "python"


@dataclass(frozen=True, slots=True)
class BuiltLayer:
    """A layer's folder below ``layers``, and the Python runtime ("" for others) it is built for."""

    name: str
    runtime: str
    architecture: str
    files: tuple[File, ...]
    users: frozenset[str] = frozenset()
    """The functions that have it."""


def built_layers(blueprint: Blueprint) -> tuple[BuiltLayer, ...]:
    """Every layer of the design that is neither public nor existing."""
    own = (node for node in blueprint.each_thing() if node.path[0] == "layers")
    return tuple(_built(node.name, node.value, blueprint) for node in own if not _is_given(node.value))


def _is_given(layer: Thing) -> bool:
    return layer.existing is not None or getattr(layer, "public", None) is not None


def _built(name: str, layer: Thing, blueprint: Blueprint) -> BuiltLayer:
    """Built for what it says first, or else for what the first function that has it runs."""
    nodes = [node for node in blueprint.each_function() if name in node.value.layers]
    users = [node.value for node in nodes]
    runtimes = (*getattr(layer, "runtimes", ()), *(each.runtime for each in users))
    architectures = (*getattr(layer, "architectures", ()), *(each.architecture for each in users))
    runtime = runtimes[0] if runtimes else catalog.default_runtime()
    known = catalog.runtimes().get(runtime)
    is_python = known is not None and known.language == _PYTHON
    file = f"layers/{name}/requirements.txt" if is_python else f"layers/{name}/.gitkeep"
    text = "# What the layer holds, such as: requests>=2.32,<3\n" if is_python else ""
    architecture = architectures[0] if architectures else "arm64"
    names = frozenset(node.name for node in nodes)
    return BuiltLayer(name, runtime if is_python else "", architecture, (File(file, text),), names)
