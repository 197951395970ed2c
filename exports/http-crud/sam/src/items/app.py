"""Answers the routes of the API from the table."""

import json
import os
from decimal import Decimal
from functools import partial
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import (
    BadRequestError,
    NotFoundError,
)
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="http-crud")
tracer = Tracer(service="http-crud")


def as_json(value: Any) -> Any:
    """Write what JSON does not know: the table has numbers as Decimal, and sets."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, set):
        return list(value)
    raise TypeError(f"JSON has no {type(value).__name__}")


app = APIGatewayHttpResolver(serializer=partial(json.dumps, default=as_json))

# Made once per execution environment; later invocations reuse the connection.
table = boto3.resource("dynamodb").Table(os.environ["CATALOGUE_TABLE"])


def sent_item() -> dict[str, Any]:
    """Read the request's body, a JSON object, with numbers as the table takes them."""
    try:
        sent = json.loads(
            app.current_event.decoded_body or "",
            parse_float=Decimal,
            parse_constant=refuse,
        )
    except (ValueError, RecursionError) as error:
        raise BadRequestError("the body is not JSON") from error
    if not isinstance(sent, dict):
        raise BadRequestError("the body is not a JSON object")
    return sent


def refuse(constant: str) -> None:
    """Refuse NaN and Infinity, which neither JSON nor the table knows."""
    raise ValueError(f"{constant} is not JSON")


@app.get("/items/<id>")
def get_items_id(id: str) -> dict[str, Any]:
    """Answer GET /items/{id}: one item."""
    found = table.get_item(Key={"id": id})
    if "Item" not in found:
        raise NotFoundError
    return found["Item"]


@app.put("/items/<id>")
def put_items_id(id: str) -> Response[str]:
    """Answer PUT /items/{id}: store one item under its key."""
    table.put_item(Item={**sent_item(), "id": id})
    return Response(status_code=204)


@app.delete("/items/<id>")
def delete_items_id(id: str) -> Response[str]:
    """Answer DELETE /items/{id}: remove one item, whether it is there or not."""
    table.delete_item(Key={"id": id})
    return Response(status_code=204)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Find the route's function and turn its result into an HTTP response."""
    return app.resolve(event, context)
