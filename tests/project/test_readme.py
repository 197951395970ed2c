"""READMEs: what has to be known before deploying and before destroying, and only where it applies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from designer import gallery, project
from designer.blueprint.base import UNSET, Edit, apply
from designer.blueprint.document import Blueprint
from designer.exporters import FORMATS

ORDERS = gallery.document("order-worker").blueprint
CRUD = gallery.document("http-crud").blueprint
MIXED = apply(
    CRUD,
    [
        Edit(("stages", "dev"), {}),
        Edit(("stages", "prod"), {"functions": {"items": {"concurrency": {"reserved": 5}}}}),
    ],
)
JWT = {"issuer": "https://login.example.com/", "audience": ["shop"]}


def readme(blueprint: Blueprint, format_name: str) -> str:
    plan = project.plan(blueprint, format_name, Path("/nonexistent"))
    return next(file.text for file in plan.files if file.path == "README.md")


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("blueprint", [ORDERS, CRUD, MIXED], ids=["orders", "crud", "mixed"])
def test_each_tool_is_named_once(blueprint: Blueprint, format_name: str) -> None:
    tools = re.findall(r"^\| (\S+) \| \d", readme(blueprint, format_name), re.MULTILINE)

    assert "Python" in tools
    assert len(tools) == len(set(tools))


@pytest.mark.parametrize(("blueprint", "version"), [(CRUD, "3.9"), (MIXED, "3.10")])
def test_a_type_with_a_bar_asks_for_a_newer_python(blueprint: Blueprint, version: str) -> None:
    plan = project.plan(blueprint, "cdk-python", Path("/nonexistent"))
    stack = next(file.text for file in plan.files if file.path.endswith("/stack.py"))

    assert (" | None" in stack) == (version == "3.10")
    assert [each.version for each in plan.requires if each.tool == "Python"] == [version]


def test_cdk_is_bootstrapped_first() -> None:
    text = readme(CRUD, "cdk-python")

    assert text.index("cdk bootstrap") < text.index("cdk deploy")


def test_deletion_protection_is_told_of_where_there_is_some() -> None:
    path = ("tables", next(iter(CRUD.tables)), "deletion_protection")

    assert "deletion protection" in readme(CRUD, "terraform")
    assert "deletion protection" not in readme(apply(CRUD, [Edit(path, False)]), "terraform")


def test_terraform_keeps_the_names_of_secrets() -> None:
    unsecret = apply(ORDERS, [Edit(("secrets",), UNSET)])

    assert "recovery window" in readme(ORDERS, "terraform")
    assert "recovery window" not in readme(unsecret, "terraform")


@pytest.mark.parametrize("format_name", FORMATS)
def test_an_issuer_has_to_be_reachable(format_name: str) -> None:
    checked = apply(CRUD, [Edit(("apis", next(iter(CRUD.apis)), "authorizer"), JWT)])

    assert "reachable" in readme(checked, format_name)
    assert "reachable" not in readme(ORDERS, format_name)


def test_terraforms_state_is_local_until_there_is_a_backend() -> None:
    assert "local file until you configure" in readme(CRUD, "terraform")
