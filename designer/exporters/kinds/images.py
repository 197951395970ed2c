"""Repositories of container images."""

from __future__ import annotations

from typing import Any

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Got,
    JsonText,
    Kind,
    Made,
    Policy,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute, Ref
from designer.graph.images import Repository


def _lifecycle(repository: Repository) -> dict[str, Any]:
    """Free JSON, as ECR reads it."""
    selection = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": repository.keep_images}
    rule = {
        "rulePriority": 1,
        "description": "Keep the newest images.",
        "selection": selection,
        "action": {"type": "expire"},
    }
    return {"rules": [rule]}


def _repository(repository: Repository) -> Shape:
    lifecycle = shape(
        "LifecyclePolicy", when=repository.keep_images, LifecyclePolicyText=JsonText(_lifecycle(repository))
    )
    return shape(
        "Repository",
        RepositoryName=repository.name,
        ImageTagMutability=repository.tag_mutability,
        ImageScanningConfiguration=shape("ImageScanningConfiguration", ScanOnPush=repository.scan_on_push),
        LifecyclePolicy=lifecycle if repository.keep_images is not None else None,
        RepositoryPolicyText=Policy(repository.statements) if repository.statements else None,
    )


def _blocks(repository: Repository) -> tuple[Made, ...]:
    own = Ref(repository.id, Attribute.NAME)
    settings = group(name=repository.name, image_tag_mutability=repository.tag_mutability)
    scanning = block("image_scanning_configuration", scan_on_push=repository.scan_on_push)
    found = [made("aws_ecr_repository", settings, scanning)]
    if repository.keep_images is not None:
        policy = group(policy=JsonText(_lifecycle(repository)))
        found.append(made("aws_ecr_lifecycle_policy", group(repository=own), policy))
    if repository.statements:
        policy = group(policy=Policy(repository.statements))
        found.append(made("aws_ecr_repository_policy", group(repository=own), policy))
    return tuple(found)


KINDS = (
    Kind(
        Repository,
        CloudFormation(
            "AWS::ECR::Repository",
            _repository,
            {Attribute.NAME: REF, Attribute.ARN: Got("Arn"), Attribute.URL: Got("RepositoryUri")},
        ),
        Terraform(
            "aws_ecr_repository",
            _blocks,
            "repositories.tf",
            {Attribute.NAME: "name", Attribute.ARN: "arn", Attribute.URL: "repository_url"},
        ),
    ),
)
"""How repositories are spelt."""
