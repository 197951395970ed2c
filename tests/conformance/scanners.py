"""What outside scanners find in the exports of many designs; each runs once over all of them.

A scanner is named as its file in ``docs/field/scanners``. ``Scans`` is JSON:
``{"checkov": {"terraform": {design: {"found": [check, ...], "passed": [...]}}}}``; a design that the
format's own tools refuse has ``failed`` instead of these.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from designer.blueprint.document import Blueprint
from designer.project.contents import contents
from tests.conformance.designs import Design, given
from tests.conformance.exported import FORMATS, lay_packages
from tests.conformance.workshop import Workshop

Scans = dict[str, dict[str, dict[str, Any]]]


def scan(workshop: Workshop, designs: Mapping[str, Blueprint]) -> Scans:
    """What every scanner that can be run here finds in each design, format by format."""
    folder = workshop.folder / "scanned"
    for name, blueprint in designs.items():
        _write(folder, name, blueprint)
    judged = _nag(workshop, folder, designs)
    templates = folder / "cloudformation"
    templates.mkdir()
    for name, answer in judged.items():
        if "template" in answer:
            template = json.dumps(answer.pop("template"), ensure_ascii=False, indent=1)
            (templates / f"{name}.json").write_text(template, encoding="utf-8")
    lint = _lint(workshop, folder, designs)
    return {
        "checkov": {each: _checkov(workshop, folder, each, designs) for each in _FRAMEWORKS},
        "cdk-nag": {"cdk-python": judged},
        "cfn-lint": {"sam": lint},
        "serverless-rules": {"sam": lint},
    }


_FRAMEWORKS = ("terraform", "cloudformation")

Offers = dict[str, dict[str, dict[str, list[str]]]]
"""Scanner, format and rule: the types that the rule looks at, where the scanner tells them."""


def offers(workshop: Workshop) -> Offers:
    """Every rule that each installed scanner has for a format."""
    rules = workshop.drive("nag", "nag_rules", None)
    listed = workshop.tool("serverless", "cfn-lint", ["--list-rules", "--append-rules", _PLUGIN]).stdout
    lint: dict[str, list[str]] = {name: [] for name in re.findall(r"^([EWI]S?\d{4}): ", listed, re.MULTILINE)}
    return {
        "checkov": workshop.drive("checkov", "checkov_rules", None),
        "cdk-nag": {"cdk-python": {name: [] for name in rules}},
        "cfn-lint": {"sam": {name: types for name, types in lint.items() if name[1] != "S"}},
        "serverless-rules": {"sam": {name: types for name, types in lint.items() if name[1] == "S"}},
    }


_PLUGIN = "cfn_lint_serverless.rules"


def _write(folder: Path, name: str, blueprint: Blueprint) -> None:
    for format_name in FORMATS:
        for file in contents(blueprint, format_name).export.files:
            path = folder / format_name / name / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, encoding="utf-8", newline="")


def _nag(workshop: Workshop, folder: Path, designs: Mapping[str, Blueprint]) -> dict[str, Any]:
    bench = folder / "cdk"
    for name, blueprint in designs.items():
        lay_packages(Design(name, blueprint), bench / "build")
    jobs = [
        {
            "app": str(folder / "cdk-python" / name),
            "stage": blueprint.stage_names[0],
            "given": given(blueprint),
            "output": str(bench / name),
        }
        for name, blueprint in designs.items()
    ]
    return dict(zip(designs, workshop.drive("nag", "nag_judge", jobs, bench), strict=True))


def _lint(workshop: Workshop, folder: Path, designs: Mapping[str, Blueprint]) -> dict[str, Any]:
    templates = [str(folder / "sam" / name / "template.yaml") for name in designs]
    arguments = ["--format", "json", "--append-rules", _PLUGIN, "--", *templates]
    said = json.loads(workshop.tool("serverless", "cfn-lint", arguments, check=False).stdout)
    found = {name: {"found": set[str]()} for name in designs}
    for each in said:
        found[Path(each["Filename"]).parent.name]["found"].add(each["Rule"]["Id"])
    return {name: {"found": sorted(answer["found"])} for name, answer in found.items()}


def _checkov(
    workshop: Workshop, folder: Path, framework: str, designs: Mapping[str, Blueprint]
) -> dict[str, Any]:
    quiet = ("--compact", "--skip-download", "-o", "json")
    arguments = ["-d", str(folder / framework), "--framework", framework, *quiet]
    results = json.loads(workshop.tool("checkov", "checkov", arguments, check=False).stdout)["results"]
    read: dict[str, dict[str, set[str]]] = {
        name: {"found": set(), "passed": set()}
        for name in designs
        if (folder / framework / name).exists() or (folder / framework / f"{name}.json").exists()
    }
    for word, key in (("found", "failed_checks"), ("passed", "passed_checks")):
        for each in results[key]:
            read[Path(each["file_path"]).parts[1].removesuffix(".json")][word].add(each["check_id"])
    return {
        name: {word: sorted(ids) for word, ids in read[name].items()}
        if name in read
        else {"failed": "CDK made no template of it."}
        for name in designs
    }
