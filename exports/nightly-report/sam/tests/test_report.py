"""The handler of report, invoked with events/report.json."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

EVENTS = Path(__file__).parent.parent / "events"
EVENT = json.loads((EVENTS / "report.json").read_text())
CONTEXT = SimpleNamespace(
    function_name="report",
    memory_limit_in_mb=128,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:report",
    aws_request_id="00000000-0000-0000-0000-000000000000",
)


@pytest.fixture
def app(load: Callable[..., ModuleType]) -> ModuleType:
    """The function's module."""
    return load(
        "report/app.py",
        WAREHOUSE_SECRET_ARN="testing",
    )


def test_nothing_is_taken_for_done_before_it_is_written(app: ModuleType) -> None:
    with pytest.raises(Exception, match="nothing runs on schedule yet"):
        app.handler(EVENT, CONTEXT)
