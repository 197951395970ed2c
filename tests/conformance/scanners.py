"""What outside scanners find in the exports of many designs; each runs once over all of them.

A scanner is named as its file in ``docs/field/scanners``. ``Scans`` is JSON:
``{"checkov": {"terraform": {design: {"found": [check, ...]}}}}``; a design that the format's own tools
refuse has ``failed`` instead.
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
from tests.conformance.exported import lay_packages, need_node
from tests.conformance.workshop import Workshop

Scans = dict[str, dict[str, dict[str, Any]]]


def scan(workshop: Workshop, wanted: Mapping[str, Mapping[str, Blueprint]]) -> Scans:
    """What each scanner finds in the designs that ``wanted`` has for it, format by format."""
    folder = workshop.folder / "scanned"
    every = {name: blueprint for designs in wanted.values() for name, blueprint in designs.items()}
    linted = {**wanted["cfn-lint"], **wanted["serverless-rules"]}
    _write(folder, "terraform", wanted["checkov"])
    _write(folder, "sam", linted)
    _write(folder, "cdk-python", every)
    judged = _nag(workshop, folder, every)
    for name, answer in judged.items():
        if "template" in answer:
            template = json.dumps(answer.pop("template"), ensure_ascii=False, indent=1)
            _put(folder / "cloudformation" / f"{name}.json", template)
            if name in wanted["checkov"]:
                _put(folder / "checkov" / f"{name}.json", template)
    lint = _lint(workshop, folder, linted)
    return {
        "checkov": {
            framework: _checkov(workshop, folder / place, framework, wanted["checkov"])
            for framework, place in _FRAMEWORKS.items()
        },
        "cdk-nag": {"cdk-python": {name: judged[name] for name in wanted["cdk-nag"]}},
        "cfn-lint": _of(lint, wanted["cfn-lint"]),
        "serverless-rules": _of(lint, wanted["serverless-rules"]),
    }


def _of(lint: Mapping[str, Mapping[str, Any]], designs: Mapping[str, Blueprint]) -> dict[str, dict[str, Any]]:
    return {kind: {name: found[name] for name in designs} for kind, found in lint.items()}


_FRAMEWORKS = {"terraform": "terraform", "cloudformation": "checkov"}
"""The folder that checkov scans by each of its frameworks."""

Offers = dict[str, dict[str, dict[str, list[str]]]]
"""Scanner, format and rule: the types that the rule looks at, where the scanner tells them."""


def offers(workshop: Workshop) -> Offers:
    """Every rule that each installed scanner has for a format."""
    need_node()
    rules = workshop.drive("nag", "nag_rules", None)
    listed = workshop.tool("serverless", "cfn-lint", ["--list-rules", "--append-rules", _PLUGIN]).stdout
    lint: dict[str, list[str]] = {name: [] for name in re.findall(r"^([EWI]S?\d{4}): ", listed, re.MULTILINE)}
    core = {name: types for name, types in lint.items() if name[1] != "S"}
    plugin = {name: types for name, types in lint.items() if name[1] == "S"}
    return {
        "checkov": workshop.drive("checkov", "checkov_rules", None),
        "cdk-nag": {"cdk-python": {name: [] for name in rules}},
        "cfn-lint": dict.fromkeys(_LINTED, core),
        "serverless-rules": dict.fromkeys(_LINTED, plugin),
    }


_LINTED = ("sam", "cloudformation")
_PLUGIN = "cfn_lint_serverless.rules"


def _write(folder: Path, format_name: str, designs: Mapping[str, Blueprint]) -> None:
    for name, blueprint in designs.items():
        for file in contents(blueprint, format_name).export.files:
            _put(folder / format_name / name / file.path, file.text)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def _nag(workshop: Workshop, folder: Path, designs: Mapping[str, Blueprint]) -> dict[str, Any]:
    need_node()
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
    """Of SAM's templates, and of those that CDK made."""
    files = {
        (kind, name): path
        for name in designs
        for kind, path in zip(_LINTED, _templates(folder, name), strict=True)
        if path.exists()
    }
    arguments = ["--format", "json", "--append-rules", _PLUGIN, "--", *map(str, files.values())]
    found: dict[str, set[str]] = {}
    for each in json.loads(workshop.tool("serverless", "cfn-lint", arguments, check=False).stdout):
        found.setdefault(each["Filename"], set()).add(each["Rule"]["Id"])
    return {
        kind: {
            name: {"found": sorted(found.get(str(files[kind, name]), ()))}
            if (kind, name) in files
            else _REFUSED
            for name in designs
        }
        for kind in _LINTED
    }


def _templates(folder: Path, name: str) -> tuple[Path, Path]:
    return folder / "sam" / name / "template.yaml", folder / "cloudformation" / f"{name}.json"


_REFUSED = {"failed": "CDK made no template of it."}


def _checkov(
    workshop: Workshop, folder: Path, framework: str, designs: Mapping[str, Blueprint]
) -> dict[str, Any]:
    quiet = ("--compact", "--skip-download", "-o", "json")
    arguments = ["-d", str(folder), "--framework", framework, *quiet]
    results = json.loads(workshop.tool("checkov", "checkov", arguments, check=False).stdout)["results"]
    read: dict[str, set[str]] = {path.stem: set() for path in folder.iterdir()}
    for each in results["failed_checks"]:
        read[Path(each["file_path"]).parts[1].removesuffix(".json")].add(each["check_id"])
    return {name: {"found": sorted(read[name])} if name in read else _REFUSED for name in designs}
