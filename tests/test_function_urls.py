"""Function URLs: what is built for them, and which provider an export asks for."""

from __future__ import annotations

from designer.build import build_graph
from designer.exporters.terraform_versions import provider
from designer.graph import Attribute, Ref, ResourceGraph
from designer.graph.compute import Permission
from designer.graph.function_urls import FunctionUrl
from tests.rules.judging import design, places


def built(url: str, function: str = "timeout: 5") -> ResourceGraph:
    triggers = f"{{address: {{type: function_url, {url}}}}}"
    return build_graph(design(f"{{name: a, functions: {{f: {{{function}, triggers: {triggers}}}}}}}"))


def permissions(graph: ResourceGraph) -> list[Permission]:
    return [each for each in graph.resources if isinstance(each, Permission)]


def test_callers_of_the_account_need_no_permission():
    graph = built("authorization: iam")
    assert not permissions(graph)
    assert provider(graph) == "5.100"


def test_everyone_gets_both_permissions_and_no_more():
    call, invoke = permissions(built("authorization: none"))
    assert (call.action, call.principal, call.function_url_auth_type) == (
        "lambda:InvokeFunctionUrl",
        "*",
        "NONE",
    )
    assert (invoke.action, invoke.principal, invoke.invoked_via_function_url) == (
        "lambda:InvokeFunction",
        "*",
        True,
    )


def test_a_public_url_asks_for_the_provider_that_can_say_it():
    assert provider(built("authorization: none")) == "6.29"


def test_a_distribution_is_told_by_its_arn():
    arn = "arn:aws:cloudfront::123456789012:distribution/E1"
    for each in permissions(built(f"callers: ['{arn}']")):
        assert (each.principal, each.source_arn) == ("cloudfront.amazonaws.com", arn)


def test_each_caller_gets_both_permissions():
    found = permissions(built("callers: ['111111111111', '222222222222']"))
    assert [each.principal for each in found] == ["111111111111"] * 2 + ["222222222222"] * 2
    assert len({each.id for each in found}) == len({each.label for each in found}) == 4


def test_the_alias_is_reached():
    graph = built("authorization: none", "alias: live")
    url = graph.resource("function_url.f.address")
    assert isinstance(url, FunctionUrl)
    assert url.alias == Ref("alias.f", Attribute.NAME)
    assert {each.function for each in permissions(graph)} == {Ref("alias.f", Attribute.ARN)}


def test_the_url_is_told():
    outputs = {each.name: each.value for each in built("cors: {allow_origins: '*'}").outputs}
    assert outputs["f_function_url"] == Ref("function_url.f.address", Attribute.URL)


def test_streaming_is_fine_with_a_runtime_of_ones_own():
    url = "triggers: {u: {type: function_url, invoke_mode: RESPONSE_STREAM}}"
    for runtime, found in (("provided.al2023", []), ("python3.13", ["functions.f.triggers.u.invoke_mode"])):
        text = f"{{name: a, functions: {{f: {{runtime: {runtime}, {url}}}}}}}"
        assert places(text, "function-url-streaming") == found


def test_callers_are_idle_where_everyone_may_call():
    url = "{type: function_url, authorization: none, callers: '123456789012'}"
    text = f"{{name: a, functions: {{f: {{triggers: {{u: {url}}}}}}}}}"
    assert places(text, "function-url-callers") == ["functions.f.triggers.u.callers"]
