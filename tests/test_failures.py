"""What becomes of events that a function fails on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from designer import gallery
from designer.blueprint.triggers import TRIGGERS, trigger_class
from designer.cli import cli
from designer.failures import End, Journey, Mishap, journeys, silent, span
from tests.rules.judging import design

WORKER = """
name: shop
functions: {{worker: {{timeout: 10, {function} triggers: {{t: {trigger}}}}}}}
queues: {{jobs: {{visibility_timeout: 60, message_retention: 3600 {queue}}}, dead: {{}}, failed: {{}}}}
"""
SQS = "{type: sqs, queue: jobs}"
HOURLY = "{type: schedule, expression: rate(1 hour) %s}"


def found(trigger: str, function: str = "", queue: str = "") -> dict[Mishap, Journey]:
    """The journeys of the worker's events, by mishap."""
    text = WORKER.format(trigger=trigger, function=function, queue=queue)
    return {each.mishap: each for each in journeys(design(text))}


def test_a_message_goes_to_the_dead_letter_queue_of_its_queue() -> None:
    journey = found(SQS, queue=", dead_letter: {queue: dead, max_receive_count: 5}")[Mishap.ERROR]

    assert (journey.attempts, journey.seconds, journey.end, journey.kept_in) == (5, 300, End.KEPT, "dead")


def test_a_message_does_not_outlive_its_queues_retention() -> None:
    assert (
        found(SQS, queue=", dead_letter: {queue: dead, max_receive_count: 100}")[Mishap.ERROR].seconds == 3600
    )


def test_a_message_without_a_dead_letter_queue_is_lost_in_the_end() -> None:
    journey = found(SQS)[Mishap.THROTTLE]

    assert (journey.attempts, journey.seconds, journey.end) == (None, 3600, End.LOST)


@pytest.mark.parametrize("function", ["dead_letter: dead,", "asynchronous: {on_failure: failed},"])
def test_what_acts_on_asynchronous_events_only_saves_no_message(function: str) -> None:
    assert found(SQS, function)[Mishap.ERROR].end is End.LOST


def test_an_existing_queue_is_its_owners() -> None:
    text = (
        "{name: a, functions: {f: {triggers: {t: {type: sqs, queue: q}}}}, queues: {q: {existing: 'arn:x'}}}"
    )

    assert {each.end for each in journeys(design(text))} == {End.OWNER}


def test_an_asynchronous_event_is_tried_three_times_then_lost() -> None:
    all_found = found(HOURLY % "")

    assert (all_found[Mishap.ERROR].attempts, all_found[Mishap.ERROR].seconds) == (3, 21600)
    assert (all_found[Mishap.THROTTLE].attempts, all_found[Mishap.THROTTLE].seconds) == (None, 21600)
    assert {each.end for each in all_found.values()} == {End.LOST}


def test_destination_and_dead_letter_queue_of_a_schedule_catch_different_things() -> None:
    with_destination = found(HOURLY % "", "asynchronous: {on_failure: failed},")
    with_dead_letter = found(HOURLY % ", dead_letter: dead")

    assert with_destination[Mishap.ERROR].kept_in == "failed"
    assert with_destination[Mishap.UNDELIVERED].end is End.LOST
    assert with_dead_letter[Mishap.ERROR].end is End.LOST
    assert with_dead_letter[Mishap.UNDELIVERED].kept_in == "dead"


def test_the_functions_own_numbers_count() -> None:
    journey = found(HOURLY % "", "asynchronous: {maximum_retries: 0, maximum_event_age: 60},")
    assert journey[Mishap.ERROR].tried == "once"
    assert journey[Mishap.THROTTLE].tried == "again and again, 1 min at most"


def test_delivery_is_tried_as_often_as_aws_does_unless_told_otherwise() -> None:
    assert found(HOURLY % "")[Mishap.UNDELIVERED].tried == "186 times, 1 d at most"
    assert found(HOURLY % ", maximum_retries: 0")[Mishap.UNDELIVERED].tried == "once"


def test_a_destination_that_is_not_there_keeps_nothing() -> None:
    assert found(HOURLY % "", "asynchronous: {on_failure: nowhere},")[Mishap.ERROR].end is End.LOST


def test_a_caller_who_waits_sees_the_error() -> None:
    text = "{name: a, functions: {f: {triggers: {t: {type: http_api, api: x}}}}, apis: {x: {}}}"

    assert {(each.tried, each.end) for each in journeys(design(text))} == {("once", End.CALLER)}
    assert silent(design(text)) == ()


