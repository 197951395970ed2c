"""Kinesis streams and their consumers, from the API reference and the provider's documentation."""

from __future__ import annotations

from tests.conformance.normal.exemption import argument
from tests.conformance.normal.identification import about, named
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.values import block, entries, fixed, nested, pairs, text, whole

_STREAM = Spelling(
    "AWS::Kinesis::Stream",
    named("Name"),
    {
        "StreamModeDetails": nested({"StreamMode": text("mode")}),
        "ShardCount": whole("shards"),
        "RetentionPeriodHours": whole("retention"),
        "StreamEncryption": nested({"EncryptionType": text("encryption"), "KeyId": text("key")}),
        "Tags": pairs("tags"),
    },
    asked={"Ref": "name", "Arn": "arn"},
)

_AWS_STREAM = Spelling(
    "aws_kinesis_stream",
    named("name"),
    {
        "stream_mode_details": block({"stream_mode": text("mode")}),
        "shard_count": whole("shards"),
        "retention_period": whole("retention"),
        "encryption_type": text("encryption"),
        "kms_key_id": text("key"),
        # What the provider does before it deletes a stream; it says nothing of the stream.
        "enforce_consumer_deletion": fixed(False),
        "tags": entries("tags"),
    },
    asked={"arn": "arn"},
    unnoticed=(argument("enforce_consumer_deletion", False), argument("retention_period", 24)),
)

_CONSUMER = Spelling(
    "AWS::Kinesis::StreamConsumer",
    about("{StreamARN} < {ConsumerName}"),
    {},
    asked={"Ref": "arn"},
)

_AWS_CONSUMER = Spelling(
    "aws_kinesis_stream_consumer",
    about("{stream_arn} < {name}"),
    {},
    asked={"arn": "arn"},
)

KINDS = (
    Kind(
        name="stream",
        cloudformation=(_STREAM,),
        terraform=(_AWS_STREAM,),
        answers={"arn": arn("kinesis", "stream/{name}"), "name": "{name}"},
        defaults={("mode",): "PROVISIONED", ("retention",): 24, ("encryption",): "NONE"},
    ),
    Kind(
        name="stream_consumer",
        cloudformation=(_CONSUMER,),
        terraform=(_AWS_CONSUMER,),
        answers={"arn": arn("kinesis", "stream/<stream>/consumer/{name}:<created>")},
    ),
)
