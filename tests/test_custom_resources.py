"""Custom resources: what the function is told, how formats say it, and what a missing answer does."""

from __future__ import annotations

import pytest

from designer.blueprint.triggers.base import Consumer
from designer.build import build_graph
from designer.exporters import exporter
from designer.failures import End, Mishap, journeys
from designer.graph import Attribute, Entry, Ref
from designer.graph.custom import CustomResource
from tests.rules.judging import design, found

TEXT = """
  name: shop
  functions:
    seed:
      timeout: 60
      triggers: {{rows: {{type: custom_resource, properties: {{Table: "${{rows.name}}"}}{}}}}}
      {}
  tables: {{rows: {{}}}}
"""


def exported(text: str, format_name: str, ending: str) -> str:
    files = exporter(format_name).export(build_graph(design(text))).files
    return next(each.text for each in files if each.path.endswith(ending))


def custom(text: str) -> CustomResource:
    resource = build_graph(design(text)).resource("custom_resource.seed.rows")
    assert isinstance(resource, CustomResource)
    return resource


def test_properties_may_name_things() -> None:
    assert custom(TEXT.format("", "")).properties == (Entry("Table", Ref("table.rows", Attribute.NAME)),)


def test_the_alias_is_invoked_where_there_is_one() -> None:
    aliased = TEXT.format("", "alias: live")
    assert custom(aliased).token == Ref("alias.seed", Attribute.ARN)
    code = exported(aliased, "terraform", "function_seed.tf")
    assert "qualifier       = aws_lambda_alias.seed.name" in code
    assert "qualifier" not in exported(TEXT.format("", ""), "terraform", "function_seed.tf")


def test_terraform_invokes_and_says_what_it_has_no_word_for() -> None:
    text = TEXT.format(", service_timeout: 90", "")
    code = exported(text, "terraform", "function_seed.tf")
    assert 'lifecycle_scope = "CRUD"' in code
    assert "ResourceProperties = { Table = aws_dynamodb_table.rows.name }" in code
    (note,) = exporter("terraform").export(build_graph(design(text))).notes
    assert note.setting == "seed-rows.service_timeout"
    assert "90 s" in note.message


def test_sam_and_cdk_hand_the_function_to_cloudformation() -> None:
    text = TEXT.format(", service_timeout: 90", "")
    template = exported(text, "sam", "template.yaml")
    assert "ServiceToken: !GetAtt SeedFunction.Arn" in template
    assert "ServiceTimeout: 90" in template
    assert "service_timeout=Duration.seconds(90)" in exported(text, "cdk-python", "stack.py")


@pytest.mark.parametrize(
    ("trigger", "function", "attempts", "seconds"),
    [
        ("", "", 3, 3600),
        (", service_timeout: 90", "", 3, 90),
        (", service_timeout: 90", "asynchronous: {maximum_retries: 0}", 1, 90),
    ],
)
def test_a_deployment_hangs_until_it_stops_waiting(
    trigger: str, function: str, attempts: int, seconds: int
) -> None:
    ways = {each.mishap: each for each in journeys(design(TEXT.format(trigger, function)))}
    assert {each.end for each in ways.values()} == {End.HANGS}
    assert {each.seconds for each in ways.values()} == {seconds}
    assert ways[Mishap.TIMEOUT].attempts == attempts
    assert ways[Mishap.THROTTLE].attempts is None


@pytest.mark.parametrize(("seconds", "findings"), [(59, 1), (60, 0)])
def test_the_deployment_waits_as_long_as_the_function_may_take(seconds: int, findings: int) -> None:
    text = TEXT.format(f", service_timeout: {seconds}", "")
    assert len(found(text, "custom-resource-timeout-short")) == findings


@pytest.mark.parametrize(
    ("name", "findings"), [("ServiceToken", 1), ("ServiceTimeout", 1), ("a-b", 1), ("Service", 0)]
)
def test_some_names_are_cloudformations_own(name: str, findings: int) -> None:
    trigger = f"{{type: custom_resource, properties: {{{name}: b}}}}"
    text = f"{{name: a, functions: {{f: {{triggers: {{t: {trigger}}}}}}}}}"
    assert len(found(text, "custom-resource-property")) == findings


def test_the_sample_is_told_what_a_deployment_could_be_told() -> None:
    properties = '{Table: "${rows.name}", Where: "in ${stage} of ${region}", Salt: "${var.salt}"}'
    trigger = f"{{type: custom_resource, properties: {properties}}}"
    blueprint = design(
        "name: shop\nregion: eu-west-1\ntables: {rows: {}}\n"
        f"functions: {{seed: {{triggers: {{rows: {trigger}}}}}}}"
    )
    (function,) = blueprint.each_function()
    event = function.value.triggers["rows"].sample_event(Consumer(blueprint, function))
    assert event["ResourceProperties"] == {
        "Table": "shop-dev-rows",
        "Where": "in dev of eu-west-1",
        "Salt": "salt",
    }
