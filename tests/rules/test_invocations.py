"""Asynchronous events, aliases, concurrency, layers and networks: both sides of every boundary."""

from __future__ import annotations

import pytest

from designer.blueprint.base import apply
from designer.rules.base import Severity
from designer.rules.review import fixed, review
from tests.rules.judging import TODAY, design, found, places, worker

NIGHTLY = "triggers: {t: {type: schedule, expression: rate(1 day), dead_letter: q}}"
ARN = "arn:aws:lambda:us-east-1:123456789012:layer:x"


def function(settings: str, more: str = "") -> str:
    queues = f"{{q: {{}}, o: {{fifo: true}}{more}}}"
    return f"{{name: a, functions: {{f: {{{settings}}}, g: {{}}}}, queues: {queues}}}"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (NIGHTLY, 1),
        (f"{NIGHTLY}, asynchronous: {{maximum_retries: 1}}", 1),
        (f"{NIGHTLY}, asynchronous: {{on_success: q}}", 1),
        (f"{NIGHTLY}, asynchronous: {{on_failure: q}}", 0),
        (f"{NIGHTLY}, dead_letter: q", 0),
        ("asynchronous: {maximum_retries: 1}", 0),
    ],
)
def test_failed_events_need_a_place(settings: str, expected: int):
    text = function(settings)
    findings = found(text, "async-without-failure-path")
    assert len(findings) == expected
    for each in findings:
        assert each.fix is not None
        healed = apply(design(text), each.fix.edits)
        settings_after = healed.functions["f"].asynchronous
        assert settings_after is not None
        assert settings_after.on_failure == "f-failed"
        assert healed.queues["f-failed"].message_retention == 1209600
        assert "async-without-failure-path" not in {each.rule for each in review(healed, TODAY).findings}


def test_new_queue_gets_a_free_name_that_fits():
    taken = function(NIGHTLY, ", F_Failed: {}, f-failed-2: {}")
    assert "f-failed-3" in fixed(design(taken), TODAY)[0].queues
    long = f"{{name: a, stages: {{b: {{}}}}, functions: {{{'x' * 58}: {{{NIGHTLY}}}}}, queues: {{q: {{}}}}}}"
    healed, _ = fixed(design(long), TODAY)
    assert review(healed, TODAY).errors == 0


@pytest.mark.parametrize("room", [5, 11, 12, 13, 30])
def test_new_queue_has_no_more_letters_than_the_design_leaves(room: int):
    stage = "s" * (80 - len(f"{'x' * 40}--") - room)
    things = "topics: {t: {}}, queues: {j: {subscriptions: {t: {}}}}"
    text = f"{{name: {'x' * 40}, stages: {{{stage}: {{}}}}, {things}}}"
    healed, _ = fixed(design(text), TODAY)
    assert healed.queues["j"].subscriptions["t"].dead_letter in healed.queues
    assert max(map(len, healed.queues)) == min(room, len("j-undelivered"))
    assert not found(healed, "physical-name-length")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("dead_letter: o", ["dead_letter"]),
        ("dead_letter: q", []),
        (
            "asynchronous: {on_failure: o, on_success: o}",
            ["asynchronous.on_failure", "asynchronous.on_success"],
        ),
        ("asynchronous: {on_failure: g, on_success: nothing}", []),
        ("dead_letter: e", ["dead_letter"]),
    ],
)
def test_destinations_are_standard_queues(settings: str, expected: list[str]):
    text = function(settings, ", e: {existing: 'arn:aws:sqs:us-east-1:123456789012:jobs.fifo'}")
    assert places(text, "async-failure-target-fifo") == [f"functions.f.{each}" for each in expected]
    assert not found(fixed(design(text), TODAY, unsafe=True)[0], "async-failure-target-fifo")


POLL = "t: {type: sqs, queue: q}"
HTTP = "h: {type: http_api, api: front}"


@pytest.mark.parametrize(
    ("triggers", "other", "expected"),
    [
        (POLL, "", 2),
        (HTTP, "", 2),
        (f"{POLL}, {HTTP}", "", 2),
        (f"{POLL}, s: {{type: schedule, expression: rate(1 day)}}", "", 0),
        ("", "", 0),
        (POLL, "asynchronous: {on_success: f}", 0),
        (POLL, "asynchronous: {on_failure: f}", 0),
    ],
)
def test_settings_that_never_act(triggers: str, other: str, expected: int):
    settings = f"dead_letter: d, asynchronous: {{maximum_retries: 0}}, triggers: {{{triggers}}}"
    things = "queues: {q: {}, d: {}}, apis: {front: {}}"
    text = f"{{name: a, functions: {{f: {{{settings}}}, g: {{{other}}}}}, {things}}}"
    assert len(found(text, "function-dlq-ineffective")) == expected


