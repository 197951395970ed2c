"""Routes as people type them: whatever the text, every format exports it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer import gallery, project
from designer.blueprint.base import Edit, apply
from designer.blueprint.document import Blueprint
from designer.build import build_graph
from designer.exporters import FORMATS
from tests.exporters.test_sam import properties
from tests.exporters.test_sam_folds import types
from tests.strategies import drawing, texts

CRUD = gallery.document("http-crud").blueprint


def routed(*keys: str) -> Blueprint:
    """The gallery's API with other routes."""
    triggers = CRUD.functions["items"].triggers
    return apply(CRUD, [Edit(("functions", "items", "triggers", next(iter(triggers)), "routes"), list(keys))])


@given(st.lists(st.one_of(texts(), texts().map("GET /{}".format), st.just("GET")), max_size=3))
@drawing(15)
def test_any_route_is_exported(keys: list[str]) -> None:
    for name in FORMATS:
        assert project.plan(routed(*keys), name, Path("/nonexistent")).files


@pytest.mark.parametrize("key", ["GET", "", " ", "GET ", " /items", "/items"])
def test_a_route_without_method_or_path_is_no_event_of_sam(key: str) -> None:
    graph = build_graph(routed("GET /items", key))

    assert types(graph).count("AWS::ApiGatewayV2::Route") == 2
    assert "Events" not in properties(graph, "ItemsFunction")
