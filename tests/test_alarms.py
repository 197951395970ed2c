"""Alarms and the dashboard: what is watched follows from the design, and so do the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from designer.blueprint.base import Edit, apply
from designer.blueprint.document import Blueprint
from designer.blueprint.encryption import admitted
from designer.build import build_graph
from designer.graph import Attribute, Context, Parameter, Ref
from designer.graph.documents import nested
from designer.graph.monitoring import Alarm, Dashboard
from designer.graph.topics import Subscription, TopicPolicy


def design(more: str, alarms: str = "topic: alerts") -> Blueprint:
    text = f"name: shop\nstages: {{dev: {{}}}}\ntopics: {{alerts: {{}}}}\nalarms: {{{alarms}}}\n{more}"
    return Blueprint.model_validate(yaml.load(text, yaml.CSafeLoader))


def alarms(blueprint: Blueprint) -> Mapping[str, Alarm]:
    found = (each for each in build_graph(blueprint).resources if isinstance(each, Alarm))
    return {each.label: each for each in found}


def test_without_alarms_there_are_none():
    assert not alarms(Blueprint.model_validate({"name": "shop", "functions": {"worker": {}}}))


def test_every_function_is_watched():
    found = alarms(design("functions: {worker: {timeout: 20}}"))

    assert list(found) == ["worker-errors", "worker-throttles", "worker-duration"]
    assert found["worker-duration"].threshold == 16000
    assert found["worker-duration"].percentile == "p99"
    assert found["worker-duration"].statistic is None
    assert found["worker-errors"].actions == (Ref("topic.alerts", Attribute.ARN),)
    assert found["worker-errors"].missing_data == "notBreaching"


def test_a_function_that_is_stopped_is_always_throttled():
    assert "worker-throttles" not in alarms(design("functions: {worker: {concurrency: {reserved: 0}}}"))


def test_concurrency_is_watched_where_it_is_limited():
    text = "functions: {worker: {alias: live, concurrency: {reserved: 50, provisioned: 2}}}"
    found = alarms(design(text))
    assert found["worker-concurrency"].threshold == 40
    dimensions = [each.key for each in found["worker-spillover"].dimensions]
    assert dimensions == ["FunctionName", "Resource"]


def test_lost_events_are_watched_where_there_are_events():
    nightly = "triggers: {nightly: {type: schedule, expression: rate(1 day)}}"
    found = alarms(
        design(f"functions: {{a: {{{nightly}, dead_letter: failed}}, b: {{}}}}\nqueues: {{failed: {{}}}}")
    )
    assert {"a-dropped-events", "a-dead-letters", "failed-dead-letters"} <= set(found)
    assert "b-dropped-events" not in found


def test_a_queue_may_be_as_old_as_its_tries_take():
    jobs = "jobs: {visibility_timeout: 100, dead_letter: {queue: failed, max_receive_count: 4}}, failed: {}"
    text = f"functions: {{worker: {{triggers: {{jobs: {{type: sqs, queue: jobs}}}}}}}}\nqueues: {{{jobs}}}"
    found = alarms(design(text))
    assert found["jobs-age"].threshold == 400
    assert found["failed-dead-letters"].threshold == 0
    assert found["failed-dead-letters"].comparison == "GreaterThanThreshold"
    assert "failed-age" not in found


def test_a_queue_is_never_older_than_half_its_retention():
    text = (
        "functions: {worker: {triggers: {jobs: {type: sqs, queue: jobs}}}}\n"
        "queues: {jobs: {visibility_timeout: 1000, message_retention: 600}}"
    )
    assert alarms(design(text))["jobs-age"].threshold == 300


def test_families_and_things_can_be_left_out():
    text = "functions: {a: {}, b: {}}\napis: {front: {}}\nworkflows: {w: {states: {x: {type: succeed}}}}"
    found = alarms(design(text, "topic: alerts, apis: false, without: [b]"))
    assert {each.partition("-")[0] for each in found} == {"a", "w"}


def test_existing_things_are_not_watched():
    arn = "arn:aws:sqs:eu-west-1:123456789012:failed"
    text = f"functions: {{a: {{dead_letter: failed}}}}\nqueues: {{failed: {{existing: '{arn}'}}}}"
    assert "failed-dead-letters" not in alarms(design(text))


def test_stages_that_differ_share_one_setting():
    blueprint = Blueprint.model_validate(
        {
            "name": "shop",
            "stages": {"dev": {"alarms": {"enabled": False, "thresholds": {"errors": 9}}}, "prod": {}},
            "topics": {"alerts": {}},
            "alarms": {"topic": "alerts", "thresholds": {"errors": 2}},
            "functions": {"a": {}, "b": {}},
        }
    )
    found = alarms(blueprint)
    enabled = {each.enabled for each in found.values()}
    assert enabled == {Parameter("alarms_enabled", (("dev", False), ("prod", True)))}
    errors = {found["a-errors"].threshold, found["b-errors"].threshold}
    assert errors == {Parameter("alarms_errors", (("dev", 9), ("prod", 2)))}


def test_the_topic_lets_cloudwatch_publish_for_these_alarms_only():
    policy = build_graph(design("functions: {a: {}}")).resource("topic_policy.alerts")
    assert isinstance(policy, TopicPolicy)
    (statement,) = [each for each in policy.statements if each.effect == "Allow"]
    assert statement.principal is not None
    assert statement.principal.value == "cloudwatch.amazonaws.com"
    assert {each.key for each in statement.conditions} == {"aws:SourceArn", "aws:SourceAccount"}


def test_people_are_told_by_e_mail():
    graph = build_graph(design("functions: {a: {}}", "topic: alerts, email: [a@b.example, c@d.example]"))
    found = [each for each in graph.resources if isinstance(each, Subscription)]
    assert [(each.protocol, each.endpoint) for each in found] == [
        ("email", "a@b.example"),
        ("email", "c@d.example"),
    ]


def widgets(blueprint: Blueprint) -> list[dict[str, Any]]:
    found = build_graph(blueprint).resource("dashboard.overview")
    assert isinstance(found, Dashboard)
    shown: list[dict[str, Any]] = nested(found.body)["widgets"]
    return shown


def test_a_dashboard_shows_what_there_is():
    text = "dashboard: true\nfunctions: {a: {}, b: {}}\nqueues: {jobs: {}}"
    found = widgets(design(text))
    titles = [each["properties"].get("title") for each in found if each["type"] == "metric"]
    assert titles[:2] == ["Invocations", "Errors and throttles"]
    assert "Waiting messages" in titles
    assert "Failed messages" not in titles
    assert "Executions" not in titles


def test_graphs_lie_beside_each_other_and_never_on_each_other():
    text = (
        "dashboard: true\nfunctions: {a: {}}\nqueues: {jobs: {dead_letter: {queue: d}}, d: {}}\napis: {x: {}}"
    )
    cells: set[tuple[int, int]] = set()
    for each in widgets(design(text)):
        x, y, width, height = (int(str(each[key])) for key in ("x", "y", "width", "height"))
        own = {(column, row) for column in range(x, x + width) for row in range(y, y + height)}
        assert not own & cells
        assert x + width <= 24
        cells |= own


def test_graphs_ask_in_the_region_that_is_deployed_to():
    found = widgets(design("dashboard: true\nfunctions: {a: {}}"))
    regions = {each["properties"].get("region") for each in found if each["type"] == "metric"}
    assert regions == {Context.REGION}


def test_an_empty_design_has_no_dashboard():
    assert build_graph(design("dashboard: true")).resource("dashboard.overview") is None


def test_the_key_of_the_topic_lets_cloudwatch_use_it():
    text = "functions: {a: {}}\nkeys: {data: {}}"
    encrypted = apply(design(text), [Edit(("topics", "alerts", "kms_key"), "data")])
    assert "cloudwatch.amazonaws.com" in admitted(encrypted)["data"]
