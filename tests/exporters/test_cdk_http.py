"""HTTP APIs, schedules, aliases and asynchronous functions in the CDK export."""

from __future__ import annotations

from dataclasses import replace

import pytest

from designer.exporters.cdk_values import Values
from designer.exporters.python_source import Code, assigned, call, flat
from designer.graph import Attribute, Ref
from designer.graph.compute import EventInvokeConfig, Function
from tests.exporters.extremes_http import EVERYTHING
from tests.exporters.samples_http import HTTP_CRUD, NIGHTLY
from tests.exporters.test_cdk_python import constructs, keywords, stack

DESTINATION = "lambda_.CfnEventInvokeConfig.OnFailureProperty"
WINDOW = "scheduler.CfnSchedule.FlexibleTimeWindowProperty"


def test_an_api_and_its_stage() -> None:
    api = keywords(HTTP_CRUD, "FrontApi")
    assert api["protocol_type"] == "'HTTP'"
    assert api["cors_configuration"] == (
        "apigatewayv2.CfnApi.CorsProperty(allow_origins=['https://shop.example'], "
        "allow_methods=['GET', 'PUT'], allow_headers=['authorization', 'content-type'], "
        "expose_headers=['etag'], max_age=600, allow_credentials=True)"
    )
    assert "cors_configuration" not in keywords(EVERYTHING, "BackApi")
    stage = keywords(HTTP_CRUD, "FrontStage")
    assert (stage["stage_name"], stage["auto_deploy"]) == ("'$default'", "True")
    assert "log-group:{front_log_group.log_group_name}" in stage["access_log_settings"]
    assert stage["default_route_settings"] == (
        "apigatewayv2.CfnStage.RouteSettingsProperty(throttling_rate_limit=settings.front_rate, "
        "throttling_burst_limit=200)"
    )
    assert set(keywords(EVERYTHING, "BackStage")) == {"api_id", "stage_name", "auto_deploy"}


def test_routes() -> None:
    assert keywords(HTTP_CRUD, "ItemsHttp2Route") == {
        "api_id": "front_api.ref",
        "route_key": "'PUT /items/{id}'",
        "target": "f'integrations/{items_http_integration.ref}'",
        "authorization_type": "'JWT'",
        "authorizer_id": "front_authorizer.ref",
        "authorization_scopes": "['items/write']",
    }
    assert keywords(HTTP_CRUD, "ItemsHttpIntegration")["integration_uri"] == "items_alias.function_arn"
    permission = keywords(HTTP_CRUD, "ItemsHttp2Permission")
    assert permission["function_name"] == "items_alias.function_arn"
    assert permission["source_arn"] == (
        "f'arn:{Aws.PARTITION}:execute-api:{Aws.REGION}:{Aws.ACCOUNT_ID}:{front_api.ref}/*/PUT/items/*'"
    )


def test_an_alias_is_of_the_current_version_and_older_ones_stay() -> None:
    assert keywords(HTTP_CRUD, "ItemsAlias") == {
        "alias_name": "'live'",
        "version": "items_function.current_version",
        "provisioned_concurrent_executions": "settings.items_provisioned_concurrency",
    }
    retained = "lambda_.VersionOptions(removal_policy=RemovalPolicy.RETAIN)"
    assert keywords(HTTP_CRUD, "ItemsFunction")["current_version_options"] == retained
    assert "current_version_options" not in keywords(NIGHTLY, "ReportFunction")


def test_what_a_function_construct_asks_too_much_for_is_set_beside_it() -> None:
    assert (
        "        items_function_resource = cast(\n"
        "            lambda_.CfnFunction,\n"
        "            items_function.node.default_child,\n"
        "        )\n"
        "        items_function_resource.vpc_config = lambda_.CfnFunction.VpcConfigProperty(\n"
        '            subnet_ids=["subnet-0a", "subnet-0b"],\n'
    ) in stack(HTTP_CRUD)
    assert "\nfrom typing import cast\n" in stack(HTTP_CRUD)
    assert "        items_function_resource.dead_letter_config = (\n" in stack(EVERYTHING)
    assert "cast" not in stack(NIGHTLY)


def test_dead_letter_queues_and_layers() -> None:
    assert keywords(NIGHTLY, "ReportFunction")["dead_letter_queue"] == "failed_queue"
    assert keywords(HTTP_CRUD, "ItemsFunction")["layers"] == (
        "[lambda_.LayerVersion.from_layer_version_arn(self, 'ItemsFunctionToolsLayer', "
        "'arn:aws:lambda:eu-west-1:111122223333:layer:tools:3')]"
    )


def test_what_becomes_of_asynchronous_events() -> None:
    config = keywords(NIGHTLY, "ReportEventInvokeConfig")
    assert config["function_name"] == "report_function.function_name"
    assert config["qualifier"] == "'$LATEST'"
    assert f"on_failure={DESTINATION}(destination=failed_queue.queue_arn)" in config["destination_config"]
    staged = keywords(EVERYTHING, "ItemsEventInvokeConfig")["destination_config"]
    assert f"on_failure={DESTINATION}(destination=settings.failed) if settings.failed is not None" in staged
    assert set(keywords(EVERYTHING, "OtherEventInvokeConfig")) == {"function_name", "qualifier"}


