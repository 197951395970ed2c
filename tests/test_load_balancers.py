"""Functions behind a load balancer: what is built for them."""

from __future__ import annotations

from designer.build import build_graph
from designer.exporters.terraform import TerraformExporter
from designer.graph import Attribute, Context, Join, Ref, ResourceGraph
from designer.graph.compute import Permission
from designer.graph.load_balancing import ListenerRule, TargetGroup
from tests.rules.judging import design, found, places

LISTENER = (
    "'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/a/0123456789abcdef/0123456789abcdef'"
)


def text(settings: str = "paths: /a", function: str = "timeout: 20") -> str:
    trigger = f"{{type: alb, listener: {LISTENER}, priority: 1, {settings}}}"
    functions = f"{{f: {{{function}, triggers: {{web_in: {trigger}}}}}}}"
    return f"{{name: my_shop, stages: {{dev: {{}}}}, functions: {functions}}}"


def built(settings: str = "paths: /a", function: str = "timeout: 20") -> ResourceGraph:
    return build_graph(design(text(settings, function)))


def group(graph: ResourceGraph) -> TargetGroup:
    made = graph.resource("target_group.f.web_in")
    assert isinstance(made, TargetGroup)
    return made


def test_the_group_waits_for_the_permission_and_is_called_by_hyphens():
    graph = built()
    assert group(graph).after == ("permission.f.web_in",)
    assert group(graph).name == Join(("my-shop-", Context.STAGE, "-f-web-in"))


def test_the_permission_is_for_this_group_only():
    permission = built().resource("permission.f.web_in")
    assert isinstance(permission, Permission)
    assert isinstance(permission.source_arn, Join)
    assert permission.source_arn.parts[-4:] == ("my-shop-", Context.STAGE, "-f-web-in", "/*")


def test_the_alias_is_the_target():
    assert group(built(function="alias: live")).function == Ref("alias.f", Attribute.ARN)


def test_no_health_check_unless_told():
    assert group(built()).health_check is None
    check = group(built("paths: /a, health_check: {path: /up}")).health_check
    assert check is not None
    assert (check.path, check.healthy, check.unhealthy) == ("/up", 5, 2)


def test_every_condition_is_said():
    rule = built("paths: /a, hosts: b, methods: GET, headers: {x-c: [d, e]}").resource(
        "listener_rule.f.web_in"
    )
    assert isinstance(rule, ListenerRule)
    assert (rule.paths, rule.hosts, rule.methods, rule.headers) == (
        ("/a",),
        ("b",),
        ("GET",),
        (("x-c", ("d", "e")),),
    )


def test_terraform_orders_the_attachment_and_not_the_group():
    files = TerraformExporter().export(built()).files
    (source,) = (each.text for each in files if each.path == "function_f.tf")
    attachment = source.partition('resource "aws_lb_target_group_attachment"')[2].partition("\n}\n")[0]
    assert "depends_on = [aws_lambda_permission.f_web_in]" in attachment
    assert source.count("aws_lambda_permission.f_web_in]") == 1


def test_at_most_five_values():
    assert not found(text("paths: [/a, /b, /c], hosts: [d, e]"), "alb-conditions")
    assert places(text("paths: [/a, /b, /c], hosts: [d, e], methods: GET"), "alb-conditions") == [
        "functions.f.triggers.web_in.paths"
    ]


def test_a_group_has_a_short_name():
    long = text().replace("my_shop", "a-very-long-name-of-a-shop")
    assert places(long, "physical-name-length") == ["functions.f.triggers.web_in"]
