"""The handler of worker, invoked with events/worker.json."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from unittest.mock import MagicMock

import pytest

EVENTS = Path(__file__).parent.parent / "events"
EVENT = json.loads((EVENTS / "worker.json").read_text())
CONTEXT = SimpleNamespace(
    function_name="worker",
    memory_limit_in_mb=128,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:worker",
    aws_request_id="00000000-0000-0000-0000-000000000000",
)


@pytest.fixture
def app(load: Callable[..., ModuleType]) -> ModuleType:
    """The function's module, which calls nobody."""
    module = load(
        "worker/app.py",
        HISTORY_TABLE="testing",
        PAYMENT_KEY_ARN="testing",
    )
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
