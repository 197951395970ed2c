"""What commands print, in colour only where a person can see it."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from designer.blueprint.file import Document
    from designer.project import Plan, Written
    from designer.rules.base import Finding
    from designer.rules.review import Review


def print_line(text: str = "", **style: Any) -> None:  # click's style arguments
    """A line to standard output, in colour only where a person can see it."""
    plain = "NO_COLOR" in os.environ or not is_terminal(sys.stdout)
    click.echo(text if plain or not style else click.style(text, **style))


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees what is written there; a closed stream is none."""
    return stream is not None and stream.isatty()


def print_json(value: object) -> None:
    """A value for machines."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def print_review(review: Review, document: Document, source: str) -> None:
    """What the rules say of a design: each finding, then how many there are."""
    from designer.report import counts

    for finding in review.findings:
        print_finding(finding, document, source)
    quiet = f" ({len(review.suppressed)} suppressed)" if review.suppressed else ""
    fixable = sum(finding.fix is not None and finding.fix.safe for finding in review.findings)
    hint = f"; {fixable} can be fixed by: lambda-designer fix {source}" if fixable else ""
    print_line(f"{source}: {counts(review)}{quiet}{hint}")


def print_finding(finding: Finding, document: Document, source: str) -> None:
    """One finding: the rule, the place, what is wrong and what would mend it."""
    from designer.blueprint.base import dotted
    from designer.report import COLOURS, GLYPHS, visible

    line, column = document.position(finding.path)
    glyph, colour = GLYPHS[finding.severity], COLOURS[finding.severity]
    stage = f" (stage {finding.stage})" if finding.stage else ""
    print_line(f"{glyph} {finding.severity.value:<8} {finding.rule}{stage}", fg=colour, bold=True)
    print_line(f"  {source}:{line}:{column}: {visible(dotted(finding.path))}", dim=True)
    print_line(f"  {visible(finding.message)}")
    if finding.fix:
        print_line(f"  → {visible(finding.fix.title)}{'' if finding.fix.safe else ' (needs your decision)'}")
    print_line()


def print_export(plan: Plan, written: Written) -> None:
    """What an export did to a folder, and what its reader should know."""
    orphans = len(written.orphaned) + len(written.removed)
    unchanged = len(plan.files) - len(written.written) - len(written.kept) - orphans
    print_line(f"{plan.folder}: {len(written.written)} written, {unchanged} unchanged", bold=True)
    for path in written.kept:
        print_line(
            f"  kept      {path}  (edited by hand; --diff shows the difference, --overwrite replaces it)"
        )
    for path in written.removed:
        print_line(f"  removed   {path}  (the design no longer needs it, and nobody had edited it)")
    for path in written.orphaned:
        print_line(
            f"  left over {path}  (the design no longer needs it, but it is yours: delete it if you do not)"
        )
    for note in plan.notes:
        print_line(f"  note      {note.setting}: {note.message}")
