"""Answers the routes of the API from the table."""

import json
import os
from decimal import Decimal
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="http-crud")
tracer = Tracer(service="http-crud")
app = APIGatewayHttpResolver()

# Made once per execution environment; later invocations reuse the connection.
table = boto3.resource("dynamodb").Table(os.environ["CATALOGUE_TABLE"])


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
    body = json.loads(app.current_event.body or "{}", parse_float=Decimal)
    table.put_item(Item={**body, "id": id})
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
