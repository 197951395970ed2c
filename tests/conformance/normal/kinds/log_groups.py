"""Log groups of CloudWatch Logs."""

from __future__ import annotations

from tests.conformance.normal.exemption import argument, deletion
from tests.conformance.normal.identification import named
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.values import entries, fixed, pairs, text, whole

_CLOUDFORMATION = Spelling(
    "AWS::Logs::LogGroup",
    named("LogGroupName"),
    {"RetentionInDays": whole("retention_days"), "KmsKeyId": text("key"), "Tags": pairs("tags")},
    asked={"Ref": "name", "Arn": "streams_arn"},
    unnoticed=deletion(),
)

_TERRAFORM = Spelling(
    "aws_cloudwatch_log_group",
    named("name"),
    {
        "retention_in_days": whole("retention_days"),
        "kms_key_id": text("key"),
        "skip_destroy": fixed(expected=False),
        "tags": entries("tags"),
    },
    asked={"arn": "arn", "id": "name"},
    unnoticed=(argument("skip_destroy", False),),
)

KINDS = (
    Kind(
        name="log_group",
        cloudformation=(_CLOUDFORMATION,),
        terraform=(_TERRAFORM,),
        answers={
            "arn": arn("logs", "log-group:{name}"),
            "name": "{name}",
            "streams_arn": arn("logs", "log-group:{name}:*"),
        },
        defaults={("retention_days",): "never expires"},
    ),
)
