"""HTTP APIs: routes, who may use them, tokens, CORS, limits."""

from __future__ import annotations

import pytest

from designer.blueprint.base import apply
from designer.rules.base import Severity
from designer.rules.review import fixed, review
from tests.rules.judging import TODAY, design, found, places

JWT = "authorizer: {issuer: 'https://login.example.com', audience: shop}"


def routed(trigger: str, api: str = "", function: str = "") -> str:
    http = f"{{type: http_api, api: front, {trigger}}}"
    return f"{{name: a, functions: {{f: {{triggers: {{t: {http}}}{function}}}}}, apis: {{front: {{{api}}}}}}}"


@pytest.mark.parametrize(
    "key",
    [
        "$default",
        "GET /",
        "ANY /{proxy+}",
        "POST /orders/{id}/parts/{part_id}",
        "DELETE /a/b/",
        "GET /a/{rest+}",
        "GET /v1.0/~x",
    ],
)
def test_route_is_fine(key: str):
    assert not found(routed(f"routes: ['{key}']"), "http-route-valid")


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("get /items", "GET /items"),
        ("GTE /items", "GET /items"),
        ("/items", "ANY /items"),
        ("GET  /items", "GET /items"),
        ("GET items", None),
        ("GET /{rest+}/more", None),
        ("GET /a{id}", None),
        ("GET /{}", None),
        ("GET //", None),
        ("GET /{id}/{id}", None),
        ("GET /a b", None),
        ("$other", None),
        ("", None),
    ],
)
def test_route_is_not(key: str, wanted: str | None):
    text = routed(f"routes: ['{key}']")
    (finding,) = found(text, "http-route-valid")
    assert (finding.fix and finding.fix.edits[0].value) == wanted
    if finding.fix:
        assert not found(apply(design(text), finding.fix.edits), "http-route-valid")


def test_trigger_without_a_route_is_pointed_out():
    (finding,) = found(routed("routes: []"), "http-route-valid")
    assert finding.severity is Severity.WARNING


TWO = """
name: a
functions:
  f: {triggers: {t: {type: http_api, api: %s, routes: ["%s"]}}}
  g: {triggers: {t: {type: http_api, api: front, routes: ["%s"]}}}
apis: {front: {}, back: {}}
"""


@pytest.mark.parametrize(
    ("api", "one", "other", "severity"),
    [
        ("front", "GET /a", "GET /a", Severity.ERROR),
        ("front", "$default", "$default", Severity.ERROR),
        ("front", "GET /{a}", "GET /{b}", Severity.WARNING),
        ("front", "GET /{a+}", "GET /{b+}", Severity.WARNING),
        ("front", "GET /{a}", "GET /{a+}", None),
        ("front", "GET /a", "ANY /a", None),
        ("back", "GET /a", "GET /a", None),
    ],
)
def test_routes_of_one_api_differ(api: str, one: str, other: str, severity: Severity | None):
    findings = found(TWO % (api, one, other), "http-route-unique")
    assert [each.severity for each in findings] == ([severity] if severity else [])
    assert all(each.path == ("functions", "g", "triggers", "t", "routes", 0) for each in findings)


@pytest.mark.parametrize(
    ("trigger", "api", "severity", "wanted"),
    [
        ("routes: [GET /]", "", Severity.WARNING, "iam"),
        ("routes: [GET /]", JWT, None, None),
        ("routes: [GET /], authorization: iam", "", None, None),
        ("routes: [GET /], authorization: jwt", JWT, None, None),
        ("routes: [GET /], authorization: none", "", Severity.INFO, "iam"),
        ("routes: [GET /], authorization: none", JWT, Severity.INFO, "jwt"),
        ("routes: [OPTIONS /, OPTIONS /a]", "", None, None),
        ("routes: [OPTIONS /, GET /a]", "", Severity.WARNING, "iam"),
        ("routes: [GET /]", "existing: 'arn:aws:apigateway:us-east-1::/apis/a1'", Severity.WARNING, "iam"),
    ],
)
def test_open_routes(trigger: str, api: str, severity: Severity | None, wanted: str | None):
    text = routed(trigger, api)
    findings = found(text, "api-authorization")
    assert [each.severity for each in findings] == ([severity] if severity else [])
    for each in findings:
        assert each.fix is not None
        assert not each.fix.safe
        assert each.fix.edits[0].value == wanted
        assert not found(apply(design(text), each.fix.edits), "api-authorization")


def test_route_of_no_api_is_only_dangling():
    trigger = "{type: http_api, api: front, authorization: jwt}"
    text = f"{{name: a, functions: {{f: {{timeout: 9, triggers: {{t: {trigger}}}}}}}}}"
    assert {each.rule for each in review(design(text), TODAY).findings} == {"dangling-reference"}


