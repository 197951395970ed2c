"""REST and WebSocket APIs, domains and authorizers: from the design to each format."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import pytest

from designer.blueprint.document import Blueprint
from designer.build import build_graph
from designer.exporters import exporter
from designer.graph import Attribute, Context, Join, Parameter, Piece, Ref, Resource, Role, Variable
from designer.graph.compute import Permission
from designer.graph.domains import ApiMapping
from designer.graph.http import HttpRoute
from designer.graph.http_access import FunctionAuthorizer
from designer.graph.rest import RestDeployment, RestMethod, RestPreflight, RestResource, RestStage
from designer.graph.websocket import WebSocketRoute, WebSocketStage

T = TypeVar("T", bound=Resource)
LIMITS = {"throttling": {"rate": 20, "burst": 40}}


def design(**changes: Any) -> Blueprint:
    read = {"type": "rest_api", "api": "front", "routes": ["GET /items", "GET /items/{id}"]}
    base = {
        "name": "shop",
        "functions": {"items": {"triggers": {"read": read}}, "gate": {}},
        "rest_apis": {"front": LIMITS},
    }
    return Blueprint.model_validate({**base, **changes})


def routed(**trigger: Any) -> dict[str, Any]:
    """The function ``items`` with one trigger, and another function."""
    return {"items": {"triggers": {"read": {"type": "rest_api", "api": "front", **trigger}}}, "gate": {}}


def all_of(kind: type[T], blueprint: Blueprint) -> list[T]:
    return [each for each in build_graph(blueprint).resources if isinstance(each, kind)]


def one(kind: type[T], blueprint: Blueprint) -> T:
    (found,) = all_of(kind, blueprint)
    return found


def text(blueprint: Blueprint, format_name: str) -> str:
    """The whole export in a format, without notes."""
    return "\n".join(file.text for file in exporter(format_name).export(build_graph(blueprint)).files)


def test_each_step_of_a_path_is_made_once() -> None:
    functions = routed(routes=["GET /items", "PUT /items/{id}", "GET /items/{id}/parts", "GET /"])
    made = all_of(RestResource, design(functions=functions))
    assert [(each.part, each.parent.target) for each in made] == [
        ("items", "rest_api.front"),
        ("{id}", "rest_resource.front./items"),
        ("parts", "rest_resource.front./items/{id}"),
    ]
    root = all_of(RestMethod, design(functions=functions))[-1]
    assert root.resource == Ref("rest_api.front", Attribute.ROOT_ID)


@pytest.mark.parametrize(
    ("route", "pattern"),
    [
        ("GET /items/{id}", "/GET/items/*"),
        ("ANY /{proxy+}", "/*/*"),
        ("POST /", "/POST/"),
        ("DELETE /a/{b}/c/{d+}", "/DELETE/a/*/c/*"),
    ],
)
def test_a_permission_names_stage_method_and_path(route: str, pattern: str) -> None:
    permission = one(Permission, design(functions=routed(routes=[route])))
    execution = Ref("rest_api.front", Attribute.EXECUTION_ARN)
    assert permission.source_arn == Join((execution, "/", Context.STAGE, pattern))


def test_routes_of_an_api_that_exists_are_not_made() -> None:
    existing = {"front": {"existing": "arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5"}}
    assert not all_of(RestMethod, design(rest_apis=existing))


class TestDeployment:
    """A change of what callers meet is another deployment, in every format."""

    def digest(self, blueprint: Blueprint) -> str:
        found = one(RestDeployment, blueprint).digest
        assert re.fullmatch("[0-9a-f]{10}", found)
        return found

    @pytest.mark.parametrize(
        "changes",
        [
            {"functions": routed(routes=["GET /items"])},
            {"functions": routed(routes=["GET /items", "GET /items/{id}"], authorization="iam")},
            {"functions": routed(routes=["GET /items", "GET /items/{id}"], timeout=9)},
            {"functions": routed(routes=["GET /items", "GET /items/{id}"], required=["querystring.page"])},
            {"rest_apis": {"front": {**LIMITS, "cors": {"allow_origins": "https://a.example"}}}},
            {"rest_apis": {"front": {**LIMITS, "binary_media_types": ["image/png"]}}},
        ],
    )
    def test_what_changes_it(self, changes: dict[str, Any]) -> None:
        before, after = design(), design(**changes)
        assert self.digest(before) != self.digest(after)
        for name in ("sam", "cdk-python"):
            assert f"FrontDeployment{self.digest(before)}" in text(before, name)
            assert f"FrontDeployment{self.digest(after)}" in text(after, name)

    @pytest.mark.parametrize(
        "changes",
        [
            {"functions": {**design().functions, "other": {"description": "Something else."}}},
            {"rest_apis": {"front": {"throttling": {"rate": 1, "burst": 2}}}},
            {"rest_apis": {"front": {**LIMITS, "access_logs": None, "tracing": False}}},
            {"rest_apis": {"front": {**LIMITS, "usage_plan": {"keys": ["acme"], "quota": 5}}}},
        ],
    )
    def test_what_does_not(self, changes: dict[str, Any]) -> None:
        assert self.digest(design()) == self.digest(design(**changes))

    def test_a_value_of_one_stage_is_part_of_it(self) -> None:
        functions = routed(routes=["GET /items"], timeout=9)
        overlay = {"functions": {"items": {"triggers": {"read": {"timeout": 5}}}}}
        same = design(functions=functions, stages={"dev": {}, "prod": {}})
        other = design(functions=functions, stages={"dev": {}, "prod": overlay})
        assert self.digest(same) != self.digest(other)

    def test_terraform_redeploys_by_a_digest_of_every_block(self) -> None:
        found = text(design(rest_apis={"front": {**LIMITS, "cors": {"allow_origins": "*"}}}), "terraform")
        block = found.partition('resource "aws_api_gateway_deployment" "front" {')[2].partition("\n}\n")[0]
        assert "redeployment = sha1(jsonencode([" in block
        assert "create_before_destroy = true" in block
        declared = set(re.findall(r'^resource "(aws_api_gateway_\w+)" "(\w+)"', found, re.MULTILINE))
        beside = {"aws_api_gateway_deployment", "aws_api_gateway_stage", "aws_api_gateway_method_settings"}
        wanted = {f"{kind}.{label}" for kind, label in declared if kind not in beside}
        assert set(re.findall(r"^ +(aws_\w+\.\w+),$", block, re.MULTILINE)) == wanted

    def test_the_others_wait_for_every_part(self) -> None:
        deployment = one(RestDeployment, design())
        assert {each.split(".")[0] for each in deployment.after} == {"rest_resource", "rest_method"}
        assert "DependsOn:\n      - FrontItemsResource" in text(design(), "sam")

    def test_nothing_behind_the_stage_is_part_of_it(self) -> None:
        behind = {
            **LIMITS,
            "usage_plan": {"keys": ["acme"]},
            "domain": "shop",
        }
        domains = {"shop": {"existing": "arn:aws:apigateway:us-east-1::/domainnames/api.example.com"}}
        blueprint = design(rest_apis={"front": behind}, domains=domains)
        kinds = {each.split(".")[0] for each in one(RestDeployment, blueprint).contents}
        assert kinds == {"rest_api", "rest_resource", "rest_method"}
        assert one(ApiMapping, blueprint).domain == "api.example.com"


class TestCors:
    """Preflight requests of REST APIs."""

    def preflights(self, routes: list[str], **cors: Any) -> list[RestPreflight]:
        settings = {**LIMITS, "cors": cors}
        return all_of(RestPreflight, design(functions=routed(routes=routes), rest_apis={"front": settings}))

    def test_one_for_each_path(self) -> None:
        found = self.preflights(["GET /a", "PUT /a", "ANY /b/{c+}"], allow_origins="*")
        assert [each.resource.target for each in found] == [
            "rest_resource.front./a",
            "rest_resource.front./b/{c+}",
        ]

    def test_none_where_a_function_answers(self) -> None:
        assert not self.preflights(["GET /a", "OPTIONS /a"], allow_origins="*")

    def test_none_without_an_origin(self) -> None:
        assert not self.preflights(["GET /a"], allow_origins=[])

    def test_one_of_several_origins_is_chosen(self) -> None:
        origins = ["https://a.example", "https://b.example"]
        (found,) = self.preflights(["GET /a"], allow_origins=origins, allow_methods="*")
        assert dict(found.headers)["Vary"] == "'Origin'"
        cors = {"front": {**LIMITS, "cors": {"allow_origins": origins}}}
        for name in ("sam", "terraform", "cdk-python"):
            assert "responseOverride" in text(design(rest_apis=cors), name)


def test_a_private_api_lets_in_what_comes_through_its_endpoints() -> None:
    private = {"front": {**LIMITS, "endpoint": "PRIVATE", "vpc_endpoints": ["vpce-1"]}}
    found = text(design(rest_apis=private), "terraform")
    assert 'resource "aws_api_gateway_rest_api_policy" "front"' in found
    assert "aws_api_gateway_rest_api_policy.front,\n" in found  # redeployed when it changes
    assert '"aws:SourceVpce" = "vpce-1"' in found


def test_an_address_in_the_environment_waits_for_no_stage() -> None:
    functions = routed(routes=["GET /items"])
    functions["items"]["environment"] = {"URL": "${front.url}"}
    found = build_graph(design(functions=functions)).resource("function.items")
    (entry,) = getattr(found, "environment", ())
    assert isinstance(entry.value, Join)
    assert Ref("rest_api.front", Attribute.ID) in entry.value.parts
    assert not any(isinstance(each, Ref) and "stage" in each.target for each in entry.value.parts)


def test_blocks_of_one_type_have_labels_of_their_own() -> None:
    settings = {"front": {**LIMITS, "cors": {"allow_origins": "*"}}}
    functions = {
        "front-options": {
            "triggers": {"r": {"type": "rest_api", "api": "front", "routes": ["GET /x", "GET /get/x"]}}
        }
    }
    found = text(design(functions=functions, rest_apis=settings), "terraform")
    declared = re.findall(r'^resource "(\w+)" "(\w+)"', found, re.MULTILINE)
    assert len(set(declared)) == len(declared)


@pytest.mark.parametrize("name", ["sam", "terraform", "cdk-python"])
def test_access_logs_need_what_no_export_sets(name: str) -> None:
    def notes(**api: Any) -> list[str]:
        graph = build_graph(design(rest_apis={"front": {**LIMITS, **api}}))
        return [each.message for each in exporter(name).export(graph).notes]

    assert any("AmazonAPIGatewayPushToCloudWatchLogs" in each for each in notes())
    assert not notes(access_logs=None)


class TestHttp:
    """What HTTP APIs have beside tokens of one issuer."""

    def design(self, trigger: dict[str, Any], **api: Any) -> Blueprint:
        http = {"type": "http_api", "api": "front", "routes": ["GET /items"], **trigger}
        functions = {"items": {"triggers": {"http": http}}, "gate": {}}
        return Blueprint.model_validate(
            {"name": "shop", "functions": functions, "apis": {"front": {**LIMITS, **api}}}
        )

    def test_a_function_may_decide(self) -> None:
        gate = {"gate": {"type": "function", "function": "gate", "ttl": 60}}
        blueprint = self.design({"authorization": "gate"}, authorizers=gate)
        route, authorizer = one(HttpRoute, blueprint), one(FunctionAuthorizer, blueprint)
        assert (route.authorization, route.authorizer) == ("CUSTOM", Ref(authorizer.id, Attribute.ID))
        (permission,) = (
            each for each in all_of(Permission, blueprint) if each.function.target.endswith("gate")
        )
        assert permission.source_arn == Join(
            (
                Ref("http_api.front", Attribute.EXECUTION_ARN),
                "/authorizers/",
                Ref(authorizer.id, Attribute.ID),
            )
        )
        # SAM's own construct would say the permission otherwise.
        assert "AWS::Serverless::HttpApi" not in text(blueprint, "sam")

    def test_issuers_by_name_stay_in_sams_construct(self) -> None:
        staff = {"staff": {"issuer": "https://login.example.com", "audience": "shop"}}
        blueprint = self.design({"authorization": "staff", "scopes": ["read"]}, authorizers=staff)
        route = one(HttpRoute, blueprint)
        assert (route.authorization, route.scopes) == ("JWT", ("read",))
        assert "AWS::Serverless::HttpApi" in text(blueprint, "sam")

    def test_limits_of_a_route_wait_for_it(self) -> None:
        blueprint = self.design({"throttling": {"rate": 1, "burst": 2}})
        found = text(blueprint, "terraform")
        assert 'route_key              = "GET /items"' in found
        assert "depends_on = [aws_apigatewayv2_route.items_get_items]" in found

    def test_metrics_without_limits_are_a_note_in_terraform(self) -> None:
        blueprint = self.design({}, detailed_metrics=True, throttling=None)
        export = exporter("terraform").export(build_graph(blueprint))
        assert any("limit of 0" in note.message for note in export.notes)
        assert "detailed_metrics" not in "".join(file.text for file in export.files)
        assert "DetailedMetricsEnabled: true" in text(blueprint, "sam")

    def test_a_domain_leads_to_the_stage_that_sam_makes(self) -> None:
        domains = {"domains": {"shop": {"domain": "api.example.com", "certificate": "arn"}}}
        plain = self.design({}, domain="shop", base_path="items")
        blueprint = Blueprint.model_validate({**plain.model_dump(), **domains})
        found = text(blueprint, "sam")
        assert "AWS::Serverless::HttpApi" in found
        assert "Stage: !Ref FrontApi.Stage" in found
        assert "ApiMappingKey: items" in found

    def test_a_closed_address_is_spelt_in_every_format(self) -> None:
        blueprint = self.design({}, domain="shop", only_domain=True)
        for name in ("sam", "terraform", "cdk-python"):
            assert re.search(r"(?i)disable_?execute_?api_?endpoint", text(blueprint, name)), name


class TestWebSocket:
    """Connections that stay open."""

    def design(self, *, levels: str = "manage_connections", **trigger: Any) -> Blueprint:
        socket = {"type": "websocket", "api": "chat", **trigger}
        functions = {"talk": {"triggers": {"socket": socket}, "scopes": {"chat": levels}}, "gate": {}}
        gate = {"gate": {"function": "gate"}}
        apis = {"chat": {**LIMITS, "authorizers": gate}}
        return Blueprint.model_validate({"name": "shop", "functions": functions, "websocket_apis": apis})

    def test_only_connect_checks_who_calls(self) -> None:
        routes = all_of(WebSocketRoute, self.design(authorization="gate"))
        assert [(each.key, each.authorization) for each in routes] == [
            ("$connect", "CUSTOM"),
            ("$disconnect", "NONE"),
            ("$default", "NONE"),
        ]

    def test_only_messages_are_answered(self) -> None:
        routes = all_of(WebSocketRoute, self.design(responds=True))
        assert [each.responds for each in routes] == [False, False, True]
        assert text(self.design(responds=True), "terraform").count("aws_apigatewayv2_route_response") == 1

    def test_the_stage_comes_behind_its_routes(self) -> None:
        blueprint = self.design()
        assert one(WebSocketStage, blueprint).after == tuple(
            each.id for each in all_of(WebSocketRoute, blueprint)
        )

    @pytest.mark.parametrize(
        ("level", "methods"), [("send", ["POST"]), ("manage_connections", ["DELETE", "GET", "POST"])]
    )
    def test_a_scope_is_on_connections_of_the_stage(self, level: str, methods: list[str]) -> None:
        role = next(each for each in all_of(Role, self.design(levels=level)) if each.label == "talk")
        statement = role.statements[-1]
        assert statement.actions == ("execute-api:ManageConnections",)
        head = (Ref("websocket_api.chat", Attribute.EXECUTION_ARN), "/", Context.STAGE)
        assert statement.resources == tuple(Join((*head, f"/{each}/@connections/*")) for each in methods)

    @pytest.mark.parametrize(
        ("existing", "region", "identifier"),
        [
            ("arn:aws:apigateway:eu-west-1::/apis/a1b2c3", "eu-west-1", "a1b2c3"),
            ("${var.chat_arn}", Piece(Variable("chat_arn"), ":", 3), Piece(Variable("chat_arn"), "/", 2)),
        ],
    )
    def test_a_scope_on_an_existing_api_is_on_connections_of_any_stage(
        self, existing: str, region: str | Piece, identifier: str | Piece
    ) -> None:
        functions = {"talk": {"scopes": {"chat": "send"}}}
        blueprint = design(functions=functions, websocket_apis={"chat": {"existing": existing}}, rest_apis={})
        head = ("arn:", Context.PARTITION, ":execute-api:", region, ":", Context.ACCOUNT, ":", identifier)
        (resource,) = one(Role, blueprint).statements[-1].resources
        assert resource == Join((*head, "/*", "/POST/@connections/*"))

    def test_a_scope_on_an_existing_api_is_spelt_in_every_format(self) -> None:
        functions = {"talk": {"scopes": {"chat": "send"}}}
        existing = {"chat": {"existing": "arn:aws:apigateway:eu-west-1::/apis/a1b2c3"}}
        blueprint = design(functions=functions, websocket_apis=existing, rest_apis={})
        for name in ("sam", "terraform", "cdk-python"):
            found = re.search(
                r"execute-api:eu-west-1:(.*):a1b2c3/\*/POST/@connections/\*",
                re.sub(r'"\n +f?"', "", text(blueprint, name)),  # put together again what stands on two lines
            )
            assert found and "account" in found[1].lower(), name

    def test_an_address_differs_by_what_it_is_for(self) -> None:
        blueprint = self.design()
        for name, scheme in (("url", "wss://"), ("management_url", "https://")):
            address = blueprint.attribute("chat", blueprint.attributes("chat")[name])
            assert isinstance(address, Join)
            assert address.parts[0] == scheme


@pytest.mark.parametrize(
    ("kind", "attribute", "scheme"),
    [
        ("apis", "url", "https://"),
        ("rest_apis", "url", "https://"),
        ("websocket_apis", "url", "wss://"),
        ("websocket_apis", "management_url", "https://"),
    ],
)
def test_id_and_address_of_an_existing_api_are_read_off_its_arn(
    kind: str, attribute: str, scheme: str
) -> None:
    path = "restapis" if kind == "rest_apis" else "apis"
    known = f"arn:aws:apigateway:eu-west-1::/{path}/a1b2c3"
    for existing, region, identifier in (
        (known, "eu-west-1", "a1b2c3"),
        ("${var.x_arn}", Piece(Variable("x_arn"), ":", 3), Piece(Variable("x_arn"), "/", 2)),
    ):
        blueprint = Blueprint.model_validate({"name": "shop", kind: {"x": {"existing": existing}}})
        names = blueprint.attributes("x")
        assert blueprint.attribute("x", names["id"]) == identifier
        address = blueprint.attribute("x", names[attribute])
        parts = address.parts if isinstance(address, Join) else (address,)
        wanted = (scheme, identifier, ".execute-api.", region, ".amazonaws.com")
        assert parts == (wanted if existing != known else ("".join(map(str, wanted)),))


def test_limits_that_differ_between_stages_become_parameters() -> None:
    overlay = {"rest_apis": {"front": {"throttling": {"rate": 200}}}}
    stage = one(RestStage, design(stages={"dev": {}, "prod": overlay}))
    assert isinstance(stage.rate, Parameter)
    assert stage.rate.value_for("prod") == 200
