"""The designs that the suite exports are ones that the designer lets through."""

from __future__ import annotations

from datetime import date

import pytest

from designer.rules.base import Severity
from designer.rules.review import review
from tests.conformance.designs import Design, designs

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("design", designs(), ids=lambda design: design.name)
def test_a_design_has_no_errors(design: Design) -> None:
    found = review(design.blueprint, TODAY).findings
    assert [f"{each.path}: {each.message}" for each in found if each.severity is Severity.ERROR] == []


@pytest.mark.parametrize("design", designs(), ids=lambda design: design.name)
def test_every_overlay_fits(design: Design) -> None:
    assert list(design.blueprint.misfits()) == []
