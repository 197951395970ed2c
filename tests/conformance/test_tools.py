"""Every export passes its format's own tools and the scanners that people run on it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.designs import designs, given, left_out
from tests.conformance.fair import CFN_LINT, CHECKOV, Fair
from tests.conformance.planned import module
from tests.conformance.provider6 import lowered
from tests.conformance.workshop import Workshop
from tools.environments import CACHE

pytestmark = pytest.mark.conformance

Found = set[tuple[str, str]]
"""Findings: check and design."""


@pytest.fixture(scope="session")
def validated(workshop: Workshop, exports: Path) -> dict[str, str]:
    """Design to what ``sam validate --lint`` has against its template."""
    return dict(workshop.once("validated", lambda: _validate_sam(workshop, exports)))


def _validate_sam(workshop: Workshop, exports: Path) -> dict[str, str]:
    jobs = [
        {"template": str(exports / "sam" / each.name / "template.yaml"), "region": each.blueprint.region}
        for each in designs()
    ]
    complaints = workshop.drive("sam", "sam_validate", jobs)
    return {each.name: complaint for each, complaint in zip(designs(), complaints, strict=True)}


@pytest.mark.parametrize("design", [each.name for each in designs()])
def test_sam_validates(design: str, validated: dict[str, str]) -> None:
    excused = {each.check for each in CFN_LINT if each.format == "sam" and each.design == design}
    checks = set(re.findall(r"\b[EWI]\d{4}\b", validated[design]))
    assert validated[design] == "" or (checks and checks <= excused)


def test_terraform_is_formatted(workshop: Workshop, exports: Path) -> None:
    ran = _attempt(workshop, "fmt", lambda: _output(workshop.terraform(exports / "terraform", *_FMT)))
    assert ran == ""


_FMT = ("fmt", "-check", "-recursive", "-diff")


def test_terraform_validates(workshop: Workshop, exports: Path) -> None:
    """As modules of one root; each configures its own provider, as it is meant to.

    By the provider that is here; ``test_provider6`` judges them by a newer one, and what only that knows.
    """
    root = workshop.folder / "validated-modules"

    def validate() -> str:
        shutil.copytree(exports / "terraform", root)
        lines = (module(each.name, each.stages[0], given(each.blueprint)) for each in designs())
        (root / "main.tf").write_text("".join(lines))
        for each in designs():
            lowered(root / each.name)
        workshop.terraform(root, "init", "-no-color")
        return str(workshop.terraform(root, "validate", "-json").stdout)

    answer = json.loads(_attempt(workshop, "validate", validate))
    assert (answer["valid"], answer["diagnostics"]) == (True, [])


def test_cfn_lint_finds_nothing_in_sam(workshop: Workshop, exports: Path) -> None:
    templates = [str(exports / "sam" / each.name / "template.yaml") for each in designs()]
    _excused(_lint(workshop, "lint-sam", templates), "sam", CFN_LINT)


def test_cfn_lint_finds_nothing_in_cdk(workshop: Workshop, synthesised: list[dict[str, Any]]) -> None:
    folder = workshop.folder / "cdk"
    templates = [next((folder / _stage(each)).glob("*.template.json")) for each in synthesised]
    _excused(_lint(workshop, "lint-cdk", map(str, templates)), "cdk-python", CFN_LINT)


def _lint(workshop: Workshop, name: str, templates: Iterable[str]) -> Found:
    arguments = ["--format", "json", "--", *templates]
    said = _attempt(workshop, name, lambda: workshop.tool("lint", "cfn-lint", arguments, check=False).stdout)
    return {(each["Rule"]["Id"], _design(Path(each["Filename"]).parent.name)) for each in json.loads(said)}


@pytest.mark.parametrize("command", [("format", "--check", "--diff"), ("check",)], ids=lambda each: each[0])
def test_ruff_finds_nothing_in_cdk(command: tuple[str, ...], workshop: Workshop, exports: Path) -> None:
    """In each app's own folder: what is first-party depends on it."""

    def run() -> str:
        folders = [exports / "cdk-python" / each.name for each in designs()]
        ran = [
            workshop.tool("cdk", "ruff", [*command, "--isolated"], check=False, cwd=each) for each in folders
        ]
        return "".join(f"{each.stdout}{each.stderr}" for each in ran if each.returncode)

    assert _attempt(workshop, f"ruff-{command[0]}", run) == ""


