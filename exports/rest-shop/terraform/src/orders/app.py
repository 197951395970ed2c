"""Reads and takes orders."""

from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="rest-shop")
tracer = Tracer(service="rest-shop")
app = APIGatewayRestResolver()


@app.get("/orders")
def get_orders() -> Response[str]:
    """Answer GET /orders; say honestly that it has no code yet."""
    return Response(status_code=501, content_type="text/plain", body="not written yet")


@app.get("/orders/<id>")
def get_orders_id(id: str) -> Response[str]:
    """Answer GET /orders/{id}; say honestly that it has no code yet."""
    return Response(status_code=501, content_type="text/plain", body="not written yet")


@app.post("/orders")
def post_orders() -> Response[str]:
    """Answer POST /orders; say honestly that it has no code yet."""
    return Response(status_code=501, content_type="text/plain", body="not written yet")


@app.get("/partners/orders")
def get_partners_orders() -> Response[str]:
    """Answer GET /partners/orders; say honestly that it has no code yet."""
    return Response(status_code=501, content_type="text/plain", body="not written yet")


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Find the route's function and turn its result into an HTTP response."""
    return app.resolve(event, context)
