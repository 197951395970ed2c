"""What all conformance tests share: the workshop, and the heavy steps done in it once per run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conformance import exported, planned
from tests.conformance.parity import Deployed, cdk_deployments, sam_deployments, terraform_deployments
from tests.conformance.workshop import Workshop


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """A folder that all test processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    folder = shared / "workshop"
    folder.mkdir(exist_ok=True)
    return Workshop(folder)


@pytest.fixture(scope="session")
def exports(workshop: Workshop) -> Path:
    """The folder of every design's exports: ``<format>/<design>``."""
    return Path(workshop.once("exports", lambda: exported.write_exports(workshop)))


@pytest.fixture(scope="session")
def expanded(workshop: Workshop, exports: Path) -> list[dict[str, Any]]:
    """SAM templates as its translator expands them."""
    return list(workshop.once("expanded", lambda: exported.expand_sam(workshop, exports)))


@pytest.fixture(scope="session")
def synthesised(workshop: Workshop, exports: Path) -> list[dict[str, Any]]:
    """CDK apps as CDK synthesises them."""
    return list(workshop.once("synthesised", lambda: exported.synthesise_cdk(workshop, exports)))


@pytest.fixture(scope="session")
def plans(workshop: Workshop, exports: Path) -> dict[str, Any]:
    """Terraform modules as Terraform plans them."""
    return dict(workshop.once("plans", lambda: planned.plan_terraform(workshop, exports)))


@pytest.fixture(scope="session")
def sam(expanded: list[dict[str, Any]]) -> Deployed:
    """What the SAM exports deploy."""
    return sam_deployments(expanded)


@pytest.fixture(scope="session")
def cdk(synthesised: list[dict[str, Any]]) -> Deployed:
    """What the CDK exports deploy."""
    return cdk_deployments(synthesised)


@pytest.fixture(scope="session")
def terraform(plans: dict[str, Any]) -> Deployed:
    """What the Terraform exports deploy."""
    return terraform_deployments(plans)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First what goes on by itself, then the longest; last what waits for the first."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if item.path.stem == "test_apply":
        return 0 if item.name == "test_deployments_are_started" else 3
    if item.path.stem == "test_calibration":
        return 1 if item.name == "test_whatever_is_found_is_answered[checkov]" else 3
    return 1 if item.name.startswith("test_mypy") else 2
