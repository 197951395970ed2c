"""The handler of worker, invoked with events/worker.json."""

import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from unittest.mock import MagicMock

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "worker"
MODULE = "worker_app"
EVENT = json.loads((ROOT / "events" / "worker.json").read_text())
CONTEXT = SimpleNamespace(
    function_name="worker",
    memory_limit_in_mb=128,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:worker",
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
        "HISTORY_TABLE": "testing",
        "PAYMENT_KEY_ARN": "testing",
    }.items():
        monkeypatch.setitem(os.environ, name, value)
    spec = importlib.util.spec_from_file_location(MODULE, SOURCE / "app.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    module.table = MagicMock()
    return module


def test_writes_every_message(app: ModuleType) -> None:
    assert app.handler(EVENT, CONTEXT) == {"batchItemFailures": []}
    assert app.table.put_item.call_count == len(EVENT["Records"])


def test_reports_only_what_failed(app: ModuleType) -> None:
    app.table.put_item.side_effect = [None, RuntimeError("throttled")]

    result = app.handler(EVENT, CONTEXT)

    failed = [EVENT["Records"][1]["messageId"]]
    assert [each["itemIdentifier"] for each in result["batchItemFailures"]] == failed
