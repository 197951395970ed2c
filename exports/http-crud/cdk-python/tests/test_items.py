"""The handler of items, invoked with events/items.json."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest

EVENTS = Path(__file__).parent.parent / "events"
EVENT = json.loads((EVENTS / "items.json").read_text())
CONTEXT = SimpleNamespace(
    function_name="items",
    memory_limit_in_mb=128,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:items",
    aws_request_id="00000000-0000-0000-0000-000000000000",
)


@pytest.fixture
def app(load: Callable[..., ModuleType]) -> ModuleType:
    """The function's module, which calls nobody."""
    module = load(
        "items/app.py",
        CATALOGUE_TABLE="testing",
    )
    module.table = MagicMock()
    return module


def request(method: str, path: str, body: str = "") -> dict[str, Any]:
    """Make an event of another request out of the sample."""
    context = EVENT["requestContext"]
    http = {**context["http"], "method": method, "path": path}
    changed = {"rawPath": path, "requestContext": {**context, "http": http}}
    return {**EVENT, **changed, "body": body}


def test_returns_the_item_with_its_numbers(app: ModuleType) -> None:
    item = {"price": Decimal("2.5"), "pieces": Decimal(3), "marks": {"new"}}
    app.table.get_item.return_value = {"Item": item}

    response = app.handler(request("GET", "/items/1"), CONTEXT)

    assert response["statusCode"] == 200
    assert response["body"] == '{"price": 2.5, "pieces": 3, "marks": ["new"]}'


def test_an_item_that_is_not_there_is_not_found(app: ModuleType) -> None:
    app.table.get_item.return_value = {}

    response = app.handler(request("GET", "/items/1"), CONTEXT)

    assert response["statusCode"] == 404


def test_stores_the_item_with_its_numbers(app: ModuleType) -> None:
    sent = request("PUT", "/items/1", '{"price": 2.5, "pieces": 3}')

    assert app.handler(sent, CONTEXT)["statusCode"] == 204

    item = app.table.put_item.call_args.kwargs["Item"]
    assert item.pop("id") == "1"
    assert item == {"price": Decimal("2.5"), "pieces": 3}


def test_a_body_in_base64_is_decoded(app: ModuleType) -> None:
    sent = request("PUT", "/items/1", "eyJwaWVjZXMiOiAzfQ==")

    response = app.handler({**sent, "isBase64Encoded": True}, CONTEXT)

    assert response["statusCode"] == 204
    assert app.table.put_item.call_args.kwargs["Item"]["pieces"] == 3


@pytest.mark.parametrize("body", ["", "{", "[]", "3", '{"price": NaN}'])
def test_what_is_no_json_object_is_refused(app: ModuleType, body: str) -> None:
    sent = request("PUT", "/items/1", body)

    assert app.handler(sent, CONTEXT)["statusCode"] == 400
    app.table.put_item.assert_not_called()


def test_an_unknown_route_is_not_found(app: ModuleType) -> None:
    event = request("GET", "/no/such/route")

    assert app.handler(event, CONTEXT)["statusCode"] == 404
