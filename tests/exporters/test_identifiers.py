"""What exports call resources whose names fall together: something telling, before a number."""

from __future__ import annotations

import pytest

from designer.build import build_graph
from designer.exporters import exporter
from designer.exporters.base import distinct, labels
from designer.exporters.cdk_names import layer_ids
from designer.exporters.names import has_prefix, with_prefix
from designer.graph import Context, Join, Part, Variable
from tests.rules.judging import design

TWO_APIS = design(
    """
name: shop
functions:
  pages:
    triggers:
      web: {type: http_api, api: front, routes: [GET /pages, "GET /pages/{id}", GET /pages/id]}
      old: {type: rest_api, api: back, routes: [GET /pages]}
apis: {front: {}}
rest_apis: {back: {}}
"""
)


def exported(format_name: str) -> str:
    return "\n".join(each.text for each in exporter(format_name).export(build_graph(TWO_APIS)).files)


@pytest.mark.parametrize(
    ("format_name", "names"),
    [
        (
            "terraform",
            [
                'resource "aws_lambda_permission" "pages_get_pages"',
                'resource "aws_lambda_permission" "pages_old_get_pages"',
                'statement_id  = "pages-old-get-pages"',
                'resource "aws_apigatewayv2_route" "pages_get_pages_id"',
                'resource "aws_apigatewayv2_route" "pages_web_get_pages_id"',
            ],
        ),
        ("sam", ["  PagesGetPagesPermission:", "        GetPagesId:", "        WebGetPagesId:"]),
        ("cdk-python", ['"PagesOldGetPagesPermission"', '"PagesWebGetPagesIdRoute"']),
    ],
)
def test_names_that_fall_together_say_their_trigger(format_name: str, names: list[str]) -> None:
    text = exported(format_name)

    assert [each for each in names if each not in text] == []
    assert "pages_get_pages2" not in text and "Permission2" not in text and "Route2" not in text


def test_a_path_parameter_is_told_from_a_path() -> None:
    routes = [each for each in build_graph(TWO_APIS).resources if each.KIND == "http_route"]

    assert [labels(each) for each in routes] == [
        ("pages GET /pages", "pages web GET /pages"),
        ("pages GET /pages/{id}", "pages GET /pages/ by id}", "pages web GET /pages/{id}"),
        ("pages GET /pages/id", "pages web GET /pages/id"),
    ]


def test_only_what_has_no_free_name_gets_a_number() -> None:
    proposals = [("a", "x", "y"), ("b", "x", "y"), ("c", "x", "y"), ("d", "x2")]

    assert distinct(proposals, taken=["z"]) == {"a": "x", "b": "y", "c": "x2", "d": "x22"}
    assert distinct([("a", "z")], taken=["z"]) == {"a": "z2"}


def test_existing_layers_are_called_by_their_names() -> None:
    known = "arn:aws:lambda:eu-west-1:444455556666:layer:shared-tools:7"
    joined = Join(("arn:aws:lambda:", Context.REGION, ":017000801446:layer:Powertools:38"))

    assert layer_ids("Worker", [known, joined, known, Variable("layer_arn")]) == (
        "WorkerSharedToolsLayer",
        "WorkerPowertoolsLayer",
        "WorkerSharedToolsLayer2",
        "WorkerLayer",
    )


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("shop-", Context.STAGE, "-jobs"), [None, "-jobs"]),
        (("/aws/lambda/shop-", Context.STAGE, "-jobs"), ["/aws/lambda/", None, "-jobs"]),
        (("arn:aws:sns:x:y:shop-", Context.STAGE), ["arn:aws:sns:x:y:", None]),
        (("workshop-", Context.STAGE), ["workshop-", Context.STAGE]),
        (("shop", Context.STAGE), ["shop", Context.STAGE]),
        (("shop-", Context.REGION), ["shop-", Context.REGION]),
        ((Context.STAGE, "shop-"), [Context.STAGE, "shop-"]),
        ((), []),
    ],
)
def test_what_names_begin_with_is_said_once(parts: tuple[Part, ...], expected: list[Part | None]) -> None:
    assert list(with_prefix(parts, "shop")) == expected


def test_what_no_name_begins_with_is_not_defined() -> None:
    bare = build_graph(design("{name: shop, functions: {}}"))

    assert not has_prefix(bare)
    assert has_prefix(build_graph(TWO_APIS))
