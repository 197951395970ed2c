"""The handler of announce, invoked with events/announce.json."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

EVENTS = Path(__file__).parent.parent / "events"
EVENT = json.loads((EVENTS / "announce.json").read_text())
CONTEXT = SimpleNamespace(
    function_name="announce",
    memory_limit_in_mb=128,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:announce",
    aws_request_id="00000000-0000-0000-0000-000000000000",
)


@pytest.fixture
def app(load: Callable[..., ModuleType]) -> ModuleType:
    """The function's module."""
    return load(
        "announce/app.py",
        TOPIC_ARN="testing",
    )


def request(method: str, path: str, body: str = "") -> dict[str, Any]:
    """Make an event of another request out of the sample."""
    context = EVENT["requestContext"]
    http = {**context["http"], "method": method, "path": path}
    changed = {"rawPath": path, "requestContext": {**context, "http": http}}
    return {**EVENT, **changed, "body": body}


def test_the_first_route_answers(app: ModuleType) -> None:
    assert app.handler(EVENT, CONTEXT)["statusCode"] == 501


def test_an_unknown_route_is_not_found(app: ModuleType) -> None:
    event = request("GET", "/no/such/route")

    assert app.handler(event, CONTEXT)["statusCode"] == 404
