"""How each kind of resource is spelt, a family a module.

The kinds of ``designer.graph.topics`` are spelt in ``designer.exporters.kinds.topics``, and so on: a
family is imported when a graph holds one of its kinds. To add a kind, write its dataclass there and its
``Kind`` here; every format follows.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from designer.exporters.shapes import Kind
from designer.graph import Resource


def spelling(kind: type[Resource]) -> Kind[Any] | None:
    """How resources of ``kind`` are spelt; ``None`` where each exporter has a spelling of its own."""
    return _family(kind.__module__.rpartition(".")[2]).get(kind)


@cache
def _family(name: str) -> dict[type[Resource], Kind[Any]]:
    module = f"{__name__}.{name}"
    return {each.of: each for each in import_module(module).KINDS} if find_spec(module) else {}
