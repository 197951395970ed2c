"""Domain names of APIs: which addresses they close, and what is told of them."""

from __future__ import annotations

import pytest

from designer.blueprint.base import apply
from designer.rules.base import Severity
from tests.rules.judging import design, found

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
SHOP = f"""
name: a
stages: {{dev: {{}}, prod: %s}}
functions: {{f: {{environment: {{API: "%s"}}}}}}
%s: {{front: {{%s}}}}
domains: {{shop: {{domain: api.shop.example, certificate: '{CERTIFICATE}'}}}}
"""
CLOSED = "domain: shop, only_domain: true"


def told(text: str, api: str, *, kind: str = "apis", prod: str = "{}") -> str:
    return SHOP % (prod, text, kind, api)


@pytest.mark.parametrize(
    ("kind", "api", "text", "wanted"),
    [
        ("apis", CLOSED, "${front.url}/items", "https://${shop.name}/items"),
        ("apis", f"{CLOSED}, base_path: v1", "${front.url}/items", "https://${shop.name}/v1/items"),
        ("rest_apis", CLOSED, "a $${front.url} ${front.url}", "a $${front.url} https://${shop.name}"),
        ("websocket_apis", CLOSED, "${front.url}", "wss://${shop.name}"),
        ("websocket_apis", f"{CLOSED}, base_path: v1", "${front.management_url}", "https://${shop.name}/v1"),
    ],
)
def test_a_closed_address_is_replaced_by_that_of_the_domain(kind: str, api: str, text: str, wanted: str):
    closed = told(text, api, kind=kind)
    (finding,) = found(closed, "api-address-closed")
    assert finding.severity is Severity.WARNING
    assert finding.fix and finding.fix.safe and finding.fix.edits[0].value == wanted
    assert not found(apply(design(closed), finding.fix.edits), "api-address-closed")


@pytest.mark.parametrize(
    ("kind", "api", "text"),
    [
        ("apis", "domain: shop", "${front.url}"),
        ("apis", "only_domain: true", "${front.url}"),
        ("apis", CLOSED, "${front.id}"),
        ("apis", CLOSED, "$${front.url}"),
        ("apis", "domain: shp, only_domain: true", "${front.url}"),
        ("apis", f"existing: 'arn:aws:apigateway:us-east-1::/apis/abc123', {CLOSED}", "${front.url}"),
        ("websocket_apis", "domain: shop", "${front.management_url}"),
    ],
)
def test_an_open_address_may_be_told(kind: str, api: str, text: str):
    assert not found(told(text, api, kind=kind), "api-address-closed")


def test_what_only_one_stage_closes_is_found():
    prod = "{apis: {front: {only_domain: true}}}"
    (finding,) = found(
        told("${front.url}", "domain: shop, only_domain: false", prod=prod), "api-address-closed"
    )
    assert finding.fix and finding.fix.edits[0].value == "https://${shop.name}"


def test_stages_with_paths_of_their_own_have_no_one_address():
    prod = "{apis: {front: {base_path: v2}}}"
    (finding,) = found(told("${front.url}", f"{CLOSED}, base_path: v1", prod=prod), "api-address-closed")
    assert finding.fix is None


def test_a_workflow_is_told_as_a_function_is():
    steps = "{StartAt: A, States: {A: {Type: Pass, Result: {to: ['${front.url}/a']}, End: true}}}"
    text = told("1", CLOSED).replace("name: a", f"name: a\nworkflows: {{w: {{definition: {steps}}}}}", 1)
    (finding,) = found(text, "api-address-closed")
    assert finding.fix and finding.fix.edits[0].value == "https://${shop.name}/a"
    assert not found(apply(design(text), finding.fix.edits), "api-address-closed")
