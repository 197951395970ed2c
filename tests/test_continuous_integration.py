"""What docs/continuous-integration.md and the hook definitions say works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from designer.cli import cli

ROOT = Path(__file__).parent.parent
HOOKS = yaml.load((ROOT / ".pre-commit-hooks.yaml").read_text(), yaml.CSafeLoader)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own to run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@pytest.mark.parametrize("hook", HOOKS, ids=lambda each: each["id"])
def test_hooks_of_pre_commit_run(hook: dict[str, str]) -> None:
    Path("blueprints").mkdir()
    name = "blueprints/shop.yaml"
    Path(name).write_text("blueprint: 1\nname: a\nfunctions: {f: {memory_size: 64}}\n")
    assert re.search(hook["files"], f"designs/{name}")
    assert not re.search(hook["files"], "docs/shop.yaml")
    program, *arguments = hook["entry"].split()
    assert program == "lambda-designer"
    result = run(*arguments, name)
    assert result.exit_code == (1 if arguments == ["check"] else 0)


def test_documentation_of_continuous_integration_holds() -> None:
    page = (ROOT / "docs" / "continuous-integration.md").read_text()
    blocks = [
        yaml.load(each, yaml.CSafeLoader) for each in re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    ]
    (hooks,) = (each["repos"][0]["hooks"] for each in blocks if "repos" in each)
    (accepted,) = (each for each in blocks if "suppress" in each)
    assert {each["id"] for each in hooks} == {each["id"] for each in HOOKS}
    design = {"blueprint": 1, "name": "a", "functions": {"worker": {"timeout": 1000}}, **accepted}
    Path("shop.yaml").write_text(yaml.safe_dump(design))
    commands = re.findall(r"lambda-designer (check .*?)(?: +#| >|$)", page, flags=re.MULTILINE)
    assert commands
    for command in commands:
        done = run(*command.replace("blueprints/*.yaml", "shop.yaml").split())
        assert done.exit_code == 0, command
