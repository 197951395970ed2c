"""Makes the report of the day before."""

from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="nightly-report")
tracer = Tracer(service="nightly-report")


@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Do the work of one scheduled time. Raise to have it tried again.

    A schedule can fire twice for one time: doing the work twice must do no harm.
    """
    logger.info("Started by a schedule", extra={"event": event})
    # Until the work is written here, every run fails and shows in the errors.
    raise RuntimeError("nothing runs on schedule yet")
