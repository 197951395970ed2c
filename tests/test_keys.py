"""Keys: who is let at them, by roles and by their policies; their rules' edges."""

from __future__ import annotations

import pytest

from designer.build import build_graph
from designer.graph import Attribute, Context, Ref, Role, Statement
from designer.graph.keys import EncryptionKey, KeyAlias
from tests.rules.judging import design, found

ARN = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
THINGS = """
  topics: {news: {kms_key: k}}
  queues: {jobs: {kms_key: k}, lost: {kms_key: k}, plain: {}}
  tables: {orders: {kms_key: k}}
  buckets: {files: {kms_key: k}}
  secrets: {token: {kms_key: k}}
"""


def _graph(function: str, key: str = "") -> dict[str, object]:
    text = f"name: shop\nfunctions: {{f: {{{function}}}}}\nkeys: {{k: {{{key}}}}}\n"
    return {each.id: each for each in build_graph(design(text + THINGS.replace("\n  ", "\n"))).resources}


def _of_keys(role: object) -> dict[str | None, tuple[object, ...]]:
    assert isinstance(role, Role)
    found = (
        each for each in role.statements if any(str(action).startswith("kms:") for action in each.actions)
    )
    return {each.sid: each.actions for each in found}


@pytest.mark.parametrize(
    ("function", "actions"),
    [
        ("scopes: {jobs: send}", ("kms:Decrypt", "kms:GenerateDataKey")),
        ("scopes: {jobs: consume}", ("kms:Decrypt",)),
        ("scopes: {news: publish}", ("kms:Decrypt", "kms:GenerateDataKey")),
        ("scopes: {token: read}", ("kms:Decrypt",)),
        ("scopes: {files: read}", ("kms:Decrypt",)),
        ("scopes: {files: write}", ("kms:Decrypt", "kms:GenerateDataKey")),
        ("scopes: {orders: scan}", ("kms:Decrypt", "kms:DescribeKey")),
        ("scopes: {orders: read, token: read}", ("kms:Decrypt", "kms:DescribeKey")),
        ("triggers: {t: {type: sqs, queue: jobs}}", ("kms:Decrypt",)),
        ("asynchronous: {on_failure: lost}", ("kms:Decrypt", "kms:GenerateDataKey")),
        ("dead_letter: lost", ("kms:Decrypt", "kms:GenerateDataKey")),
        ("scopes: {files: [list, delete]}", None),
        ("scopes: {plain: send}", None),
        ("triggers: {t: {type: sns, topic: news}}", None),
    ],
)
def test_a_role_may_do_with_the_key_what_its_things_ask(
    function: str, actions: tuple[str, ...] | None
) -> None:
    assert _of_keys(_graph(function)["role.f"]) == ({"UseK": actions} if actions else {})


def test_the_schedulers_role_may_use_the_key_of_its_dead_letter_queue() -> None:
    graph = _graph("triggers: {t: {type: schedule, expression: rate(1 day), dead_letter: lost}}")
    assert _of_keys(graph["role.f.t"]) == {"UseKey": ("kms:Decrypt", "kms:GenerateDataKey")}


def test_an_environment_is_decrypted_with_its_key() -> None:
    graph = _graph("environment_key: k")
    assert _of_keys(graph["role.f"]) == {"DecryptEnvironment": ("kms:Decrypt",)}
    assert graph["function.f"].environment_key == Ref("key.k", Attribute.ARN)


def _policy(function: str) -> tuple[Statement, ...]:
    key = _graph(function)["key.k"]
    assert isinstance(key, EncryptionKey)
    return key.statements


def test_a_key_is_the_accounts_before_all() -> None:
    root, *others = _policy("")
    assert root.actions == ("kms:*",)
    assert not others


def test_services_that_deliver_are_let_at_the_key_once() -> None:
    both = "{a: {type: sns, topic: news, dead_letter: lost}, b: {type: sns, topic: news, dead_letter: jobs}}"
    _, service = _policy(f"triggers: {both}")
    assert service.principal is not None
    assert service.principal.value == "sns.amazonaws.com"
    assert service.conditions[0].values == (Context.ACCOUNT,)
    assert "lost and jobs" in service.because


def test_a_topic_is_let_at_the_key_of_a_queue_that_is_subscribed_to_it() -> None:
    text = "{name: a, topics: {t: {}}, queues: {q: {kms_key: k, subscriptions: {t: {}}}}, keys: {k: %s}}"
    (key,) = (each for each in build_graph(design(text % "{}")).resources if isinstance(each, EncryptionKey))
    _, service = key.statements
    assert service.principal is not None
    assert (service.principal.value, service.actions) == (
        "sns.amazonaws.com",
        ("kms:Decrypt", "kms:GenerateDataKey"),
    )
    theirs = text % f"{{existing: '{ARN}'}}"
    assert len(found(theirs, "key-policy-existing")) == 1
    aws_s = text % "{existing: 'arn:aws:kms:eu-west-1:123456789012:alias/aws/sqs'}"
    assert len(found(aws_s, "aws-managed-key-blocks-service")) == 1


