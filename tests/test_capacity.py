"""Whole-design arithmetic: what hands on to what, how much at once, who waits, how much fits."""

from __future__ import annotations

import pytest

from designer.capacity.budget import budget, demands, throughput
from designer.capacity.flow import Hop, groups, hops, invoked_by, own_loops, shared_loops
from designer.capacity.payload import narrows, takes
from designer.capacity.waiting import by_authorizers, by_gateways, by_workflows
from tests.rules.judging import design, found, places

QUEUE = "{visibility_timeout: 180, dead_letter: {queue: failed}}"


def ways(text: str) -> set[tuple[str, str]]:
    """Every hop of a design."""
    return {(hop.source, hop.target) for each in hops(design(text)).values() for hop in each}


def test_every_kind_of_hop_is_known() -> None:
    text = """
      name: shop
      functions:
        a:
          scopes: {q: send, t: publish, b: put_events, s: write, d: write, o: write, w: start, f: invoke, r: read}
          asynchronous: {on_success: t2, on_failure: f2}
          dead_letter: q2
        f: {triggers: {q: {type: sqs, queue: q}, s: {type: kinesis, stream: s}, idle: {type: sqs, queue: q2, enabled: false}}}
        f2: {triggers: {p: {type: pipe, source: d, enrichment: a}, l: {type: logs, logs_of: f}}}
      queues: {q: {dead_letter: {queue: q3}, subscriptions: {t: {}}}, q2: {}, q3: {}}
      topics: {t: {}, t2: {}}
      event_buses: {b: {}}
      streams: {s: {}}
      tables: {d: {stream: NEW_IMAGE}, r: {}}
      buckets: {o: {}}
      workflows: {w: {states: {x: {type: task, function: f}, y: {type: send, queue: q2}}}}
    """  # noqa: E501

    assert ways(text) == {
        *(("a", each) for each in ("q", "t", "b", "s", "d", "o", "w", "f", "t2", "f2", "q2")),
        *(("q", "f"), ("s", "f"), ("d", "f2"), ("d", "a"), ("f", "f2")),
        *(("q", "q3"), ("t", "q"), ("w", "f"), ("w", "q2")),
    }


BUS = "name: shop\nfunctions: {{a: {{scopes: {{b: put_events}}, triggers: {{t: {{type: eventbridge, {rule}}}}}}}}}\nevent_buses: {{b: {{{bus}}}}}"  # noqa: E501


@pytest.mark.parametrize("listed", ["5", "null", "{}", "[aws.s3]", "aws.s3", "[5]"])
def test_a_pattern_may_hold_anything(listed: str) -> None:
    rule = f"type: eventbridge, pattern: {{source: {listed}, detail-type: {listed}, detail: {listed}}}"
    text = (
        f"name: x\nfunctions: {{f: {{triggers: {{t: {{{rule}}}}}}}}}\nbuckets: {{o: {{eventbridge: true}}}}"
    )

    assert ways(text) == set()


@pytest.mark.parametrize(
    ("rule", "bus", "loops"),
    [
        ("bus: b, pattern: {source: [shop]}", "", True),
        ("bus: b, pattern: {source: [aws.s3]}", "", False),
        ("bus: b, pattern: {source: [aws.s3, shop]}", "", True),
        ("bus: b, pattern: {source: [shop]}, enabled: false", "", False),
        ("pattern: {source: [shop]}", "default: true", True),
        ("pattern: {source: [shop]}", "", False),
    ],
)
def test_a_rule_hears_of_its_own_bus(rule: str, bus: str, loops: bool) -> None:
    assert bool([*own_loops(design(BUS.format(rule=rule, bus=bus)))]) is loops


CHAIN = """
name: shop
functions:
  first: {{triggers: {{t: {{type: sqs, queue: one}}}}, scopes: {{{middle}: {level}}} {more}}}
  second: {{triggers: {{t: {trigger}}}, scopes: {{one: send}}}}
queues: {{one: {{}}, two: {{}}}}
topics: {{topic: {{}}}}
tables: {{table: {{stream: NEW_IMAGE}}}}
streams: {{stream: {{}}}}
event_buses: {{bus: {{}}}}
buckets: {{bucket: {{}}}}
"""


