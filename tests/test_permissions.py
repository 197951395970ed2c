"""What roles may do, as people and machines read it: nothing of a policy is left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from designer import gallery
from designer.blueprint.document import Blueprint
from designer.blueprint.file import load
from designer.build import build_graph
from designer.cli import cli
from designer.graph import Attribute, Context, Join, Parameter, Piece, Ref, Role, Variable
from designer.report.permissions import permission_lines, permissions, told

EXAMPLES = sorted(Path(__file__).parent.glob("examples/*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_statement_of_every_role_is_told(path: Path) -> None:
    graph = build_graph(load(path).blueprint)
    found = permissions(graph)
    statements = [each for role in graph.resources if isinstance(role, Role) for each in role.statements]
    assert len(found) == len(statements)
    for permission, statement in zip(found, statements, strict=True):
        lines = "\n".join(permission_lines(permission))
        for action in permission.actions:
            assert action in lines
        assert len(permission.resources) == len(statement.resources)
        assert len(permission.conditions) == len(statement.conditions)
        assert "(target=" not in lines
        assert "parts=" not in lines
        assert statement.because in lines


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("*", "*"),
        (Ref("log_group.worker", Attribute.STREAMS_ARN), "log group worker"),
        (Join((Ref("table.items", Attribute.ARN), "/index/*")), "table items/index/*"),
        (Context.REGION, "${region}"),
        (Variable("queue_arn"), "${var.queue_arn}"),
        (Piece(Variable("queue_arn"), ":", 5), "part 5 of ${var.queue_arn}"),
        (Parameter("level", (("dev", "a"),)), "${level}"),
    ],
)
def test_what_is_known_at_deployment_is_called_by_its_name(value: object, shown: str) -> None:
    assert told(value) == shown


def test_a_denial_is_told_as_one() -> None:
    design = Blueprint.model_validate(
        {
            "blueprint": 1,
            "name": "shop",
            "functions": {
                "worker": {
                    "statements": [
                        {
                            "effect": "Deny",
                            "actions": ["s3:DeleteObject"],
                            "resources": ["*"],
                            "reason": "Nothing is deleted.",
                            "conditions": {"Bool": {"aws:SecureTransport": "false"}},
                        }
                    ]
                }
            },
        }
    )
    last = list(permission_lines(permissions(build_graph(design))[-1]))
    assert last[0] == "never s3:DeleteObject"
    assert "  if aws:SecureTransport Bool false" in last


def test_the_command_tells_the_same_in_text_and_json(tmp_path: Path) -> None:
    path = tmp_path / "orders.yaml"
    path.write_text(gallery.text("order-worker"))
    text = CliRunner().invoke(cli, ["permissions", str(path)])
    data = json.loads(CliRunner().invoke(cli, ["permissions", str(path), "--format", "json"]).output)
    assert text.exit_code == 0
    assert text.output.startswith("worker (lambda)\n")
    for each in data:
        assert ", ".join(each["actions"]) in text.output
        assert each["because"] in text.output


def test_a_design_without_roles_says_so(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("blueprint: 1\nname: empty\nqueues: {jobs: {}}\n")
    result = CliRunner().invoke(cli, ["permissions", str(path)])
    assert result.output == f"{path}: the design makes no role.\n"
    missing = CliRunner().invoke(cli, ["permissions", str(tmp_path / "gone.yaml")])
    assert missing.exit_code == 2
