"""``permissions``: what each role of a design may do, and why."""

from __future__ import annotations

from pathlib import Path

import click

from designer.cli.options import file_argument, format_option, open_session, usable
from designer.cli.output import print_json, print_line


@click.command()
@file_argument
@format_option
def permissions(file: Path, form: str) -> None:
    """Show what each role that FILE makes may do, on what, and why."""
    from itertools import groupby

    from designer.report import visible
    from designer.report.permissions import permission_json, permission_lines
    from designer.report.permissions import permissions as found_in

    with usable(form):
        found = found_in(open_session(file, None).graph)
    if form == "json":
        print_json([permission_json(each) for each in found])
        return
    if not found:
        print_line(f"{file}: the design makes no role.")
        return
    for (role, service), statements in groupby(found, lambda each: (each.role, each.service)):
        print_line(f"{visible(role)} ({service})", bold=True)
        for each in statements:
            for line in permission_lines(each):
                print_line(f"  {visible(line)}")
        print_line()
