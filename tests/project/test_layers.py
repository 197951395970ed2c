"""Layers that an export builds, and those that it does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from designer import catalog
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


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize(("over", "refused"), [(0, False), (1, True)])
def test_what_is_too_large_for_lambda_is_not_packed(
    format_name: str, over: int, refused: bool, tmp_path: Path
) -> None:
    """Code and layers count together; the test packs less, so that it takes no time."""
    found = files({"tools": {"runtimes": "nodejs22.x"}}, format_name, runtime="nodejs22.x")
    most = f"UNPACKED = {catalog.number('lambda.unpacked_size').value:_}\n"
    assert most in found["package.py"]
    (tmp_path / "package.py").write_text(found["package.py"].replace(most, "UNPACKED = 3000\n"))
    for folder, size in (("src/worker", 1000), ("layers/tools", 2000 + over)):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "content").write_bytes(bytes(size))

    command = [sys.executable, "package.py"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode != 0) is refused
    assert ("worker has 3,001 bytes unpacked; Lambda takes 3,000." in ran.stderr) is refused
