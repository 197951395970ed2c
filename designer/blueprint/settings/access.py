"""What a function is allowed by, and the file system that it mounts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from designer.blueprint.base import Bool, Matches, Part, RefersTo, SameInAllStages


class ExecutionRole(Part):
    """The role that a function runs with: an existing one, or how the new one is made."""

    existing: Annotated[str | None, Matches("lambda.role"), SameInAllStages()] = Field(
        None,
        title="Existing role",
        description="ARN of a role that exists; it is used as it is, so it has to allow all that the "
        "function does.",
    )
    path: Annotated[str | None, Matches("lambda.role_path"), SameInAllStages()] = Field(
        None, title="Role path", description="Path of the new role, such as /service/."
    )
    permissions_boundary: Annotated[str | None, Matches("lambda.policy")] = Field(
        None,
        title="Permissions boundary",
        description="ARN of the managed policy that the new role can never exceed.",
    )


class FileMount(Part):
    """An EFS file system that a function sees as a folder."""

    name: Annotated[str | None, RefersTo(("file_systems",))] = Field(
        None, title="File system", description="File system of this blueprint; or the access point below."
    )
    access_point: Annotated[str | None, Matches("lambda.access_point")] = Field(
        None, title="Access point", description="ARN of an existing EFS access point in the function's VPC."
    )
    path: Annotated[str, Matches("lambda.mount_path")] = Field(
        "/mnt/files", title="Mount path", description="The folder, below /mnt/."
    )
    read_only: Annotated[Bool, SameInAllStages()] = Field(
        False, title="Read only", description="The function may not write."
    )
