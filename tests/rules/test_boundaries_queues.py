"""Both sides of what rules on shared queues, cold starts and assurance count."""

from __future__ import annotations

import pytest

from designer.blueprint.base import apply
from designer.rules.base import Severity
from tests.rules.judging import design, found, places, worker


@pytest.mark.parametrize(
    ("count", "visibility", "retention", "wanted"),
    [
        (10, 180, 345600, None),
        (11, 180, 345600, 10),
        (10, 6000, 60000, None),  # the last try is over when the message expires
        (10, 6000, 59999, 9),
        (6, 6000, 30000, 5),
    ],
)
def test_tries_end_before_the_message_does(count: int, visibility: int, retention: int, wanted: int | None):
    queue = (
        f"visibility_timeout: {visibility}, message_retention: {retention}, "
        f"dead_letter: {{queue: failed, max_receive_count: {count}}}"
    )
    findings = found(worker(queue=queue), "sqs-max-receive-high")
    assert [each.fix.edits[0].value for each in findings if each.fix] == ([wanted] if wanted else [])


def test_too_many_tries_have_no_fix_that_would_be_too_few():
    queue = "visibility_timeout: 6000, message_retention: 24000, dead_letter: {queue: failed}"
    (finding,) = found(worker(queue=queue), "sqs-max-receive-high")
    assert finding.fix is None
    assert "5 receives take 30,000 s, but messages expire after 24,000 s" in finding.message


@pytest.mark.parametrize(("wait", "expected"), [(0, 1), (1, 0), (20, 0)])
def test_code_that_receives_waits(wait: int, expected: int):
    queue = f"{{receive_wait_time: {wait}}}"
    text = f"{{name: a, functions: {{f: {{scopes: {{q: consume}}}}}}, queues: {{q: {queue}}}}}"
    assert len(found(text, "sqs-long-polling")) == expected


def test_only_code_that_receives_needs_to_wait():
    assert not found(worker(queue="receive_wait_time: 0"), "sqs-long-polling")
    assert not found("{name: a, functions: {f: {scopes: {q: send}}}, queues: {q: {}}}", "sqs-long-polling")


def test_filters_do_not_part_the_readers_of_a_queue():
    one = "triggers: {t: {type: sqs, queue: q, filters: [{body: {kind: [one]}}]}}"
    text = (
        f"{{name: a, functions: {{f: {{{one}}}, g: {{{one.replace('one', 'two')}}}}}, queues: {{q: {{}}}}}}"
    )
    assert places(text, "sqs-competing-consumers") == ["functions.g.triggers.t.queue"]
    assert len(found(text, "sqs-filter-deletes")) == 2


@pytest.mark.parametrize(
    ("function", "trigger", "expected"),
    [
        ("scopes: {t: write}", "", 1),
        ("scopes: {t: read}", "", 0),
        ("scopes: {free: write}", "", 0),
        ("scopes: {t: write}, concurrency: {reserved: 5}", "", 0),
        ("scopes: {t: write}", "maximum_concurrency: 2", 0),
        ("scopes: {t: write}", "pollers: {minimum: 2}", 0),
    ],
)
def test_what_has_a_limit_is_not_flooded(function: str, trigger: str, expected: int):
    text = worker(function, trigger)[:-1] + ", tables: {t: {billing: provisioned}, free: {}}}"
    assert len(found(text, "sqs-max-concurrency-absent")) == expected


HEARD = "t: {type: sns, topic: t, dead_letter: failed}"
CHANGED = "s: {type: kinesis, stream: s, on_failure: failed}"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("asynchronous: {on_failure: failed}, dead_letter: failed", 0),
        (f"asynchronous: {{on_failure: failed}}, triggers: {{{HEARD}}}", 1),
        (f"asynchronous: {{on_failure: failed}}, triggers: {{{CHANGED}}}", 1),
        (f"triggers: {{{HEARD}, {HEARD.replace('t:', 'u:').replace('topic: t', 'topic: u')}}}", 0),
    ],
)
def test_failures_of_one_kind_may_share_a_queue(fields: str, expected: int):
    things = "topics: {t: {}, u: {}}, streams: {s: {}}, queues: {failed: {}}"
    text = f"{{name: a, functions: {{f: {{{fields}}}}}, {things}}}"
    findings = found(text, "dlq-shared")
    assert len(findings) == expected
    for each in findings:
        assert each.fix is not None
        assert not found(apply(design(text), each.fix.edits), "dlq-shared")


CALLED = "triggers: {t: {type: direct, principal: '123456789012'}}"


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (f"runtime: java21, {CALLED}", 1),
        ("runtime: java21", 0),
        (f"runtime: java8.al2, {CALLED}", 0),  # has no SnapStart
        (f"runtime: python3.13, {CALLED}", 0),
        (f"runtime: java21, snap_start: true, {CALLED}", 0),
        (f"runtime: java21, concurrency: {{provisioned: 1}}, {CALLED}", 0),
        (f"runtime: java21, ephemeral_storage: 513, {CALLED}", 0),
        (f"runtime: java21, ephemeral_storage: 512, {CALLED}", 1),
    ],
)
def test_java_that_callers_wait_for(function: str, expected: int):
    assert len(found(f"{{name: a, functions: {{f: {{{function}}}}}}}", "java-without-snapstart")) == expected


@pytest.mark.parametrize(
    ("function", "more", "severity"),
    [
        ("timeout: 5", "", Severity.INFO),
        ("triggers: {t: {type: function_url, authorization: none}}", "", Severity.WARNING),
        ("triggers: {t: {type: function_url, authorization: iam}}", "", Severity.INFO),
        (
            "triggers: {t: {type: http_api, api: front, routes: [GET /], authorization: none}}",
            ", apis: {front: {}}",
            Severity.WARNING,
        ),
        ("scopes: {t: write}", ", tables: {t: {billing: provisioned}}", Severity.WARNING),
        ("concurrency: {reserved: 0}", "", None),
        ("concurrency: {reserved: 1}", "", None),
    ],
)
def test_reservations_matter_most_where_everybody_may_call(
    function: str, more: str, severity: Severity | None
):
    text = f"{{name: a, profile: regulated, functions: {{f: {{{function}}}}}{more}}}"
    findings = found(text, "reserved-concurrency-unset")
    assert [each.severity for each in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", {"maximum_retries": 2, "maximum_event_age": 21600}),
        ("asynchronous: {maximum_retries: 0}", {"maximum_retries": 0, "maximum_event_age": 21600}),
        ("asynchronous: {maximum_event_age: 60}", {"maximum_retries": 2, "maximum_event_age": 60}),
    ],
)
def test_what_holds_unsaid_is_said(settings: str, said: dict[str, int]):
    daily = "triggers: {t: {type: schedule, expression: rate(1 day)}}"
    text = f"{{name: a, profile: regulated, functions: {{f: {{{daily}, {settings}}}}}}}"
    (finding,) = found(text, "async-retry-unstated")
    assert finding.fix is not None
    mended = apply(design(text), finding.fix.edits).functions["f"].asynchronous
    assert mended is not None
    assert {field: getattr(mended, field) for field in said} == said
