"""Every Terraform export is valid for AWS provider 6, too, as its version constraint says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from designer import project
from designer.blueprint.file import load
from tests.conformance import provider6
from tests.conformance.designs import designs
from tests.conformance.hcl_source import Block, UnreadableSourceError, read, read_module
from tests.conformance.workshop import Workshop

pytestmark = pytest.mark.conformance

ONLY_SIX_PLANS = Path(__file__).parent.parent / "coverage" / "designs" / "instances.yaml"


@pytest.fixture(scope="session")
def modules(exports: Path) -> dict[str, tuple[Block, ...]]:
    """The source of each design's export."""
    return {each.name: read_module(exports / "terraform" / each.name) for each in designs()}


@pytest.fixture(scope="session")
def schemas(workshop: Workshop, modules: dict[str, tuple[Block, ...]]) -> dict[str, Any]:
    """What 6.x knows of the types that the exports use, and of those that the tests below name."""
    kinds = {kind for blocks in modules.values() for kind in provider6.kinds_in(blocks)}
    kinds |= {f"resource {kind}" for kind in (*provider6.ONLY_SIX, *provider6.BLOCKS_OF_SIX)} | {
        f"{word} {name.partition('.')[0]}" for word, name in provider6.DEPRECATED
    }
    kinds |= {"resource aws_sqs_queue", "resource aws_lambda_function"}
    return dict(workshop.once("provider6", lambda: provider6.read_schemas(kinds)))


@pytest.mark.parametrize("design", [each.name for each in designs()])
def test_provider_6_knows_all_that_an_export_says(
    design: str, modules: dict[str, tuple[Block, ...]], schemas: dict[str, Any]
) -> None:
    assert list(provider6.complaints(modules[design], schemas)) == []


def test_provider_6_knows_what_no_other_does(workshop: Workshop, tmp_path: Path) -> None:
    """Designs that 5.100 cannot plan at all: only this judges what they say in Terraform."""
    document = load(ONLY_SIX_PLANS)
    project.write(project.plan(document.blueprint, "terraform", tmp_path))
    blocks = read_module(tmp_path)
    kinds = provider6.kinds_in(blocks)
    known = dict(workshop.once("provider6-only", lambda: provider6.read_schemas(kinds)))
    assert "resource aws_lambda_capacity_provider" in kinds
    assert list(provider6.complaints(blocks, known)) == []


def test_what_only_provider_6_knows_it_does_know(schemas: dict[str, Any]) -> None:
    for kind, arguments in provider6.ONLY_SIX.items():
        assert set(arguments) <= {*schemas[f"resource {kind}"]["arguments"]}
    for kind, names in provider6.BLOCKS_OF_SIX.items():
        inner = {name for each in schemas[f"resource {kind}"]["blocks"].values() for name in each["blocks"]}
        assert set(names) <= inner


_FUNCTION = 'resource "aws_lambda_function" "a" {{\n  function_name = "x"\n  role = "r"\n{}}}\n'
_DYNAMIC = '  dynamic "tracing" {\n    for_each = []\n    content {\n    }\n  }\n'


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('resource "aws_sqs_que" "a" {\n}\n', "aws_sqs_que.a: there is no such type"),
        ('resource "aws_sqs_queue" "a" {\n  nam = "x"\n}\n', "aws_sqs_queue.a: no argument: nam"),
        (
            'resource "aws_lambda_function" "a" {\n  function_name = "x"\n}\n',
            "aws_lambda_function.a: required and not there: role",
        ),
        (
            _FUNCTION.format('  tracing_config {\n    mod = "Active"\n  }\n'),
            "aws_lambda_function.a.tracing_config: no argument: mod",
        ),
        (_FUNCTION.format(_DYNAMIC), "aws_lambda_function.a: no block: tracing"),
        (_FUNCTION.format("  vpc = { ids = [] }\n"), "aws_lambda_function.a: no argument: vpc"),
        (
            'output "a" {\n  value = "n ${aws_sqs_queue.a.nam}"\n}\n',
            "resource aws_sqs_queue has no attribute nam",
        ),
        (
            'output "a" {\n  value = data.aws_region.current.name\n}\n',
            "data aws_region.name: 6.0 calls it region; id says the same in 5.x and 6.x",
        ),
    ],
)
def test_what_provider_6_does_not_know_is_found(source: str, complaint: str, schemas: dict[str, Any]) -> None:
    assert complaint in list(provider6.complaints(read(source), schemas))


@pytest.mark.parametrize("text", ['resource "a" "b"\n', "resource {\n", "= 3\n", "a = 3\n"])
def test_source_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(UnreadableSourceError):
        read(text)


def test_what_5_x_does_not_know_is_taken_out_and_told(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        '      version = ">= 6.29, < 7"\n'
        'resource "aws_lambda_permission" "a" {\n  principal                = "*"\n'
        "  invoked_via_function_url = true\n}\n"
    )
    assert provider6.lowered(tmp_path) == {"aws_lambda_permission.a": {"invoked_via_function_url": True}}
    assert (tmp_path / "main.tf").read_text() == (
        '      version = ">= 5.100, < 7"\n'
        'resource "aws_lambda_permission" "a" {\n  principal                = "*"\n}\n'
    )


def test_blocks_that_5_x_does_not_know_are_taken_out_and_told(tmp_path: Path) -> None:
    check = '\n      check {\n        attribute = "KEY"\n      }\n'
    config = f'    schema_registry_config {{\n      uri = "u"\n{check}    }}\n'
    head = 'resource "aws_lambda_event_source_mapping" "a" {\n  x {\n    y = "z"\n'
    (tmp_path / "main.tf").write_text(f"{head}{config}  }}\n}}\n")
    told = {"x": {"schema_registry_config": [{"uri": "u", "check": [{"attribute": "KEY"}]}]}}
    assert provider6.lowered(tmp_path) == {"aws_lambda_event_source_mapping.a": told}
    assert (tmp_path / "main.tf").read_text() == f"{head}  }}\n}}\n"