@pytest.mark.parametrize(("target", "expected"), [("jobs", 1), ("failed", 0), ("nothing", 0)])
def test_events_do_not_come_back(target: str, expected: int):
    text = worker(f"asynchronous: {{on_failure: {target}}}")
    assert len(found(text, "failure-target-is-source")) == expected


@pytest.mark.parametrize(
    ("alias", "wanted"),
    [
        ("live", None),
        ("v1_steady", None),
        ("1a", None),
        ("x" * 128, None),
        ("x" * 129, "x" * 128),
        ("'12'", "live"),
        ("$LATEST", "live"),
        ("''", "live"),
        ("a b", "ab"),
        ("a.b", "ab"),
    ],
)
def test_alias(alias: str, wanted: str | None):
    text = function(f"alias: {alias}")
    findings = found(text, "alias-name-valid")
    assert [each.fix and each.fix.edits[0].value for each in findings] == ([wanted] if wanted else [])


@pytest.mark.parametrize(
    ("settings", "alone", "over"),
    [
        ("concurrency: {provisioned: 2}", 1, 0),
        ("alias: live, concurrency: {provisioned: 2}", 0, 0),
        ("alias: live, concurrency: {provisioned: 2, reserved: 2}", 0, 0),
        ("alias: live, concurrency: {provisioned: 2, reserved: 1}", 0, 1),
        ("alias: live, concurrency: {provisioned: 1, reserved: 0}", 0, 1),
        ("concurrency: {reserved: 1}", 0, 0),
    ],
)
def test_provisioned(settings: str, alone: int, over: int):
    text = function(settings)
    assert len(found(text, "provisioned-needs-alias")) == alone
    assert len(found(text, "provisioned-over-reserved")) == over
    healed, _ = fixed(design(text), TODAY, unsafe=True)
    assert review(healed, TODAY).errors == 0


def test_a_stage_may_provision_what_has_an_alias():
    text = """
      name: a
      stages: {dev: {}, prod: {functions: {f: {concurrency: {provisioned: 2}}}}}
      functions: {f: {}}
    """
    (finding,) = found(text, "provisioned-needs-alias")
    assert finding.path[:2] == ("stages", "prod")
    assert finding.fix is not None
    assert apply(design(text), finding.fix.edits).functions["f"].alias == "live"


@pytest.mark.parametrize(
    ("reserved", "maximum", "below", "low"),
    [
        (9, 10, 1, 0),
        (10, 10, 0, 0),
        (1, 2, 1, 0),
        (4, None, 0, 1),
        (5, None, 0, 0),
        (1, None, 0, 1),
        (0, 10, 0, 0),
        (0, None, 0, 0),
        (None, 10, 0, 0),
    ],
)
def test_reservation_and_queue(reserved: int | None, maximum: int | None, below: int, low: int):
    said = "null" if reserved is None else reserved
    trigger = "" if maximum is None else f"maximum_concurrency: {maximum}"
    text = worker(f"concurrency: {{reserved: {said}}}", trigger)
    assert len(found(text, "reserved-below-esm-maximum")) == below
    assert len(found(text, "reserved-too-low-for-sqs")) == low
    healed, _ = fixed(design(text), TODAY, unsafe=True)
    assert not found(healed, "reserved-below-esm-maximum")
    assert not found(healed, "reserved-too-low-for-sqs")


def test_queues_of_a_function_are_added_up():
    text = """
      name: a
      functions:
        f:
          concurrency: {reserved: %d}
          triggers:
            one: {type: sqs, queue: q, maximum_concurrency: 10}
            two: {type: sqs, queue: r, maximum_concurrency: 10%s}
      queues: {q: {}, r: {}}
    """
    assert not found(text % (20, ""), "reserved-below-esm-maximum")
    (finding,) = found(text % (19, ""), "reserved-below-esm-maximum")
    assert finding.fix is not None
    assert [edit.value for edit in finding.fix.edits] == [20]
    assert not found(text % (10, ", enabled: false"), "reserved-below-esm-maximum")


