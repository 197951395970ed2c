"""What the tests of all handlers share: a module loaded anew, far from AWS."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SOURCE = Path(__file__).parent.parent / "src"
FAR_FROM_AWS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "POWERTOOLS_TRACE_DISABLED": "1",
}


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Callable[..., ModuleType]:
    """Load a file below src/ as its function would, with these environment variables."""

    def load(path: str, /, **variables: str) -> ModuleType:
        function = path.partition("/")[0]
        monkeypatch.syspath_prepend(str(SOURCE / function))
        for name, value in {**FAR_FROM_AWS, **variables}.items():
            monkeypatch.setenv(name, value)
        # Functions have files of the same name, so each module gets a name of its own.
        name = path.removesuffix(".py").replace("/", "_").replace("-", "_")
        spec = importlib.util.spec_from_file_location(name, SOURCE / path)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        return module

    return load
