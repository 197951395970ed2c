"""What functions may do: no more than they need, and no less than the design says that they use."""

from __future__ import annotations

import pytest

from designer import catalog
from designer.blueprint.base import apply
from designer.catalog import actions
from designer.rules.allowing import is_kind, overlap
from designer.rules.base import Severity
from designer.rules.iam_roles import policy_size
from tests.rules.judging import design, found, places


def stating(statement: str, more: str = "", things: str = "") -> str:
    return f"{{name: a, functions: {{f: {{statements: [{{{statement}}}] {more}}}}} {things}}}"


def using(function: str, things: str = "tables: {t: {}}, queues: {q: {}}, secrets: {s: {}}") -> str:
    return f"{{name: a, functions: {{f: {{{function}}}}}, {things}}}"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("abc", "abc", True),
        ("abc", "abd", False),
        ("a*", "*c", True),
        ("a*b", "c*", False),
        ("a?c", "abc", True),
        ("bucket", "%", True),
        ("bucket/key", "%", False),
        ("bucket/*", "%/*", True),
        ("*", "%", True),
        ("", "", True),
        ("", "*%", True),
        ("a", "", False),
        ("x" * 2000 + "*", "*" + "y" * 200, True),
    ],
)
def test_forms_overlap(one: str, other: str, expected: bool):
    assert overlap(one, other) is expected


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("*", True),
        ("arn:aws:s3:::*", True),
        ("arn:aws:s3:::*/*", True),
        ("arn:aws:s3:::uploads/*", False),
        ("arn:aws:ssm:eu-west-1:123456789012:parameter/*", True),
        ("arn:aws:ssm:eu-west-1:123456789012:parameter/shop/*", False),
        ("arn:aws:sqs:eu-west-1:123456789012:*", True),
        ("arn:aws:sqs:eu-west-1:123456789012:jobs", False),
    ],
)
def test_everything_of_a_kind(resource: str, expected: bool):
    assert is_kind(resource) is expected


@pytest.mark.parametrize(
    ("rule", "statement", "expected"),
    [
        ("iam-data-exfiltration", "actions: s3:GetObject, resources: 'arn:aws:s3:::*/*'", 1),
        ("iam-data-exfiltration", "actions: s3:GetObject, resources: 'arn:aws:s3:::mine/*'", 0),
        ("iam-data-exfiltration", "actions: s3:PutObject, resources: 'arn:aws:s3:::*/*'", 0),
        ("iam-data-exfiltration", "actions: s3:GetObject, resources: '*'", 0),  # iam-resource-star's
        (
            "iam-data-exfiltration",
            "actions: s3:GetObject, resources: 'arn:aws:s3:::*', conditions: {Bool: {'aws:x': 'true'}}",
            0,
        ),
        ("iam-resource-exposure", "actions: lambda:AddPermission, resources: '*'", 1),
        ("iam-resource-exposure", "actions: 'kms:Put*', resources: '*'", 1),
        ("iam-resource-exposure", "actions: sqs:SetQueueAttributes, resources: 'arn:aws:sqs:*:*:*'", 1),
        ("iam-resource-exposure", "actions: sqs:SendMessage, resources: '*'", 0),
        ("iam-resource-exposure", "actions: 'kms:*', resources: '*'", 0),  # iam-service-wildcard's
        ("iam-resource-exposure", "actions: iam:PutRolePolicy, resources: '*'", 0),  # worse
        ("iam-credentials-exposure", "actions: ecr:GetAuthorizationToken, resources: '*'", 1),
        ("iam-credentials-exposure", "actions: ecr:GetDownloadUrlForLayer, resources: '*'", 0),
        ("iam-credentials-exposure", "actions: sts:GetFederationToken, resources: '*', effect: Deny", 0),
        ("iam-unknown-action", "actions: sqs:Send, resources: '*'", 1),
        ("iam-unknown-action", "actions: sqss:SendMessage, resources: '*'", 1),
        ("iam-unknown-action", "actions: 'SQS:sendmessage', resources: '*'", 0),
        ("iam-unknown-action", "actions: 'sqs:Nothing*', resources: '*'", 1),
        ("iam-unknown-action", "actions: 'signer:Anything', resources: '*'", 0),  # known by its prefix
        ("iam-unknown-action", "actions: 's*:Get', resources: '*'", 0),
        ("iam-action-prefix-wildcard", "actions: 'dynamodb:*Item', resources: '*'", 1),
        ("iam-action-prefix-wildcard", "actions: 'dynamodb:*', resources: '*'", 0),
    ],
)
def test_statement(rule: str, statement: str, expected: int):
    assert len(found(stating(statement), rule)) == expected


