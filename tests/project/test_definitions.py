"""Definition files of workflows: copied into exports, and what is told of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer.blueprint.document import Blueprint
from designer.exporters import FORMATS
from designer.project.contents import contents
from tests.rules.judging import design

FILE = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Comment": "${who} %s", "End": true}}}'


def workflow(substitutions: str = "{who: '${worker.arn}'}") -> Blueprint:
    settings = f"definition_file: own.asl.json, substitutions: {substitutions}"
    workflows = f"workflows: {{w: {{{settings}}}}}"
    return design(f"{{name: shop, stages: {{dev: {{}}}}, functions: {{worker: {{}}}}, {workflows}}}")


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_file_is_copied_as_it_is(format_name: str, tmp_path: Path) -> None:
    (tmp_path / "own.asl.json").write_text(FILE % "")
    export = contents(workflow(), format_name, beside=tmp_path).export

    assert {each.path: each.text for each in export.files}["workflows/w.asl.json"] == FILE % ""
    assert [each for each in export.notes if each.setting == "w.definition_file"] == []


@pytest.mark.parametrize("beside", [True, False])
def test_a_file_that_is_not_there_is_told(tmp_path: Path, beside: bool) -> None:
    export = contents(workflow(), "sam", beside=tmp_path if beside else None).export

    assert "workflows/w.asl.json" not in {each.path for each in export.files}
    (note,) = [each for each in export.notes if each.setting == "w.definition_file"]
    assert "workflows/w.asl.json" in note.message


@pytest.mark.parametrize(
    ("text", "substitutions", "word"),
    [
        (FILE % "", "{}", "${who}"),
        (FILE % "%{", "{who: me}", "%{"),
        ("nothing", "{}", "no JSON"),
    ],
)
def test_what_nobody_fills_in_is_told(tmp_path: Path, text: str, substitutions: str, word: str) -> None:
    (tmp_path / "own.asl.json").write_text(text)
    notes = contents(workflow(substitutions), "terraform", beside=tmp_path).export.notes

    assert [word in each.message for each in notes if each.setting == "w.definition_file"] == [True]
