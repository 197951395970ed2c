"""Rules on streams, brokers, pollers and tables, where one example is not enough."""

from __future__ import annotations

import pytest

from tests.rules.judging import found, places

QUEUES = "queues: {failed: {}, ordered: {fifo: true}}"


def kinesis(trigger: str, stream: str = "retention: 168", function: str = "") -> str:
    settings = f"type: kinesis, stream: clicks, {trigger}"
    return f"""
name: shop
functions: {{sums: {{{function} triggers: {{clicks: {{{settings}}}}}}}}}
streams: {{clicks: {{{stream}}}}}
{QUEUES}
"""


def changes(trigger: str, table: str) -> str:
    settings = f"type: dynamodb_stream, table: orders, {trigger}"
    return f"""
name: shop
functions: {{count: {{triggers: {{changes: {{{settings}}}}}}}}}
tables: {{orders: {{{table}}}}}
{QUEUES}
"""


@pytest.mark.parametrize(
    ("trigger", "wanted"),
    [
        ("starting_position: AT_TIMESTAMP", "starting_time"),
        ('starting_position: AT_TIMESTAMP, starting_time: "2026-11-01"', "starting_time"),
        ('starting_position: AT_TIMESTAMP, starting_time: "soon"', "starting_time"),
        ('starting_time: "2026-11-01T00:00:00Z"', "starting_time"),
        ('starting_position: AT_TIMESTAMP, starting_time: "2026-11-01T00:00:00+01:00"', None),
        ("starting_position: LATEST", None),
    ],
)
def test_a_time_belongs_to_one_position(trigger: str, wanted: str | None) -> None:
    expected = [f"functions.sums.triggers.clicks.{wanted}"] if wanted else []
    assert places(kinesis(trigger), "stream-starting-position") == expected


def test_no_time_finds_anything_in_a_tables_stream() -> None:
    trigger = 'starting_position: AT_TIMESTAMP, starting_time: "2026-11-01T00:00:00Z"'
    (finding,) = found(changes(trigger, "stream: NEW_IMAGE"), "stream-starting-position")
    assert finding.path[-1] == "starting_position"


@pytest.mark.parametrize(
    ("trigger", "is_found"),
    [
        ("", True),
        ("bisect: true", True),
        ("maximum_retries: 0", False),
        ("maximum_record_age: 60", False),
    ],
)
def test_one_limit_is_enough(trigger: str, is_found: bool) -> None:
    assert bool(found(kinesis(trigger), "stream-unbounded-retries")) is is_found


@pytest.mark.parametrize(("age", "is_found"), [(-1, False), (0, True), (59, True), (60, False)])
def test_an_age_is_none_or_a_minute_at_least(age: int, is_found: bool) -> None:
    judged = kinesis(f"maximum_record_age: {age}")
    assert bool(found(judged, "stream-retry-and-age-range")) is is_found


@pytest.mark.parametrize("number", [-2, 10001])
def test_retries_have_a_range(number: int) -> None:
    assert places(kinesis(f"maximum_retries: {number}"), "setting-range") == [
        "functions.sums.triggers.clicks.maximum_retries"
    ]


def test_a_fifo_queue_takes_no_failed_batches() -> None:
    assert found(kinesis("on_failure: ordered"), "stream-failure-target")
    assert not found(kinesis("on_failure: failed"), "stream-failure-target")


def test_a_prototype_may_lose_records() -> None:
    judged = f"profile: prototype\n{kinesis('')}"
    assert not found(judged, "stream-without-failure-destination")


def test_an_existing_table_says_which_stream_it_has() -> None:
    table = 'existing: "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"'
    assert places(changes("", table), "dynamodb-stream-enabled") == ["tables.orders.existing_stream"]
    stream = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-11-01T00:00:00.000"
    assert not found(changes("", f'{table}, existing_stream: "{stream}"'), "dynamodb-stream-enabled")


@pytest.mark.parametrize(
    ("view", "image", "is_found"),
    [
        ("KEYS_ONLY", "NewImage", True),
        ("NEW_IMAGE", "OldImage", True),
        ("NEW_IMAGE", "NewImage", False),
        ("OLD_IMAGE", "Keys", False),
        ("NEW_AND_OLD_IMAGES", "OldImage", False),
    ],
)
def test_a_filter_reads_what_the_stream_holds(view: str, image: str, is_found: bool) -> None:
    judged = changes(f"filters: [{{dynamodb: {{{image}: {{a: {{S: [b]}}}}}}}}]", f"stream: {view}")
    assert bool(found(judged, "dynamodb-stream-view")) is is_found


