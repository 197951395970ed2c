"""Both sides of what rules on a function's shape and age count, and what they leave alone."""

from __future__ import annotations

from datetime import date

import pytest

from designer.blueprint.base import apply
from tests.rules.judging import design, found, places


def regulated(functions: str, more: str = "") -> str:
    return f"{{name: a, profile: regulated, functions: {{{functions}}}{more}}}"


@pytest.mark.parametrize(("memory", "expected"), [(10239, 0), (10240, 1), (10241, 0)])
def test_all_the_memory_there_is(memory: int, expected: int):
    text = f"{{name: a, functions: {{f: {{memory_size: {memory}}}}}}}"
    assert len(found(text, "function-memory-at-maximum")) == expected


@pytest.mark.parametrize(("timeout", "expected"), [(899, 0), (900, 1), (901, 0)])
def test_all_the_time_there_is(timeout: int, expected: int):
    text = f"{{name: a, functions: {{f: {{timeout: {timeout}}}}}}}"
    assert len(found(text, "function-timeout-at-maximum")) == expected


@pytest.mark.parametrize(("count", "expected"), [(10, 0), (11, 1)])
@pytest.mark.parametrize("split", [False, True])
def test_routes_are_counted_over_all_triggers(count: int, expected: int, split: bool):
    routes = [f"GET /{number}" for number in range(count)]
    parts = (routes[:4], routes[4:]) if split else (routes,)
    triggers = ", ".join(
        f"t{number}: {{type: http_api, api: front, routes: [{', '.join(part)}]}}"
        for number, part in enumerate(parts)
    )
    text = regulated(f"f: {{triggers: {{{triggers}}}}}", ", apis: {front: {}}")
    assert len(found(text, "function-too-many-routes")) == expected


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ("{type: sqs, queue: q}", 1),
        ("{type: schedule, expression: rate(1 day)}", 1),
        ("{type: direct, principal: '123456789012'}", 0),
        ("{type: direct, principal: '123456789012', waits: false}", 1),
    ],
)
def test_routes_beside_events_are_two_jobs(trigger: str, expected: int):
    http = "http: {type: http_api, api: front, routes: [GET /]}"
    more = ", apis: {front: {}}, queues: {q: {}}"
    assert len(found(regulated(f"f: {{triggers: {{{http}, other: {trigger}}}}}", more), RULE)) == expected
    assert not found(regulated(f"f: {{triggers: {{other: {trigger}}}}}", more), RULE)


RULE = "function-too-many-routes"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 1), 0),  # exactly 180 days before 2027-04-30
        (date(2026, 11, 2), 1),
        (date(2027, 4, 29), 1),
        (date(2027, 4, 30), 0),  # no longer supported: another rule's
    ],
)
def test_half_a_year_of_notice(day: date, expected: int):
    text = "{name: a, functions: {f: {runtime: nodejs22.x}}}"
    assert len(found(text, "function-runtime-expiring", day)) == expected


def test_the_last_day_is_one_day_away():
    (finding,) = found(
        "{name: a, functions: {f: {runtime: nodejs22.x}}}", "function-runtime-expiring", date(2027, 4, 29)
    )
    assert "in 1 day;" in finding.message


@pytest.mark.parametrize(
    ("runtime", "newest"),
    [
        ("python3.12", "python3.13"),
        ("python3.13", None),  # python3.14 needs a newer Terraform provider
        ("python3.14", None),
        ("ruby3.3", "ruby3.4"),
        ("nodejs22.x", None),
        ("java17", "java21"),
        ("python3.9", None),  # not supported any more: another rule's
        ("python3.15", None),  # a preview: another rule's
    ],
)
def test_the_newest_runtime_that_every_format_can_say(runtime: str, newest: str | None):
    findings = found(f"{{name: a, functions: {{f: {{runtime: {runtime}}}}}}}", "function-runtime-not-latest")
    assert [each.fix.edits[0].value for each in findings if each.fix] == ([newest] if newest else [])


OLD = "arn:aws:lambda:eu-west-1:017000801446:layer:AWSLambdaPowertoolsPythonV2:45"


def test_a_replaced_layer_becomes_one_of_the_design():
    text = f"{{name: a, functions: {{f: {{layers: ['{OLD}']}}, powertools-python: {{}}}}}}"
    (finding,) = found(text, "layers-known-outdated")
    assert finding.fix is not None
    healed = apply(design(text), finding.fix.edits)
    assert healed.functions["f"].layers == ("powertools-python-2",)
    assert healed.layers["powertools-python-2"].public == "powertools-python"
    layered = f"functions: {{f: {{layers: ['{OLD}']}}}}"
    again = f"{{name: a, {layered}, layers: {{tools: {{public: powertools-python}}}}}}"
    (finding,) = found(again, "layers-known-outdated")
    assert finding.fix is not None
    assert apply(design(again), finding.fix.edits).functions["f"].layers == ("tools",)