def test_every_trigger_says_how_it_invokes() -> None:
    for name in TRIGGERS:
        assert trigger_class(name).INVOCATION, name


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (1, "1 s"), (90, "90 s"), (120, "2 min"), (7200, "2 h"), (1209600, "14 d")],
)
def test_spans_are_said_in_the_largest_unit(seconds: int, said: str) -> None:
    assert span(seconds) == said


def test_the_command_prints_a_table_and_json(tmp_path: Path) -> None:
    path = tmp_path / "order-worker.yaml"
    path.write_text(gallery.text("order-worker"), encoding="utf-8")
    table = CliRunner().invoke(cli, ["failures", str(path)])
    told = CliRunner().invoke(cli, ["failures", str(path), "--format", "json"])

    assert table.exit_code == told.exit_code == 0
    assert "fails or times out or is throttled" in table.stdout
    assert {each["end"] for each in json.loads(told.stdout)} == {"kept"}


def test_the_command_says_so_where_nothing_is_triggered(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text("{blueprint: 1, name: shop}", encoding="utf-8")

    assert "no function has a trigger" in CliRunner().invoke(cli, ["failures", str(path)]).stdout


WORKFLOW = """
name: shop
functions: {{worker: {{}}}}
workflows: {{w: {{states: {{a: {{type: task, function: worker {task}}}, b: {{type: fail}}}}}}}}
"""


@pytest.mark.parametrize(
    ("task", "mishap", "attempts", "end"),
    [
        ("", Mishap.ERROR, 1, End.EXECUTION),
        ("", Mishap.THROTTLE, 7, End.EXECUTION),
        (", retry_service_errors: false", Mishap.THROTTLE, 1, End.EXECUTION),
        (", retry: [{attempts: 2}]", Mishap.TIMEOUT, 3, End.EXECUTION),
        (", catch: [{next: b}]", Mishap.ERROR, 1, End.CAUGHT),
        (", catch: [{errors: Other, next: b}]", Mishap.ERROR, 1, End.EXECUTION),
    ],
)
def test_a_workflow_tries_again_and_catches(task: str, mishap: Mishap, attempts: int, end: End) -> None:
    journey = next(each for each in journeys(design(WORKFLOW.format(task=task))) if each.mishap is mishap)

    assert (journey.function, journey.trigger, journey.source) == ("worker", "a", "Workflow w")
    assert (journey.attempts, journey.end) == (attempts, end)


def test_what_is_around_a_task_catches_as_well() -> None:
    states = (
        "{m: {type: map, states: {a: {type: task, function: worker}}, catch: [{next: b}]}, b: {type: fail}}"
    )
    text = f"{{name: shop, functions: {{worker: {{}}}}, workflows: {{w: {{states: {states}}}}}}}"

    assert {each.end for each in journeys(design(text))} == {End.CAUGHT}


def told_of(trigger: str, things: str = "") -> dict[Mishap, Journey]:
    """The journeys of a function with that trigger, by mishap."""
    text = f"{{name: shop, functions: {{worker: {{triggers: {{t: {{{trigger}}}}}}}}}{things}}}"
    return {each.mishap: each for each in journeys(design(text))}


TOPIC = ", topics: {orders: {}}"


def test_a_topic_delivers_for_weeks_or_not_again() -> None:
    all_found = told_of("type: sns, topic: orders", TOPIC)

    assert all_found[Mishap.UNDELIVERED].tried == "100,015 times, 23 d at most"
    assert all_found[Mishap.REFUSED].tried == "once"
    assert all_found[Mishap.ERROR].tried == "3 times, 6 h at most"


def test_a_topic_delivers_to_a_queue_as_well() -> None:
    queue = "{name: shop, topics: {orders: {}}, queues: {jobs: {subscriptions: {orders: %s}}, dead: {}}}"
    lost, kept = (journeys(design(queue % each)) for each in ("{}", "{dead_letter: dead}"))

    assert [(each.function, each.source, each.end) for each in lost] == [
        ("jobs", "SNS topic orders", End.LOST)
    ] * 2
    assert {each.kept_in for each in kept} == {"dead"}


@pytest.mark.parametrize(
    ("trigger", "things", "said"),
    [
        ("type: s3, bucket: files", ", buckets: {files: {}}", "as often as the source sees fit"),
        ("type: s3, bucket: files, via: eventbridge", ", buckets: {files: {}}", "186 times, 1 d at most"),
        ("type: logs, log_group: a", "", "again and again, 1 d at most"),
        ("type: iot, sql: \"SELECT * FROM 'a'\"", "", "as often as the source sees fit"),
        ("type: eventbridge, pattern: {a: [1]}, maximum_retries: 3", "", "4 times, 1 d at most"),
    ],
)
def test_each_source_delivers_as_it_does(trigger: str, things: str, said: str) -> None:
    assert told_of(trigger, things)[Mishap.UNDELIVERED].tried == said


def test_a_user_pool_asks_three_times_where_nobody_answers() -> None:
    all_found = told_of(
        "type: cognito, user_pool: people, events: [pre_sign_up]", ", user_pools: {people: {}}"
    )

    assert all_found[Mishap.TIMEOUT].tried == "3 times"
    assert all_found[Mishap.ERROR].tried == "once"
    assert {each.end for each in all_found.values()} == {End.CALLER}


def test_a_secret_stays_as_it_was() -> None:
    all_found = told_of("type: secret_rotation, secret: key", ", secrets: {key: {}}")

    assert {each.end for each in all_found.values()} == {End.STAYS}


@pytest.mark.parametrize(
    ("trigger", "things", "seconds"),
    [
        ("type: kinesis, stream: clicks", ", streams: {clicks: {retention: 48}}", 172_800),
        ("type: kinesis, stream: clicks", ", streams: {clicks: {existing: 'arn:x'}}", None),
        ("type: dynamodb_stream, table: items", ", tables: {items: {stream: NEW_IMAGE}}", 86_400),
        ("type: pipe, source: clicks", ", streams: {clicks: {}}", 86_400),
        ("type: kinesis, stream: clicks, maximum_record_age: 60", ", streams: {clicks: {}}", 60),
    ],
)
def test_records_last_as_long_as_their_stream_keeps_them(
    trigger: str, things: str, seconds: int | None
) -> None:
    assert told_of(trigger, things)[Mishap.ERROR].seconds == seconds


def test_a_throttled_reader_waits_unless_age_ends_that() -> None:
    streams = ", streams: {clicks: {}}, queues: {dead: {}}"
    unlimited = told_of("type: kinesis, stream: clicks, on_failure: dead, maximum_retries: 1", streams)
    limited = told_of("type: kinesis, stream: clicks, on_failure: dead, maximum_record_age: 60", streams)

    assert (unlimited[Mishap.THROTTLE].end, unlimited[Mishap.ERROR].kept_in) == (End.WAITS, "dead")
    assert limited[Mishap.THROTTLE].kept_in == "dead"


def test_what_a_pipe_cannot_hand_over_stays_in_its_source() -> None:
    queues = ", queues: {jobs: {dead_letter: {queue: dead}}, dead: {}}"
    all_found = told_of("type: pipe, source: jobs, invocation_type: FIRE_AND_FORGET", queues)

    assert (all_found[Mishap.UNDELIVERED].kept_in, all_found[Mishap.ERROR].end) == ("dead", End.LOST)


def test_a_queue_that_holds_failures_needs_no_other_one() -> None:
    queues = ", queues: {jobs: {dead_letter: {queue: dead}}, dead: {}}"

    assert told_of("type: sqs, queue: dead", queues)[Mishap.ERROR].end is End.WAITS


def test_functions_without_triggers_have_journeys_by_who_invokes_them() -> None:
    text = """
      name: shop
      functions:
        intake: {asynchronous: {on_failure: mend}, scopes: {price: invoke, log: invoke_async}}
        price: {}
        log: {}
        mend: {}
        adds: {}
        admits: {}
        packs: {triggers: {t: {type: pipe, source: jobs, enrichment: adds}}}
      queues: {jobs: {}}
      apis: {front: {authorizers: {own: {type: function, function: admits}}}}
    """
    ends = {each.function: each.end for each in journeys(design(text)) if each.mishap is Mishap.ERROR}

    assert ends == {
        "price": End.CALLER,
        "log": End.LOST,
        "mend": End.LOST,
        "adds": End.LOST,
        "admits": End.CALLER,
        "packs": End.LOST,
    }


def test_journeys_stand_function_by_function_and_queues_last() -> None:
    text = """
      name: shop
      functions:
        a: {}
        b: {scopes: {a: invoke}, triggers: {t: {type: sqs, queue: q}}}
      topics: {orders: {}}
      queues: {q: {subscriptions: {orders: {}}}}
    """

    assert list(dict.fromkeys(each.function for each in journeys(design(text)))) == ["a", "b", "q"]
