"""Keys and their aliases."""

from __future__ import annotations

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Got,
    Kind,
    Made,
    Policy,
    Shape,
    Terraform,
    group,
    made,
    shape,
)
from designer.graph import Attribute
from designer.graph.keys import EncryptionKey, KeyAlias


def _key(key: EncryptionKey) -> Shape:
    return shape(
        "Key",
        Description=key.description,
        EnableKeyRotation=key.rotation,
        RotationPeriodInDays=key.rotation_period,
        PendingWindowInDays=key.deletion_window,
        MultiRegion=key.multi_region or None,
        KeyPolicy=Policy(key.statements),
    )


def _key_block(key: EncryptionKey) -> tuple[Made, ...]:
    settings = group(
        description=key.description,
        enable_key_rotation=key.rotation,
        rotation_period_in_days=key.rotation_period,
        deletion_window_in_days=key.deletion_window,
        multi_region=key.multi_region or None,
    )
    return (made("aws_kms_key", settings, group(policy=Policy(key.statements, key.because))),)


def _alias(alias: KeyAlias) -> Shape:
    return shape("Alias", AliasName=alias.name, TargetKeyId=alias.key)


def _alias_block(alias: KeyAlias) -> tuple[Made, ...]:
    return (made("aws_kms_alias", group(name=alias.name, target_key_id=alias.key)),)


KINDS = (
    Kind(
        EncryptionKey,
        CloudFormation("AWS::KMS::Key", _key, {Attribute.ARN: Got("Arn"), Attribute.ID: REF}),
        Terraform("aws_kms_key", _key_block, "keys.tf", {Attribute.ARN: "arn", Attribute.ID: "key_id"}),
    ),
    Kind(
        KeyAlias,
        CloudFormation("AWS::KMS::Alias", _alias, {Attribute.NAME: REF}, tags=None),
        Terraform("aws_kms_alias", _alias_block, "keys.tf", {Attribute.NAME: "name"}),
    ),
)
"""How keys and their names are spelt."""
