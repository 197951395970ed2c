"""The handler of orders, invoked with events/orders.json."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

EVENTS = Path(__file__).parent.parent / "events"
EVENT = json.loads((EVENTS / "orders.json").read_text())
CONTEXT = SimpleNamespace(
    function_name="orders",
    memory_limit_in_mb=128,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:orders",
    aws_request_id="00000000-0000-0000-0000-000000000000",
)


@pytest.fixture
def app(load: Callable[..., ModuleType]) -> ModuleType:
    """The function's module."""
    return load(
        "orders/app.py",
        ORDERS_TABLE="testing",
    )


def request(method: str, path: str, body: str = "") -> dict[str, Any]:
    """Make an event of another request out of the sample."""
    return {**EVENT, "httpMethod": method, "path": path, "body": body}


def test_the_first_route_answers(app: ModuleType) -> None:
    assert app.handler(EVENT, CONTEXT)["statusCode"] == 501


def test_an_unknown_route_is_not_found(app: ModuleType) -> None:
    event = request("GET", "/no/such/route")

    assert app.handler(event, CONTEXT)["statusCode"] == 404
