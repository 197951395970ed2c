"""The handler of ship, invoked with events/ship.json."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

EVENTS = Path(__file__).parent.parent / "events"
EVENT = json.loads((EVENTS / "ship.json").read_text())
CONTEXT = SimpleNamespace(
    function_name="ship",
    memory_limit_in_mb=128,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:ship",
    aws_request_id="00000000-0000-0000-0000-000000000000",
)


@pytest.fixture
def app(load: Callable[..., ModuleType]) -> ModuleType:
    """The function's module."""
    return load("ship/app.py")


def test_nothing_is_taken_for_done_before_it_is_written(app: ModuleType) -> None:
    with pytest.raises(Exception, match="All records failed processing"):
        app.handler(EVENT, CONTEXT)
