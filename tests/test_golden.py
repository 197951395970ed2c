"""The exports of the gallery are committed: examples for readers, golden files for this test.

``make golden`` rewrites them; the difference is reviewed like code.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from designer import gallery, project
from designer.exporters import FORMATS
from designer.project import State
from designer.rules.review import review

EXPORTS = Path(__file__).parent.parent / "exports"
AS_OF = date(2026, 11, 23)

CASES = [(name, format_name) for name in gallery.names() for format_name in FORMATS]


@pytest.mark.parametrize(("name", "format_name"), CASES)
def test_the_committed_export_is_what_the_design_yields(name: str, format_name: str, golden: bool) -> None:
    blueprint = gallery.document(name).blueprint
    plan = project.plan(blueprint, format_name, EXPORTS / name / format_name)
    if golden:
        fresh = [file for file in plan.files if file.state is not State.SAME]
        for file in fresh:
            (plan.folder / file.path).unlink(missing_ok=True)
        plan = project.plan(blueprint, format_name, plan.folder)
        project.write(plan, overwrite=True)
        plan = project.plan(blueprint, format_name, plan.folder)

    assert {file.path: file.diff() for file in plan.files if file.state is not State.SAME} == {}


def test_nothing_is_committed_that_no_design_yields() -> None:
    expected = {EXPORTS / name / format_name for name, format_name in CASES}

    assert set(EXPORTS.glob("*/*")) == expected


@pytest.mark.parametrize("name", gallery.names())
def test_the_gallery_is_clean_without_suppressions(name: str) -> None:
    blueprint = gallery.document(name).blueprint

    assert not blueprint.suppress
    assert review(blueprint, AS_OF).findings == ()


@pytest.mark.parametrize("name", gallery.names())
def test_an_export_is_the_same_bytes_every_time(name: str, tmp_path: Path) -> None:
    blueprint = gallery.document(name).blueprint
    for format_name in FORMATS:
        first, second = (project.plan(blueprint, format_name, tmp_path) for _ in range(2))

        assert first == second
