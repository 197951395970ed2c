"""Code signing: the profiles that sign, and whose signatures are good."""

from __future__ import annotations

from tests.conformance.normal.exemption import argument, property_
from tests.conformance.normal.identification import tagged
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.values import block, entries, members, nested, pairs, text, whole

_PROFILE = Spelling(
    "AWS::Signer::SigningProfile",
    tagged(),
    {
        "PlatformId": text("platform"),
        "SignatureValidityPeriod": nested({"Type": text("unit"), "Value": whole("validity")}),
        "Tags": pairs("tags"),
    },
    asked={"ProfileVersionArn": "version_arn", "ProfileName": "name"},
)

_AWS_PROFILE = Spelling(
    "aws_signer_signing_profile",
    tagged("tags"),
    {
        "platform_id": text("platform"),
        "signature_validity_period": block({"type": text("unit"), "value": whole("validity")}),
        "tags": entries("tags"),
    },
    asked={"version_arn": "version_arn", "name": "name"},
    told_back=frozenset({"name_prefix", "signing_material"}),
)

_WARN = {"untrusted_artifact_on_deployment": "Warn"}
_CONFIG = Spelling(
    "AWS::Lambda::CodeSigningConfig",
    tagged(),
    {
        "Description": text("description"),
        "AllowedPublishers": nested({"SigningProfileVersionArns": members("publisher")}),
        "CodeSigningPolicies": nested({"UntrustedArtifactOnDeployment": text("untrusted")}),
        "Tags": pairs("tags"),
    },
    asked={"CodeSigningConfigArn": "arn"},
    unnoticed=(property_("CodeSigningPolicies", {"UntrustedArtifactOnDeployment": "Warn"}),),
)

_AWS_CONFIG = Spelling(
    "aws_lambda_code_signing_config",
    tagged("tags"),
    {
        "description": text("description"),
        "allowed_publishers": block({"signing_profile_version_arns": members("publisher")}),
        "policies": block({"untrusted_artifact_on_deployment": text("untrusted")}),
        "tags": entries("tags"),
    },
    asked={"arn": "arn"},
    unnoticed=(argument("policies", [_WARN]), argument("policies/#", _WARN)),
)

KINDS = (
    Kind(
        name="signing_profile",
        cloudformation=(_PROFILE,),
        terraform=(_AWS_PROFILE,),
        answers={
            "version_arn": arn("signer", "/signing-profiles/{name}/0a1B2c3D4e"),
            "name": "<name of {name}>",
        },
    ),
    Kind(
        name="code_signing_config",
        cloudformation=(_CONFIG,),
        terraform=(_AWS_CONFIG,),
        answers={"arn": arn("lambda", "code-signing-config:{name}")},
        defaults={("description",): "", ("untrusted",): "Warn"},
    ),
)
