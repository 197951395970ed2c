"""Pipes of EventBridge whose source is a queue or a stream and whose target is a function."""

from __future__ import annotations

from collections.abc import Mapping

from tests.conformance.normal.exemption import CDK, argument, property_
from tests.conformance.normal.identification import named
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.structures import tags
from tests.conformance.normal.values import Reader, block, each, nested, only, pattern, text, whole

_QUEUE: Mapping[str, Reader] = {
    "BatchSize": whole("batch_size"),
    "MaximumBatchingWindowInSeconds": whole("batching_window"),
}
_STREAM: Mapping[str, Reader] = {
    **_QUEUE,
    "StartingPosition": text("starting_position"),
    "MaximumRetryAttempts": whole("retries"),
    "MaximumRecordAgeInSeconds": whole("record_age"),
    "DeadLetterConfig": nested({"Arn": text("dead_letter")}),
}
_AWS_QUEUE: Mapping[str, Reader] = {
    "batch_size": whole("batch_size"),
    "maximum_batching_window_in_seconds": whole("batching_window"),
}
_AWS_STREAM: Mapping[str, Reader] = {
    **_AWS_QUEUE,
    "starting_position": text("starting_position"),
    "maximum_retry_attempts": whole("retries"),
    "maximum_record_age_in_seconds": whole("record_age"),
    "dead_letter_config": block({"arn": text("dead_letter")}),
}

_PIPE = Spelling(
    "AWS::Pipes::Pipe",
    named("Name"),
    {
        "Description": text("description"),
        "RoleArn": text("role"),
        "DesiredState": text("state"),
        "Source": text("source"),
        "SourceParameters": nested(
            {
                "FilterCriteria": nested({"Filters": each(nested({"Pattern": pattern("filters")}))}),
                "SqsQueueParameters": nested(_QUEUE),
                "KinesisStreamParameters": nested(_STREAM),
                "DynamoDBStreamParameters": nested(_STREAM),
            }
        ),
        "Enrichment": text("enrichment"),
        "Target": text("target"),
        "TargetParameters": nested(
            {
                "LambdaFunctionParameters": nested({"InvocationType": text("invocation")}),
                "InputTemplate": text("template"),
            }
        ),
        "Tags": tags(),
    },
    asked={"Ref": "name", "Arn": "arn"},
    unnoticed=(property_("DesiredState", "RUNNING", CDK),),
)

_AWS_PIPE = Spelling(
    "aws_pipes_pipe",
    named("name"),
    {
        "description": text("description"),
        "role_arn": text("role"),
        "desired_state": text("state"),
        "source": text("source"),
        "source_parameters": only(
            nested(
                {
                    "filter_criteria": block({"filter": each(nested({"pattern": pattern("filters")}))}),
                    "sqs_queue_parameters": block(_AWS_QUEUE),
                    "kinesis_stream_parameters": block(_AWS_STREAM),
                    "dynamodb_stream_parameters": block(_AWS_STREAM),
                }
            )
        ),
        "enrichment": text("enrichment"),
        "target": text("target"),
        "target_parameters": only(
            nested(
                {
                    "lambda_function_parameters": block({"invocation_type": text("invocation")}),
                    "input_template": text("template"),
                }
            )
        ),
        "tags": tags(),
    },
    asked={"arn": "arn", "id": "name"},
    unnoticed=(argument("desired_state", "RUNNING"),),
)

KINDS = (
    Kind(
        name="pipe",
        cloudformation=(_PIPE,),
        terraform=(_AWS_PIPE,),
        answers={"arn": arn("pipes", "pipe/{name}"), "name": "{name}"},
        defaults={("state",): "RUNNING", ("invocation",): "REQUEST_RESPONSE", ("batching_window",): 0},
    ),
)