@pytest.mark.parametrize(
    ("middle", "level", "trigger", "said"),
    [
        ("two", "send", "{type: sqs, queue: two}", "Lambda stops such a loop after about 16 rounds."),
        ("topic", "publish", "{type: sns, topic: topic}", "Lambda stops such a loop after about 16 rounds."),
        ("bucket", "write", "{type: s3, bucket: bucket}", "Lambda stops such a loop after about 16 rounds."),
        ("second", "invoke", "{type: sqs, queue: two}", "Lambda stops such a loop after about 16 rounds."),
        (
            "table",
            "write",
            "{type: dynamodb_stream, table: table}",
            "unless a filter leaves its own records out.",
        ),
        ("stream", "write", "{type: kinesis, stream: stream}", "unless a filter leaves its own records out."),
        (
            "bus",
            "put_events",
            "{type: eventbridge, bus: bus, pattern: {a: [1]}}",
            "unless a pattern leaves its",
        ),
    ],
)
def test_a_loop_through_two_functions_is_found_once(middle: str, level: str, trigger: str, said: str) -> None:
    text = CHAIN.format(middle=middle, level=level, trigger=trigger, more="")
    (finding,) = found(text, "resource-recursion-cycle")

    assert finding.path == ("functions", "first", "scopes", middle)
    assert said in finding.message
    assert f"{middle} leads back to first, by " in finding.message


def test_a_loop_that_lambda_is_told_to_let_go_on_is_said_to() -> None:
    text = CHAIN.format(
        middle="two", level="send", trigger="{type: sqs, queue: two}", more=", recursive_loop: Allow"
    )

    assert "Lambda is told to let such a loop go on." in found(text, "resource-recursion-cycle")[0].message


def test_no_loop_without_a_way_back() -> None:
    text = CHAIN.format(middle="two", level="send", trigger="{type: sqs, queue: one}", more="")

    assert not [*shared_loops(design(text))]
    assert not found(text, "resource-recursion-cycle")


def test_a_function_that_may_invoke_itself_is_a_loop() -> None:
    (finding,) = found("{name: a, functions: {f: {scopes: {f: invoke_async}}}}", "resource-recursion-cycle")

    assert "f may invoke itself" in finding.message


def test_a_loop_by_a_workflow_is_found() -> None:
    text = """
      name: a
      functions: {f: {scopes: {w: start}}}
      workflows: {w: {states: {x: {type: task, function: f}}}}
    """

    message = found(text, "resource-recursion-cycle")[0].message
    assert "nothing stops such a loop: Lambda does not see through w." in message


def test_who_puts_failed_messages_back_is_a_loop() -> None:
    text = f"""
      name: a
      functions: {{again: {{triggers: {{t: {{type: sqs, queue: failed}}}}, scopes: {{jobs: send}}}}}}
      queues: {{jobs: {QUEUE}, failed: {{}}}}
    """

    assert places(text, "resource-recursion-cycle") == ["functions.again.scopes.jobs"]


def test_what_is_sent_to_a_function_invokes_that_one() -> None:
    text = CHAIN.format(middle="two", level="send", trigger="{type: sqs, queue: two}", more="")

    assert invoked_by("second", design(text)) == {"second"}


def test_a_budget_divides_the_account() -> None:
    text = """
      name: a
      stages: {dev: {account: {concurrency: 10}}, prod: {}}
      functions:
        f: {concurrency: {reserved: 5}}
        g: {concurrency: {reserved: 5, provisioned: 3}}
        h: {concurrency: {scaling: {maximum: 7, schedules: {day: {expression: x, minimum: 1, maximum: 9}}}}}
    """
    have, new = budget(design(text)), budget(design(text).for_stage("dev"))

    assert (have.account, have.reservable, have.set_aside, have.bound, have.pool) == (1000, 900, 10, 19, 990)
    assert (new.account, new.reservable, new.pool) == (10, 0, 0)


def test_a_new_account_has_nothing_to_reserve() -> None:
    text = "{name: a, account: {concurrency: 10}, functions: {f: {concurrency: {reserved: 1}}}}"
    (finding,) = found(text, "reserved-concurrency-account-budget")

    assert "an account with 10 has 0 to give" in finding.message


