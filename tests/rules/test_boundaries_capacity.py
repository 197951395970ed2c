"""Both sides of the boundaries of whole-design arithmetic: sums, rates, times, sizes."""

from __future__ import annotations

import pytest

from designer.rules.base import Severity
from tests.rules.judging import found, places

TWO = """
name: a
account: {concurrency: %d}
functions: {f: {concurrency: {reserved: 300}}, g: {concurrency: {%s}}}
"""


@pytest.mark.parametrize(("account", "finds"), [(600, 0), (599, 1)])
def test_reservations_leave_a_hundred(account: int, finds: int) -> None:
    text = TWO % (account, "reserved: 200")

    assert len(found(text, "reserved-concurrency-account-budget")) == finds


@pytest.mark.parametrize(
    ("account", "own", "finds"),
    [
        (600, "provisioned: 200", 0),
        (599, "provisioned: 200", 1),
        (600, "scaling: {maximum: 200}", 0),
        (600, "scaling: {maximum: 201}", 1),
        (600, "reserved: 200, provisioned: 200", 0),
        (599, "reserved: 200, provisioned: 200", 0),  # the reservations alone are too much
    ],
)
def test_what_is_kept_ready_counts_beyond_reservations(account: int, own: str, finds: int) -> None:
    assert len(found(TWO % (account, own), "provisioned-account-budget")) == finds


DEMAND = """
name: a
account: {{concurrency: {account}}}
functions:
  f: {{triggers: {{t: {{type: sqs, queue: q, maximum_concurrency: {most}}}}}}}
  g: {{concurrency: {{reserved: 10}}, triggers: {{t: {{type: sqs, queue: r, maximum_concurrency: 10}}}}}}
queues: {{q: {{}}, r: {{}}}}
"""


@pytest.mark.parametrize(("account", "most", "finds"), [(210, 200, 0), (209, 200, 1), (210, 201, 1)])
def test_demand_has_what_is_not_reserved(account: int, most: int, finds: int) -> None:
    assert len(found(DEMAND.format(account=account, most=most), "demand-exceeds-account")) == finds


SHARED = """
name: a
functions:
  f:
    concurrency: {{reserved: {reserved}}}
    triggers:
      q: {{type: sqs, queue: q, maximum_concurrency: 4}}
      s: {{type: kinesis, stream: s}}
queues: {{q: {{}}}}
streams: {{s: {{shards: 3}}}}
"""


@pytest.mark.parametrize(("reserved", "finds"), [(7, 0), (6, 1), (4, 1), (3, 0), (0, 0)])
def test_sources_of_several_kinds_share_a_reservation(reserved: int, finds: int) -> None:
    """Where one kind alone is too much, its own rule says so."""
    assert len(found(SHARED.format(reserved=reserved), "reserved-below-demand")) == finds


RATE = """
name: a
account: {{concurrency: 3}}
functions: {{f: {{concurrency: {{{own}}}, triggers: {{t: {{type: http_api, api: x, routes: [GET /]}}}}}}}}
apis: {{x: {{throttling: {{rate: {rate}, burst: 9}}}}}}
"""


@pytest.mark.parametrize(
    ("own", "rate", "finds"),
    [
        ("reserved: 2", 20, 0),
        ("reserved: 2", 21, 1),
        ("reserved: 1", 10, 0),
        ("reserved: 1", 11, 1),
        ("", 30, 0),
        ("", 31, 1),
        ("reserved: 0", 99, 0),
    ],
)
def test_a_copy_takes_ten_requests_a_second(own: str, rate: int, finds: int) -> None:
    assert len(found(RATE.format(own=own, rate=rate), "throughput-exceeds-concurrency")) == finds


API = "{name: a, functions: {f: {timeout: %d, triggers: {t: {%s}}}}, apis: {h: {}}, rest_apis: {r: {}}, graphql_apis: {g: {}}, websocket_apis: {w: {}}}"  # noqa: E501


@pytest.mark.parametrize(
    ("trigger", "waits", "longer"),
    [
        ("type: http_api, api: h, routes: [GET /]", 30, "api-timeout-exceeds-integration"),
        ("type: rest_api, api: r, routes: [GET /]", 29, "api-timeout-exceeds-integration"),
        ("type: rest_api, api: r, routes: [GET /], timeout: 12", 12, "api-timeout-exceeds-integration"),
        ("type: websocket, api: w, routes: [$default]", 29, "api-timeout-exceeds-integration"),
        ("type: appsync, api: g, fields: [Query.a]", 30, "graphql-timeout"),
    ],
)
def test_a_function_leaves_its_caller_a_second(trigger: str, waits: int, longer: str) -> None:
    same = "api-timeout-no-headroom"

    assert [len(found(API % (waits + step, trigger), same)) for step in (-1, 0, 1)] == [0, 1, 0]
    assert [len(found(API % (waits + step, trigger), longer)) for step in (-1, 0, 1)] == [0, 0, 1]


def test_an_inherited_timeout_is_found_where_it_is_written() -> None:
    text = """
      name: a
      defaults: {timeout: 30}
      functions: {f: {triggers: {t: {type: http_api, api: h, routes: [GET /]}}}}
      apis: {h: {}}
    """

    assert places(text, "api-timeout-no-headroom") == ["defaults.timeout"]


