"""Any design that loads is saved, edited, undone, built and exported, and every export can be read."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given
from hypothesis import strategies as st

from designer.blueprint.base import Edit, EditError
from designer.blueprint.document import Blueprint
from designer.blueprint.file import data_of, new_document, parse_text
from designer.build import build_graph
from designer.exporters import FORMATS, exporter
from designer.project.contents import contents
from designer.session import Session
from tests.blueprint.test_splice import LEAVES
from tests.strategies import blueprints, drawing

TODAY = date(2026, 11, 23)
HALF = re.compile(r"\\ud[89a-f]")
UNREADABLE = re.compile(r"\\(x[0-9a-f]{2}|ud[89a-f]|ufff[ef])")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


class TemplateLoader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as plain data."""


TemplateLoader.add_multi_constructor("!", lambda loader, _suffix, node: _plain(loader, node))


def _plain(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


def _balanced(text: str) -> None:
    """What can be said of HCL without Terraform: brackets outside strings and comments close."""
    depth, quoted = 0, False
    for line in text.splitlines():
        if line.lstrip().startswith("#") and not quoted:
            continue
        escaped = False
        for letter in line:
            if quoted:
                quoted = escaped or letter != '"'
                escaped = letter == "\\" and not escaped
            elif letter == '"':
                quoted = True
            else:
                depth += (letter in "{[(") - (letter in "}])")
        assert not quoted, line
    assert depth == 0


READERS: dict[str, Callable[[str], Any]] = {
    ".py": ast.parse,
    ".yaml": lambda text: yaml.load(text, TemplateLoader),  # noqa: S506 - a safe loader with tags as data
    ".json": json.loads,
    ".toml": tomllib.loads,
    ".tf": _balanced,
}


@drawing(15)
@given(blueprints())
def test_a_design_is_saved_as_it_is(blueprint: Blueprint) -> None:
    assume(not HALF.search(repr(blueprint.model_dump())))  # half a character is in no file
    written = new_document(blueprint)

    again = parse_text(written.text, "x")

    assert again.blueprint == blueprint
    assert data_of(again.blueprint) == data_of(blueprint)


@drawing(15)
@given(blueprints(), st.randoms(use_true_random=False))
def test_a_design_survives_edits_and_their_undoing(blueprint: Blueprint, source: Any) -> None:
    assume(not HALF.search(repr(blueprint.model_dump())))
    session = Session(new_document(blueprint), TODAY)
    text = session.document.text
    for path, values in source.sample(LEAVES, 4):
        try:
            session.apply([Edit(path, source.choice(values))], "Edit")
        except EditError:
            continue
    assert parse_text(session.document.text, "x").blueprint == session.blueprint

    while session.undo():
        pass

    assert session.blueprint == blueprint
    assert session.document.text == text


@pytest.mark.parametrize("format_name", FORMATS)
@drawing(3)
@given(blueprint=blueprints())
def test_every_export_can_be_read(format_name: str, blueprint: Blueprint) -> None:
    assert exporter(format_name).export(build_graph(blueprint)).files
    files = contents(blueprint, format_name).export.files
    # What the rules call an error is exported, too, but need not be readable: control characters in
    # texts, names that are none.
    assume(not UNREADABLE.search(repr(blueprint.model_dump())))
    assume(all(NAME.fullmatch(name) for name in blueprint.functions))

    for file in files:
        ending = file.path[file.path.rfind(".") :]
        if ending in READERS and not file.path.startswith("."):
            READERS[ending](file.text)