def test_demands_are_known_where_the_design_says_them() -> None:
    text = """
      name: a
      functions:
        f:
          triggers:
            q: {type: sqs, queue: q, maximum_concurrency: 7}
            any: {type: sqs, queue: r}
            idle: {type: sqs, queue: r, maximum_concurrency: 9, enabled: false}
            s: {type: kinesis, stream: s, parallelization: 3}
            on_demand: {type: kinesis, stream: o}
            p: {type: pipe, source: s}
      queues: {q: {}, r: {}}
      streams: {s: {shards: 4}, o: {}}
      workflows:
        w:
          states:
            outer:
              type: map
              max_concurrency: 5
              states: {inner: {type: map, max_concurrency: 2, states: {x: {type: task, function: f}}}}
    """

    assert [(each.source, each.most) for each in demands(design(text))["f"]] == [
        ("q", 7),
        ("s", 12),
        ("p", 4),
        ("w.x", 10),
    ]


def test_throughput_is_the_apis_or_the_routes_own() -> None:
    text = """
      name: a
      functions:
        f:
          triggers:
            own: {type: http_api, api: x, routes: [GET /a, GET /b], throttling: {rate: 3, burst: 9}}
            one: {type: http_api, api: x, routes: [GET /c]}
            two: {type: http_api, api: x, routes: [GET /d]}
            free: {type: http_api, api: y, routes: [GET /e]}
      apis: {x: {throttling: {rate: 5, burst: 9}}, y: {}}
    """

    assert sorted(throughput(design(text))["f"].values()) == [5, 6]


def test_each_type_of_api_waits_for_a_time_of_its_own() -> None:
    text = """
      name: a
      functions:
        f:
          triggers:
            h: {type: http_api, api: h, routes: [GET /a]}
            r: {type: rest_api, api: r, routes: [GET /a]}
            own: {type: rest_api, api: r, routes: [GET /b], timeout: 12}
            w: {type: websocket, api: w, routes: [$default]}
      apis: {h: {authorizers: {own: {type: function, function: f}}}}
      rest_apis: {r: {}}
      websocket_apis: {w: {}}
    """

    assert [each.seconds for each in by_gateways(design(text))] == [30, 29, 12, 29]
    assert [(each.who, each.seconds) for each in by_authorizers(design(text))] == [("h", 10)]


def test_an_express_workflow_runs_as_long_as_one_can() -> None:
    text = """
      name: a
      functions: {f: {scopes: {w: start_sync, v: start_sync, theirs: start_sync}}}
      workflows: {w: {type: express}, v: {type: express, timeout: 20}, theirs: {existing: 'arn:x'}}
    """

    assert [(each.workflow, each.seconds) for each in by_workflows(design(text))] == [("w", 300), ("v", 20)]


@pytest.mark.parametrize(
    ("things", "most"),
    [
        ("topics: {x: {}}", 262_144),
        ("tables: {x: {}}", 409_600),
        ("streams: {x: {}}", 1_048_576),
        ("event_buses: {x: {}}", 1_000_000),
        ("workflows: {x: {}}", 262_144),
        ("queues: {x: {maximum_message_size: 5000}}", 5000),
        ("queues: {x: {existing: 'arn:x'}}", None),
        ("buckets: {x: {}}", None),
    ],
)
def test_each_thing_takes_so_much(things: str, most: int | None) -> None:
    assert takes("x", design(f"{{name: a, functions: {{}}, {things}}}")) == most


@pytest.mark.parametrize(("said", "count"), [("", 0), ("maximum_message_size: 1048576", 2)])
def test_only_a_size_that_is_said_is_compared(said: str, count: int) -> None:
    text = f"""
      name: a
      functions:
        f:
          triggers: {{t: {{type: sqs, queue: q}}}}
          scopes: {{t: publish, d: write, s: write, b: write}}
          asynchronous: {{on_success: t2}}
      queues: {{q: {{{said}}}}}
      topics: {{t: {{}}, t2: {{}}}}
      tables: {{d: {{}}}}
      streams: {{s: {{}}}}
      buckets: {{b: {{}}}}
    """

    assert [each.hop.target for each in narrows(design(text))] == ["t", "d"][:count]


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ("", []),
        ("ab bc", []),
        ("ab ba", ["ab"]),
        ("ab bc ca cd de ed", ["abc", "de"]),
        ("aa ab", []),
        ("ab bc cb ca xy yx ya", ["abc", "xy"]),
    ],
)
def test_names_that_lead_to_one_another_are_a_group(edges: str, expected: list[str]) -> None:
    steps: dict[str, tuple[Hop, ...]] = {}
    for source, target in edges.split():
        steps[source] = (*steps.get(source, ()), Hop(source, target, ()))

    assert sorted("".join(sorted(each)) for each in groups(steps)) == expected


