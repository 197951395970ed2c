"""HTTP APIs, schedules, aliases and asynchronous invocation in the Terraform export."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from designer.exporters import exporter
from designer.exporters.base import Export, File
from designer.exporters.hcl_text import quote
from designer.exporters.terraform_json import json_template
from designer.graph import Attribute, Output, Ref, ResourceGraph
from designer.graph.compute import Alias, Function, Permission
from designer.graph.http import HttpIntegration
from tests.exporters.extremes import HOSTILE, varied
from tests.exporters.extremes_http import EVERYTHING, HOSTILE_HTTP, half
from tests.exporters.samples_http import HTTP_CRUD, NIGHTLY
from tests.exporters.terraform_tool import Terraform


def export(graph: ResourceGraph) -> Export:
    return exporter("terraform").export(graph)


def files(graph: ResourceGraph) -> dict[str, str]:
    return {file.path: file.text for file in export(graph).files}


def without(graph: ResourceGraph, *kinds: type) -> ResourceGraph:
    return replace(graph, resources=tuple(each for each in graph.resources if not isinstance(each, kinds)))


def test_an_api_lies_with_apis_and_what_leads_to_a_function_with_the_function() -> None:
    written = files(HTTP_CRUD)
    assert list(written) == [
        "versions.tf",
        "variables.tf",
        "locals.tf",
        "checks.tf",
        "apis.tf",
        "function_items.tf",
        "outputs.tf",
    ]
    assert resources(written["apis.tf"]) == [
        "aws_cloudwatch_log_group.front",
        "aws_apigatewayv2_api.front",
        "aws_apigatewayv2_authorizer.front",
        "aws_apigatewayv2_stage.front",
    ]
    assert resources(written["function_items.tf"])[:8] == [
        "aws_cloudwatch_log_group.items",
        "aws_iam_role.items",
        "aws_iam_role_policy.items",
        "aws_lambda_function.items",
        "aws_lambda_alias.items",
        "aws_lambda_provisioned_concurrency_config.items",
        "aws_apigatewayv2_integration.items_http",
        "aws_apigatewayv2_route.items_http_1",
    ]


def resources(text: str) -> list[str]:
    """``type.label`` of each resource of a file, in order."""
    heads = [line.split('"') for line in text.splitlines() if line.startswith("resource ")]
    return [f"{head[1]}.{head[3]}" for head in heads]


def test_a_schedule_and_its_role_lie_with_the_function() -> None:
    assert resources(files(NIGHTLY)["function_report.tf"])[4:] == [
        "aws_lambda_function_event_invoke_config.report",
        "aws_iam_role.report_nightly",
        "aws_iam_role_policy.report_nightly",
        "aws_scheduler_schedule.report_nightly",
        "aws_scheduler_schedule.report_hourly",
    ]


def test_what_leads_to_no_function_has_a_file_by_kind() -> None:
    assert {"aliases.tf", "apis.tf", "permissions.tf"} <= set(files(without(HTTP_CRUD, Function)))
    assert {"invocations.tf", "schedules.tf", "roles.tf"} <= set(files(without(NIGHTLY, Function)))
    assert "aws_apigatewayv2_route" in files(without(HTTP_CRUD, HttpIntegration))["apis.tf"]


@pytest.mark.parametrize("graph", [HTTP_CRUD, NIGHTLY, EVERYTHING])
def test_a_preview_of_an_unfinished_design_does_not_break(graph: ResourceGraph) -> None:
    for dropped in graph.resources:
        rest = tuple(each for each in graph.resources if each is not dropped)
        assert files(replace(graph, resources=rest))["versions.tf"]


def test_aliases_that_lead_in_a_circle_do_not_break_a_preview() -> None:
    circle = Alias(id="alias.a", label="a", function=Ref("alias.a", Attribute.NAME), name="live")
    assert "aws_lambda_alias.a.name" in files(replace(HTTP_CRUD, resources=(circle,)))["aliases.tf"]


@pytest.mark.parametrize("graph", [HTTP_CRUD, NIGHTLY, EVERYTHING])
def test_nothing_is_left_unsaid(graph: ResourceGraph) -> None:
    assert export(graph).notes == ()


@pytest.mark.parametrize(
    ("attribute", "spelling"),
    [
        (Attribute.ID, "aws_apigatewayv2_api.front.id"),
        (Attribute.URL, "aws_apigatewayv2_api.front.api_endpoint"),
        (Attribute.EXECUTION_ARN, "aws_apigatewayv2_api.front.execution_arn"),
    ],
)
def test_references_to_an_api(attribute: Attribute, spelling: str) -> None:
    output = Output("it", Ref("http_api.front", attribute), "")
    assert f"value = {spelling}\n" in files(replace(HTTP_CRUD, outputs=(output,)))["outputs.tf"]


def test_a_version_is_published_only_for_an_alias() -> None:
    assert "  publish          = true\n" in files(HTTP_CRUD)["function_items.tf"]
    assert "publish" not in files(NIGHTLY)["function_report.tf"]


def test_a_stage_without_provisioned_concurrency_has_none() -> None:
    assert (
        'resource "aws_lambda_provisioned_concurrency_config" "items" {\n'
        "  count = local.settings.items_provisioned_concurrency == null ? 0 : 1\n"
        "\n"
        "  function_name                     = aws_lambda_function.items.function_name\n"
        "  qualifier                         = aws_lambda_alias.items.name\n"
        "  provisioned_concurrent_executions = local.settings.items_provisioned_concurrency\n"
        "}\n"
    ) in files(HTTP_CRUD)["function_items.tf"]
    assert "  count = " not in files(EVERYTHING)["function_items.tf"]
    plain = [
        replace(each, provisioned_concurrency=None) if isinstance(each, Alias) else each
        for each in HTTP_CRUD.resources
    ]
    assert "provisioned" not in files(replace(HTTP_CRUD, resources=tuple(plain)))["function_items.tf"]


def test_a_permission_names_the_alias() -> None:
    assert (
        "# front invokes items for GET /items/{id}.\n"
        'resource "aws_lambda_permission" "items_http_1" {\n'
        '  statement_id  = "items-http-1"\n'
        '  action        = "lambda:InvokeFunction"\n'
        "  function_name = aws_lambda_function.items.function_name\n"
        "  qualifier     = aws_lambda_alias.items.name\n"
        '  principal     = "apigateway.amazonaws.com"\n'
        '  source_arn    = "${aws_apigatewayv2_api.front.execution_arn}/*/GET/items/*"\n'
        "}\n"
    ) in files(HTTP_CRUD)["function_items.tf"]


def test_statement_ids_are_short_and_distinct() -> None:
    labels = ("items-http-1", "items-http1", "items-http-1", f"{'x' * 200}-1", f"{'x' * 200}-2", "${é}")
    made = [
        Permission(
            id=f"permission.{number}",
            label=label,
            function=Ref("function.items", Attribute.ARN),
            principal="s3.amazonaws.com",
            source_arn="arn:aws:s3:::b",
        )
        for number, label in enumerate(labels)
    ]
    text = files(replace(HTTP_CRUD, resources=tuple(made)))["permissions.tf"]
    found = [line.split('"')[1] for line in text.splitlines() if "statement_id" in line]
    assert len(set(found)) == len(labels)
    assert all(len(each) <= 100 and each.isascii() for each in found)


def test_a_dangling_invocation_shows() -> None:
    text = files(without(NIGHTLY, Function))["invocations.tf"]
    assert 'function_name                = "missing: name of function.report"' in text


def test_the_scheduler_may_be_trusted_under_a_condition() -> None:
    assert (
        '      Action    = "sts:AssumeRole"\n'
        '      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }\n'
    ) in files(NIGHTLY)["function_report.tf"]
    assert "account_id = data.aws_caller_identity.current.account_id\n" in files(NIGHTLY)["locals.tf"]
    assert "data.tf" in files(NIGHTLY)


def test_a_schedule_waits_for_what_its_role_may_do() -> None:
    assert (
        "  # The schedule may start only once its role has the permissions.\n"
        "  depends_on = [aws_iam_role_policy.report_nightly]\n"
    ) in files(NIGHTLY)["function_report.tf"]


def test_an_exact_schedule_says_so() -> None:
    assert '  flexible_time_window {\n    mode = "OFF"\n  }\n' in files(NIGHTLY)["function_report.tf"]


def test_what_aws_fills_in_is_not_escaped() -> None:
    text = '{"run": "<aws.scheduler.execution-id>"}'
    assert json_template(text) == text
    assert json_template('{"a": "\\u0041"}') == '{"a": "\\u0041"}'
    assert json_template("$context.requestId") == "$context.requestId"
    assert json_template('{"id": "$context.requestId"}') != '{"id": "$context.requestId"}'


@pytest.mark.parametrize(
    ("rate", "burst", "spelt_rate", "spelt_burst"),
    [
        (10, None, "10", "10"),
        (10.5, None, "10.5", "11"),
        (None, 20, "20", "20"),
        (10, varied("burst", None, 9), "10", "local.settings.burst == null ? 10 : local.settings.burst"),
        (varied("rate", 1, 2), None, "local.settings.rate", "local.settings.rate"),
        (varied("rate", 0.5, 2), None, "local.settings.rate", "ceil(local.settings.rate)"),
    ],
)
def test_a_rate_without_a_burst_does_not_close_the_api(
    rate: object, burst: object, spelt_rate: str, spelt_burst: str
) -> None:
    graph = half(rate, burst)
    text = files(graph)["apis.tf"]
    assert f"    throttling_rate_limit  = {spelt_rate}\n" in text
    assert f"    throttling_burst_limit = {spelt_burst}\n" in text
    assert "dynamic" not in text
    assert [note.setting for note in export(graph).notes] == ["http_stage.front"]


def test_a_stage_without_limits_has_no_block() -> None:
    assert "default_route_settings" not in files(half(None, None))["apis.tf"]
    text = files(half(varied("rate", None, 10), varied("burst", None, 20)))["apis.tf"]
    assert (
        '  dynamic "default_route_settings" {\n'
        "    for_each = local.settings.rate == null && local.settings.burst == null ? [] : [true]\n"
    ) in text
    assert "? local" not in text


def test_only_a_route_with_a_check_says_which() -> None:
    text = files(HTTP_CRUD)["function_items.tf"]
    assert text.count("authorization_type") == 3
    assert text.count("authorizer_id") == 2


def test_kinds_that_have_no_tags_get_none() -> None:
    assert files(HTTP_CRUD)["apis.tf"].count("tags = local.tags") == 3, "log group, API and stage"
    tagged = replace(NIGHTLY, tags=HTTP_CRUD.tags)
    text = files(tagged)["function_report.tf"]
    assert text.count("tags = local.tags") == 4, "log group, function and two roles"


def test_hostile_texts_are_literal() -> None:
    text = files(HOSTILE_HTTP)["apis.tf"]
    literal = quote(HOSTILE)
    assert f"    format          = {literal}\n" in text
    assert f"  name             = {literal}\n" in text
    assert f"    issuer = {literal}\n    audience = [\n      {literal},\n    ]\n" in text


PROVIDER = """\
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
"""
ACCOUNT = """\
override_data {
  target = data.aws_caller_identity.current
  values = { account_id = "111122223333" }
}
"""


def run(stage: str, expected: dict[str, str]) -> str:
    """A run that plans ``stage`` and compares expressions with their expected JSON."""
    asserted = "".join(
        f"  assert {{\n    condition     = jsonencode({actual}) == {json.dumps(value)}\n"
        f"    error_message = jsonencode({actual})\n  }}\n"
        for actual, value in expected.items()
    )
    return f'run "{stage}" {{\n  command = plan\n  variables {{\n    stage = "{stage}"\n  }}\n{asserted}}}\n'


def planned(folder: Path, graph: ResourceGraph, **expected: dict[str, str]) -> str:
    """What the provider itself, not a mock of it, makes of each stage."""
    account = ACCOUNT if "data.tf" in files(graph) else ""
    test = PROVIDER + account + "".join(run(*each) for each in expected.items())
    tool = Terraform(folder).write(export(graph)).write(Export((File("tests/p.tftest.hcl", test),), ()))
    return tool.init()("test", "-no-color")


@pytest.mark.conformance
def test_the_provider_plans_an_api_in_every_stage(tmp_path: Path) -> None:
    stage = "aws_apigatewayv2_stage.front"
    log_format = '{"error":"$context.error.message","id":"$context.requestId","status":"$context.status"}'
    both = {
        f"{stage}.name": '"$default"',
        f"{stage}.access_log_settings[0].format": json.dumps(log_format),
        f"{stage}.default_route_settings[0].throttling_burst_limit": "200",
        "aws_apigatewayv2_route.items_http_1.route_key": '"GET /items/{id}"',
        "aws_apigatewayv2_route.items_http_4.route_key": '"$default"',
        "aws_apigatewayv2_route.items_http_4.authorization_type": '"NONE"',
        "aws_lambda_permission.items_http_4.qualifier": '"live"',
        "aws_apigatewayv2_api.front.tags_all": '{"service":"shop"}',
    }
    rate = f"{stage}.default_route_settings[0].throttling_rate_limit"
    count = "aws_lambda_provisioned_concurrency_config.items[*].provisioned_concurrent_executions"
    said = planned(
        tmp_path, HTTP_CRUD, dev=both | {rate: "10", count: "[]"}, prod=both | {rate: "100", count: "[5]"}
    )
    assert "2 passed, 0 failed" in said


@pytest.mark.conformance
def test_the_provider_plans_a_schedule_in_every_stage(tmp_path: Path) -> None:
    schedule = "aws_scheduler_schedule.report_nightly"
    both = {
        f"{schedule}.target[0].input": json.dumps('{"kind":"daily","of":"${yesterday}"}').replace(
            "${", "$${"
        ),
        "aws_scheduler_schedule.report_hourly.schedule_expression_timezone": '"UTC"',
        "aws_lambda_function_event_invoke_config.report.maximum_retry_attempts": "1",
    }
    said = planned(
        tmp_path,
        NIGHTLY,
        dev=both | {f"{schedule}.state": '"DISABLED"'},
        prod=both | {f"{schedule}.state": '"ENABLED"'},
    )
    assert "2 passed, 0 failed" in said


@pytest.mark.conformance
def test_the_provider_plans_what_a_stage_leaves_unset(tmp_path: Path) -> None:
    stage, schedule = "aws_apigatewayv2_stage.front", "aws_scheduler_schedule.nightly"
    invoke = "aws_lambda_function_event_invoke_config.items"
    limits = f"[for each in {stage}.default_route_settings : each.throttling_rate_limit]"
    window = f"{schedule}.flexible_time_window[0].mode"
    retries = f"{schedule}.target[0].retry_policy[0].maximum_retry_attempts"
    said = planned(
        tmp_path,
        EVERYTHING,
        dev={
            limits: "[]",
            window: '"OFF"',
            retries: "185",
            f"{schedule}.state": '"ENABLED"',
            f"{invoke}.maximum_retry_attempts": "2",
            f"length({invoke}.destination_config[0].on_failure)": "0",
        },
        prod={
            limits: "[0.5]",
            window: '"FLEXIBLE"',
            retries: "0",
            f"{schedule}.state": '"DISABLED"',
            f"{invoke}.maximum_retry_attempts": "0",
            f"length({invoke}.destination_config[0].on_failure)": "1",
        },
    )
    assert "2 passed, 0 failed" in said


@pytest.mark.conformance
def test_the_provider_plans_an_api_with_one_limit(tmp_path: Path) -> None:
    settings = "aws_apigatewayv2_stage.front.default_route_settings[0]"
    graph = half(varied("rate", None, 0.5), varied("burst", 10, None))
    said = planned(
        tmp_path,
        graph,
        dev={f"{settings}.throttling_rate_limit": "10", f"{settings}.throttling_burst_limit": "10"},
        prod={f"{settings}.throttling_rate_limit": "0.5", f"{settings}.throttling_burst_limit": "1"},
    )
    assert "2 passed, 0 failed" in said