@pytest.mark.parametrize(
    ("layers", "rule"),
    [
        ([f"{ARN}:1"], None),
        (["arn:aws:lambda:::awslayer:Name"], None),
        ([ARN], "layer-arn-valid"),
        (["tools"], "dangling-reference"),
        ([f"{ARN}:1", f"{ARN}:1"], "layers-unique"),
        ([f"{ARN}:1", f"{ARN}:2"], "layers-unique"),
        ([f"{ARN}:1", f"{ARN}y:1"], None),
        ([f"{ARN}{n}:1" for n in range(5)], None),
        ([f"{ARN}{n}:1" for n in range(6)], "layers-max-five"),
        ([f"{ARN.replace('us-east-1', 'eu-west-1')}:1"], "other-region"),
    ],
)
def test_layers(layers: list[str], rule: str | None):
    judged = review(design(function(f"layers: {layers}")), TODAY).findings
    said = [each.rule for each in judged if each.rule != "resource-unused"]
    assert said == ([rule] if rule else [])


def network(subnets: int, groups: int, subnet: str = "subnet-0a%d", group: str = "sg-0a%d") -> str:
    named = ", ".join(f"s{n}: {subnet % n}" for n in range(subnets))
    grouped = ", ".join(f"g{n}: {group % n}" for n in range(groups))
    return function(f"network: {{subnets: {{{named}}}, security_groups: {{{grouped}}}}}")


@pytest.mark.parametrize(
    ("subnets", "groups", "complete", "zones"),
    [(2, 1, 0, 0), (1, 1, 0, 1), (0, 1, 1, 0), (2, 0, 1, 0), (16, 5, 0, 0), (17, 5, 1, 0), (16, 6, 1, 0)],
)
def test_network(subnets: int, groups: int, complete: int, zones: int):
    assert len(found(network(subnets, groups), "vpc-config-complete")) == complete
    assert len(found(network(subnets, groups), "vpc-multi-az")) == zones


def test_ids_have_a_form_and_count_once():
    assert places(network(2, 1, "vpc-%d"), "vpc-config-complete") == [
        "functions.f.network.subnets.s0",
        "functions.f.network.subnets.s1",
    ]
    assert len(found(network(1, 1, group="group-%d"), "vpc-config-complete")) == 1
    same = function("network: {subnets: {a: subnet-1, b: subnet-1}, security_groups: {a: sg-1}}")
    assert len(found(same, "vpc-multi-az")) == 1


@pytest.mark.parametrize(
    ("source", "target", "fifo", "expected"),
    [
        (345600, 345600, "false", 1),
        (345600, 345601, "false", 0),
        (345601, 345600, "false", 1),
        (1209600, 1209600, "false", 1),
        (345600, 60, "true", 0),
    ],
)
def test_dead_letters_are_kept_longer(source: int, target: int, fifo: str, expected: int):
    queue = f"message_retention: {source}, fifo: {fifo}, dead_letter: {{queue: d}}"
    text = f"{{name: a, queues: {{q: {{{queue}}}, d: {{message_retention: {target}, fifo: {fifo}}}}}}}"
    assert len(found(text, "sqs-dlq-retention")) == expected
    assert not found(fixed(design(text), TODAY, unsafe=True)[0], "sqs-dlq-retention")


@pytest.mark.parametrize(
    ("settings", "fifo", "ignored"),
    [
        ("", 0, 0),
        ("fifo: true", 1, 0),
        ("fifo: false", 0, 0),
        ("delay: 5, description: x", 0, 1),
        ("dead_letter: {queue: q}", 0, 1),
    ],
)
def test_existing_queue(settings: str, fifo: int, ignored: int):
    arn = "existing: 'arn:aws:sqs:us-east-1:123456789012:jobs'"
    text = function("scopes: {e: send}", f", e: {{{arn}, {settings}}}")
    assert len(found(text, "queue-fifo-naming")) == fifo
    assert len(found(text, "existing-settings-ignored")) == ignored


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("actions: s3:GetObject, resources: '*'", ["resources.0"]),
        ("actions: s3:GetObject, resources: 'arn:*:*:*:*:*'", ["resources.0"]),
        ("actions: s3:getobject, resources: '*'", ["resources.0"]),
        ("actions: s3:Get*, resources: '*'", ["resources.0"]),
        ("actions: [xray:PutTraceSegments, cloudwatch:PutMetricData], resources: '*'", []),
        ("actions: [ecr:getauthorizationtoken], resources: '*'", []),
        ("actions: [cloudwatch:PutMetricData, s3:GetObject], resources: '*'", ["resources.0"]),
        ("actions: unknown:Action, resources: '*'", []),
        ("actions: unknown:*, resources: '*'", []),
        ("actions: s3:*, resources: '*'", ["resources.0"]),
        ("actions: [pricing:*, tag:Get*], resources: '*'", []),
        ("actions: iam:PutRolePolicy, resources: '*'", ["resources.0"]),
        ("actions: [iam:ListRoles, sts:GetCallerIdentity], resources: '*'", []),
        ("actions: s3:GetObject, resources: '*', effect: Deny", []),
        ("actions: s3:GetObject, resources: 'arn:aws:s3:::shop/*'", []),
        ("actions: s3:GetObject, resources: '*', conditions: {StringEquals: {'aws:x': y}}", []),
    ],
)
def test_everything_is_too_much(statement: str, expected: list[str]):
    text = function(f"statements: [{{{statement}}}]")
    assert places(text, "iam-resource-star") == [f"functions.f.statements.0.{each}" for each in expected]


