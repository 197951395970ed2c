"""Kinesis streams and their consumers."""

from __future__ import annotations

from designer.exporters.shapes import (
    REF,
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
from designer.graph.streams import Stream, StreamConsumer

_ENCRYPTED = "KMS"


def _mode(stream: Stream) -> str | None:
    """The mode, where it is not what shards say already."""
    return "ON_DEMAND" if stream.shards is None else None


def _stream(stream: Stream) -> Shape:
    key = stream.kms_key
    return shape(
        "Stream",
        Name=stream.name,
        StreamModeDetails=shape("StreamModeDetails", StreamMode=_mode(stream)),
        ShardCount=stream.shards,
        RetentionPeriodHours=stream.retention,
        StreamEncryption=shape("StreamEncryption", EncryptionType=_ENCRYPTED, KeyId=key) if key else None,
    )


def _stream_block(stream: Stream) -> tuple[Made, ...]:
    settings = group(
        name=stream.name,
        shard_count=stream.shards,
        retention_period=stream.retention,
        encryption_type=_ENCRYPTED if stream.kms_key else None,
        kms_key_id=stream.kms_key,
    )
    return (made("aws_kinesis_stream", settings, block("stream_mode_details", stream_mode=_mode(stream))),)


def _consumer(consumer: StreamConsumer) -> Shape:
    return shape("StreamConsumer", ConsumerName=consumer.name, StreamARN=consumer.stream)


def _consumer_block(consumer: StreamConsumer) -> tuple[Made, ...]:
    return (made("aws_kinesis_stream_consumer", group(name=consumer.name, stream_arn=consumer.stream)),)


KINDS = (
    Kind(
        Stream,
        CloudFormation("AWS::Kinesis::Stream", _stream, {Attribute.ARN: Got("Arn"), Attribute.NAME: REF}),
        Terraform(
            "aws_kinesis_stream",
            _stream_block,
            "streams.tf",
            {Attribute.ARN: "arn", Attribute.NAME: "name"},
        ),
    ),
    Kind(
        StreamConsumer,
        CloudFormation("AWS::Kinesis::StreamConsumer", _consumer, {Attribute.ARN: REF}, tags=None),
        Terraform("aws_kinesis_stream_consumer", _consumer_block, "streams.tf", {Attribute.ARN: "arn"}),
        suffix="Consumer",
    ),
)
"""How streams and consumers are spelt."""
