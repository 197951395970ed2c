"""What SAM's own constructs say in an export, and what is spelt because they would say something else."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from designer.exporters.sam_apis import source_pattern
from designer.exporters.sam_folds import folds, service
from designer.exporters.sam_ids import logical_ids
from designer.graph import Attribute, Context, Entry, Join, Parameter, Ref, Resource, ResourceGraph
from designer.graph.compute import Alias, EventInvokeConfig, Function, Permission, Schedule
from designer.graph.http import Cors, HttpApi, HttpAuthorizer, HttpIntegration, HttpRoute, HttpStage
from tests.exporters.extremes_http import EVERYTHING
from tests.exporters.samples import ORDER_WORKER
from tests.exporters.samples_http import HTTP_CRUD, NIGHTLY
from tests.exporters.test_sam import properties, template

NONE = ("Ref", "AWS::NoValue")
LIVE = ("Ref", "ItemsFunction.Alias")


def changed(graph: ResourceGraph, kind: type[Resource], **settings: object) -> ResourceGraph:
    """``graph`` with settings of each resource of a kind changed."""
    resources = (
        replace(each, **settings) if isinstance(each, kind) else each  # type: ignore[arg-type]
        for each in graph.resources
    )
    return replace(graph, resources=tuple(resources))


def without(graph: ResourceGraph, *ids: str) -> ResourceGraph:
    """``graph`` without some resources."""
    return replace(graph, resources=tuple(each for each in graph.resources if each.id not in ids))


def types(graph: ResourceGraph) -> list[str]:
    """The type of each resource of the template."""
    return [each["Type"] for each in template(graph)["Resources"].values()]


def test_an_api_is_sams_with_its_routes_as_events() -> None:
    assert types(HTTP_CRUD) == [
        "AWS::Logs::LogGroup",
        "AWS::Serverless::HttpApi",
        "AWS::Logs::LogGroup",
        "AWS::IAM::Role",
        "AWS::Serverless::Function",
    ]
    api = properties(HTTP_CRUD, "FrontApi")
    assert api["Auth"] == {
        "Authorizers": {
            "jwt": {
                "IdentitySource": "$request.header.Authorization",
                "JwtConfiguration": {"issuer": "https://login.example/", "audience": ["shop"]},
            }
        },
        "EnableIamAuthorizer": True,
    }
    assert api["CorsConfiguration"]["MaxAge"] == 600
    assert api["DefaultRouteSettings"] == {
        "ThrottlingRateLimit": ("FindInMap", ["Stages", ("Ref", "Stage"), "FrontRate"]),
        "ThrottlingBurstLimit": 200,
    }
    assert api["Tags"] == {"service": "shop"}


def test_events_of_routes() -> None:
    events = properties(HTTP_CRUD, "ItemsFunction")["Events"]
    said = {name: {**event["Properties"]} for name, event in events.items()}
    assert {event["Type"] for event in events.values()} == {"HttpApi"}
    assert {event.pop("ApiId") for event in said.values()} == {("Ref", "FrontApi")}
    assert said == {
        "Http1": {"Method": "GET", "Path": "/items/{id}", "Auth": {"Authorizer": "jwt"}},
        "Http2": {
            "Method": "PUT",
            "Path": "/items/{id}",
            "Auth": {"Authorizer": "jwt", "AuthorizationScopes": ["items/write"]},
        },
        "Http3": {"Method": "ANY", "Path": "/internal/{proxy+}", "Auth": {"Authorizer": "AWS_IAM"}},
        "Http4": {"Method": "ANY", "Path": "$default"},
    }


@pytest.mark.parametrize(
    ("key", "pattern"),
    [
        ("GET /items/{id}", "/*/GET/items/*"),
        ("ANY /x/{proxy+}", "/*/*/x/*"),
        ("GET /x/{rest+}", "/*/GET/x/{rest+}"),
        ("GET /", "/*/GET/"),
        ("GET /items/", "/*/GET/items"),
        ("$default", "/*/*"),
    ],
)
def test_permissions_of_sam(key: str, pattern: str) -> None:
    assert source_pattern(key) == pattern


ITSELF = Ref("function.items", Attribute.ARN)
LATEST = changed(
    changed(without(HTTP_CRUD, "alias.items"), HttpIntegration, function=ITSELF), Permission, function=ITSELF
)
"""The API without an alias."""
OTHER_ROUTES = [f"{kind}.items.http.{each}" for kind in ("http_route", "permission") for each in (1, 2, 3)]


def test_a_function_that_takes_all_needs_no_other_permission_of_sam() -> None:
    assert not folds(LATEST).apis
    assert list(folds(without(LATEST, *OTHER_ROUTES, "http_authorizer.front")).apis) == ["http_api.front"]
    one_permission = without(LATEST, *(f"permission.items.http.{number}" for number in (1, 2, 3)))
    assert list(folds(one_permission).apis) == ["http_api.front"]


def literal(text: str) -> ResourceGraph:
    """The API with one route whose permission is for its own path."""
    source = Join((Ref("http_api.front", Attribute.EXECUTION_ARN), text))
    graph = without(HTTP_CRUD, *OTHER_ROUTES, "http_authorizer.front")
    return changed(graph, Permission, source_arn=source)


@pytest.mark.parametrize(
    "graph",
    [
        without(HTTP_CRUD, "permission.items.http.1"),
        literal("/*/$default"),
        changed(HTTP_CRUD, Permission, source_account=Context.ACCOUNT),
        changed(HTTP_CRUD, Permission, function=ITSELF),
        changed(HTTP_CRUD, HttpIntegration, function=ITSELF),
        changed(HTTP_CRUD, HttpIntegration, function=Ref("function.gone", Attribute.ARN)),
        changed(HTTP_CRUD, HttpRoute, integration=Ref("gone", Attribute.ID)),
        changed(HTTP_CRUD, HttpStage, tags=(Entry("a", "b"),)),
        changed(HTTP_CRUD, HttpAuthorizer, name="AWS_IAM"),
        changed(HTTP_CRUD, HttpRoute, authorization="JWT", authorizer=None),
        changed(HTTP_CRUD, HttpApi, cors=Cors(("*",), max_age=Parameter("a", (("dev", 1), ("prod", 2))))),
        changed(HTTP_CRUD, Function, environment=(Entry("BACK", Ref("http_api.front", Attribute.URL)),)),
        without(HTTP_CRUD, "http_stage.front"),
        replace(HTTP_CRUD, resources=(*HTTP_CRUD.resources, HttpAuthorizer(
            id="http_authorizer.unused",
            label="unused",
            api=Ref("http_api.front", Attribute.ID),
            name="unused",
            issuer="https://login.example/",
            audience=(),
        ))),
        without(HTTP_CRUD, *(each.id for each in HTTP_CRUD.resources if isinstance(each, HttpRoute))),
    ],
)  # fmt: skip
def test_an_api_that_sam_would_make_otherwise_is_spelt(graph: ResourceGraph) -> None:
    assert not folds(graph).apis
    assert "AWS::ApiGatewayV2::Api" in types(graph)
    assert "AWS::Serverless::HttpApi" not in types(graph)


def test_apis_whose_functions_call_each_others_api_are_spelt() -> None:
    def other(resource: Resource) -> Any:
        """The same for another function and another API, which knows where the first one is."""
        texts = {"items": "others", "front": "back"}
        changes: dict[str, Any] = {"id": resource.id, "label": resource.label}
        for old, new in texts.items():
            changes = {key: value.replace(old, new) for key, value in changes.items()}
        return _renamed(replace(resource, **changes), texts)

    def calling(graph: ResourceGraph, api: str) -> ResourceGraph:
        return changed(graph, Function, environment=(Entry("API", Ref(f"http_api.{api}", Attribute.URL)),))

    second = replace(HTTP_CRUD, resources=tuple(map(other, HTTP_CRUD.resources)))
    in_peace = replace(HTTP_CRUD, resources=(*HTTP_CRUD.resources, *calling(second, "front").resources))
    assert list(folds(in_peace).apis) == ["http_api.front", "http_api.back"]
    first = calling(HTTP_CRUD, "back")
    in_a_circle = replace(HTTP_CRUD, resources=(*first.resources, *calling(second, "front").resources))
    assert not folds(in_a_circle).apis


def _renamed(value: Any, texts: dict[str, str]) -> Any:
    """``value`` with other targets in its references."""
    if isinstance(value, tuple):
        return tuple(_renamed(each, texts) for each in value)
    if isinstance(value, Ref):
        target = value.target
        for old, new in texts.items():
            target = target.replace(old, new)
        return Ref(target, value.attribute)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    return replace(
        value,
        **{each.name: _renamed(getattr(value, each.name), texts) for each in fields(value) if each.init},
    )


def test_an_api_spelt() -> None:
    graph = without(HTTP_CRUD, "permission.items.http.1")
    resources = template(graph)["Resources"]
    assert resources["ItemsHttpIntegration"]["Properties"] == {
        "ApiId": ("Ref", "FrontApi"),
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": LIVE,
        "PayloadFormatVersion": "2.0",
    }
    assert resources["ItemsHttp2Route"]["Properties"] == {
        "ApiId": ("Ref", "FrontApi"),
        "RouteKey": "PUT /items/{id}",
        "Target": ("Sub", "integrations/${ItemsHttpIntegration}"),
        "AuthorizationType": "JWT",
        "AuthorizerId": ("Ref", "FrontAuthorizer"),
        "AuthorizationScopes": ["items/write"],
    }
    assert resources["ItemsHttp2Permission"]["Properties"] == {
        "Action": "lambda:InvokeFunction",
        "FunctionName": LIVE,
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": (
            "Sub",
            "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${FrontApi}/*/PUT/items/*",
        ),
    }
    stage = resources["FrontStage"]["Properties"]
    assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)
    assert stage["AccessLogSettings"]["DestinationArn"] == (
        "Sub",
        "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${FrontLogGroup}",
    )
    assert resources["FrontAuthorizer"]["Properties"]["IdentitySource"] == ["$request.header.Authorization"]
    assert resources["FrontApi"]["Properties"]["ProtocolType"] == "HTTP"


def test_a_function_publishes_its_alias() -> None:
    items = properties(HTTP_CRUD, "ItemsFunction")
    assert items["AutoPublishAlias"] == "live"
    assert items["AutoPublishAliasAllProperties"] is True
    assert items["ProvisionedConcurrencyConfig"] == (
        "If",
        ["IsProd", {"ProvisionedConcurrentExecutions": 5}, NONE],
    )
    assert items["VpcConfig"] == {
        "SubnetIds": ["subnet-0a", "subnet-0b"],
        "SecurityGroupIds": ["sg-0c1d2e3f"],
    }
    assert items["Layers"] == ["arn:aws:lambda:eu-west-1:111122223333:layer:tools:3"]


def test_versions_see_what_differs_between_stages() -> None:
    memory = Parameter("memory", (("dev", 512), ("prod", 1024)))
    published = properties(changed(HTTP_CRUD, Function, memory_size=memory), "ItemsFunction")
    assert published["MemorySize"] == ("If", ["IsDev", 512, 1024])
    report = properties(changed(NIGHTLY, Function, memory_size=memory), "ReportFunction")
    assert report["MemorySize"] == ("FindInMap", ["Stages", ("Ref", "Stage"), "Memory"])


def test_a_second_alias_is_of_the_published_version() -> None:
    second = Alias(
        id="alias.second", label="second", function=Ref("function.items", Attribute.NAME), name="b"
    )
    graph = replace(HTTP_CRUD, resources=(*HTTP_CRUD.resources, second))
    assert properties(graph, "SecondAlias") == {
        "FunctionName": ("Ref", "ItemsFunction"),
        "FunctionVersion": ("GetAtt", "ItemsFunction.Version.Version"),
        "Name": "b",
    }


def test_what_invokes_the_function_beside_its_alias_is_no_event() -> None:
    assert [each.id for each in folds(EVERYTHING).events["function.items"]] == [
        "event_source_mapping.items.theirs",
        "schedule.items.off",
    ]
    beside = changed(EVERYTHING, Schedule, function=ITSELF)
    schedule = properties(beside, "OffSchedule")
    assert schedule["Target"]["Arn"] == ("GetAtt", "ItemsFunction.Arn")
    assert schedule["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert schedule["State"] == "DISABLED"


def test_schedules_are_events() -> None:
    events = properties(NIGHTLY, "ReportFunction")["Events"]
    assert events["Nightly"]["Properties"] == {
        "Name": ("Sub", "shop-${Stage}-report-nightly"),
        "Description": "Every night.",
        "ScheduleExpression": "cron(0 3 * * ? *)",
        "ScheduleExpressionTimezone": "Europe/Berlin",
        "StartDate": "2027-01-01T00:00:00Z",
        "EndDate": "2028-01-01T00:00:00Z",
        "State": ("FindInMap", ["Stages", ("Ref", "Stage"), "ReportNightlyEnabled"]),
        "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
        "RoleArn": ("GetAtt", "ReportNightlyRole.Arn"),
        "Input": '{"kind": "daily", "of": "${yesterday}"}',
        "RetryPolicy": {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 2},
        "DeadLetterConfig": {"Arn": ("GetAtt", "FailedQueue.Arn")},
    }
    assert events["Hourly"]["Type"] == "ScheduleV2"
    assert "FlexibleTimeWindow" not in events["Hourly"]["Properties"]
    assert template(NIGHTLY)["Mappings"]["Stages"] == {
        "dev": {"ReportNightlyEnabled": "DISABLED"},
        "prod": {"ReportNightlyEnabled": "ENABLED"},
    }


def test_a_window_that_a_stage_leaves_unset_is_off_there() -> None:
    window = properties(EVERYTHING, "NightlySchedule")["FlexibleTimeWindow"]
    assert window == ("If", ["IsProd", {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 5}, {"Mode": "OFF"}])


def test_what_becomes_of_asynchronous_events() -> None:
    report = properties(NIGHTLY, "ReportFunction")
    failed = {"Type": "SQS", "Destination": ("GetAtt", "FailedQueue.Arn")}
    assert report["EventInvokeConfig"] == {
        "MaximumEventAgeInSeconds": 3600,
        "MaximumRetryAttempts": 1,
        "DestinationConfig": {"OnSuccess": failed, "OnFailure": failed},
    }
    assert report["DeadLetterQueue"] == {"Type": "SQS", "TargetArn": ("GetAtt", "FailedQueue.Arn")}


def test_a_destination_that_sam_would_decide_about_is_spelt() -> None:
    config = properties(EVERYTHING, "ItemsEventInvokeConfig")
    assert config["FunctionName"] == ("Ref", "ItemsFunction")
    assert config["Qualifier"] == ("Select", [7, ("Split", [":", LIVE])])
    assert properties(EVERYTHING, "OtherEventInvokeConfig")["Qualifier"] == "$LATEST"
    unknown = changed(NIGHTLY, EventInvokeConfig, on_failure="theirs")
    assert "AWS::Lambda::EventInvokeConfig" in types(unknown)


def test_a_topic_as_a_dead_letter_queue() -> None:
    topic = "arn:aws:sns:eu-west-1:111122223333:theirs"
    report = properties(changed(NIGHTLY, Function, dead_letter=topic), "ReportFunction")
    assert report["DeadLetterQueue"] == {"Type": "SNS", "TargetArn": topic}


@pytest.mark.parametrize(
    ("arn", "named"),
    [
        (Ref("queue.jobs", Attribute.ARN), "sqs"),
        (Ref("function.worker", Attribute.ARN), "lambda"),
        (Ref("gone", Attribute.ARN), None),
        (Join(("arn:", Context.PARTITION, ":sns:", Context.REGION, ":", Context.ACCOUNT, ":a")), "sns"),
        (Parameter("a", (("dev", None), ("prod", "arn:aws:sqs:eu-west-1:1:a"))), "sqs"),
        (Parameter("a", (("dev", "arn:aws:sns:eu-west-1:1:a"), ("prod", "arn:aws:sqs:eu-west-1:1:a"))), None),
        ("sqs", None),
        ("arn", None),
        (None, None),
    ],
)
def test_the_service_of_an_arn(arn: object, named: str | None) -> None:
    assert service(arn, ORDER_WORKER) == named


def test_no_resource_has_an_id_that_sam_makes() -> None:
    clash = replace(HTTP_CRUD.resources[0], id="permission.clash", label="x")
    permission = Permission(
        id="permission.clash",
        label="items-function-http-1",
        function=ITSELF,
        principal="s3.amazonaws.com",
        source_arn="arn:aws:s3:::theirs",
    )
    graph = replace(HTTP_CRUD, resources=(*HTTP_CRUD.resources, permission))
    ids = logical_ids(graph, folds(graph))
    assert ids[clash.id] == "ItemsFunctionHttp1Permission2"
    assert ids["alias.items"] == "ItemsFunctionAliaslive"


def test_a_text_around_an_alias_has_the_id_that_sam_makes() -> None:
    def output(value: Any) -> Any:
        changed_output = replace(HTTP_CRUD.outputs[0], value=value)
        return template(replace(HTTP_CRUD, outputs=(changed_output,)))["Outputs"]["FrontUrl"]["Value"]

    alias = Ref("alias.items", Attribute.ARN)
    assert output(alias) == LIVE
    assert output(Join(("a-", alias))) == ("Sub", "a-${ItemsFunctionAliaslive}")
    assert output(Ref("http_api.front", Attribute.URL)) == ("GetAtt", "FrontApi.ApiEndpoint")


def test_on_whose_behalf_a_role_is_assumed() -> None:
    trust = properties(NIGHTLY, "ReportNightlyRole")["AssumeRolePolicyDocument"]["Statement"]
    assert trust == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "scheduler.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": ("Ref", "AWS::AccountId")}},
        }
    ]
