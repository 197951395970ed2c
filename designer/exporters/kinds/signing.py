"""Signing profiles and code signing configurations."""

from __future__ import annotations

from designer.exporters.shapes import (
    CloudFormation,
    Got,
    Kind,
    Made,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute
from designer.graph.signing import CodeSigningConfig, SigningProfile

_FILE = "signing.tf"
_PLATFORM = "AWSLambda-SHA384-ECDSA"
_UNIT = "MONTHS"


def _profile(profile: SigningProfile) -> Shape:
    validity = shape("SignatureValidityPeriod", Type=_UNIT, Value=profile.validity_months)
    return shape("SigningProfile", PlatformId=_PLATFORM, SignatureValidityPeriod=validity)


def _profile_block(profile: SigningProfile) -> tuple[Made, ...]:
    validity = block("signature_validity_period", type=_UNIT, value=profile.validity_months)
    return (made("aws_signer_signing_profile", group(platform_id=_PLATFORM), validity),)


def _config(config: CodeSigningConfig) -> Shape:
    return shape(
        "CodeSigningConfig",
        Description=config.description,
        AllowedPublishers=shape("AllowedPublishers", SigningProfileVersionArns=config.publishers),
        CodeSigningPolicies=shape("CodeSigningPolicies", UntrustedArtifactOnDeployment=config.untrusted),
    )


def _config_block(config: CodeSigningConfig) -> tuple[Made, ...]:
    trusted = block("allowed_publishers", signing_profile_version_arns=config.publishers)
    policies = block("policies", untrusted_artifact_on_deployment=config.untrusted)
    described = group(description=config.description)
    return (made("aws_lambda_code_signing_config", described, trusted, policies),)


KINDS = (
    Kind(
        SigningProfile,
        CloudFormation(
            "AWS::Signer::SigningProfile",
            _profile,
            {Attribute.ARN: Got("ProfileVersionArn"), Attribute.NAME: Got("ProfileName")},
        ),
        Terraform(
            "aws_signer_signing_profile",
            _profile_block,
            _FILE,
            {Attribute.ARN: "version_arn", Attribute.NAME: "name"},
        ),
    ),
    Kind(
        CodeSigningConfig,
        CloudFormation(
            "AWS::Lambda::CodeSigningConfig", _config, {Attribute.ARN: Got("CodeSigningConfigArn")}
        ),
        Terraform("aws_lambda_code_signing_config", _config_block, _FILE, {Attribute.ARN: "arn"}),
    ),
)
"""How what code signing needs is spelt."""