_NOT_CDK = shutil.ignore_patterns("app.py", "src", "tests")


def test_mypy_finds_nothing_in_cdk(workshop: Workshop, exports: Path) -> None:
    """All apps laid side by side, so that the library is read once; it is remembered for the next run."""
    folder = workshop.folder / "typed"

    def run() -> str:
        for each in designs():
            app = exports / "cdk-python" / each.name
            shutil.copytree(app, folder, dirs_exist_ok=True, ignore=_NOT_CDK)
            shutil.copyfile(app / "app.py", folder / f"app_{each.name.replace('-', '_')}.py")
        arguments = ["--strict", "--cache-dir", str(CACHE / "mypy"), "."]
        ran = workshop.tool("cdk", "mypy", arguments, check=False, cwd=folder)
        return f"{ran.stdout}{ran.stderr}"

    assert _attempt(workshop, "mypy", run).startswith("Success: no issues found in ")


def test_checkov_finds_nothing_unfair_in_terraform(workshop: Workshop, exports: Path) -> None:
    found = _attempt(
        workshop, "checkov-terraform", lambda: _scan(workshop, exports / "terraform", "terraform")
    )
    _excused({(check, path.split("/")[1]) for check, path in found}, "terraform", CHECKOV)


def test_checkov_finds_nothing_unfair_in_cloudformation(
    workshop: Workshop, expanded: list[dict[str, Any]], synthesised: list[dict[str, Any]]
) -> None:
    folder = workshop.folder / "templates"

    def scan() -> list[list[str]]:
        folder.mkdir()
        for word, answers in (("sam", expanded), ("cdk", synthesised)):
            for each in answers:
                text = json.dumps(each["template"], ensure_ascii=False, indent=1)
                (folder / f"{word}.{_stage(each)}.json").write_text(text, encoding="utf-8")
        return _scan(workshop, folder, "cloudformation")

    found = _attempt(workshop, "checkov-cloudformation", scan)
    _excused({(check, _design(path.split(".")[1])) for check, path in found}, "cloudformation", CHECKOV)


def _scan(workshop: Workshop, folder: Path, framework: str) -> list[list[str]]:
    """Failed checks and the files that they are about."""
    quiet = ("--compact", "--quiet", "--skip-download", "-o", "json")
    arguments = ["-d", str(folder), "--framework", framework, *quiet]
    report = json.loads(workshop.tool("checkov", "checkov", arguments, check=False).stdout)
    assert report["summary"]["parsing_errors"] == 0, report["results"]["parsing_errors"]
    assert report["summary"]["passed"] > 0
    return sorted([each["check_id"], each["file_path"]] for each in report["results"]["failed_checks"])


def _excused(found: Found, format_name: str, fair: Iterable[Fair]) -> None:
    """Nothing but what is fair, and all of that where every design is here."""
    here = [each for each in fair if each.format == format_name]
    unfair = {each for each in found if not any(excuse.covers(*each) for excuse in here)}
    stale = [each for each in here if not any(each.covers(*finding) for finding in found)]
    assert (sorted(unfair), [] if left_out() else stale) == ([], [])


def _stage(answer: dict[str, Any]) -> str:
    return f"{answer['design']}-{answer['stage']}"


def _design(name: str) -> str:
    """The design that a folder or file is of; its name may end in a stage."""
    stages = {f"{each.name}-{stage}": each.name for each in designs() for stage in each.stages}
    return stages.get(name, name)


def _output(ran: Any) -> str:
    return str(ran.stdout)


def _attempt(workshop: Workshop, name: str, make: Callable[[], Any]) -> Any:
    return workshop.once(f"tool-{name}", make)
