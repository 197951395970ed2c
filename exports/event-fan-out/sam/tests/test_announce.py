"""The handler of announce, invoked with events/announce.json."""

import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "announce"
MODULE = "announce_app"
EVENT = json.loads((ROOT / "events" / "announce.json").read_text())
CONTEXT = SimpleNamespace(
    function_name="announce",
    memory_limit_in_mb=128,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:announce",
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
        "TOPIC_ARN": "testing",
    }.items():
        monkeypatch.setitem(os.environ, name, value)
    spec = importlib.util.spec_from_file_location(MODULE, SOURCE / "app.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


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
