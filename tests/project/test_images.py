"""Functions that run container images: what their export has, and what it has not."""

from __future__ import annotations

import pytest

from designer.blueprint.document import Blueprint
from designer.project.contents import contents

_URI = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/worker:1.4"
_DESIGN = {
    "name": "shop",
    "functions": {
        "built": {"image": {"repository": "images", "tag": "7"}, "architecture": "x86_64"},
        "given": {"image": {"uri": _URI}},
        "zipped": {},
    },
    "repositories": {"images": {}},
}


def files(format_name: str = "terraform") -> dict[str, str]:
    """The files of an export by path."""
    export = contents(Blueprint.model_validate(_DESIGN), format_name).export
    return {file.path: file.text for file in export.files}


def test_an_image_of_ones_own_has_a_dockerfile_and_code() -> None:
    found = files()

    assert "FROM public.ecr.aws/lambda/python:3.13" in found["src/built/Dockerfile"]
    assert "--platform linux/amd64" in found["src/built/Dockerfile"]
    assert found["src/built/Dockerfile"].endswith('CMD ["app.handler"]\n')
    assert "src/built/app.py" in found


def test_an_image_that_exists_has_no_code() -> None:
    assert not [path for path in files() if "given" in path and not path.endswith(".tf")]


def test_only_packages_are_built() -> None:
    package = files()["package.py"]

    assert '"zipped": ("python3.13", "arm64")' in package
    assert '"built"' not in package
    assert "built =" not in files()["locals.tf"]


def test_the_readme_tells_how_images_are_pushed() -> None:
    readme = files("sam")["README.md"]

    assert (
        "docker build --platform linux/amd64 --provenance=false -t REGISTRY/REPOSITORY:7 src/built" in readme
    )
    assert "src/given" not in readme


def test_a_design_of_images_only_builds_nothing() -> None:
    blueprint = Blueprint.model_validate(
        {**_DESIGN, "functions": {"built": {"image": {"repository": "images"}}}}
    )
    export = contents(blueprint, "cdk-python").export
    package = next(file.text for file in export.files if file.path == "package.py")

    assert "\nFUNCTIONS: dict[str, tuple[str, str]] = {}\n" in package


@pytest.mark.parametrize(
    ("format_name", "first"),
    [
        ("terraform", "terraform apply -var stage=dev -target=aws_ecr_repository.images\n"),
        ("sam", "sam deploy --config-env dev --disable-rollback"),
        ("cdk-python", "--no-rollback"),
    ],
)
def test_the_readme_tells_how_a_new_stage_gets_its_first_image(format_name: str, first: str) -> None:
    readme = files(format_name)["README.md"]

    assert readme.index("docker push") < readme.index(first) < readme.index("# push the images, as above")


def test_a_repository_that_exists_needs_no_first_step() -> None:
    arn = "arn:aws:ecr:eu-west-1:123456789012:repository/images"
    blueprint = Blueprint.model_validate({**_DESIGN, "repositories": {"images": {"existing": arn}}})
    export = contents(blueprint, "sam").export

    assert "--disable-rollback" not in next(each.text for each in export.files if each.path == "README.md")
