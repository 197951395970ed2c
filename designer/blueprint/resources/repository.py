"""ECR repositories, which hold the container images of functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Bool, Int, Limits, Node, SameInAllStages
from designer.blueprint.resources.base import Thing
from designer.graph import Attribute, Condition, Context, Join, Principal, Resource, Statement, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class Repository(Thing):
    """An ECR repository: scanned on push, and a tag that was pushed never means another image."""

    KIND: ClassVar[str] = "repository"
    LABEL: ClassVar[str] = "ECR repository"
    TOLD: ClassVar[str] = "url"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.URL,
        "URL of the {} repository, to which images are pushed.",
    )
    NAME_LENGTH: ClassVar[str | None] = "ecr.name_length"
    ARN: ClassVar[str] = "ecr.arn"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"arn": Attribute.ARN, "name": Attribute.NAME, "url": Attribute.URL}
    )

    scan_on_push: Bool = Field(
        True, title="Scan on push", description="Look for known vulnerabilities in each image."
    )
    immutable_tags: Annotated[Bool, SameInAllStages()] = Field(
        True, title="Immutable tags", description="A tag that is pushed stays that image for ever."
    )
    keep_images: Annotated[Int | None, Limits("ecr.keep_images")] = Field(
        20, title="Images kept", description="Images beyond that many are deleted, oldest first; all without."
    )

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The repository, from which Lambda may fetch images."""
        yield graph.images.Repository(
            id=f"repository.{node.name}",
            label=node.name,
            because=self.description,
            name=blueprint.physical_name(node.name),
            scan_on_push=self.scan_on_push,
            tag_mutability="IMMUTABLE" if self.immutable_tags else "MUTABLE",
            keep_images=self.keep_images,
            statements=(_fetching(blueprint),),
        )

    def existing_attribute(self, arn: str, attribute: Attribute) -> Text:
        """Name or URL, from the ARN."""
        parts = arn.split(":")
        name = arn.partition("repository/")[2]
        if attribute is not Attribute.URL or len(parts) < 6:
            return name
        domain = "amazonaws.com.cn" if parts[1] == "aws-cn" else "amazonaws.com"
        return f"{parts[4]}.dkr.ecr.{parts[3]}.{domain}/{name}"


_OWN = ("arn:", Context.PARTITION, ":lambda:", Context.REGION, ":", Context.ACCOUNT)


def _fetching(blueprint: Blueprint) -> Statement:
    """Lambda fetches the image when the function is made, and again when it has been idle for long."""
    source = Join((*_OWN, f":function:{blueprint.name}-", Context.STAGE, "-*"))
    return Statement(
        sid="LambdaFetchesImages",
        principal=Principal("Service", "lambda.amazonaws.com"),
        actions=catalog.grant("fetch_images").actions,
        resources=(),
        conditions=(Condition("ArnLike", "aws:SourceArn", (source,)),),
        because="Functions of this design may run its images.",
    )
