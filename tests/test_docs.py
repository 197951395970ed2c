"""The documentation is true: its session is run, its commands exist, its index is generated."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from designer.blueprint.file import parse_text
from designer.cli import cli
from designer.report import counting, explanation
from designer.rules import registry
from designer.rules.base import Rule
from tests import practices
from tests.calibration.page import page as calibration

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
TITLES = {
    "api": "APIs",
    "eventbridge": "EventBridge",
    "iam": "IAM",
    "iot": "IoT",
    "sns": "SNS",
    "sqs": "SQS",
}
"""Of topics that are no words."""


def session_output(text: str, folder: Path) -> str:
    """The console block of ``text`` with the output that its commands really have."""
    binaries = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{binaries}:{os.environ['PATH']}", "NO_COLOR": "1"}
    told = []
    for command in re.findall(r"^\$ (.*)$", text, re.MULTILINE):
        ran = subprocess.run(
            ["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        told.append(f"$ {command}\n{ran.stdout}{ran.stderr}")
    return "\n".join(part.rstrip("\n") + "\n" for part in told)


def test_the_session_in_the_readme_is_real(tmp_path: Path, golden: bool) -> None:
    text = README.read_text(encoding="utf-8")
    block = re.search(r"```console\n(.*?)```", text, re.DOTALL)
    assert block
    real = session_output(block[1], tmp_path)
    if golden:
        README.write_text(text.replace(block[1], real), encoding="utf-8")
        return

    assert block[1] == real


def test_the_blueprint_in_the_readme_can_be_read() -> None:
    text = README.read_text(encoding="utf-8")
    (block,) = (each for each in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "functions:" in each)

    assert parse_text(block, "README.md").blueprint.functions


def test_every_command_is_in_the_readme_and_has_help() -> None:
    text = README.read_text(encoding="utf-8")
    for name, command in cli.commands.items():
        assert command.help
        assert name == "open" or f"`{name}" in text
        missing = [
            option.opts for option in command.params if isinstance(option, click.Option) and not option.help
        ]
        assert missing == []


def test_the_help_that_is_kept_is_the_help_that_would_be_told(golden: bool) -> None:
    kept = ROOT / "designer" / "cli" / "help.txt"
    told = CliRunner().invoke(cli, ["--help"], prog_name="lambda-designer").output
    if golden:
        kept.write_text(told, encoding="utf-8")

    assert kept.read_text(encoding="utf-8") == told


def test_every_link_in_the_documentation_leads_somewhere() -> None:
    for document in [README, *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8")):
            if not target.startswith(("http", "mailto")):
                assert (document.parent / target).exists(), f"{document.name}: {target}"


def rule_index() -> str:
    """``docs/rules.md`` as the registry has it."""
    lines = [
        "# Rules",
        "",
        "Generated from the rules themselves (`make golden`). `lambda-designer explain RULE` shows a bad",
        "and a good example. A finding is accepted by a `suppress:` entry with its reason. A rule counts in",
        "designs of its profiles (`profile:` in the blueprint, `--profile` on the command line).",
        "",
        f"{len(registry.rules())} rules.",
    ]
    topics: dict[str, list[Rule]] = {}
    for rule in registry.rules():
        topics.setdefault(rule.topic, []).append(rule)
    for topic, found in topics.items():
        lines += [
            "",
            f"## {TITLES.get(topic, topic.capitalize())}",
            "",
            "| rule | severity | profiles | what it finds |",
            "|---|---|---|---|",
        ]
        for rule in found:
            cells = (
                f"[`{rule.id}`]({rule.source})",
                rule.severity.value,
                counting(rule),
                explanation(rule)[0],
            )
            lines.append(f"| {' | '.join(cells)} |")
    lines += ["", *practices.sections()]
    return "\n".join(lines) + "\n"


def test_the_rule_index_is_up_to_date(golden: bool) -> None:
    path = ROOT / "docs" / "rules.md"
    if golden:
        path.write_text(rule_index(), encoding="utf-8")

    assert path.read_text(encoding="utf-8") == rule_index()


def test_the_calibration_is_up_to_date(golden: bool) -> None:
    path = ROOT / "docs" / "calibration.md"
    if golden:
        path.write_text(calibration(), encoding="utf-8")

    assert path.read_text(encoding="utf-8") == calibration()


@pytest.mark.parametrize("target", ["run", "test", "check", "golden", "bench", "help"])
def test_the_makefile_has_what_the_readme_promises(target: str) -> None:
    assert re.search(rf"^{target}:.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
