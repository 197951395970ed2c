"""What commands share: options, the session of a file, exit codes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from designer.cli.output import print_json

if TYPE_CHECKING:
    from designer.blueprint.document import Profile
    from designer.session import Session

FINDINGS, UNUSABLE = 1, 2
"""Exit codes besides 0."""


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:  # click's decorators are untyped
    """``--format text|json``."""
    choice = click.Choice(["text", "json"])
    return click.option("--format", "form", type=choice, default="text", help="For people or for machines.")(
        command
    )


def judging_options(command: Callable[..., Any]) -> Callable[..., Any]:  # see format_option
    """``--profile`` and ``--as-of``."""
    day, profile = click.DateTime(["%Y-%m-%d"]), click.Choice(["prototype", "standard", "regulated"])
    dated = click.option("--as-of", type=day, help="Judge as of this date instead of today.")(command)
    return click.option("--profile", type=profile, help="Judge by this profile, whatever FILE says.")(dated)


file_argument = click.argument("file", type=click.Path(path_type=Path))


@contextmanager
def usable(form: str = "text") -> Iterator[None]:
    """Turn everything that makes an input unusable into its sentence and exit code 2."""
    try:
        yield
    except Exception as error:
        lines = _sentences(error, form)
        if not lines:
            raise
        for line in lines:
            click.echo(line, err=True)
        sys.exit(UNUSABLE)


def _sentences(error: Exception, form: str) -> list[str]:
    """What is said of an input that cannot be used; nothing of any other error."""
    from designer.blueprint.base import EditError
    from designer.blueprint.file import FileChangedError
    from designer.blueprint.problems import BlueprintError
    from designer.blueprint.splice import SpliceError
    from designer.project import ExportError
    from designer.report import problems_json

    if isinstance(error, BlueprintError):
        if form == "json":
            print_json(problems_json(error))
        return list(error.lines())
    return [str(error)] if isinstance(error, EditError | ExportError | FileChangedError | SpliceError) else []


def open_session(file: Path, as_of: datetime | None, profile: Profile | None = None) -> Session:
    """The session of a file, judged as of a day. Raises ``BlueprintError``."""
    from designer.session import Session

    return Session.open(file, as_of.date() if as_of else date.today(), profile)
