"""The CDK exporter: a Python app with one stack, synthesised for one stage at a time."""

from __future__ import annotations

import json
import keyword
import sys
from typing import ClassVar

from designer.exporters import signing
from designer.exporters.base import Export, Exporter, File, Requirement, pascal_case, snake_case
from designer.exporters.cdk_resources import CdkResources
from designer.exporters.cdk_stack import stack_source
from designer.exporters.cdk_values import Values
from designer.exporters.cdk_versions import library
from designer.exporters.names import dangling, needs
from designer.exporters.python_source import Code, Formatted, call, lines
from designer.exporters.skeleton import filled
from designer.graph import ResourceGraph

MINIMUM_CONSTRUCTS = "10.0.0"

_TAKEN = frozenset({"app", "aws_cdk", "build", "constructs", "package", "src", "tests"})
"""Modules and folders that an export has, or imports."""


class CdkPythonExporter(Exporter):
    """Spells a graph as an AWS CDK app in Python."""

    name: ClassVar[str] = "cdk-python"
    title: ClassVar[str] = "AWS CDK (Python)"
    spelling: ClassVar[type] = CdkResources

    def export(self, graph: ResourceGraph) -> Export:
        """The app, a package with the stack, and what they need."""
        package = _package(graph.name)
        stack = f"{pascal_case(graph.name)}Stack"
        files = (
            File("app.py", _app(graph, package, stack)),
            File(f"{package}/__init__.py", f'"""The infrastructure of {graph.name}."""\n'),
            File(f"{package}/stack.py", stack_source(graph, stack)),
            File("cdk.json", _config(graph)),
            File("requirements.txt", _requirements(graph)),
        )
        own = signing.notes(graph, rebuilt=True)
        notes = (*dangling(graph), *needs(graph), *own)
        return Export(files, (library(graph), _python(graph)), notes)


def _python(graph: ResourceGraph) -> Requirement:
    """The oldest Python that reads the stack: a type with ``|`` wants a newer one."""
    if any("|" in kind for kind in Values(graph).settings().values()):
        return Requirement("Python", "3.10", "Settings are typed as X | None.")
    return Requirement("Python", "3.9", "Runs the app.")


def _package(name: str) -> str:
    """A folder to import from that hides nothing else."""
    package = snake_case(name)
    hides = package in _TAKEN or package in sys.stdlib_module_names or keyword.iskeyword(package)
    return f"{package}_stack" if hides else package


def _app(graph: ResourceGraph, package: str, stack: str) -> str:
    construct = call(
        stack,
        Code("app"),
        Formatted((f"{graph.name}-", Code("stage"))),
        stage=Code("stage"),
        env=call("cdk.Environment", region=graph.region),
    )
    return filled("app.py.j2", package=package, stack=stack, construct=list(lines(construct)))


def _config(graph: ResourceGraph) -> str:
    """``cdk.json``: the stage is the first one unless another is asked for.

    Without version reporting, CDK deploys the stack's resources and nothing else.
    """
    config: dict[str, object] = {"app": "python3 app.py", "versionReporting": False}
    if graph.stages:
        config["context"] = {"stage": graph.stages[0]}
    return json.dumps(config, indent=2) + "\n"


def _requirements(graph: ResourceGraph) -> str:
    return f"aws-cdk-lib>={library(graph).version},<3\nconstructs>={MINIMUM_CONSTRUCTS},<11\n"