def test_logs_are_let_at_the_key_for_their_own_group_only() -> None:
    _, logs = _policy("logging: {kms_key: k}")
    assert logs.conditions[0].key == "kms:EncryptionContext:aws:logs:arn"
    assert len(logs.conditions[0].values) == 1
    assert not [*_policy("logging: {kms_key: k, group: /theirs}")[1:]]


def test_the_key_stands_before_its_alias() -> None:
    kinds = [type(each) for each in _graph("").values() if isinstance(each, EncryptionKey | KeyAlias)]
    assert kinds == [EncryptionKey, KeyAlias]


def test_an_existing_key_is_named_and_nothing_is_made() -> None:
    graph = _graph("scopes: {jobs: send}", f'existing: "{ARN}"')
    assert "key.k" not in graph
    role = graph["role.f"]
    assert isinstance(role, Role)
    assert role.statements[-1].resources == (ARN,)


def test_a_key_that_aws_manages_needs_no_statement() -> None:
    managed = 'existing: "arn:aws:kms:eu-west-1:123456789012:alias/aws/sqs"'
    assert _of_keys(_graph("scopes: {jobs: send}", managed)["role.f"]) == {}


@pytest.mark.parametrize(
    ("actions", "resources", "bad"),
    [
        ("kms:Decrypt", "*", True),
        ("'kms:*'", "*", True),
        ("kms:ReEncryptFrom", "arn:aws:kms:eu-west-1:123456789012:key/*", True),
        ("kms:Encrypt", "*", False),
        ("kms:Decrypt", ARN, False),
        ("s3:GetObject", "*", False),
    ],
)
def test_decrypting_with_every_key(actions: str, resources: str, bad: bool) -> None:
    text = (
        f'{{name: a, functions: {{f: {{statements: [{{actions: {actions}, resources: "{resources}"}}]}}}}}}'
    )
    assert bool(found(text, "iam-kms-decrypt-star")) is bad


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:ssm:eu-west-1:123456789012:parameter/shop/rate", "/shop/rate"),
        ("arn:aws:ssm:eu-west-1:123456789012:parameter/rate", "rate"),
    ],
)
def test_an_existing_parameter_is_called_what_its_arn_says(arn: str, name: str) -> None:
    blueprint = design(f'{{name: a, functions: {{}}, parameters: {{p: {{existing: "{arn}"}}}}}}')
    assert blueprint.attribute("p", Attribute.NAME) == name


@pytest.mark.parametrize(("value", "by_hand"), [("", True), ("value: '3'", False)])
def test_a_value_is_kept_or_said(value: str, by_hand: bool) -> None:
    graph = build_graph(design(f"{{name: a, functions: {{}}, parameters: {{p: {{{value}}}}}}}"))
    assert [each.by_hand for each in graph.resources] == [by_hand]


@pytest.mark.parametrize(
    ("length", "tier", "bad"), [(4096, "Standard", 0), (4097, "Standard", 1), (8193, "Advanced", 1)]
)
def test_values_fit_their_tier(length: int, tier: str, bad: int) -> None:
    parameter = f"{{tier: {tier}, value: {'x' * length}}}"
    findings = found(
        f"{{name: a, functions: {{}}, parameters: {{p: {parameter}}}}}", "parameter-value-length"
    )
    assert len(findings) == bad
    assert all((each.fix is not None) is (length < 8192) for each in findings)


@pytest.mark.parametrize(
    ("logging", "sids"), [("{}", ["EncryptExecutions", "EncryptLogs"]), ("null", ["EncryptExecutions"])]
)
def test_a_workflow_uses_its_key_for_itself_only(logging: str, sids: list[str]) -> None:
    text = (
        f"name: shop\nworkflows: {{w: {{kms_key: k, key_reuse: 60, logging: {logging}, "
        "states: {s: {type: succeed}}}}\nkeys: {k: {}}\n"
    )
    graph = build_graph(design(text))
    role, key = graph.resource("role.w"), graph.resource("key.k")

    assert [*_of_keys(role)] == sids
    assert isinstance(role, Role)
    (own,) = next(each for each in role.statements if each.sid == "EncryptExecutions").conditions
    assert own.key == "kms:EncryptionContext:aws:states:stateMachineArn"
    assert isinstance(key, EncryptionKey)
    delivering = [each for each in key.statements if each.principal and each.principal.kind == "Service"]
    assert len(delivering) == len(sids) - 1


def test_a_bus_uses_its_key_for_itself_only() -> None:
    text = (
        "name: shop\nevent_buses: {b: {kms_key: k, dead_letter: q}, c: {kms_key: k}}\n"
        "queues: {q: {kms_key: k}}\nkeys: {k: {}}\n"
    )
    key = build_graph(design(text)).resource("key.k")

    assert isinstance(key, EncryptionKey)
    events = [
        each for each in key.statements if each.principal and each.principal.value == "events.amazonaws.com"
    ]
    assert sorted((each.actions, len(each.conditions)) for each in events) == [
        (("kms:Decrypt", "kms:GenerateDataKey"), 1),
        (("kms:Decrypt", "kms:GenerateDataKey"), 3),
        (("kms:Decrypt", "kms:GenerateDataKey"), 3),
        (("kms:DescribeKey",), 0),
    ]