@pytest.mark.parametrize(("timeout", "finds"), [(10, 0), (11, 1)])
def test_an_authorizer_has_ten_seconds(timeout: int, finds: int) -> None:
    text = (
        f"{{name: a, functions: {{f: {{timeout: {timeout}}}}}, "
        "apis: {h: {authorizers: {own: {type: function, function: f}}}}}"
    )

    assert len(found(text, "authorizer-timeout")) == finds


@pytest.mark.parametrize(("timeout", "finds"), [("timeout: 29", 0), ("timeout: 30", 1), ("", 1)])
def test_a_workflow_that_is_waited_for_ends_before_its_caller(timeout: str, finds: int) -> None:
    text = (
        "{name: a, functions: {f: {timeout: 30, scopes: {w: start_sync}}}, "
        f"workflows: {{w: {{type: express, {timeout}}}}}}}"
    )

    assert len(found(text, "workflow-sync-timeout")) == finds


HANDED = "{name: a, functions: {f: {triggers: {t: {type: sqs, queue: q}}, scopes: {x: %s}}}, queues: {q: {maximum_message_size: %d}}, %s}"  # noqa: E501


@pytest.mark.parametrize(
    ("level", "thing", "most"),
    [
        ("publish", "topics: {x: {}}", 262_144),
        ("write", "tables: {x: {}}", 409_600),
        ("put_events", "event_buses: {x: {}}", 1_000_000),
        ("start", "workflows: {x: {}}", 262_144),
        ("write", "streams: {x: {}}", 1_048_576),
    ],
)
def test_a_queue_takes_what_its_reader_can_hand_on(level: str, thing: str, most: int) -> None:
    assert not found(HANDED % (level, most, thing), "payload-along-path")
    assert len(found(HANDED % (level, most + 1, thing), "payload-along-path")) == 1


STATE = "{name: a, workflows: {w: {query_language: JSONPath, %s}}}"


@pytest.mark.parametrize(
    "said",
    [
        "states: {x: {type: pass, result: %s}}",
        "states: {x: {type: map, states: {y: {type: pass, result: %s}}}}",
        "schedule: {expression: rate(1 day), input: %s}",
    ],
)
def test_a_workflow_says_no_more_than_fits(said: str) -> None:
    fits, large = (STATE % (said % ("x" * (262_144 - 2 + more))) for more in (0, 1))

    assert not found(fits, "workflow-payload")
    assert len(found(large, "workflow-payload")) == 1


PIPED = """
name: a
functions:
  f: {{timeout: 20, triggers: {{t: {{type: pipe, source: q, batching_window: 5 {more}}}}}}}
  g: {{timeout: 10}}
queues: {{q: {{visibility_timeout: {seconds}}}}}
"""


def piped(seconds: int, more: str = "") -> dict[str, Severity]:
    """What the rules on visibility find of a queue that a pipe reads."""
    text = PIPED.format(seconds=seconds, more=more)
    rules = ("sqs-visibility-below-timeout", "sqs-visibility-six-times", "sqs-visibility-window")
    return {each.rule: each.severity for rule in rules for each in found(text, rule)}


def test_a_queue_hides_messages_for_a_pipe_as_well() -> None:
    assert piped(19) == {"sqs-visibility-below-timeout": Severity.WARNING}
    assert piped(20) == piped(119) == {"sqs-visibility-six-times": Severity.WARNING}
    assert piped(120) == piped(124) == {"sqs-visibility-window": Severity.INFO}
    assert piped(125) == {}


def test_a_pipe_waits_for_what_adds_to_its_events() -> None:
    assert piped(184, ", enrichment: g") == {"sqs-visibility-window": Severity.INFO}
    assert piped(185, ", enrichment: g") == {}
    assert piped(65, ", enrichment: g, invocation_type: FIRE_AND_FORGET") == {}
    assert piped(64, ", enrichment: g, invocation_type: FIRE_AND_FORGET") == {
        "sqs-visibility-window": Severity.INFO
    }
    assert piped(1, ", invocation_type: FIRE_AND_FORGET") == {}


def test_an_existing_queue_is_told_what_its_policy_has_to_say() -> None:
    theirs = "arn:aws:sqs:eu-west-1:444455556666:undelivered"
    text = f"""
      name: shop
      functions:
        f:
          triggers:
            a: {{type: sns, topic: t, dead_letter: q}}
            b: {{type: eventbridge, pattern: {{a: [1]}}, dead_letter: q}}
            c: {{type: schedule, expression: rate(1 day), dead_letter: q}}
      topics: {{t: {{}}}}
      queues: {{q: {{existing: '{theirs}'}}}}
    """
    (finding,) = found(text, "queue-policy-existing")

    assert finding.path == ("queues", "q")
    sns, events = finding.message.split(" and ")
    assert '"Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"' in sns
    assert f'"Resource": "{theirs}"' in sns
    assert '"ArnEquals": {"aws:SourceArn": "<arn of topic t>"}' in sns
    assert '"events.amazonaws.com"' in events
    assert "<arn of event rule f b>" in events
