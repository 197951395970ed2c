"""What an operator and a reader of an export see: addresses, names, comments, the order within files."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer import project
from designer.blueprint.document import Blueprint
from designer.build import build_graph
from designer.exporters import FORMATS, exporter
from designer.graph import Attribute, Join, Ref, Value
from tests.rules.judging import design

DOMAINS = """
domains:
  shop: {domain: api.example.com, certificate: arn}
  other: {existing: "arn:aws:apigateway:eu-west-1::/domainnames/live.example.com"}
"""
AUTHORIZER = """
name: a
functions:
  gate: {}
  items: {triggers: {http: {type: http_api, api: front, routes: [GET /items], authorization: gate}}}
apis: {front: {authorizers: {gate: {type: function, function: gate}}}}
"""


def told(blueprint: Blueprint) -> dict[str, Value]:
    return {each.name: each.value for each in build_graph(blueprint).outputs}


def text(blueprint: Blueprint, format_name: str) -> str:
    return "\n".join(file.text for file in exporter(format_name).export(build_graph(blueprint)).files)


def test_an_api_is_told_by_its_domain_as_well() -> None:
    outputs = told(design(f"name: a\nrest_apis: {{front: {{domain: shop, base_path: v1}}}}{DOMAINS}"))
    domain = Ref("api_domain.shop", Attribute.NAME)
    assert outputs["front_api_domain_url"] == Join(("https://", domain, "/v1"))
    assert "front_api_url" in outputs


def test_an_address_that_is_closed_is_not_told() -> None:
    outputs = told(design(f"name: a\napis: {{front: {{domain: shop, only_domain: true}}}}{DOMAINS}"))
    assert "front_api_url" not in outputs
    assert "front_api_domain_url" in outputs


def test_an_existing_domain_is_told_by_its_name() -> None:
    outputs = told(design(f"name: a\nwebsocket_apis: {{talk: {{domain: other}}}}{DOMAINS}"))
    assert outputs["talk_api_domain_url"] == Join(("wss://", "live.example.com", ""))
    assert not any(each.startswith("other") for each in outputs)


def test_a_domain_says_what_its_name_leads_to() -> None:
    assert told(design(f"name: a{DOMAINS}")) == {
        "shop_domain_target": Ref("api_domain.shop", Attribute.DOMAIN)
    }


def test_a_function_comes_before_what_an_api_adds_to_its_file() -> None:
    (file,) = (
        each.text
        for each in exporter("terraform").export(build_graph(design(AUTHORIZER))).files
        if each.path == "function_gate.tf"
    )
    heads = [line.split()[1].strip('"') for line in file.splitlines() if line.startswith("resource ")]
    assert heads == [
        "aws_cloudwatch_log_group",
        "aws_iam_role",
        "aws_iam_role_policy",
        "aws_lambda_function",
        "aws_lambda_permission",
    ]


@pytest.mark.parametrize("format_name", FORMATS)
def test_what_a_description_says_is_no_comment_as_well(format_name: str) -> None:
    blueprint = design(
        "name: a\nkeys: {data: {description: Encrypts it.}}\nfunctions: {f-one: {}}\nworkflows: {w-one: "
        "{description: Does it., states: {end: {type: succeed}}}}"
    )
    assert text(blueprint, format_name).count("Encrypts it.") == 1
    assert text(blueprint, format_name).count("Does it.") == 1


def test_statements_of_a_bucket_are_called_by_what_they_are_for() -> None:
    blueprint = design(
        "name: a\nfunctions: {store: {asynchronous: {on_failure: failures}}}\nbuckets: {failures: {}}"
    )
    role = build_graph(blueprint).resource("role.store")
    sids = [each.sid for each in getattr(role, "statements", ())]
    assert sids[-2:] == ["SendToFailures", "LookForFailures"]


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_readme_says_once_what_is_true_of_several(format_name: str) -> None:
    blueprint = design(
        "name: a\nfunctions: {f-one: {code_signing: s-one}, f-two: {code_signing: s-one}}\n"
        "code_signing: {s-one: {}}"
    )
    plan = project.plan(blueprint, format_name, Path("/nonexistent"))
    readme = next(file.text for file in plan.files if file.path == "README.md")
    assert "- **f-one.code_signing, f-two.code_signing**: Nothing signs" in readme
    assert readme.count("Nothing signs") == 1


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize(
    ("login", "is_told"), [("prefix: shop, managed: true", True), ("prefix: shop", False)]
)
def test_managed_login_wants_a_style_that_no_format_makes(
    format_name: str, login: str, is_told: bool
) -> None:
    blueprint = design(f"name: a\nuser_pools: {{people: {{login: {{{login}}}, clients: {{web: {{}}}}}}}}")
    notes = exporter(format_name).export(build_graph(blueprint)).notes
    assert [each.setting for each in notes if "create-managed-login-branding" in each.message] == (
        ["people.login"] if is_told else []
    )


@pytest.mark.parametrize(
    ("things", "said"),
    [
        ("user_pools: {people: {}}", "(user pool people)"),
        ("user_pools: {people: {deletion_protection: false}}", ""),
        ("tables: {t-one: {}}\nuser_pools: {people: {}}", "(table t-one, user pool people)"),
        ("buckets: {files: {}}", "not empty (files)"),
    ],
)
def test_a_readme_says_what_stays_in_the_way_of_a_deletion(things: str, said: str) -> None:
    plan = project.plan(design(f"name: a\n{things}"), "sam", Path("/nonexistent"))
    readme = next(file.text for file in plan.files if file.path == "README.md")
    assert said in readme
    assert ("## Before you destroy a stage" in readme) is bool(said)


def test_a_certificate_is_trusted_and_signs_nobody_in() -> None:
    schemas = "{uri: 'https://s.example.com', authentication: basic, secret: reader, certificate: authority}"
    trigger = f"{{type: kafka, servers: ['k.example.com:9096'], topic: t, schemas: {schemas}}}"
    blueprint = design(
        "name: a\nsecrets: {reader: {}, authority: {}}\n"
        f"functions: {{f-one: {{triggers: {{t: {trigger}}}}}}}"
    )
    role = build_graph(blueprint).resource("role.f-one")
    sids = [each.sid for each in getattr(role, "statements", ())]
    assert {"SignInWithReader", "TrustAuthority"} <= set(sids)


def test_packages_are_listed_once_there_are_more_than_a_few() -> None:
    two = text(design("{name: a, functions: {one: {}, two: {}}}"), "terraform")
    three = text(design("{name: a, functions: {one: {}, two: {}, more: {}}}"), "terraform")

    assert 'one = try(filebase64sha256("${path.module}/build/one.zip"), null)' in two
    assert 'for name in ["one", "two", "more"] :\n' in three
    assert 'name => try(filebase64sha256("${path.module}/build/${name}.zip"), null)' in three
    assert "local.package_hashes.more" in three


def test_a_name_that_says_what_it_is_is_described_without_saying_it_twice() -> None:
    tables = "{orders-table: {}, orders: {}, table: {}}"
    outputs = build_graph(design(f"{{name: a, tables: {tables}}}")).outputs

    assert [each.description.partition(",")[0] for each in outputs] == [
        "Name of the orders table",
        "Name of the orders table",
        "Name of the table table",
    ]


def test_a_stack_says_that_its_things_go_with_it() -> None:
    assert "It goes with the stack" in text(design("{name: a, functions: {worker: {}}}"), "cdk-python")
    assert "It goes with the stack" not in text(design("{name: a, topics: {news: {}}}"), "cdk-python")
