"""The command line: the headless twin of every screen. Decides nothing; imports only what a command needs."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from designer import __version__
from designer.cli.check import check
from designer.cli.failures import failures
from designer.cli.options import FINDINGS, file_argument, format_option, judging_options, open_session, usable
from designer.cli.output import is_terminal, print_export, print_finding, print_json, print_line, print_review
from designer.cli.permissions import permissions
from designer.exporters import FORMATS

if TYPE_CHECKING:
    from designer.blueprint.document import Profile
    from designer.session import Session


class _Commands(click.Group):
    """A group in which ``lambda-designer FILE.yaml`` means ``open FILE.yaml``."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and args[0].endswith((".yaml", ".yml")):
            args = ["open", *args]
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, "-V", "--version", message="lambda-designer %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Design AWS Lambda architectures, judged as you type, exported to Terraform, SAM and CDK.

    Without a command it opens the designer; with the name of a blueprint file, that file.
    """
    if context.invoked_subcommand is None:
        _open(None)


def _open(path: Path | None) -> None:
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)) or os.environ.get("TERM") == "dumb":
        raise click.UsageError(
            "The designer needs a terminal. Without one: new, check, failures, permissions, fix, export, "
            "explain (--help)."
        )
    from designer.tui.app import run

    sys.exit(run(path))


@cli.command("open")
@file_argument
def open_file(file: Path) -> None:
    """Open FILE in the designer."""
    with usable():
        open_session(file, None)
    _open(file)


@cli.command()
@click.option("--from", "source", metavar="NAME", help="Blueprint of the gallery to start from.")
@click.option("--list", "listing", is_flag=True, help="List the gallery.")
@click.option("--name", help="Name of the new design; by default that of the gallery's blueprint.")
@format_option
@click.argument("file", type=click.Path(path_type=Path), required=False)
def new(source: str | None, listing: bool, name: str | None, form: str, file: Path | None) -> None:
    """Start a design from the gallery and write it to FILE (NAME.yaml by default)."""
    from designer import gallery

    if listing:
        _list_gallery(form)
        return
    known = ", ".join(gallery.names())
    if source is None:
        raise click.UsageError(f"Say what to start from: --from NAME, with one of: {known}.")
    if source not in gallery.names():
        raise click.UsageError(f"The gallery has no {source}; it has: {known}.")
    with usable():
        target = _start(source, name, file)
    if form == "json":
        print_json({"file": str(target), "from": source})
    else:
        print_line(f"Wrote {target}. Next: lambda-designer {target}, or lambda-designer export {target}")


def _start(source: str, name: str | None, file: Path | None) -> Path:
    from designer import gallery
    from designer.blueprint.base import Edit
    from designer.blueprint.problems import BlueprintError, Problem
    from designer.session import Session

    session = Session(gallery.document(source))
    if name:
        session.apply([Edit(("name",), name)], "Name")
    target = file or Path(f"{name or source}.yaml")
    if target.exists():
        raise BlueprintError(str(target), [Problem("This exists already; name another file.")])
    return session.save(target)


def _list_gallery(form: str) -> None:
    from designer import gallery
    from designer.report import columns

    documents = [(name, gallery.document(name).blueprint.description) for name in gallery.names()]
    if form == "json":
        print_json([{"name": name, "description": description} for name, description in documents])
    else:
        for line in columns(documents):
            print_line(line)


@cli.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--diff", "only_diff", is_flag=True, help="Show what would change; write nothing.")
@click.option("--unsafe", is_flag=True, help="Apply the fixes that need a decision, too.")
@judging_options
def fix(
    files: tuple[Path, ...], only_diff: bool, unsafe: bool, profile: Profile | None, as_of: datetime | None
) -> None:
    """Apply every safe fix to FILES; comments stay."""
    for file in files:
        with usable():
            _fix(open_session(file, as_of, profile), only_diff, unsafe)


def _fix(session: Session, only_diff: bool, unsafe: bool) -> None:
    import difflib

    from designer.report import visible

    name, before = str(session.path), session.document.text
    healed = session.fix_all(unsafe=unsafe)
    if only_diff:
        after = session.document.text
        changes = difflib.unified_diff(before.splitlines(True), after.splitlines(True), name, name)
        click.echo("".join(changes), nl=False)
        return
    if healed:
        session.save()
    for finding in healed:
        print_line(f"✔ {finding.rule}: {visible(finding.fix.title if finding.fix else '')}")
    print_review(session.review, session.document, name)


@cli.command()
@file_argument
@click.option(
    "--to", "formats", type=click.Choice(list(FORMATS)), multiple=True, help="Format; repeat for more."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder; exports/NAME beside FILE by default, one folder a format.",
)
@click.option("--diff", "only_diff", is_flag=True, help="Show what would change; write nothing.")
@click.option(
    "--overwrite", is_flag=True, help="Replace files that were edited by hand (never your code in src)."
)
@click.option("--allow-errors", is_flag=True, help="Export in spite of error findings; the files say so.")
@judging_options
@format_option
def export(
    file: Path,
    formats: tuple[str, ...],
    out: Path | None,
    only_diff: bool,
    overwrite: bool,
    allow_errors: bool,
    profile: Profile | None,
    as_of: datetime | None,
    form: str,
) -> None:
    """Export FILE to Terraform, SAM and CDK; all of them unless --to says which."""
    from designer import project
    from designer.report import plan_json

    with usable(form):
        session = open_session(file, as_of, profile)
        _refuse_errors(session, str(file), allow_errors)
        blueprint, folder = session.blueprint, out or file.parent / "exports" / session.blueprint.name
        plans = [
            project.plan(blueprint, name, folder / name, session.review.errors, file.parent)
            for name in formats or FORMATS
        ]
        if only_diff:
            click.echo("".join(each.diff() for plan in plans for each in plan.files), nl=False)
            return
        done = [(plan, project.write(plan, overwrite=overwrite)) for plan in plans]
    if form == "json":
        print_json([plan_json(plan, written) for plan, written in done])
    else:
        for plan, written in done:
            print_export(plan, written)


def _refuse_errors(session: Session, source: str, allow_errors: bool) -> None:
    if allow_errors or not session.review.errors:
        return
    from designer.rules.base import Severity

    for finding in session.review.findings:
        if finding.severity is Severity.ERROR:
            print_finding(finding, session.document, source)
    click.echo(
        f"{source} has error findings, so nothing was exported. Fix them, or say --allow-errors.", err=True
    )
    sys.exit(FINDINGS)


@cli.command()
@click.argument("rule")
@format_option
def explain(rule: str, form: str) -> None:
    """Explain RULE: the harm, the source, a bad and a good example."""
    from designer.blueprint.document import PROFILES
    from designer.blueprint.problems import nearest
    from designer.report import elided, rule_json
    from designer.rules import registry

    found = registry.rule(rule)
    if found is None:
        hint = nearest(rule, [each.id for each in registry.rules()])
        raise click.UsageError(f"There is no rule {rule}{hint}" + ("" if hint else "; `rules` lists them."))
    told = rule_json(found)
    if form == "json":
        print_json(told)
        return
    only = "" if told["profiles"] == list(PROFILES) else f"; {' and '.join(told['profiles'])} designs only"
    print_line(f"{told['id']}  ({told['severity']}, {told['topic']}{only})", bold=True)
    print_line(told["title"])
    print_line(f"\n{click.wrap_text(told['harm'], 90, preserve_paragraphs=True)}\n\nSource: {told['source']}")
    for heading, example in (("Bad", told["bad"]), ("Good", told["good"])):
        print_line(f"\n{heading}", bold=True)
        print_line("\n".join(f"  {line}".rstrip() for line in elided(example).splitlines()))


@cli.command("rules")
@format_option
def list_rules(form: str) -> None:
    """List every rule."""
    from designer.report import columns, counting, explanation, rule_json
    from designer.rules import registry

    if form == "json":
        print_json([rule_json(each) for each in registry.rules()])
        return
    for line in columns(
        (each.id, each.severity.value, each.topic, counting(each), explanation(each)[0])
        for each in registry.rules()
    ):
        print_line(line)


@cli.command()
def schema() -> None:
    """Print the JSON Schema of blueprint files, for editors."""
    from designer.blueprint.schema import json_schema

    print_json(json_schema())


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for SHELL; put it where your shell looks for them."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(cli, {}, "lambda-designer", "_LAMBDA_DESIGNER_COMPLETE").source())


cli.add_command(check)
cli.add_command(failures)
cli.add_command(permissions)