def test_a_filter_of_any_source_is_judged() -> None:
    assert found(kinesis("filters: [{data: {kind: click}}]"), "esm-filter-valid")
    assert found(kinesis(f"filters: [{', '.join(['{a: [1]}'] * 6)}]"), "esm-filter-limits")


def test_a_function_that_writes_what_it_reads_goes_round() -> None:
    loops = changes("", "stream: NEW_IMAGE").replace("count: {", "count: {scopes: {orders: write}, ")
    (finding,) = found(loops, "resource-recursion-cycle")
    assert "nothing stops" in finding.message
    assert not found(loops.replace("write", "read"), "resource-recursion-cycle")


@pytest.mark.parametrize(("reserved", "is_found"), [(0, False), (7, True), (8, False)])
def test_a_reserve_covers_every_shard(reserved: int, is_found: bool) -> None:
    judged = kinesis("parallelization: 2", "shards: 4", f"concurrency: {{reserved: {reserved}}},")
    assert bool(found(judged, "reserved-below-stream-parallelism")) is is_found


def test_a_stream_elsewhere_cannot_be_read() -> None:
    existing = 'existing: "arn:aws:kinesis:us-east-1:123456789012:stream/clicks"'
    judged = f"region: eu-west-1\n{kinesis('', existing)}"
    assert places(judged, "other-region") == ["streams.clicks.existing"]


def test_a_secret_that_nothing_uses_is_a_warning() -> None:
    judged = """
name: shop
functions:
  read:
    triggers:
      orders:
        {type: kafka, servers: ["a:9092"], topic: orders, authentication: none, secret: user}
secrets: {user: {}}
"""
    (finding,) = found(judged, "kafka-secret-missing")
    assert finding.severity == "warning"


@pytest.mark.parametrize(
    ("table", "path"),
    [
        ("read_capacity: 7", "read_capacity"),
        ("point_in_time_recovery: false, recovery_days: 7", "recovery_days"),
        (
            'global_indexes: {by-day: {partition_key: "day:S", attributes: [total]}}',
            "global_indexes.by-day.attributes",
        ),
    ],
)
def test_what_has_no_effect_is_told(table: str, path: str) -> None:
    judged = f"{{name: shop, tables: {{orders: {{{table}}}}}}}"
    assert places(judged, "table-setting-unused") == [f"tables.orders.{path}"]


def test_an_index_needs_a_name_and_something_to_include() -> None:
    index = '{partition_key: "day:S", projection: INCLUDE}'
    judged = f"{{name: shop, tables: {{orders: {{global_indexes: {{ab: {index}}}}}}}}}"
    assert places(judged, "table-index-valid") == [
        "tables.orders.global_indexes.ab",
        "tables.orders.global_indexes.ab.attributes",
    ]


def kafka(trigger: str) -> str:
    settings = f"type: kafka, servers: ['k.example.com:9096'], topic: t, on_failure: failed, {trigger}"
    return f"name: shop\nfunctions: {{sums: {{triggers: {{clicks: {{{settings}}}}}}}}}\n{QUEUES}"


@pytest.mark.parametrize(
    ("trigger", "wanted"),
    [
        (kafka("batch_size: 9"), {"maximum_retries", "maximum_record_age", "pollers"}),
        (kafka("pollers: {maximum: 2}"), {"maximum_retries", "maximum_record_age"}),
        (kinesis("batch_size: 9"), {"maximum_retries", "maximum_record_age"}),
    ],
)
def test_what_limits_retries_of_kafka_gets_pollers_too(trigger: str, wanted: set[str]) -> None:
    (finding,) = found(trigger, "stream-unbounded-retries")
    assert finding.fix is not None
    assert {str(each.path[-1]) for each in finding.fix.edits} == wanted


@pytest.mark.parametrize(("pollers", "is_found"), [("batch_size: 9", False), ("pollers: {maximum: 2}", True)])
def test_batches_of_kafka_are_split_by_pollers_of_its_own_only(pollers: str, is_found: bool) -> None:
    assert bool(found(kafka(pollers), "stream-bisect-off")) is is_found
