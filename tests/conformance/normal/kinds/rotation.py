"""Secrets that functions renew."""

from __future__ import annotations

from tests.conformance.normal.identification import about
from tests.conformance.normal.kind import Kind, Spelling
from tests.conformance.normal.values import block, flag, nested, text, whole

_CLOUDFORMATION = Spelling(
    "AWS::SecretsManager::RotationSchedule",
    about("{SecretId}"),
    {
        "RotationLambdaARN": text("function"),
        "RotateImmediatelyOnUpdate": flag("at_once"),
        "RotationRules": nested({"AutomaticallyAfterDays": whole("days")}),
    },
)

_TERRAFORM = Spelling(
    "aws_secretsmanager_secret_rotation",
    about("{secret_id}"),
    {
        "rotation_lambda_arn": text("function"),
        "rotate_immediately": flag("at_once"),
        "rotation_rules": block({"automatically_after_days": whole("days")}),
    },
)

KINDS = (
    Kind(
        name="secret_rotation",
        cloudformation=(_CLOUDFORMATION,),
        terraform=(_TERRAFORM,),
        defaults={("at_once",): True},
    ),
)
