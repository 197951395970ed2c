"""What exports say, piece by piece: every resource of every design in every format, as it is spelt."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from designer.build import build_graph
from designer.exporters import exporter
from designer.exporters.base import File
from designer.graph import ResourceGraph
from tests.conformance import designs

_BLOCK = re.compile(r'^resource "(\w+)" "\w+" \{\n.*?^\}', re.MULTILINE | re.DOTALL)
_RESOURCE = re.compile(r"^  \w+:\n    Type: (\S+)\n(?:    .*\n|\s*\n)*", re.MULTILINE)
_EVENT = re.compile(r"^ {8}\w+:\n {10}Type: (\S+)\n(?: {10}.*\n)*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One resource (in SAM also an event of a function, in CDK any call) as an export spells it."""

    design: str
    format: str
    kind: str
    """The type in the format's own words: ``aws_sqs_queue``, ``AWS::SQS::Queue``, ``Event SQS``,
    ``sqs.Queue``."""
    text: str


@cache
def graphs() -> dict[str, ResourceGraph]:
    """The graph of every gallery and test design, by the design's name."""
    return {each: build_graph(designs.design(each).blueprint) for each in designs.every()}


@cache
def pieces(format_name: str) -> tuple[Piece, ...]:
    """Every piece of every design in a format."""
    return tuple(
        Piece(name, format_name, kind, text)
        for name, graph in graphs().items()
        for file in exporter(format_name).export(graph).files
        for kind, text in _read(file)
    )


def of_kind(format_name: str, *kinds: str) -> tuple[Piece, ...]:
    """The pieces of these kinds; never none, so that nothing is said of nothing."""
    found = tuple(each for each in pieces(format_name) if each.kind in kinds)
    assert found, f"no export in {format_name} has any of {kinds}"
    return found


def _read(file: File) -> Iterator[tuple[str, str]]:
    reader = _READERS.get(file.path.rpartition(".")[2])
    return reader(file) if reader else iter(())


def _terraform(file: File) -> Iterator[tuple[str, str]]:
    for match in _BLOCK.finditer(file.text):
        yield match[1], match[0]


def _template(file: File) -> Iterator[tuple[str, str]]:
    for match in _RESOURCE.finditer(file.text):
        yield match[1], match[0]
        for event in _EVENT.finditer(match[0]):
            yield f"Event {event[1]}", event[0]


def _python(file: File) -> Iterator[tuple[str, str]]:
    lines = file.text.splitlines()
    for node in ast.walk(ast.parse(file.text)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), "\n".join(lines[node.lineno - 1 : node.end_lineno])


_READERS = {"tf": _terraform, "yaml": _template, "py": _python}
