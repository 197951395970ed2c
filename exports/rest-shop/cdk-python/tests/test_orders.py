"""The handler of orders, invoked with events/orders.json."""

import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "orders"
MODULE = "orders_app"
EVENT = json.loads((ROOT / "events" / "orders.json").read_text())
CONTEXT = SimpleNamespace(
    function_name="orders",
    memory_limit_in_mb=128,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:orders",
    aws_request_id="00000000-0000-0000-0000-000000000000",
)


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The function's module, loaded anew, far from AWS."""
    monkeypatch.syspath_prepend(str(SOURCE))
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "POWERTOOLS_TRACE_DISABLED": "1",
        "ORDERS_TABLE": "testing",
    }.items():
        monkeypatch.setitem(os.environ, name, value)
    spec = importlib.util.spec_from_file_location(MODULE, SOURCE / "app.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


def request(method: str, path: str, body: str = "") -> dict[str, Any]:
    """Make an event of another request out of the sample."""
    return {**EVENT, "httpMethod": method, "path": path, "body": body}


def test_the_first_route_answers(app: ModuleType) -> None:
    assert app.handler(EVENT, CONTEXT)["statusCode"] == 501


def test_an_unknown_route_is_not_found(app: ModuleType) -> None:
    event = request("GET", "/no/such/route")

    assert app.handler(event, CONTEXT)["statusCode"] == 404
