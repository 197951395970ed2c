"""What differs between two exports of a format, as a reader of the format would call it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml

from designer.exporters.base import Export
from tests.conformance.hcl_source import Block, read

Leaves = Mapping[tuple[str, ...], tuple[str, str]]
"""Place (the resource's own, then inside it) to what a reader calls it, and the value as text."""

COMMENT = "a comment"
"""What carries a setting that only people read."""
_FREE = re.compile(r"\b(Variables|Tags|FilterPolicy|\w*PolicyDocument|Definition\w*|tags)\.[^()]*$")
"""Below these, names are the user's."""
_LESS = re.compile(
    r"^(.*\.ServicePrincipal|aws_iam_|AWS::IAM::|iam\.|AWS::SQS::QueuePolicy|aws_sqs_queue_policy)"
)
"""What a setting also needs, but is not found under."""
_LEAST = re.compile(r"^(output|locals|variable|template |CfnOutput|cast|stack\.py|.*\.add_dependency)")
"""What is told of a setting, where something else carries it."""
_COMMENTS = re.compile(r"^\s*#.*\n", re.MULTILINE)


def terraform(export: Export) -> Leaves:
    """``aws_sqs_queue.delay_seconds``; a block's arguments are below the block's name."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for file in _ending(export, ".tf"):
        for block in read(file):
            kind = block.labels[0] if block.word in ("resource", "data") else block.word
            name = f"{block.word} {kind}" if block.word == "data" else kind
            found |= dict(_in_block(block, (block.address,), name))
    return found


def _in_block(
    block: Block, place: tuple[str, ...], name: str
) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    yield place, (name, "")
    for key, value in block.arguments.items():
        yield (*place, key), (f"{name}.{key}", _COMMENTS.sub("", value))
    for word in dict.fromkeys(each.word for each in block.blocks):
        for index, each in enumerate(block.named(word)):
            yield from _in_block(each, (*place, f"{word} {index}"), f"{name}.{word}")


class _Template(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads a template; a tag is kept in its value's text."""


def _tagged(loader: Any, suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return f"!{suffix} {node.value}"
    if isinstance(node, yaml.SequenceNode):
        return f"!{suffix} {loader.construct_sequence(node, deep=True)}"
    return f"!{suffix} {loader.construct_mapping(node, deep=True)}"


_Template.add_multi_constructor("!", _tagged)


def sam(export: Export) -> Leaves:
    """``AWS::SQS::Queue DelaySeconds``; an event of a function is called by its type."""
    (text,) = _ending(export, "template.yaml")
    template = yaml.load(text, Loader=_Template)  # noqa: S506 - a safe loader, extended
    common = template.pop("Globals", {}).get("Function", {})
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for identifier, resource in template.get("Resources", {}).items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Serverless::Function":
            properties = _merged(common, properties)
        found |= dict(_in_template(properties, (identifier,), f"{resource['Type']} "))
        rest = {key: value for key, value in resource.items() if key not in ("Properties", "Type")}
        found |= dict(_in_template(rest, (identifier, "rest"), f"{resource['Type']} "))
        found[(identifier,)] = (resource["Type"], "")
    rest = {key: value for key, value in template.items() if key != "Resources"}
    return found | dict(_in_template(rest, ("template",), "template "))


def _merged(common: object, own: object) -> object:
    """What a function says together with what ``Globals`` says for all of them."""
    if not (isinstance(common, dict) and isinstance(own, dict)):
        return own
    return common | {key: _merged(common.get(key), value) for key, value in own.items()}


def _in_template(
    value: object, place: tuple[str, ...], name: str
) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    join = "" if name.endswith(" ") else "."
    if isinstance(value, (dict, list)) and value and join:
        yield place, (name, "")
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            shown = f"{name}{join}{key}"
            if name.endswith(" Events") and isinstance(inner, dict):
                shown = f"{name}.{inner.get('Type', key)}"
            shown = shown if key not in ("Properties",) else name
            yield from _in_template(inner, (*place, str(key)), shown)
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from _in_template(inner, (*place, str(index)), name)
    else:
        yield place, (name.strip(), str(value))


def cdk(export: Export) -> Leaves:
    """``sqs.Queue(delivery_delay)``: the class whose argument it is."""
    (text,) = _ending(export, "stack.py")
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    constructs: dict[str, str] = {}
    for number, statement in enumerate(_statements(ast.parse(text))):
        value = getattr(statement, "value", None)
        if isinstance(value, ast.Call):
            if isinstance(statement, ast.Assign):
                constructs[ast.unparse(statement.targets[0])] = _called(value)
            leaves = dict(_in_call(value, (_identity(statement, value),)))
            found |= {place: (_of_class(name, constructs), text) for place, (name, text) in leaves.items()}
        elif not isinstance(value, ast.Constant):
            found[("statement", ast.unparse(statement))] = ("stack.py", str(number))
    return found


def _of_class(name: str, constructs: Mapping[str, str]) -> str:
    """``dynamodb.Table.add_index(name)`` for what is called on a variable that holds one."""
    variable, dot, rest = name.partition(".")
    return f"{constructs[variable]}.{rest}" if dot and variable in constructs else name


def _statements(tree: ast.AST) -> Iterator[ast.stmt]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            yield from _statements(node)
        elif isinstance(node, ast.stmt) and not isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node


def _identity(statement: ast.stmt, call: ast.Call) -> str:
    """A construct's id, or what a call that makes none is for."""
    if len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
        return str(call.args[1].value)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else call.func
    return ast.unparse(target)


def _in_call(call: ast.Call, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    name = _called(call)
    yield place, (name, "")
    for index, each in enumerate(call.args):
        yield from _in_value(each, (*place, f"{name} {index}"), f"{name}(…)")
    for keyword in call.keywords:
        shown = f"{name}({keyword.arg})"
        yield from _in_value(keyword.value, (*place, f"{name} {keyword.arg}"), shown)


def _in_value(
    value: ast.expr, place: tuple[str, ...], name: str
) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    if isinstance(value, ast.Call) and _called(value).rpartition(".")[2][0].isupper():
        yield from _in_call(value, place)
    elif isinstance(value, (ast.List, ast.Tuple)):
        for index, each in enumerate(value.elts):
            yield from _in_value(each, (*place, str(index)), name)
    elif isinstance(value, ast.Dict):
        for key, each in zip(value.keys, value.values, strict=True):
            yield from _in_value(each, (*place, ast.unparse(key) if key else "**"), name)
    else:
        yield place, (name, ast.unparse(value))


def _called(call: ast.Call) -> str:
    """The dotted name of what is called; ``Tags.of().add`` where that is called in turn."""
    return re.sub(r"\([^()]*\)", "()", ast.unparse(call.func))


READERS: Mapping[str, Callable[[Export], Leaves]] = {"terraform": terraform, "sam": sam, "cdk-python": cdk}
"""What reads the exports of each format."""


def _ending(export: Export, ending: str) -> list[str]:
    return [file.text for file in export.files if file.path.endswith(ending)]


def different(before: Leaves, after: Leaves) -> tuple[str, ...]:
    """What carries the difference: the settings that changed, then resources that came or went."""
    changed: dict[str, None] = {}
    whole: dict[str, None] = {}
    for place in sorted({*before, *after}):
        old, new = before.get(place), after.get(place)
        if old == new:
            continue
        shown = _FREE.sub(r"\1", (new or old or ("", ""))[0])
        if (place[:1] in before) == (place[:1] in after):
            changed[shown] = None
        elif len(place) == 1:
            whole[f"{shown} ({'new' if new else 'gone'})"] = None
    found = (*_outermost(changed), *whole)
    telling = [each for each in found if not _LEAST.match(each)]
    return tuple(sorted(telling or found, key=lambda each: bool(_LESS.match(each))))


def _outermost(names: Mapping[str, None]) -> Iterator[str]:
    """Without what lies inside another that changed."""
    for name in names:
        if not any(name != other and name.startswith((f"{other}.", f"{other}(")) for other in names):
            yield name
