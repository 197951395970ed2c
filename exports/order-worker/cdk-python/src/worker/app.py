"""Writes each order of a batch to the table and reports those that failed."""

import json
import logging
import os
from decimal import Decimal
from typing import Any

import boto3

logger = logging.getLogger()
logger.setLevel(logging.INFO)

# Made once per execution environment, outside the handler: later invocations reuse the connection.
table = boto3.resource("dynamodb").Table(os.environ["HISTORY_TABLE"])


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Process a batch and report the messages that failed; only those are delivered again."""
    failures = []
    for record in event["Records"]:
        try:
            process(json.loads(record["body"], parse_float=Decimal))
        except Exception:
            logger.exception("Message %s failed", record["messageId"])
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def process(message: dict[str, Any]) -> None:
    """Write one message to the table. Raise to have it delivered again.

    A message can arrive more than once; writing the same item again does no harm.
    """
    table.put_item(Item=message)
