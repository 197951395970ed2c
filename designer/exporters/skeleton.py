"""Whole files from templates that lay out and neither decide nor quote."""

from __future__ import annotations

from functools import cache

import jinja2


def filled(template: str, **values: object) -> str:
    """The template of that name, its gaps filled with text that is already safe where it goes."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(  # noqa: S701 - no HTML; values come quoted from a format's own writer
        loader=jinja2.PackageLoader("designer.exporters", "templates"),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
