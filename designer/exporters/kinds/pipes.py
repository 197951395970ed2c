"""EventBridge Pipes."""

from __future__ import annotations

import json

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Got,
    JsonText,
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
from designer.graph.pipes import Pipe, PipeShards


def _pipe(pipe: Pipe) -> Shape:
    return shape(
        "Pipe",
        Name=pipe.name,
        Description=pipe.description,
        RoleArn=pipe.role,
        DesiredState=pipe.state,
        Source=pipe.source,
        SourceParameters=_source(pipe),
        Enrichment=pipe.enrichment,
        Target=pipe.target,
        TargetParameters=shape(
            "PipeTargetParameters",
            LambdaFunctionParameters=shape(
                "PipeTargetLambdaFunctionParameters", when=pipe.invocation, InvocationType=pipe.invocation
            ),
            InputTemplate=pipe.template,
        ),
    )


def _source(pipe: Pipe) -> Shape:
    filters = tuple(shape("Filter", Pattern=JsonText(json.loads(each))) for each in pipe.filters)
    queue = shape(
        "PipeSourceSqsQueueParameters",
        BatchSize=pipe.batch_size,
        MaximumBatchingWindowInSeconds=pipe.batching_window,
    )
    return shape(
        "PipeSourceParameters",
        FilterCriteria=shape("FilterCriteria", Filters=filters),
        SqsQueueParameters=None if pipe.stream or pipe.table_stream else queue,
        KinesisStreamParameters=_shards("PipeSourceKinesisStreamParameters", pipe, pipe.stream),
        DynamoDBStreamParameters=_shards("PipeSourceDynamoDBStreamParameters", pipe, pipe.table_stream),
    )


def _shards(kind: str, pipe: Pipe, shards: PipeShards | None) -> Shape | None:
    if shards is None:
        return None
    return shape(
        kind,
        StartingPosition=shards.starting_position,
        BatchSize=pipe.batch_size,
        MaximumBatchingWindowInSeconds=pipe.batching_window,
        MaximumRetryAttempts=shards.retries,
        MaximumRecordAgeInSeconds=shards.record_age,
        DeadLetterConfig=shape("DeadLetterConfig", when=shards.dead_letter, Arn=shards.dead_letter),
    )


def _pipe_block(pipe: Pipe) -> tuple[Made, ...]:
    return (
        made(
            "aws_pipes_pipe",
            group(name=pipe.name, description=pipe.description, role_arn=pipe.role, desired_state=pipe.state),
            group(source=pipe.source, enrichment=pipe.enrichment, target=pipe.target),
            _source_block(pipe),
            block(
                "target_parameters",
                input_template=pipe.template,
                invocation=block(
                    "lambda_function_parameters", when=pipe.invocation, invocation_type=pipe.invocation
                ),
            ),
        ),
    )


def _source_block(pipe: Pipe) -> Shape:
    filters = tuple(block("filter", pattern=JsonText(json.loads(each))) for each in pipe.filters)
    queue = block(
        "sqs_queue_parameters",
        batch_size=pipe.batch_size,
        maximum_batching_window_in_seconds=pipe.batching_window,
    )
    return block(
        "source_parameters",
        filters=block("filter_criteria", filter=filters),
        queue=None if pipe.stream or pipe.table_stream else queue,
        stream=_shards_block("kinesis_stream_parameters", pipe, pipe.stream),
        table_stream=_shards_block("dynamodb_stream_parameters", pipe, pipe.table_stream),
    )


def _shards_block(kind: str, pipe: Pipe, shards: PipeShards | None) -> Shape | None:
    if shards is None:
        return None
    return block(
        kind,
        starting_position=shards.starting_position,
        batch_size=pipe.batch_size,
        maximum_batching_window_in_seconds=pipe.batching_window,
        maximum_retry_attempts=shards.retries,
        maximum_record_age_in_seconds=shards.record_age,
        dead_letter=block("dead_letter_config", when=shards.dead_letter, arn=shards.dead_letter),
    )


KINDS = (
    Kind(
        Pipe,
        CloudFormation(
            "AWS::Pipes::Pipe", _pipe, {Attribute.ARN: Got("Arn"), Attribute.NAME: REF}, tags="map"
        ),
        Terraform("aws_pipes_pipe", _pipe_block, "pipes.tf", {Attribute.ARN: "arn", Attribute.NAME: "name"}),
    ),
)
"""How pipes are spelt."""
