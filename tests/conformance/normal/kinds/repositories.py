"""ECR repositories, which Terraform says in three resources."""

from __future__ import annotations

from tests.conformance.normal.identification import named
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.policies import document
from tests.conformance.normal.values import block, entries, fixed, flag, nested, pairs, pattern, text

_REPOSITORY = Spelling(
    "AWS::ECR::Repository",
    named("RepositoryName"),
    {
        "ImageTagMutability": text("mutability"),
        "ImageScanningConfiguration": nested({"ScanOnPush": flag("scanned")}),
        "LifecyclePolicy": nested({"LifecyclePolicyText": pattern("lifecycle")}),
        "RepositoryPolicyText": document("policy"),
        "Tags": pairs("tags"),
    },
    asked={"Ref": "name", "Arn": "arn", "RepositoryUri": "uri"},
)

_AWS_REPOSITORY = Spelling(
    "aws_ecr_repository",
    named("name"),
    {
        "image_tag_mutability": text("mutability"),
        "image_scanning_configuration": block({"scan_on_push": flag("scanned")}),
        "force_delete": fixed(expected=None),
        "tags": entries("tags"),
    },
    asked={"name": "name", "arn": "arn", "repository_url": "uri"},
)

_AWS_LIFECYCLE = Spelling("aws_ecr_lifecycle_policy", named("repository"), {"policy": pattern("lifecycle")})
_AWS_POLICY = Spelling("aws_ecr_repository_policy", named("repository"), {"policy": document("policy")})

KINDS = (
    Kind(
        name="repository",
        cloudformation=(_REPOSITORY,),
        terraform=(_AWS_REPOSITORY, _AWS_LIFECYCLE, _AWS_POLICY),
        answers={
            "name": "{name}",
            "arn": arn("ecr", "repository/{name}"),
            "uri": "{place.account}.dkr.ecr.{place.region}.amazonaws.com/{name}",
        },
        defaults={("mutability",): "MUTABLE", ("scanned",): False},
    ),
)