def test_two_separate_loops_are_two() -> None:
    pairs = (("a", "b"), ("c", "d"), ("e", "e"))
    functions = ", ".join(
        f"{one}: {{triggers: {{t: {{type: sqs, queue: q{one}}}}}, scopes: {{q{two}: send}}}}"
        for pair in pairs
        for one, two in (pair, pair[::-1])
    )
    queues = ", ".join(f"q{each}: {{}}" for each in "abcde")
    loops = [*shared_loops(design(f"{{name: x, functions: {{{functions}}}, queues: {{{queues}}}}}"))]

    assert sorted((each.function, each.between) for each in loops) == [
        ("a", ("qb", "b", "qa")),
        ("c", ("qd", "d", "qc")),
    ]


@pytest.mark.parametrize(("said", "most"), [("maximum: 6", [60]), ("minimum: 3", [])])
def test_pollers_ask_for_ten_copies_each_where_their_number_is_said(said: str, most: list[int]) -> None:
    text = (
        f"{{name: a, functions: {{f: {{triggers: {{t: {{type: sqs, queue: q, pollers: {{{said}}}}}}}}}}}, "
        "queues: {q: {}}}"
    )

    assert [each.most for each in demands(design(text)).get("f", ())] == most


HEARD = """
name: a
functions: {{f: {{scopes: {{uploads: write}}, triggers: {{t: {{type: eventbridge, pattern: {pattern}}}}}}}}}
buckets: {{uploads: {{eventbridge: {on}}}}}
"""


@pytest.mark.parametrize(
    ("pattern", "on", "finds"),
    [
        ("{source: [aws.s3]}", "true", 1),
        ("{source: [aws.s3]}", "false", 0),
        ("{source: [aws.ec2]}", "true", 0),
        ("{source: [aws.s3], detail-type: [Object Created]}", "true", 1),
        ("{source: [aws.s3], detail-type: [Object Deleted]}", "true", 0),
        ("{source: [aws.s3], detail: {bucket: {name: ['${uploads.name}']}}}", "true", 1),
        ("{source: [aws.s3], detail: {bucket: {name: [others]}}}", "true", 0),
        ("{source: [aws.s3], detail: [1]}", "true", 1),
    ],
)
def test_a_rule_hears_what_the_function_itself_puts_into_a_bucket(pattern: str, on: str, finds: int) -> None:
    findings = found(HEARD.format(pattern=pattern, on=on), "resource-recursion-cycle")

    assert len(findings) == finds
    assert all("Lambda does not see through EventBridge" in each.message for each in findings)


@pytest.mark.parametrize(
    ("trigger", "finds"),
    [("{type: sqs, queue: q}", 0), ("{type: pipe, source: q}", 1)],
)
def test_a_queue_of_ones_own_is_said_by_one_rule(trigger: str, finds: int) -> None:
    function = f"{{scopes: {{q: send}}, triggers: {{t: {trigger}}}}}"
    text = f"{{name: a, functions: {{f: {function}}}, queues: {{q: {{}}}}}}"

    assert len(found(text, "resource-recursion-cycle")) == finds
    assert len(found(text, "sqs-own-source")) == 1 - finds


def test_loops_of_logs_alone_have_a_rule_of_their_own() -> None:
    logs = "{{triggers: {{t: {{type: logs, logs_of: {}}}}}}}"
    text = f"{{name: a, functions: {{f: {logs.format('g')}, g: {logs.format('f')}}}}}"

    assert not found(text, "resource-recursion-cycle")
    assert len(found(text, "log-subscription-loop")) == 2


def test_a_function_and_a_workflow_of_one_name_are_no_step_of_each_other() -> None:
    text = "{name: a, functions: {f: {}}, workflows: {f: {states: {s: {type: task, function: f}}}}}"

    assert not found(text, "resource-recursion-cycle")