@pytest.mark.parametrize(
    ("action", "expected"), [("s3:*", 1), ("s3:**", 1), ("s3:Get*", 0), ("'*:*'", 0), ("'*'", 0)]
)
def test_a_whole_service_is_too_much(action: str, expected: int):
    text = function(f"statements: [{{actions: {action}, resources: 'arn:aws:s3:::shop/*'}}]")
    assert len(found(text, "iam-service-wildcard")) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("actions: ['iam:PassRole'], resources: ['*']", [0]),
        ("actions: iam:CreateAccessKey, resources: '*'", [0]),
        ("actions: iam:PutRolePolicy, resources: '*'", [0]),
        ("actions: [iam:ListRoles, 'iam:Attach*Policy'], resources: '*'", [1]),
        ("actions: [IAM:passrole, 'iam:*', 'lambda:*', sts:AssumeRole], resources: '*'", [0, 1, 2, 3]),
        ("actions: iam:PassRole, resources: 'arn:aws:iam::123456789012:role/*'", [0]),
        ("actions: iam:PassRole, resources: 'arn:aws:iam::123456789012:*'", [0]),
        (
            "actions: lambda:UpdateFunctionCode, resources: 'arn:aws:lambda:*:*:function:*'",
            [0],
        ),
        ("actions: iam:PassRole, resources: 'arn:aws:iam::123456789012:role/shop/*'", []),
        ("actions: iam:PassRole, resources: 'arn:aws:iam::123456789012:role/shop'", []),
        ("actions: iam:PassRole, resources: '*', effect: Deny", []),
        ("actions: iam:PassRole, resources: '*', conditions: {StringEquals: {'iam:PassedToService': x}}", []),
        ("actions: ['iam:Get*', 's3:*', 'lambda:InvokeFunction'], resources: '*'", []),
        ("actions: '*', resources: '*'", []),
    ],
)
def test_nobody_makes_itself_administrator(statement: str, expected: list[int]):
    wanted = [f"functions.f.statements.0.actions.{index}" for index in expected]
    assert places(function(f"statements: [{{{statement}}}]"), "iam-privilege-escalation") == wanted


ELSEWHERE = "existing: 'arn:aws:sqs:eu-west-1:123456789012:e'"


@pytest.mark.parametrize(
    ("settings", "more", "severity"),
    [
        (f"layers: ['{ARN.replace('us-east-1', 'eu-west-1')}:1']", "", Severity.ERROR),
        ("triggers: {t: {type: sqs, queue: e}}", f", e: {{{ELSEWHERE}}}", Severity.ERROR),
        ("", f", e: {{{ELSEWHERE}}}, r: {{dead_letter: {{queue: e}}}}", Severity.ERROR),
        ("scopes: {e: send}", f", e: {{{ELSEWHERE}}}", None),
        ("triggers: {t: {type: sqs, queue: e}}", f", e: {{{ELSEWHERE.replace('eu-west', 'us-east')}}}", None),
    ],
)
def test_what_another_region_refuses(settings: str, more: str, severity: Severity | None):
    findings = found(function(settings, more), "other-region")
    assert [each.severity for each in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [("jobs: send", 1), ("jobs: [consume, send]", 1), ("jobs: consume", 0), ("failed: send", 0)],
)
def test_function_that_feeds_itself(scopes: str, expected: int):
    findings = found(worker(f"scopes: {{{scopes}}}"), "sqs-own-source")
    assert len(findings) == expected
    assert all("about 16 rounds" in each.message for each in findings)


def test_another_function_may_feed_it():
    queues = "queues: {jobs: {visibility_timeout: 6000}}"
    reader = "{triggers: {poll: {type: sqs, queue: jobs}}}"
    text = f"{{name: a, functions: {{f: {reader}, g: {{scopes: {{jobs: send}}}}}}, {queues}}}"
    assert not found(text, "sqs-own-source")
