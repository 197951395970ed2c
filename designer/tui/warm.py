"""Imports for the screens after home, made while nobody waits for them."""

from __future__ import annotations

from importlib import import_module

_MODULES = (
    "designer.drafts",
    "designer.gallery",
    "designer.guide",
    "designer.tui.screens.guide",
    "designer.tui.screens.workspace",
    "designer.tui.screens.export",
)


def up() -> None:
    """Import them, build the models and ask the rules once."""
    for name in _MODULES:
        import_module(name)
    from designer.exporters import FORMATS, exporter
    from designer.guide import Guide
    from designer.rules.registry import rules

    rules()  # a design asks few of them, but what it has next nobody knows
    session = Guide.new().session
    assert session.review is not None  # noqa: S101 - the models are built by asking rules
    for name in FORMATS:
        exporter(name).export(session.graph)
