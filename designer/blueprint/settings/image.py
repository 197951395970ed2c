"""Container images that functions run."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from designer.blueprint.base import Advanced, Matches, Part, RefersTo, SameInAllStages, Texts


class Image(Part):
    """A container image, by its URI or as a tag in a repository of the design, and how it is started."""

    uri: Annotated[str | None, Matches("lambda.image_uri")] = Field(
        None,
        title="Image URI",
        description="Existing image in ECR, with its tag or digest, such as "
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/worker:1.4.",
    )
    repository: Annotated[str | None, RefersTo(("repositories",))] = Field(
        None, title="Repository", description="Repository of this blueprint that the image is pushed to."
    )
    tag: Annotated[str, Matches("lambda.image_tag")] = Field(
        "1",
        title="Tag",
        description="Tag of the image in that repository; a new tag deploys new code.",
    )
    command: Annotated[Texts, SameInAllStages(), Advanced()] = Field(
        (), title="Command", description="In place of the image's CMD, such as app.handler."
    )
    entry_point: Annotated[Texts, SameInAllStages(), Advanced()] = Field(
        (), title="Entry point", description="In place of the image's ENTRYPOINT."
    )
    working_directory: Annotated[str | None, Matches("lambda.working_directory"), Advanced()] = Field(
        None, title="Working directory", description="In place of the image's WORKDIR."
    )