@pytest.mark.parametrize(
    ("api", "expected"),
    [(JWT, 0), ("", 1), (f"{JWT}, existing: 'arn:aws:apigateway:us-east-1::/apis/a1'", 1)],
)
def test_tokens_need_an_authorizer(api: str, expected: int):
    text = routed("authorization: jwt", api)
    assert len(found(text, "api-jwt-without-authorizer")) == expected
    assert not found(fixed(design(text), TODAY, unsafe=True)[0], "api-authorization")


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ("scopes: [a, b/c.d]", []),
        ("scopes: [a], authorization: none", ["functions.f.triggers.t.scopes"]),
        ("scopes: [a], authorization: iam", ["functions.f.triggers.t.scopes"]),
        ("scopes: ['a b', a, '']", ["functions.f.triggers.t.scopes.0", "functions.f.triggers.t.scopes.2"]),
        (f"scopes: [{'x' * 64}]", []),
        (f"scopes: [{'x' * 65}]", ["functions.f.triggers.t.scopes.0"]),
    ],
)
def test_scopes(trigger: str, expected: list[str]):
    assert places(routed(trigger, JWT), "http-scopes-valid") == expected


@pytest.mark.parametrize(
    ("authorizer", "expected"),
    [
        ("issuer: 'https://login.example.com/pool', audience: [a, b]", 0),
        ("issuer: 'http://login.example.com', audience: a", 1),
        ("issuer: '', audience: a", 1),
        ("issuer: 'https://', audience: a", 1),
        ("issuer: 'https://a.example?x=1', audience: a", 1),
        ("issuer: 'https://a.example', audience: []", 1),
        ("issuer: 'https://a.example', audience: [a, ' ']", 1),
    ],
)
def test_authorizer(authorizer: str, expected: int):
    text = f"{{name: a, functions: {{f: {{}}}}, apis: {{front: {{authorizer: {{{authorizer}}}}}}}}}"
    assert len(found(text, "api-authorizer-valid")) == expected


@pytest.mark.parametrize(
    ("issuer", "wanted"),
    [
        ("login.example.com", "https://login.example.com"),
        ("http://login.example.com/a", "https://login.example.com/a"),
        ("HTTPS://login.example.com", "https://login.example.com"),
        ("http:/login.example.com", "https://login.example.com"),
        ("localhost:8080", "https://localhost:8080"),
        ("https://a.example?x=1", None),
        ("https://", None),
    ],
)
def test_issuer_gets_one_scheme(issuer: str, wanted: str | None):
    text = routed("routes: [GET /]", f"authorizer: {{issuer: '{issuer}', audience: a}}")
    (finding,) = found(text, "api-authorizer-valid")
    assert (finding.fix and finding.fix.edits[0].value) == wanted


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("GET x", "begin with /."),
        ("GET {id}", "begin with /."),
        ("GET /a{id}", "whole steps"),
        ("GET  /a", "a path"),
    ],
)
def test_path_that_is_none(key: str, says: str):
    (finding,) = found(routed(f"routes: ['{key}']"), "http-route-valid")
    assert says in finding.message


@pytest.mark.parametrize(
    ("cors", "expected"),
    [
        ("allow_origins: '*'", []),
        ("allow_origins: ['https://a.example', 'http://localhost:3000', 'https://*', 'app://x']", []),
        ("allow_origins: '*', allow_credentials: true", ["allow_credentials"]),
        ("allow_origins: 'https://a.example', allow_credentials: true", []),
        ("allow_origins: []", ["allow_origins"]),
        ("allow_origins: ['a.example', 'https://a.example/']", ["allow_origins.0", "allow_origins.1"]),
        ("allow_origins: '*', allow_methods: [GET, '*', get, ANY]", ["allow_methods.2", "allow_methods.3"]),
        ("allow_origins: '*', allow_headers: [x-a, '*', 'a b']", ["allow_headers.2"]),
        ("allow_origins: '*', expose_headers: [etag, 'a:b']", ["expose_headers.1"]),
    ],
)
def test_cors(cors: str, expected: list[str]):
    text = f"{{name: a, functions: {{f: {{}}}}, apis: {{front: {{cors: {{{cors}}}}}}}}}"
    assert places(text, "api-cors-valid") == [f"apis.front.cors.{each}" for each in expected]
    assert not found(fixed(design(text), TODAY, unsafe=True)[0], "api-cors-valid")


@pytest.mark.parametrize(("seconds", "expected"), [(29, 0), (30, 0), (31, 1)])
def test_nobody_waits_longer(seconds: int, expected: int):
    text = routed("routes: [GET /]", function=f", timeout: {seconds}")
    findings = found(text, "api-timeout-exceeds-integration")
    assert len(findings) == expected
    assert all(each.fix and each.fix.edits[0].value == 29 for each in findings)


@pytest.mark.parametrize(("length", "expected"), [(1024, 0), (1025, 1)])
def test_description(length: int, expected: int):
    text = f"{{name: a, functions: {{f: {{}}}}, apis: {{front: {{description: {'x' * length}}}}}}}"
    assert len(found(text, "api-description-length")) == expected


def test_existing_api_is_not_judged():
    text = (
        "{name: a, functions: {f: {}}, apis: {front: {existing: 'arn:aws:apigateway:us-east-1::/apis/a1'}}}"
    )
    audited = review(design(text), TODAY, profile="regulated").findings
    assert not [each for each in audited if each.path[0] == "apis"]
    assert review(design(text), TODAY).findings == ()