@pytest.mark.parametrize(
    ("action", "resource", "severity", "mended"),
    [
        ("s3:GetObject", "arn:aws:s3:::b", Severity.ERROR, "arn:aws:s3:::b/*"),
        ("s3:ListBucket", "arn:aws:s3:::b/*", Severity.ERROR, "arn:aws:s3:::b"),
        ("s3:ListBucket", "arn:aws:s3:::b", None, None),
        ("s3:GetObject", "arn:aws:s3:::b/${aws:userid}/*", None, None),
        ("logs:PutLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:/x", Severity.ERROR, "…:*"),
        ("logs:PutLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:/x:*", None, None),
        ("dynamodb:Query", "arn:aws:dynamodb:eu-west-1:123456789012:table/t", None, None),
        ("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:123456789012:table/t/index/i", Severity.ERROR, None),
        ("sqs:SendMessage", "arn:aws:sns:eu-west-1:123456789012:t", Severity.ERROR, None),
        ("dynamodb:ListStreams", "arn:aws:dynamodb:eu-west-1:123456789012:table/t", Severity.WARNING, None),
        ("xray:PutTraceSegments", "*", None, None),
        ("nothing:Do", "arn:aws:sns:eu-west-1:123456789012:t", None, None),
        (
            "bedrock:InvokeModel",
            "arn:aws:sns:eu-west-1:123456789012:t",
            None,
            None,
        ),  # not told to which resources
    ],
)
def test_resource_mismatch(action: str, resource: str, severity: Severity | None, mended: str | None):
    findings = found(stating(f"actions: '{action}', resources: '{resource}'"), "iam-resource-mismatch")
    assert [each.severity for each in findings] == ([severity] if severity else [])
    if mended is None:
        assert all(each.fix is None for each in findings)
    else:
        (edit,) = findings[0].fix.edits
        assert edit.value == mended.replace("…", resource)


def test_wide_statements_become_scopes_on_what_the_environment_speaks_of():
    text = stating(
        "actions: secretsmanager:GetSecretValue, resources: '*'",
        ", environment: {A: '${one.arn}', B: '${two.arn}', C: '${jobs.url}'}",
        ", secrets: {one: {}, two: {}}, queues: {jobs: {}}",
    )
    (finding,) = found(text, "iam-resource-star")
    assert finding.fix is not None
    mended = apply(design(text), finding.fix.edits).functions["f"]
    assert mended.statements == ()
    assert dict(mended.scopes) == {"one": ("read",), "two": ("read",)}


def test_a_whole_service_becomes_what_scopes_have():
    (finding,) = found(stating("actions: 'sqs:*', resources: '*'"), "iam-service-wildcard")
    assert finding.fix is not None
    mended = apply(design(stating("actions: 'sqs:*', resources: '*'")), finding.fix.edits)
    assert "sqs:SendMessage" in mended.functions["f"].statements[0].actions
    assert not any("*" in each for each in mended.functions["f"].statements[0].actions)
    assert found(stating("actions: 'geo:*', resources: '*'"), "iam-service-wildcard")[0].fix is None


def test_a_pattern_becomes_what_it_is_today():
    text = stating("actions: [sqs:SendMessage, 'sqs:Receive*'], resources: '*'")
    (finding,) = found(text, "iam-action-prefix-wildcard")
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    assert edit.value == ("sqs:SendMessage", "sqs:ReceiveMessage")
    assert "1 action" in finding.message


@pytest.mark.parametrize(
    ("function", "resource", "secret"),
    [
        ("environment: {T: '${t.name}'}", 1, 0),
        ("environment: {T: '${t.name}', U: 'arn/${t.arn}'}", 1, 0),  # once a function and thing
        ("environment: {T: '${t.name}'}, scopes: {t: read}", 0, 0),
        ("environment: {Q: '${q.url}'}", 1, 0),
        ("environment: {Q: '${q.url}'}, triggers: {p: {type: sqs, queue: q}}", 0, 0),
        ("environment: {Q: '${q.url}'}, statements: [{actions: sqs:SendMessage, resources: '*'}]", 0, 0),
        ("environment: {Q: '${q.url}'}, statements: [{actions: sns:Publish, resources: '*'}]", 1, 0),
        (
            "environment: {Q: '${q.url}'}, role: {existing: 'arn:aws:iam::123456789012:role/r'}",
            0,
            0,
        ),
        ("environment: {S: '${s.arn}'}", 0, 1),
        ("environment: {S: '${s.arn}'}, scopes: {s: read}", 0, 0),
        ("environment: {F: '${f.name}', R: '${region}', V: '${var.x}'}", 0, 0),
    ],
)
def test_the_environment_speaks_of_what_may_be_used(function: str, resource: int, secret: int):
    assert len(found(using(function), "iam-missing-resource-access")) == resource
    assert len(found(using(function), "iam-missing-secret-access")) == secret


