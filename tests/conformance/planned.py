"""Plans every Terraform export in every stage, as modules of one root, in one ``terraform test``."""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.conformance.designs import designs, given
from tests.conformance.normal.symbols import symbols
from tests.conformance.normal.terraform import REGION_OUTPUT, addresses
from tests.conformance.provider6 import lowered
from tests.conformance.textual import MUTANTS, Mutant
from tests.conformance.workshop import ToolFailedError, Workshop

ROOT = """\
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
"""
_PROVIDER = re.compile(r'^provider "aws" \{\n  region = (\S+)\n\}\n', re.MULTILINE)
_ANSWERS = {"aws_caller_identity": '{ account_id = "111122223333" }'}
"""What the data sources that would ask an account are to answer."""


def plan_terraform(workshop: Workshop, exports: Path) -> dict[str, Any]:
    """Module to its planned resources, bare and symbolic, and its outputs."""
    root = workshop.folder / "planned"
    modules = _copy(exports / "terraform", root)
    newer = {name: lowered(root / name) for name in modules}
    known = {
        module_name(design.name, stage): given(design.blueprint)
        for design in designs()
        for stage in design.stages
    }
    said = (_planned_module(name, stage, known.get(name, {})) for name, stage in modules.items())
    (root / "main.tf").write_text(ROOT + "".join(said))
    (root / "parity.tftest.hcl").write_text(_test(root, list(modules)))
    workshop.terraform(root, "init", "-no-color")
    ran = workshop.terraform(root, "test", "-json", "-verbose", check=False)
    messages = [json.loads(line) for line in ran.stdout.splitlines()]
    if ran.returncode != 0:
        raise ToolFailedError("\n".join(each.get("@message", "") + _detail(each) for each in messages))
    plans = {each["@testrun"]: each["test_plan"] for each in messages if each["type"] == "test_plan"}
    found = _by_module(plans["bare"], plans["symbolic"])
    for name, plan in found.items():
        _put_back(plan, newer[name])
        plan["source"] = (root / name / "outputs.tf").read_text(encoding="utf-8")
    return found


def _put_back(plan: dict[str, Any], newer: dict[str, dict[str, Any]]) -> None:
    """Add what only a newer provider knows to what was planned."""
    for address, arguments in newer.items():
        for word in ("bare", "symbolic"):
            after = plan[word][address]["change"]["after"]
            for name, value in arguments.items():
                if isinstance(value, dict):  # a block inside of the one of that name
                    after[name][0].update(value)
                else:
                    after[name] = value


def module_name(design: str, stage: str) -> str:
    """What the root calls a design's module in a stage."""
    return f"{design}_{stage}".replace("-", "_")


def _copy(source: Path, root: Path) -> dict[str, str]:
    """Copies of the exports, and of mutants where there is what they change; module to its stage."""
    stages: dict[str, str] = {}
    for design in designs():
        for stage in design.stages:
            name = module_name(design.name, stage)
            shutil.copytree(source / design.name, root / name)
            stages[name] = stage
    here = {design.name for design in designs()}
    for mutant in MUTANTS:
        if mutant.design in here and mutant.old in (source / mutant.design / mutant.file).read_text(
            encoding="utf-8"
        ):
            shutil.copytree(source / mutant.design, root / mutant.name)
            _mutate(root / mutant.name / mutant.file, mutant)
            stages[mutant.name] = mutant.stage
    for name in stages:
        _prepare(root / name)
    return stages


def _mutate(path: Path, mutant: Mutant) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(mutant.old, mutant.new, 1), encoding="utf-8")


def _prepare(folder: Path) -> None:
    """Hand the root's provider down, and have the module say which region its own would use."""
    path = folder / "versions.tf"
    text = path.read_text(encoding="utf-8")
    found = _PROVIDER.search(text)
    if found is None:
        raise ToolFailedError(f"{path}: the provider is not set up as expected")
    path.write_text(_PROVIDER.sub("", text), encoding="utf-8")
    (folder / "planned.tf").write_text(f'output "{REGION_OUTPUT}" {{\n  value = {found[1]}\n}}\n')


def module(name: str, stage: str, values: dict[str, str]) -> str:
    """The call of an export as a module, with what is said at its deployment."""
    said = "".join(f'  {variable} = "{value}"\n' for variable, value in values.items())
    return f'module "{name}" {{\n  source = "./{name}"\n  stage  = "{stage}"\n{said}}}\n'


def _planned_module(name: str, stage: str, values: dict[str, str]) -> str:
    return f'{module(name, stage, values)}output "{name}" {{\n  value = module.{name}\n}}\n'


def _test(root: Path, modules: list[str]) -> str:
    data = "".join(each for name in modules for each in _data_overrides(root, name))
    resources = "".join(each for name in modules for each in _resource_overrides(root, name))
    run = 'run "{}" {{\n  command = plan\n{}}}\n'
    return data + run.format("bare", "") + run.format("symbolic", resources)


def _data_overrides(root: Path, module: str) -> Iterator[str]:
    for type_, label in _declared(root / module, "data"):
        if type_ in _ANSWERS:
            yield f"override_data {{\n  target = module.{module}.data.{type_}.{label}\n"
            yield f"  values = {_ANSWERS[type_]}\n}}\n"


def _resource_overrides(root: Path, module: str) -> Iterator[str]:
    for path in sorted((root / module).glob("*.tf")):
        for address in addresses(path.read_text(encoding="utf-8")):
            answers = symbols(address)
            if answers:  # what is no kind yet cannot be read, and is not to fail everybody's plans
                yield f"override_resource {{\n  target = module.{module}.{address}\n"
                yield f"  override_during = plan\n  values = {_object(answers)}\n}}\n"


def _object(answers: dict[str, str]) -> str:
    """Answers as an object; ``block.attribute`` is one that a block in the resource has."""
    flat = [f'{name} = "{each}"' for name, each in answers.items() if "." not in name]
    blocks: dict[str, list[str]] = {}
    for name, each in answers.items():
        block, dot, attribute = name.partition(".")
        if dot:
            blocks.setdefault(block, []).append(f'{attribute} = "{each}"')
    nested = (f"{name} = {{ {', '.join(inside)} }}" for name, inside in blocks.items())
    return f"{{ {', '.join((*flat, *nested))} }}"


def _declared(folder: Path, word: str) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.tf")):
        yield from re.findall(rf'^{word} "(\w+)" "(\w+)"', path.read_text(encoding="utf-8"), re.MULTILINE)


def _by_module(bare: dict[str, Any], symbolic: dict[str, Any]) -> dict[str, Any]:
    plans = {"bare": _resources(bare), "symbolic": _resources(symbolic)}
    outputs = symbolic["output_changes"]
    return {
        module: {word: plan.get(module, {}) for word, plan in plans.items()} | {"outputs": said["after"]}
        for module, said in outputs.items()
    }


def _resources(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for each in plan["resource_changes"]:
        if each["mode"] == "managed":
            module = each["module_address"].removeprefix("module.")
            found[module][f"{each['type']}.{each['name']}"] = {"change": each["change"]}
    return found


def _detail(message: dict[str, Any]) -> str:
    diagnostic = message.get("diagnostic", {})
    return f" {diagnostic.get('detail', '')} {diagnostic.get('range', {})}" if diagnostic else ""
