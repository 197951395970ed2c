"""What a design is, in a few lines: its drawing, its findings, what it deploys."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from designer.blueprint.document import Blueprint
from designer.guide import picture
from designer.rules.review import review
from designer.tui.widgets.marks import counts
from designer.tui.widgets.text import line, lines


def about(blueprint: Blueprint, today: date) -> Content:
    """Description, drawing, findings, numbers."""
    rows = [line(blueprint.description), line("")]
    for name in blueprint.functions:
        rows += [line((each, "$primary")) for each in picture(blueprint, name)]
    things = len(list(blueprint.each_thing()))
    many = (
        f"functions {len(blueprint.functions)} · things {things} · stages {', '.join(blueprint.stage_names)}"
    )
    rows += [line(""), line((many, "$quiet")), counts(review(blueprint, today))]
    return lines(*rows)
