"""Who invokes functions directly: others by their policy, functions of the design by scopes."""

from __future__ import annotations

import pytest

from designer.blueprint.triggers.base import Invocation
from designer.build import build_graph
from designer.graph import Attribute, Ref, Role
from designer.graph.compute import Function, Permission
from tests.rules.judging import design, found, places


def permission(caller: str) -> Permission:
    text = f"{{name: a, functions: {{f: {{triggers: {{t: {{{caller}}}}}}}}}}}"
    made = build_graph(design(text)).resource("permission.f.t")
    assert isinstance(made, Permission)
    return made


def test_an_organisation_narrows_everyone_down():
    made = permission("type: direct, principal: '*', organization: o-a1b2c3d4e5")
    assert (made.action, made.principal, made.principal_organization) == (
        "lambda:InvokeFunction",
        "*",
        "o-a1b2c3d4e5",
    )
    assert (made.source_arn, made.source_account) == (None, None)


@pytest.mark.parametrize(
    ("kind", "principal"),
    [("custom", "alexa-appkit.amazon.com"), ("smart_home", "alexa-connectedhome.amazon.com")],
)
def test_a_skill_sends_its_id(kind: str, principal: str):
    made = permission(f"type: alexa, skill: amzn1.ask.skill.1, kind: {kind}")
    assert (made.principal, made.event_source_token) == (principal, "amzn1.ask.skill.1")


def test_a_caller_that_does_not_wait_is_asynchronous():
    text = "{{name: a, functions: {{f: {{triggers: {{t: {{type: direct, principal: '1', waits: {}}}}}}}}}}}"
    for waits, invocation in (("true", Invocation.SYNCHRONOUS), ("false", Invocation.ASYNCHRONOUS)):
        trigger = design(text.format(waits)).functions["f"].triggers["t"]
        assert trigger.invocation is invocation


@pytest.mark.parametrize(
    "principal",
    [
        "123456789012",
        "config.amazonaws.com",
        "alexa-appkit.amazon.com",
        "arn:aws:iam::123456789012:root",
        "arn:aws:iam::123456789012:role/path/partner",
    ],
)
def test_principals_that_aws_knows(principal: str):
    text = f"{{name: a, functions: {{f: {{triggers: {{t: {{type: direct, principal: '{principal}'}}}}}}}}}}"
    assert not found(text, "caller-valid")


@pytest.mark.parametrize("principal", ["1234", "partner", "arn:aws:s3:::bucket", "role/partner", ""])
def test_principals_that_it_does_not(principal: str):
    text = f"{{name: a, functions: {{f: {{triggers: {{t: {{type: direct, principal: '{principal}'}}}}}}}}}}"
    assert places(text, "caller-valid") == ["functions.f.triggers.t.principal"]


CHAIN = """
  name: a
  functions:
    f: {{timeout: {}, environment: {{G: "${{g.arn}}"}}, scopes: {{g: {}}}}}
    g: {{timeout: {}, alias: live}}
"""


def test_a_function_may_invoke_the_alias_of_another_and_knows_it():
    graph = build_graph(design(CHAIN.format(30, "invoke", 10)))
    role, function = graph.resource("role.f"), graph.resource("function.f")
    assert isinstance(role, Role)
    assert isinstance(function, Function)
    alias = Ref("alias.g", Attribute.ARN)
    assert [each.resources for each in role.statements if each.actions == ("lambda:InvokeFunction",)] == [
        (alias,)
    ]
    assert [each.value for each in function.environment] == [alias]


def test_who_waits_has_to_wait_long_enough():
    assert places(CHAIN.format(10, "invoke", 10), "sync-chain-timeouts") == ["functions.g.timeout"]
    assert not found(CHAIN.format(11, "invoke", 10), "sync-chain-timeouts")
    assert not found(CHAIN.format(10, "invoke_async", 10), "sync-chain-timeouts")


def test_functions_that_may_invoke_each_other_are_a_circle():
    text = "{name: a, functions: {f: {scopes: {g: invoke}}, g: {scopes: {f: invoke_async}}}}"
    assert places(text, "reference-cycle") == ["functions.f.scopes.g", "functions.g.scopes.f"]


def test_a_function_has_no_other_levels():
    (finding,) = found("{name: a, functions: {f: {scopes: {g: read}}, g: {}}}", "scope-access-unsupported")
    assert "is no access to a function" in finding.message
