"""Layers that an export builds, and those that it does not."""

from __future__ import annotations

import pytest

from designer.blueprint.document import Blueprint
from designer.exporters import FORMATS
from designer.project.contents import contents


def files(layers: dict[str, object], format_name: str = "terraform", **function: object) -> dict[str, str]:
    """The files of an export of one function with all these layers."""
    design = {"name": "shop", "functions": {"worker": {"layers": [*layers], **function}}, "layers": layers}
    export = contents(Blueprint.model_validate(design), format_name).export
    return {file.path: file.text for file in export.files}


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_layer_of_ones_own_is_a_folder_that_is_packaged(format_name: str) -> None:
    found = files({"tools": {}}, format_name, runtime="python3.12", architecture="x86_64")

    assert "layers/tools/requirements.txt" in found
    assert '"tools": ("python3.12", "x86_64")' in found["package.py"]


def test_a_layer_of_another_language_is_packaged_as_it_is() -> None:
    found = files({"tools": {"runtimes": "nodejs22.x"}}, runtime="nodejs22.x")

    assert "layers/tools/.gitkeep" in found
    assert '"tools": ("", "arm64")' in found["package.py"]


def test_a_public_layer_is_that_of_the_functions_runtime() -> None:
    found = files({"powertools": {"public": "powertools-python", "version": 40}}, runtime="python3.12")

    arn = "017000801446:layer:AWSLambdaPowertoolsPythonV3-python312-arm64:40"
    assert f'"arn:aws:lambda:${{var.region}}:{arn}",' in found["function_worker.tf"]
    assert "layers.tf" not in found
    assert "LAYERS" not in found["package.py"]


def test_a_layer_that_is_not_there_is_no_exception() -> None:
    design = {
        "name": "shop",
        "functions": {"worker": {"layers": ["gone", "odd"]}},
        "layers": {"odd": {"public": "none"}},
    }

    for format_name in FORMATS:
        assert contents(Blueprint.model_validate(design), format_name).export.notes
