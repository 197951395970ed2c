"""Secrets that a function renews."""

from __future__ import annotations

from designer.exporters.shapes import CloudFormation, Kind, Made, Shape, Terraform, block, group, made, shape
from designer.graph.rotation import SecretRotation


def _rotation(rotation: SecretRotation) -> Shape:
    return shape(
        "RotationSchedule",
        SecretId=rotation.secret,
        RotationLambdaARN=rotation.function,
        RotateImmediatelyOnUpdate=False,
        RotationRules=shape("RotationRules", AutomaticallyAfterDays=rotation.days),
    )


def _rotation_block(rotation: SecretRotation) -> tuple[Made, ...]:
    settings = group(
        secret_id=rotation.secret, rotation_lambda_arn=rotation.function, rotate_immediately=False
    )
    rules = block("rotation_rules", automatically_after_days=rotation.days)
    return (made("aws_secretsmanager_secret_rotation", settings, rules),)


KINDS = (
    Kind(
        SecretRotation,
        CloudFormation("AWS::SecretsManager::RotationSchedule", _rotation, tags=None),
        Terraform("aws_secretsmanager_secret_rotation", _rotation_block, "secrets.tf"),
    ),
)
"""How the rotation of secrets is spelt."""
