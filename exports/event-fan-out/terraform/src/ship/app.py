"""Ships each order that is paid for."""

import json
from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="event-fan-out")
tracer = Tracer(service="event-fan-out")
processor = BatchProcessor(event_type=EventType.SQS)


def process(record: SQSRecord) -> None:
    """Do the work of one message. Raise to have it delivered again.

    A message can arrive more than once: doing the work twice must do no harm.
    """
    message = json.loads(record.body)
    # Until the work is written here, every message fails and none is lost.
    raise RuntimeError(f"nothing processes messages yet: {sorted(message)}")


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
