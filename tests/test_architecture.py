"""The shape of the code: who may import whom, how large a module may be, what starts light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from designer.exporters import FORMATS, exporter
from designer.exporters.kinds import spelling
from designer.graph import every_kind

ROOT = Path(__file__).parent.parent / "designer"
MODULES = sorted(ROOT.rglob("*.py"))

LAYERS: tuple[tuple[str, ...], ...] = (
    ("graph", "catalog", "__init__"),
    ("blueprint",),
    ("build", "failures", "capacity"),
    ("rules", "exporters", "costs", "diagram", "importers"),
    ("gallery", "drafts", "recent", "session", "guide", "project", "report", "verify", "aws"),
    ("cli", "tui", "__main__"),
)
"""From the ground up: a module imports only from layers below its own, or from its own package."""

WITHIN_LAYER = {
    ("recent", "drafts"),  # both lie in the state directory
    ("session", "drafts"),  # a session keeps drafts
    ("guide", "session"),  # the guide edits a session
    ("guide", "gallery"),
    ("report", "project"),  # reports say what an export did
    ("__main__", "cli"),  # the entry point
    ("cli", "tui"),  # only inside the command that opens it
}
"""Arrows between modules of one layer that are meant."""

FORBIDDEN = {("exporters", "blueprint"), ("rules", "graph")}
"""Arrows that point down and are still not allowed."""

OUTSIDE = {
    "textual": {"tui"},
    "boto3": {"aws"},
    "botocore": {"aws"},
    "jinja2": {"exporters", "project", "report"},
    "click": {"cli"},
    "yaml": {"blueprint", "catalog"},
}
"""Third-party packages and the parts that may import them."""


def part_of(path: Path) -> str:
    """``designer/rules/sqs.py`` is part of ``rules``."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def layer_of(part: str) -> int:
    """The layer of a part; a part that is in none fails the test that asks."""
    return next(index for index, parts in enumerate(LAYERS) if part in parts)


@cache
def imports(path: Path) -> tuple[str, ...]:
    """The modules that a file imports, those for type checking included."""
    return tuple(_imports(tree(path)))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "designer":
                yield from (f"designer.{alias.name}" for alias in node.names)
            else:
                yield node.module


@cache
def tree(path: Path) -> ast.Module:
    """What a file says."""
    return ast.parse(path.read_text(encoding="utf-8"))


def test_a_module_imports_only_downwards() -> None:
    arrows = {
        (part_of(path), name.split(".")[1])
        for path in MODULES
        for name in imports(path)
        if name.startswith("designer.") and not name.split(".")[1].startswith("_")
    }
    other = {(part, target) for part, target in arrows if part != target}

    assert other & FORBIDDEN == set()
    assert {each for each in other if layer_of(each[1]) >= layer_of(each[0])} - WITHIN_LAYER == set()


def test_a_third_party_package_is_imported_only_where_it_belongs() -> None:
    strays = [
        f"{name} in {path.relative_to(ROOT)}"
        for path in MODULES
        for name in imports(path)
        if (package := name.split(".")[0]) in OUTSIDE and part_of(path) not in OUTSIDE[package]
    ]

    assert not strays


def test_a_module_is_short_and_documented() -> None:
    long = [path for path in MODULES if path.read_text(encoding="utf-8").count("\n") > 400]

    assert not long
    assert not [path for path in MODULES if not ast.get_docstring(tree(path))]


def test_most_modules_are_much_shorter() -> None:
    sizes = sorted(path.read_text(encoding="utf-8").count("\n") for path in MODULES)

    assert sizes[len(sizes) // 2] <= 150


def test_functions_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and _body_lines(node) > 30
    ]

    assert not long


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function's body, without its signature and docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("format_name", FORMATS)
def test_every_kind_of_resource_has_a_spelling_in_every_format(format_name: str) -> None:
    dispatch = vars(exporter(format_name).spelling)["spell"].dispatcher.dispatch
    unspelt = [
        kind.KIND for kind in every_kind() if not spelling(kind) and dispatch(kind) is dispatch(object)
    ]

    assert not unspelt


def loaded_by(statement: str, *arguments: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after ``statement``."""
    code = f"import sys\nsys.argv[1:] = {list(arguments)!r}\n"
    code += f"try:\n    {statement}\nexcept SystemExit:\n    pass\n"
    code += "print('\\n' + ' '.join(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(result.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_load_nothing_heavy(argument: str) -> None:
    modules = loaded_by("from designer.__main__ import main; main()", argument)

    assert not modules & {"textual", "boto3", "pydantic", "yaml", "jinja2"}


def test_the_core_runs_without_the_interface() -> None:
    modules = loaded_by("import designer.session, designer.project, designer.rules.registry as r; r.rules()")

    assert not modules & {"textual", "click", "boto3"}


def test_to_judge_a_design_imports_only_what_it_holds() -> None:
    statement = "from designer.__main__ import main; main()"
    modules = loaded_by(statement, "check", str(ROOT.parent / "blueprints" / "order-worker.yaml"))

    assert "designer.rules.sqs" in modules
    assert not modules & {"textual", "boto3", "jinja2", "designer.build", "designer.project"}
    assert not {
        each for each in modules if each.startswith(("designer.graph.http", "designer.blueprint.states.t"))
    }
    assert not modules & {
        f"designer.{each}" for each in ("rules.rest", "rules.kafka_schemas", "blueprint.triggers.pipe")
    }


def test_every_public_name_has_a_docstring() -> None:
    missing = []
    for path in MODULES:
        module = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")
        for node in tree(path).body:
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("_"):
                missing += [] if ast.get_docstring(node) else [f"{module}.{node.name}"]

    assert not missing


def test_every_module_imports() -> None:
    for path in MODULES:
        name = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")
        if not name.endswith("__main__"):
            assert import_module(name)
