"""Expands SAM templates as CloudFormation would; run by the environment that holds SAM.

Standard input is ``[{"template": path, "parameters": {...}}, ...]``; output is a list of templates.
"""

import json
import sys
from pathlib import Path
from typing import Any

# These are in SAM's environment only.
from samtranslator.translator.transform import transform  # type: ignore[import-not-found]
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-not-found]


class NoManagedPolicies:
    """Managed policies would be asked of an account; whoever wants one gets an error."""

    def load(self) -> dict[str, str]:
        """None."""
        return {}


_PACKAGED = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}


def _read_definition(resource: dict[str, Any], folder: Path) -> None:
    """A definition in a file is as if it stood in the template: that is what SAM's upload comes to."""
    said = resource.get("Properties", {})
    if isinstance(said.get("DefinitionS3Location"), str):
        path = folder / said.pop("DefinitionS3Location")
        said["DefinitionString"] = path.read_text(encoding="utf-8")


def expand(job: dict[str, Any]) -> Any:
    """The expanded template; packages are as if uploaded, since the translator wants them so."""
    source = yaml_parse(Path(job["template"]).read_text(encoding="utf-8"))
    for resource in source["Resources"].values():
        word = _PACKAGED.get(resource["Type"])
        _read_definition(resource, Path(job["template"]).parent)
        if word in resource["Properties"]:
            resource["Properties"][word] = f"s3://packages/{resource['Properties'][word]}"
    return transform(source, job["parameters"], NoManagedPolicies())


json.dump([expand(job) for job in json.load(sys.stdin)], sys.stdout)
