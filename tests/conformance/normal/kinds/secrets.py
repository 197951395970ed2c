"""Secrets of Secrets Manager."""

from __future__ import annotations

from tests.conformance.normal.exemption import argument
from tests.conformance.normal.identification import named
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.values import entries, fixed, pairs, text

_SUFFIX = "-??????"
"""Secrets Manager puts six random characters behind the name."""

_CLOUDFORMATION = Spelling(
    "AWS::SecretsManager::Secret",
    named("Name"),
    {"Description": text("description"), "KmsKeyId": text("key"), "Tags": pairs("tags")},
    asked={"Ref": "arn", "Id": "arn"},
)

_TERRAFORM = Spelling(
    "aws_secretsmanager_secret",
    named("name"),
    {
        "description": text("description"),
        "kms_key_id": text("key"),
        "force_overwrite_replica_secret": fixed(expected=False),
        "recovery_window_in_days": fixed(30),
        "tags": entries("tags"),
    },
    asked={"arn": "arn", "id": "arn"},
    unnoticed=(argument("force_overwrite_replica_secret", False), argument("recovery_window_in_days", 30)),
)

KINDS = (
    Kind(
        name="secret",
        cloudformation=(_CLOUDFORMATION,),
        terraform=(_TERRAFORM,),
        answers={"arn": arn("secretsmanager", "secret:{name}") + _SUFFIX},
        defaults={("description",): ""},
    ),
)