def test_a_replaced_layer_stays_where_its_successor_is_not_for_the_runtime():
    (finding,) = found(
        f"{{name: a, functions: {{f: {{runtime: python3.9, layers: ['{OLD}']}}}}}}", "layers-known-outdated"
    )
    assert finding.fix is None


def test_layers_of_unknown_accounts_are_found_where_they_are_named():
    strange = "arn:aws:lambda:eu-west-1:123456789012:layer:tools:1"
    text = regulated(
        f"f: {{layers: ['{strange}', '{OLD}', own]}}", f", layers: {{own: {{existing: '{strange}'}}}}"
    )
    assert places(text, "layers-third-party-account") == ["functions.f.layers.0", "layers.own.existing"]


@pytest.mark.parametrize(
    "more",
    [
        "g: {scopes: {f: invoke}}",
        "g: {asynchronous: {on_failure: f}}",
        "g: {environment: {NEXT: '${f.name}'}}",
    ],
)
def test_a_function_that_another_names_is_reached(more: str):
    assert "functions.f.triggers" not in places(regulated(f"f: {{}}, {more}"), "function-unreachable")
    assert "functions.f.triggers" in places(regulated("f: {}, g: {}"), "function-unreachable")


def test_neither_alarms_nor_the_function_itself_reach_it():
    own = regulated("f: {scopes: {f: invoke}}")
    watched = regulated("f: {}", ", topics: {t: {}}, alarms: {topic: t, without: [f]}")
    assert places(own, "function-unreachable") == ["functions.f.triggers"]
    assert places(watched, "function-unreachable") == ["functions.f.triggers"]


def test_a_task_of_a_workflow_is_reached():
    text = regulated("f: {}", ", workflows: {w: {states: {work: {type: task, function: f}}}}")
    assert not found(text, "function-unreachable")


def test_variables_tell_code_what_it_may_use():
    scoped = "f: {scopes: {q: send, t: read, g: invoke}}, g: {}"
    text = regulated(scoped, ", queues: {q: {}}, tables: {t: {}}")
    findings = found(text, "env-missing-for-granted-resource")
    assert [each.fix.edits[0].value for each in findings if each.fix] == ["${q.url}", "${t.name}"]
    assert [each.fix.edits[0].path[-1] for each in findings if each.fix] == ["Q_URL", "T_NAME"]


def test_what_invokes_a_function_says_where_it_is_from():
    text = regulated(
        "f: {triggers: {poll: {type: sqs, queue: q}}, scopes: {q: consume}}", ", queues: {q: {}}"
    )
    assert not found(text, "env-missing-for-granted-resource")


@pytest.mark.parametrize(
    ("other", "more", "expected"),
    [
        ("", "", 0),
        ("scopes: {f: invoke}", "", 1),
        ("asynchronous: {on_success: f}", "", 1),
        ("environment: {NEXT: '${f.name}'}", "", 0),
        ("", ", workflows: {w: {states: {go: {type: task, function: f}}}}", 1),
    ],
)
def test_whatever_invokes_a_durable_function_needs_its_version(other: str, more: str, expected: int):
    functions = f"functions: {{f: {{durable: {{execution_timeout: 60}}}}, g: {{{other}}}}}"
    assert len(found(f"{{name: a, {functions}{more}}}", "durable-needs-qualifier")) == expected


@pytest.mark.parametrize(
    ("trigger", "more", "expected"),
    [
        ("{type: direct, principal: '123456789012'}", "", 0),
        ("{type: direct, principal: '123456789012', waits: false}", "", 0),
        ("{type: rest_api, api: front, routes: [GET /]}", ", rest_apis: {front: {}}", 0),
        ("{type: http_api, api: front, routes: [GET /]}", ", apis: {front: {}}", 1),
        ("{type: function_url}", "", 1),
        ("{type: sqs, queue: q}", ", queues: {q: {}}", 1),
    ],
)
def test_only_some_callers_can_name_a_tenant(trigger: str, more: str, expected: int):
    text = f"{{name: a, functions: {{f: {{tenant_isolation: true, triggers: {{t: {trigger}}}}}}}{more}}}"
    assert len(found(text, "tenant-isolation-exclusions")) == expected
