"""Writes every design's exports, and has the formats' own tools say what they deploy.

Each function here is one heavy step: it treats all designs at once and returns JSON.
"""

from __future__ import annotations

import shutil
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from designer.exporters.base import pascal_case
from designer.project.contents import contents
from tests.conformance.designs import Design, designs, given
from tests.conformance.workshop import Workshop
from tools.environments import EnvironmentFailedError

FORMATS = ("terraform", "sam", "cdk-python")


def write_exports(workshop: Workshop) -> str:
    """Every design in every format, below ``exports/<format>/<design>``; returns that folder."""
    folder = workshop.folder / "exports"
    for design in designs():
        for format_name in FORMATS:
            for file in contents(design.blueprint, format_name, beside=design.folder).export.files:
                path = folder / format_name / design.name / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(file.text, encoding="utf-8", newline="")
                path.chmod(0o755 if file.executable else 0o644)
    return str(folder)


def expand_sam(workshop: Workshop, exports: Path) -> list[dict[str, Any]]:
    """What SAM makes of each template in each stage, with the region that its configuration names."""
    deployed = [(design, stage) for design in designs() for stage in design.stages]
    jobs = [
        {**job, "parameters": {**job["parameters"], **_for_sam(given(design.blueprint))}}
        for design, stage in deployed
        for job in [sam_job(exports / "sam" / design.name, stage)]
    ]
    templates = workshop.drive("sam", "sam_expand", jobs)
    return [
        {**job, "design": design.name, "stage": stage, "template": template}
        for (design, stage), job, template in zip(deployed, jobs, templates, strict=True)
    ]


def _for_sam(values: dict[str, str]) -> dict[str, str]:
    return {pascal_case(name): value for name, value in values.items()}


def sam_job(folder: Path, stage: str) -> dict[str, Any]:
    """How ``sam deploy --config-env <stage>`` would deploy the template."""
    config = tomllib.loads((folder / "samconfig.toml").read_text(encoding="utf-8"))
    said = config[stage]["deploy"]["parameters"]
    name, _, value = said["parameter_overrides"].partition("=")
    return {
        "template": str(folder / "template.yaml"),
        "parameters": {name: value},
        "region": said["region"],
    }


def synthesise_cdk(workshop: Workshop, exports: Path) -> list[dict[str, Any]]:
    """What CDK makes of each app in each stage, with region and packages."""
    need_node()
    bench = workshop.folder / "cdk"
    for design in designs():
        lay_packages(design, bench / "build")
        lay_definitions(exports / "cdk-python" / design.name, bench)
    deployed = [(design, stage) for design in designs() for stage in design.stages]
    jobs = [
        {
            "app": str(exports / "cdk-python" / design.name),
            "stage": stage,
            "given": given(design.blueprint),
            "output": str(bench / f"{design.name}-{stage}"),
        }
        for design, stage in deployed
    ]
    answers = workshop.drive("cdk", "cdk_synth", jobs, bench)
    return [
        {"design": design.name, "stage": stage, "parameters": {}, **answer}
        for (design, stage), answer in zip(deployed, answers, strict=True)
    ]


def lay_definitions(export: Path, folder: Path) -> None:
    """Definitions of workflows, which an app reads where it is run."""
    for path in export.glob("workflows/*.json"):
        (folder / "workflows").mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / "workflows" / path.name)


def need_node() -> None:
    """Raise ``EnvironmentFailedError`` unless what CDK runs on is here."""
    if shutil.which("node") is None:
        raise EnvironmentFailedError("node, which CDK runs on, is not on PATH")


def lay_packages(design: Design, folder: Path) -> None:
    """Packages whose only content is where they lie, by which a template's hash is traced back."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "layers").mkdir(exist_ok=True)
    for name in (*design.blueprint.functions, *(f"layers/{each}" for each in design.blueprint.layers)):
        with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
            archive.writestr(zipfile.ZipInfo("package"), f"build/{name}.zip")
