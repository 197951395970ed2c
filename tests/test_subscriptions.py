"""Subscriptions to logs and to devices: what they are on, who may invoke, what goes round."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode

import pytest

from designer.blueprint.triggers.base import Consumer
from designer.blueprint.triggers.logs import LogsTrigger
from designer.build import build_graph
from designer.graph import Attribute, Context, Join, Ref, Resource, Role
from designer.graph.compute import Permission
from designer.graph.subscriptions import IotRule, LogSubscription
from designer.rules.base import Severity
from tests.rules.judging import design, found

_PLACE = ("arn:", Context.PARTITION, ":logs:", Context.REGION, ":", Context.ACCOUNT)
_ARN = "arn:aws:logs:eu-west-1:111122223333:log-group:/theirs"


def _function(trigger: str, more: str = "") -> str:
    failed = "asynchronous: {on_failure: q}"
    return f"""
      name: shop
      functions:
        f: {{{failed}, triggers: {{t: {{{trigger}}}}}}}
        other: {{}}
        given: {{logging: {{group: /shared}}}}
      queues: {{q: {{}}}}
      {more}
    """


def _resources(text: str) -> dict[str, Resource]:
    return {each.id: each for each in build_graph(design(text)).resources}


@pytest.mark.parametrize(
    ("trigger", "group", "streams"),
    [
        (
            "logs_of: other",
            Ref("log_group.other", Attribute.NAME),
            Ref("log_group.other", Attribute.STREAMS_ARN),
        ),
        ("logs_of: given", "/shared", Join((*_PLACE, ":log-group:/shared:*"))),
        ("log_group: /theirs", "/theirs", Join((*_PLACE, ":log-group:/theirs:*"))),
        (f'log_group: "{_ARN}"', "/theirs", f"{_ARN}:*"),
        (f'log_group: "{_ARN}:*"', "/theirs", f"{_ARN}:*"),
    ],
)
def test_a_subscription_names_the_group_and_the_permission_its_streams(
    trigger: str, group: object, streams: object
) -> None:
    resources = _resources(_function(f"type: logs, {trigger}"))
    subscription, permission = resources["log_subscription.f.t"], resources["permission.f.t"]
    assert isinstance(subscription, LogSubscription)
    assert isinstance(permission, Permission)
    assert subscription.group == group
    assert subscription.after == ("permission.f.t",)
    assert permission.source_arn == streams


def test_the_sample_event_is_what_cloudwatch_packs() -> None:
    blueprint = design(_function("type: logs, logs_of: other"))
    function, trigger = next(iter(blueprint.each_trigger(LogsTrigger)))
    packed = trigger.value.sample_event(Consumer(blueprint, function))["awslogs"]["data"]
    said = json.loads(gzip.decompress(b64decode(packed)))
    assert said["logGroup"] == "/aws/lambda/shop-dev-other"
    assert json.loads(said["logEvents"][0]["message"])["level"] == "ERROR"


@pytest.mark.parametrize(
    ("trigger", "severity"),
    [
        ("logs_of: f", Severity.ERROR),
        ("logs_of: f, filter: ERROR", Severity.WARNING),
        ("logs_of: other", None),
        ("log_group: /theirs", None),
    ],
)
def test_functions_that_hear_of_themselves(trigger: str, severity: Severity | None) -> None:
    findings = found(_function(f"type: logs, {trigger}"), "log-subscription-loop")
    assert [each.severity for each in findings] == ([severity] if severity else [])


def test_functions_that_hear_of_each_other() -> None:
    text = """
      name: shop
      functions:
        a: {triggers: {t: {type: logs, logs_of: b}}}
        b: {triggers: {t: {type: logs, logs_of: a}}}
        c: {triggers: {t: {type: logs, logs_of: a}}}
    """
    assert [each.path[1] for each in found(text, "log-subscription-loop")] == ["a", "b"]
    assert not found(text, "reference-cycle")


def test_a_shared_log_group_is_heard_by_who_writes_to_it() -> None:
    text = "{name: a, functions: {f: {logging: {group: /g}, triggers: {t: {type: logs, log_group: /g}}}}}"
    assert found(text, "log-subscription-loop")


@pytest.mark.parametrize(("number", "findings"), [(5, 0), (6, 1), (7, 2)])
def test_a_log_group_has_few_subscriptions(number: int, findings: int) -> None:
    triggers = ", ".join(f"t{each}: {{type: logs, logs_of: b}}" for each in range(number))
    text = f"{{name: shop, functions: {{a: {{triggers: {{{triggers}}}}}, b: {{}}}}}}"
    assert len(found(text, "log-subscription-filters")) == findings


def test_a_rule_of_devices_has_a_role_where_it_has_an_error_queue() -> None:
    resources = _resources(_function("type: iot, sql: SELECT * FROM 'a/b', dead_letter: q"))
    rule, role = resources["iot_rule.f.t"], resources["role.f.t"]
    assert isinstance(rule, IotRule)
    assert isinstance(role, Role)
    assert rule.name == Join(("shop_", Context.STAGE, "_f_t"))
    assert (rule.error_queue, rule.error_role) == (
        Ref("queue.q", Attribute.URL),
        Ref("role.f.t", Attribute.ARN),
    )
    assert [each.actions for each in role.statements] == [("sqs:SendMessage",)]
    assert "role.f.t" not in _resources(_function("type: iot, sql: SELECT * FROM 'a/b'"))
