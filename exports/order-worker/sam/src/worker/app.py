"""Writes each order of a batch to the table and reports those that failed."""

import json
import os
from decimal import Decimal
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="order-worker")
tracer = Tracer(service="order-worker")
processor = BatchProcessor(event_type=EventType.SQS)

# Made once per execution environment; later invocations reuse the connection.
table = boto3.resource("dynamodb").Table(os.environ["HISTORY_TABLE"])


def process(record: SQSRecord) -> None:
    """Write one message to the table. Raise to have it delivered again.

    A message can arrive more than once; writing the same item again does no harm.
    """
    table.put_item(Item=json.loads(record.body, parse_float=Decimal))


@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(
    event: dict[str, Any], context: LambdaContext
) -> PartialItemFailureResponse:
    """Process a batch and report the messages that failed; only those come back."""
    return process_partial_response(
        event=event,
        record_handler=process,
        processor=processor,
        context=context,
    )
