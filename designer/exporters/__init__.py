"""Exporters by name; a format's module is imported when the format is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from designer.exporters.base import Exporter

FORMATS: dict[str, tuple[str, str]] = {
    "terraform": ("designer.exporters.terraform", "TerraformExporter"),
    "sam": ("designer.exporters.sam", "SamExporter"),
    "cdk-python": ("designer.exporters.cdk_python", "CdkPythonExporter"),
}
"""Format name to the module and class that spell it."""


def exporter(name: str) -> Exporter:
    """The exporter called ``name``; ``KeyError`` when there is none."""
    module, kind = FORMATS[name]
    found: Exporter = getattr(import_module(module), kind)()
    return found
