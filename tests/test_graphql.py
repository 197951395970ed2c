"""GraphQL APIs: what is built for them, and which fields there are."""

from __future__ import annotations

import pytest

from designer.build import build_graph
from designer.exporters.terraform import TerraformExporter
from designer.graph import Attribute, Ref, ResourceGraph, Role
from designer.graph.graphql import GraphqlDataSource, GraphqlResolver
from tests.rules.judging import design, found, places

SCHEMA = "definition: 'type Query { order(id: ID!): Order } type Order { id: ID!, lines: [String] }'"
EXISTING = "existing: 'arn:aws:appsync:eu-west-1:123456789012:apis/abcdef'"


def text(fields: str = "Query.order", api: str = SCHEMA, function: str = "timeout: 5") -> str:
    trigger = f"{{type: appsync, api: shop, fields: [{fields}]}}"
    functions = f"{{f-one: {{{function}, triggers: {{t: {trigger}}}}}}}"
    return f"{{name: a, stages: {{dev: {{}}}}, functions: {functions}, graphql_apis: {{shop: {{{api}}}}}}}"


def built(fields: str = "Query.order", api: str = SCHEMA, function: str = "timeout: 5") -> ResourceGraph:
    return build_graph(design(text(fields, api, function)))


def resolver(graph: ResourceGraph, number: int = 1) -> GraphqlResolver:
    made = graph.resource(f"graphql_resolver.f-one.t.{number}")
    assert isinstance(made, GraphqlResolver)
    return made


def test_a_resolver_for_each_field():
    graph = built("Query.order, Order.lines")
    assert [(resolver(graph, each).type, resolver(graph, each).field) for each in (1, 2)] == [
        ("Query", "order"),
        ("Order", "lines"),
    ]
    assert resolver(graph).after == ("graphql_schema.shop",)


def test_the_role_is_for_the_api_and_the_function_only():
    graph = built(function="alias: live")
    role, source = graph.resource("role.f-one.t"), graph.resource("graphql_data_source.f-one.t")
    assert isinstance(role, Role)
    assert isinstance(source, GraphqlDataSource)
    assert [each.resources for each in role.statements] == [(Ref("alias.f-one", Attribute.ARN),)]
    assert role.trust_conditions[1].values == (Ref("graphql_api.shop", Attribute.ARN),)
    assert (source.name, source.function) == ("f_one_t", Ref("alias.f-one", Attribute.ARN))


def test_an_existing_api_is_asked_by_its_arn():
    graph = built(api=EXISTING)
    assert resolver(graph).api == "abcdef"
    assert resolver(graph).after == ()
    assert not found(text("Anything.goes", EXISTING), "graphql-field-valid")


def test_terraform_says_the_schema_with_the_api():
    source = "".join(each.text for each in TerraformExporter().export(built()).files)
    assert source.count('"aws_appsync_graphql_api"') == 1
    assert "type Query { order(id: ID!): Order }" in source
    assert "depends_on = [aws_appsync_graphql_api" not in source


@pytest.mark.parametrize("field", ["Query.order", "Order.lines", "Order.id"])
def test_fields_of_the_schema_are_fine(field: str):
    assert not found(text(field), "graphql-field-valid")


@pytest.mark.parametrize("field", ["Query.orders", "Query", "Mutation.order", "Query.order.id"])
def test_other_fields_are_found(field: str):
    assert places(text(field), "graphql-field-valid") == ["functions.f-one.triggers.t.fields.0"]


def test_remarks_are_no_fields():
    schema = r'definition: "type Query { \"lines: of text\" order: String # none: of these\n }"'
    assert places(text("Query.none", schema), "graphql-field-valid")
    assert places(text("Query.lines", schema), "graphql-field-valid")
    assert not found(text("Query.order", schema), "graphql-field-valid")


@pytest.mark.parametrize(
    ("expires", "severities"),
    [
        ("", ["warning"]),
        ("expires: '2026-11-23'", ["error"]),
        ("expires: '2026-11-24'", []),
        ("expires: '2027-11-23'", []),
        ("expires: '2027-11-24'", ["error"]),
        ("expires: '2027-02-29'", ["error"]),
        ("expires: soon", []),  # its form is another rule's
    ],
)
def test_a_key_lives_a_day_to_a_year(expires: str, severities: list[str]) -> None:
    text = f"name: a\ngraphql_apis: {{shop: {{authentication: api_key, api_keys: {{k: {{{expires}}}}}}}}}"
    assert [each.severity.value for each in found(text, "graphql-api-key-expiry")] == severities


@pytest.mark.parametrize(("count", "is_found"), [(0, True), (1, False), (50, False), (51, True)])
def test_an_api_keeps_fifty_keys(count: int, is_found: bool) -> None:
    keys = ", ".join(f"k{number}: {{}}" for number in range(count))
    text = f"name: a\ngraphql_apis: {{shop: {{authentication: api_key, api_keys: {{{keys}}}}}}}"
    assert bool(found(text, "graphql-api-keys")) is is_found


def test_keys_expire_at_midnight_utc() -> None:
    text = "name: a\ngraphql_apis: {shop: {api_keys: {k: {expires: '2027-06-30'}, none: {expires: never}}}}"
    graph = build_graph(design(text))
    kept = [getattr(graph.resource(f"graphql_api_key.shop.{each}"), "expires", 0) for each in ("k", "none")]
    assert kept == [1814313600, None]


def test_the_address_is_told() -> None:
    (told, _) = built().outputs
    assert (told.name, told.value) == ("shop_api_url", Ref("graphql_api.shop", Attribute.URL))


def test_what_an_api_logs_with_lies_beside_it() -> None:
    files = {
        each.path: each.text
        for each in TerraformExporter().export(built(api=f"{SCHEMA}, logging: {{}}")).files
    }
    assert not {"roles.tf", "logs.tf"} & set(files)
    heads = [
        line.split()[1].strip('"') for line in files["graphql.tf"].splitlines() if line.startswith("resource")
    ]
    assert heads == [
        "aws_iam_role",
        "aws_iam_role_policy",
        "aws_appsync_graphql_api",
        "aws_cloudwatch_log_group",
    ]
