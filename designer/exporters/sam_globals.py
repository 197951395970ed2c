"""What all functions of a SAM template have in common, said once under ``Globals``.

SAM merges the mappings of ``Globals`` with a function's own and puts lists before a function's own. So
a setting is taken out only where every function has the very same, and then out of every one of them:
what SAM makes of the template does not change.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from designer.exporters.cloudformation import Block, Field, Node, block

_FUNCTION = "AWS::Serverless::Function"

_SETTINGS = frozenset(
    {
        "Runtime",
        "Architectures",
        "MemorySize",
        "Timeout",
        "EphemeralStorage",
        "Tracing",
        "LoggingConfig",
        "Environment",
        "Layers",
        "VpcConfig",
        "KmsKeyArn",
        "CodeSigningConfigArn",
        "RuntimeManagementConfig",
        "SnapStart",
        "Tags",
    }
)
"""What people look for under ``Globals``, of all that SAM takes there; a handler stays with its code."""

_BY_KEY = frozenset({"LoggingConfig", "Environment", "Variables", "Tags"})
"""Mappings of which all functions may have some keys in common, and others not."""


def with_globals(resources: Block) -> tuple[Block, Block]:
    """The ``Globals`` of a template, empty where there are none, and its ``Resources`` without them."""
    functions = [each for each in map(_function, resources.fields) if each is not None]
    common = Block(tuple(_common(functions, _SETTINGS))) if len(functions) > 1 else Block(())
    if not common.fields:
        return common, resources
    return block(Function=common), Block(tuple(_own(each, common) for each in resources.fields))


def _function(resource: Field) -> Block | None:
    """The properties of a resource, if that is a function."""
    properties = _value(resource.value, "Properties")
    is_function = _value(resource.value, "Type") == _FUNCTION
    return properties if is_function and isinstance(properties, Block) else None


def _value(node: Node, key: str) -> Node | None:
    fields = node.fields if isinstance(node, Block) else ()
    return next((each.value for each in fields if each.key == key), None)


def _common(mappings: Sequence[Node], keys: Container[str] | None = None) -> Iterator[Field]:
    """The fields of ``keys``, or of any, that all ``mappings`` have with one value or one part of it."""
    first = mappings[0]
    for field in first.fields if isinstance(first, Block) else ():
        if keys is not None and field.key not in keys:
            continue
        values = [_value(each, field.key) for each in mappings]
        if all(each == field.value for each in values):
            yield field
        elif field.key in _BY_KEY and None not in values:
            yield from _partly(field, [each for each in values if each is not None])


def _partly(field: Field, values: Sequence[Node]) -> Iterator[Field]:
    """``field`` with what is common to its ``values``, if anything is."""
    common = Block(tuple(_common(values)))
    if common.fields:
        yield replace(field, value=common)


def _own(resource: Field, common: Block) -> Field:
    """A resource without what is said for all functions, if it is one."""
    properties = _function(resource)
    if properties is None or not isinstance(resource.value, Block):
        return resource
    rest = block(Properties=_without(properties, common)).fields
    kept = (each for each in resource.value.fields if each.key != "Properties")
    return replace(resource, value=Block((*kept, *rest)))


def _without(node: Block, common: Block) -> Block:
    """``node`` without what ``common`` says."""
    left = []
    for field in node.fields:
        said = _value(common, field.key)
        if said == field.value:
            continue
        if isinstance(said, Block) and isinstance(field.value, Block):
            left.append(replace(field, value=_without(field.value, said)))
        else:
            left.append(field)
    return Block(tuple(left))
