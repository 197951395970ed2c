"""``check``: judge files by the rules, and tell people or machines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from designer.cli.options import FINDINGS, UNUSABLE, judging_options, usable
from designer.cli.output import print_json, print_line, print_review

if TYPE_CHECKING:
    from designer.blueprint.document import Profile
    from designer.blueprint.file import Document
    from designer.report.judged import Judged

_SEVERITIES = ("error", "warning", "info")
_STDIN = Path("-")


@click.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--fail-on", type=click.Choice(_SEVERITIES), default="error", help="Least severity that fails.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Judge only findings that are not in it.")
@click.option(
    "--write-baseline", type=click.Path(path_type=Path), help="Write the findings to a new baseline."
)
@judging_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "junit", "github"]),
    default="text",
    help="For people, or for machines of some kind.",
)
def check(
    files: tuple[Path, ...],
    fail_on: str,
    baseline: Path | None,
    write_baseline: Path | None,
    profile: Profile | None,
    as_of: datetime | None,
    form: str,
) -> None:
    """Judge blueprint FILES by the rules; - is standard input.

    Exit code 0: clean. 1: findings at or above --fail-on. 2: a file that cannot be used.
    """
    from designer.report import baseline as baselines

    today = as_of.date() if as_of else date.today()
    with usable(form):
        known = baselines.read(baseline) if baseline else frozenset()
        judged = [_judged(each, today, profile) for each in files]
        if write_baseline:
            baselines.write(write_baseline, judged)
            sys.exit(UNUSABLE if any(each.error for each in judged) else 0)
    fresh = [baselines.new_only(each, known) for each in judged]
    _PRINTERS[form]([each for each, _ in fresh])
    if form == "text" and baseline:
        number = sum(known for _, known in fresh)
        print_line(f"{number} {'finding is' if number == 1 else 'findings are'} in {baseline} already.")
    sys.exit(_exit_code([each for each, _ in fresh], _SEVERITIES.index(fail_on)))


def _judged(file: Path, today: date, profile: Profile | None) -> Judged:
    from designer.blueprint.file import load
    from designer.blueprint.problems import BlueprintError
    from designer.report.judged import Judged
    from designer.rules.review import review

    source = "standard input" if file == _STDIN else str(file)
    try:
        document = _from_stdin(source) if file == _STDIN else load(file)
    except BlueprintError as error:
        click.echo("\n".join(error.lines()), err=True)
        return Judged(source, error=error)
    return Judged(source, document, review(document.blueprint, today, profile=profile))


def _from_stdin(source: str) -> Document:
    from designer.blueprint.file import parse_bytes
    from designer.blueprint.yaml12 import MAX_BYTES

    return parse_bytes(sys.stdin.buffer.read(MAX_BYTES + 1), source)


def _exit_code(judged: list[Judged], least: int) -> int:
    if any(each.error for each in judged):
        return UNUSABLE
    found = any(finding.severity.rank <= least for each in judged for finding in each.findings)
    return FINDINGS if found else 0


def _text(judged: list[Judged]) -> None:
    for each in judged:
        if each.review and each.document:
            print_review(each.review, each.document, each.source)


def _json(judged: list[Judged]) -> None:
    from designer.report import problems_json, review_json

    told = []
    for each in judged:
        if each.error:
            told.append(problems_json(each.error))
        elif each.review and each.document:
            told.append(review_json(each.review, each.document, each.source))
    print_json(told)


def _sarif(judged: list[Judged]) -> None:
    from designer.report.sarif import sarif

    print_json(sarif(judged))


def _junit(judged: list[Judged]) -> None:
    from designer.report.junit import junit

    click.echo(junit(judged))


def _github(judged: list[Judged]) -> None:
    from designer.report.github import commands

    for line in commands(judged):
        click.echo(line)


_PRINTERS: Mapping[str, Callable[[list[Judged]], None]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "junit": _junit,
    "github": _github,
}
