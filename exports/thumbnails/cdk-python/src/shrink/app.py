"""Makes a small copy of each picture."""

from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.utilities.data_classes import S3Event, event_source
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="thumbnails")
tracer = Tracer(service="thumbnails")


def process(record: Any) -> None:
    """Process one record. It can come twice: doing the work twice must do no harm."""
    logger.info("Received a record")
    # Until the work is written here, every record fails and none is taken for done.
    raise RuntimeError("nothing processes records yet")


@logger.inject_lambda_context
@tracer.capture_lambda_handler
@event_source(data_class=S3Event)
def handler(event: S3Event, context: LambdaContext) -> None:
    """Process every record; one that fails fails them all, and all are tried again."""
    for record in event.records:
        process(record)