def test_who_checks_a_version_may_invoke_it():
    function = "alias: live, deployment: {steps: AllAtOnce, before: f}"
    text = f"{{name: a, functions: {{f: {{environment: {{NEW: '${{g.version}}'}}}}, g: {{{function}}}}}}}"
    assert not found(text, "iam-missing-resource-access")
    assert found(text.replace(", before: f", ""), "iam-missing-resource-access")


def test_pools_and_graphs_are_of_use_without_a_right():
    text = using("environment: {P: '${p.id}'}", "user_pools: {p: {}}")
    assert not found(text, "iam-missing-resource-access")


GET = "triggers: {r: {type: http_api, api: api, routes: [%s]}}"


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("scopes: {q: [send, consume]}", None),
        ("scopes: {q: send}", ...),
        ("scopes: {b: [read, read_write]}", "read_write"),
        ("scopes: {b: [write, read]}", ...),
        ("scopes: {f: [invoke, invoke_async]}", "invoke"),
        ("scopes: {q: consume}, triggers: {p: {type: sqs, queue: q}}", "…"),
        (f"scopes: {{t: [read, write]}}, {GET % 'GET /a'}", "read"),
        (f"scopes: {{t: write}}, {GET % 'GET /a, HEAD /a'}", "read"),
        (f"scopes: {{q: send}}, {GET % 'GET /a'}", ...),
        (f"scopes: {{t: write}}, {GET % 'GET /a, PUT /a'}", ...),
        (f"scopes: {{t: write}}, {GET % 'ANY /a'}", ...),
        ("scopes: {t: write}", ...),
    ],
)
def test_excess(function: str, expected: object):
    text = using(function, "tables: {t: {}}, queues: {q: {}}, buckets: {b: {}}, apis: {api: {}}")
    findings = found(text, "iam-access-level-excess")
    if expected is ...:
        assert not findings
        return
    (finding,) = findings
    if expected is None:
        assert finding.fix is None
        return
    assert finding.fix is not None
    scopes = apply(design(text), finding.fix.edits).functions["f"].scopes
    assert next(iter(scopes.values()), ("…",)) == (expected,)


def test_events_of_several_kinds():
    http = "r: {type: http_api, api: api}, u: {type: function_url}"
    assert not found(using(f"triggers: {{{http}}}", "apis: {api: {}}"), "permission-multiple-principals")
    mixed = f"triggers: {{{http}, p: {{type: sqs, queue: q}}}}"
    (finding,) = found(using(mixed, "apis: {api: {}}, queues: {q: {}}"), "permission-multiple-principals")
    assert "2 kinds: HTTP, SQS queue" in finding.message


def test_roles_are_not_shared():
    role = "role: {existing: 'arn:aws:iam::123456789012:role/%s'}"
    text = f"{{name: a, functions: {{f: {{{role % 'x'}}}, g: {{{role % 'x'}}}, h: {{{role % 'y'}}}}}}}"
    at = [f"functions.{name}.role.existing" for name in "fg"]
    assert places(text, "iam-shared-role") == at


@pytest.mark.parametrize("above", [0, 1])
def test_statements_fit_into_a_role(above: int):
    allowed = catalog.limits("iam.inline_policies").maximum
    base = design(stating("actions: ssm:GetParameter, resources: 'arn:aws:ssm:::parameter/'"))
    (function,) = base.each_function()
    missing = allowed - policy_size(function, base) + above
    text = stating(f"actions: ssm:GetParameter, resources: 'arn:aws:ssm:::parameter/{'x' * missing}'")
    assert len(found(text, "iam-policy-size")) == above


def test_scopes_count_with_statements():
    text = using("scopes: {t: [read, write], q: send, s: read}")
    (function,) = design(text).each_function()
    assert 600 < policy_size(function, design(text)) < 1200
    given = "tables: {t: {existing: 'arn:aws:dynamodb:eu-west-1:123456789012:table/%s'}}"
    short, long = (using("scopes: {t: scan}", given % ("x" * length)) for length in (10, 20))
    sizes = [policy_size(each.each_function()[0], each) for each in (design(short), design(long))]
    assert sizes[1] - sizes[0] == 2 * 10  # the table and its indexes


def test_levels_that_only_read_cannot_scan():
    read = catalog.access_levels("table")["read"].actions
    assert "dynamodb:Scan" not in read
    assert {each.level for action in read for each in actions.meant(action) or ()} == {"Read"}
