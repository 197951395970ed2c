"""The handler of check, invoked with events/check.json."""

import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "check"
MODULE = "check_app"
EVENT = json.loads((ROOT / "events" / "check.json").read_text())
CONTEXT = SimpleNamespace(
    function_name="check",
    memory_limit_in_mb=128,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:check",
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
    }.items():
        monkeypatch.setitem(os.environ, name, value)
    spec = importlib.util.spec_from_file_location(MODULE, SOURCE / "app.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


def test_nothing_is_taken_for_done_before_it_is_written(app: ModuleType) -> None:
    with pytest.raises(Exception, match="nothing handles events yet"):
        app.handler(EVENT, CONTEXT)
