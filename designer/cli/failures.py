"""``failures``: what becomes of events that a function fails on."""

from __future__ import annotations

from pathlib import Path

import click

from designer.cli.options import file_argument, format_option, open_session, usable
from designer.cli.output import print_json, print_line


@click.command()
@file_argument
@format_option
def failures(file: Path, form: str) -> None:
    """Show what becomes of FILE's events when a function fails, times out or is throttled."""
    from designer.failures import journeys
    from designer.report import columns, journey_json, journey_rows

    with usable(form):
        found = journeys(open_session(file, None).blueprint)
    if form == "json":
        print_json([journey_json(each) for each in found])
        return
    if not found:
        print_line(f"{file}: no function has a trigger, so whoever invokes one sees its errors.")
        return
    for line in columns(journey_rows(found)):
        print_line(line)
