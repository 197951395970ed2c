"""Whole files from templates, which lay out and neither decide nor quote."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


def filled(template: str, **values: object) -> str:
    """The template of that name, filled in."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    return Environment(  # noqa: S701 - the output is Markdown and Python, not HTML
        loader=PackageLoader("designer.project"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
