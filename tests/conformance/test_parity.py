"""The three formats deploy the same: every resource, setting, statement and output, in every stage."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from designer.exporters import FORMATS
from tests.conformance import exported
from tests.conformance.designs import designs
from tests.conformance.normal.comparison import Comparison, compare
from tests.conformance.parity import TOLERATED, Deployed
from tests.conformance.planned import module_name
from tests.conformance.textual import MUTANTS, Mutant

DEPLOYED = [(design.name, stage) for design in designs() for stage in design.stages]
FAULTS = [each for each in MUTANTS if each.design in {design for design, _ in DEPLOYED}]


@pytest.mark.conformance
@pytest.mark.parametrize(("design", "stage"), DEPLOYED)
def test_sam_deploys_what_terraform_does(design: str, stage: str, sam: Deployed, terraform: Deployed) -> None:
    assert not shown(_sam_and_terraform(design, stage, sam, terraform))


@pytest.mark.conformance
@pytest.mark.parametrize(("design", "stage"), DEPLOYED)
def test_cdk_deploys_what_sam_does(design: str, stage: str, sam: Deployed, cdk: Deployed) -> None:
    assert not shown(_cdk_and_sam(design, stage, sam, cdk))


def test_every_format_is_compared() -> None:
    assert set(exported.FORMATS) == set(FORMATS)


@pytest.mark.conformance
@pytest.mark.whole
def test_every_tolerance_is_needed(sam: Deployed, cdk: Deployed, terraform: Deployed) -> None:
    used = frozenset[object]()
    for design, stage in DEPLOYED:
        used |= _sam_and_terraform(design, stage, sam, terraform).used
        used |= _cdk_and_sam(design, stage, sam, cdk).used
    assert [each for each in TOLERATED if each not in used] == []


@pytest.mark.conformance
@pytest.mark.parametrize("mutant", FAULTS, ids=lambda mutant: mutant.name)
def test_a_fault_in_terraforms_text_is_noticed(mutant: Mutant, sam: Deployed, terraform: Deployed) -> None:
    assert mutant.name in terraform, f"{mutant.file} does not say {mutant.old!r} any more"
    right = sam[f"{mutant.design}/{mutant.stage}"]()
    assert compare(("terraform", terraform[mutant.name]()), ("sam", right), TOLERATED).differences


@pytest.mark.conformance
def test_no_two_statements_of_a_function_have_one_sid_in_terraform(plans: dict[str, Any]) -> None:
    """CloudFormation makes them up, so that parity has nothing to compare."""
    for module, answer in plans.items():
        planned = [
            each for name, each in answer["symbolic"].items() if name.startswith("aws_lambda_permission.")
        ]
        sids = [
            (each["change"]["after"]["function_name"], each["change"]["after"]["statement_id"])
            for each in planned
        ]
        assert len(set(sids)) == len(sids), module


def test_normalisers_know_nothing_of_the_designer() -> None:
    """They would otherwise share its mistakes."""
    folder = Path(__file__).parent / "normal"
    for path in folder.rglob("*.py"):
        for module in _imported(path):
            ours = module.startswith("tests.conformance.normal")
            assert ours or module.partition(".")[0] not in ("designer", "tests", "tools"), f"{path}: {module}"


def shown(comparison: Comparison) -> str:
    """The differences, a line each."""
    return "\n".join(map(str, comparison.differences))


def _sam_and_terraform(design: str, stage: str, sam: Deployed, terraform: Deployed) -> Comparison:
    left, right = sam[f"{design}/{stage}"](), terraform[module_name(design, stage)]()
    return compare(("sam", left), ("terraform", right), TOLERATED)


def _cdk_and_sam(design: str, stage: str, sam: Deployed, cdk: Deployed) -> Comparison:
    left, right = cdk[f"{design}/{stage}"](), sam[f"{design}/{stage}"]()
    return compare(("cdk-python", left), ("sam", right), TOLERATED)


def _imported(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
    return found