def test_the_alias_is_there_before_what_only_names_it() -> None:
    assert keywords(EVERYTHING, "ItemsEventInvokeConfig")["qualifier"] == "items_alias.alias_name"
    text = stack(EVERYTHING)
    assert "        items_event_invoke_config.node.add_dependency(items_alias)\n" in text
    assert "        items_event_invoke_config = lambda_.CfnEventInvokeConfig(\n" in text
    assert "        lambda_.CfnEventInvokeConfig(\n" in text


def test_a_config_of_what_is_not_there() -> None:
    config = EventInvokeConfig(id="a", label="a", function=Ref("function.gone", Attribute.ARN))
    graph = replace(NIGHTLY, resources=(config,))
    assert keywords(graph, "AEventInvokeConfig")["function_name"] == "'missing: name of function.gone'"


def test_schedules() -> None:
    nightly = keywords(NIGHTLY, "ReportNightlySchedule")
    assert nightly["state"] == "settings.report_nightly_enabled"
    assert "    report_nightly_enabled: str\n" in stack(NIGHTLY)
    assert nightly["flexible_time_window"] == f"{WINDOW}(mode='FLEXIBLE', maximum_window_in_minutes=15)"
    assert "role_arn=report_nightly_role.role_arn" in nightly["target"]
    hourly = keywords(NIGHTLY, "ReportHourlySchedule")
    assert "state" not in hourly
    assert hourly["flexible_time_window"] == f"{WINDOW}(mode='OFF')"
    staged = keywords(EVERYTHING, "NightlySchedule")
    assert staged["flexible_time_window"].endswith(
        f"if settings.flexible is not None else {WINDOW}(mode='OFF')"
    )
    assert keywords(EVERYTHING, "OffSchedule")["state"] == "'DISABLED'"


def test_events_invoke_the_alias() -> None:
    assert keywords(EVERYTHING, "ItemsTheirsMapping")["target"] == "items_alias"


def test_on_whose_behalf_a_role_is_assumed() -> None:
    assert keywords(NIGHTLY, "ReportNightlyRole")["assumed_by"] == (
        "iam.ServicePrincipal('scheduler.amazonaws.com', "
        "conditions={'StringEquals': {'aws:SourceAccount': Aws.ACCOUNT_ID}})"
    )
    assert keywords(NIGHTLY, "ReportRole")["assumed_by"] == "iam.ServicePrincipal('lambda.amazonaws.com')"


def test_a_queue_elsewhere_takes_dead_letters() -> None:
    theirs = "arn:aws:sqs:eu-west-1:111122223333:theirs"
    resources = (
        replace(each, dead_letter=theirs) if isinstance(each, Function) else each
        for each in NIGHTLY.resources
    )
    graph = replace(NIGHTLY, resources=tuple(resources))
    assert "dead_letter_queue" not in keywords(graph, "ReportFunction")
    assert f'target_arn="{theirs}"' in stack(graph)
    assert set(constructs(graph)) == set(constructs(NIGHTLY))


@pytest.mark.parametrize(
    ("target", "attribute", "written"),
    [
        ("http_api.front", Attribute.ID, "front_api.ref"),
        ("http_api.front", Attribute.URL, "front_api.attr_api_endpoint"),
        ("http_api.front", Attribute.NAME, 'f"{prefix}-front"'),
        (
            "http_api.front",
            Attribute.EXECUTION_ARN,
            'f"arn:{Aws.PARTITION}:execute-api:{Aws.REGION}:{Aws.ACCOUNT_ID}:{front_api.ref}"',
        ),
        ("http_authorizer.front", Attribute.ID, "front_authorizer.ref"),
        ("alias.items", Attribute.ARN, "items_alias.function_arn"),
        ("alias.items", Attribute.NAME, "items_alias.alias_name"),
    ],
)
def test_values(target: str, attribute: Attribute, written: str) -> None:
    assert flat(Values(HTTP_CRUD).node(Ref(target, attribute))) == written


def test_assignments_are_laid_out_as_ruff_leaves_them() -> None:
    value = call("f", a="x" * 50)
    assert list(assigned("a", Code("b"))) == ["a = b"]
    assert list(assigned("a" * 90, Code("b"))) == [f"{'a' * 90} = b"]
    assert list(assigned("a" * 84, Code("b.c"))) == [f"{'a' * 84} = (", "    b.c", ")"]
    assert list(assigned("a" * 40, value)) == [f"{'a' * 40} = f(", f'    a="{"x" * 50}",', ")"]
    assert list(assigned("a" * 84, value)) == [f"{'a' * 84} = (", f'    f(a="{"x" * 50}")', ")"]
