"""The handler of items, invoked with events/items.json."""

import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from unittest.mock import MagicMock

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "items"
MODULE = "items_app"
EVENT = json.loads((ROOT / "events" / "items.json").read_text())
CONTEXT = SimpleNamespace(
    function_name="items",
    memory_limit_in_mb=128,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:items",
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
        "CATALOGUE_TABLE": "testing",
    }.items():
        monkeypatch.setitem(os.environ, name, value)
    spec = importlib.util.spec_from_file_location(MODULE, SOURCE / "app.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    module.table = MagicMock()
    return module


def test_returns_the_item(app: ModuleType) -> None:
    app.table.get_item.return_value = {"Item": {"id": "1"}}

    response = app.handler(EVENT, CONTEXT)

    assert response["statusCode"] == 200
    assert json.loads(response["body"]) == {"id": "1"}


def test_an_item_that_is_not_there_is_not_found(app: ModuleType) -> None:
    app.table.get_item.return_value = {}

    assert app.handler(EVENT, CONTEXT)["statusCode"] == 404
