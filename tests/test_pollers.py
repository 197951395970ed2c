"""From triggers that Lambda polls for to what is deployed: mappings, grants, consumers, and handlers."""

from __future__ import annotations

from typing import Any

import pytest

from designer.blueprint.document import Blueprint
from designer.build import build_graph
from designer.exporters import FORMATS, exporter
from designer.exporters.sam_polling import event_type
from designer.graph import Attribute, Parameter, Ref, ResourceGraph, Role
from designer.graph.event_sources import EventSourceMapping, Pollers, SourceAccess
from designer.graph.streams import Stream, StreamConsumer
from designer.graph.tables import Table
from designer.project.handlers import handlers

CLUSTER = "arn:aws:kafka:eu-west-1:123456789012:cluster/events/0a1b2c3d-4e5f-6789-abcd-ef0123456789-1"
BROKER = "arn:aws:mq:eu-west-1:123456789012:broker:orders:b-0a1b2c3d-4e5f-6789-abcd-ef0123456789"
DATABASE = "arn:aws:rds:eu-west-1:123456789012:cluster:orders"
STREAM = "arn:aws:dynamodb:eu-west-1:123456789012:table/old/stream/2026-11-01T00:00:00.000"
THINGS: dict[str, Any] = {
    "streams": {"clicks": {}},
    "tables": {
        "orders": {"stream": "NEW_IMAGE"},
        "old": {
            "existing": "arn:aws:dynamodb:eu-west-1:123456789012:table/old",
            "existing_stream": STREAM,
        },
    },
    "queues": {"jobs": {}, "failed": {}},
    "buckets": {"kept": {}},
    "secrets": {"user": {}, "authority": {}},
}


def design(trigger: dict[str, Any], **changes: Any) -> Blueprint:
    functions = {"reader": {"triggers": {"read": trigger}}}
    return Blueprint.model_validate(
        {"blueprint": 1, "name": "shop", "functions": functions, **THINGS, **changes}
    )


def graph(trigger: dict[str, Any], **changes: Any) -> ResourceGraph:
    return build_graph(design(trigger, **changes))


def mapping(found: ResourceGraph) -> EventSourceMapping:
    made = found.resource("event_source_mapping.reader.read")
    assert isinstance(made, EventSourceMapping)
    return made


def allowed(found: ResourceGraph) -> dict[str, tuple[Any, ...]]:
    """Each action that the function's role allows, with the resources it allows it on."""
    role = found.resource("role.reader")
    assert isinstance(role, Role)
    return {str(action): each.resources for each in role.statements for action in each.actions}


def handler(trigger: dict[str, Any]) -> str:
    (made,) = handlers(design(trigger))
    return next(file.text for file in made.files if file.path.endswith("app.py"))


def test_a_stream_is_read_from_its_oldest_record_and_says_no_default() -> None:
    made = mapping(graph({"type": "kinesis", "stream": "clicks"}))
    assert (made.source, made.starting_position) == (Ref("stream.clicks", Attribute.ARN), "TRIM_HORIZON")
    assert made.report_batch_item_failures
    unsaid = ("retries", "maximum_record_age", "bisect", "parallelization", "tumbling_window", "on_failure")
    assert {name: getattr(made, name) for name in unsaid} == dict.fromkeys(unsaid)


def test_enhanced_fan_out_is_a_consumer_that_the_role_may_subscribe_with() -> None:
    found = graph({"type": "kinesis", "stream": "clicks", "enhanced_fan_out": True})
    consumer = found.resource("stream_consumer.reader.read")
    assert isinstance(consumer, StreamConsumer)
    arn = Ref(consumer.id, Attribute.ARN)
    assert mapping(found).source == arn
    assert allowed(found)["kinesis:SubscribeToShard"] == (arn,)
    assert allowed(found)["kinesis:GetRecords"] == (Ref("stream.clicks", Attribute.ARN),)


def test_without_fan_out_nothing_subscribes() -> None:
    assert "kinesis:SubscribeToShard" not in allowed(graph({"type": "kinesis", "stream": "clicks"}))


@pytest.mark.parametrize(
    ("table", "arn"), [("orders", Ref("table.orders", Attribute.STREAM_ARN)), ("old", STREAM)]
)
def test_a_tables_stream_is_read_not_the_table(table: str, arn: object) -> None:
    found = graph({"type": "dynamodb_stream", "table": table})
    assert mapping(found).source == arn
    assert allowed(found)["dynamodb:GetRecords"] == (arn,)
    assert allowed(found)["dynamodb:ListStreams"] == (
        "*",
    )  # Lambda's guide asks for it, and it has no other form


def test_a_bucket_that_keeps_failed_batches_is_written_to() -> None:
    found = graph({"type": "kinesis", "stream": "clicks", "on_failure": "kept"})
    assert mapping(found).on_failure == Ref("bucket.kept", Attribute.ARN)
    assert {"s3:PutObject", "s3:ListBucket"} <= set(allowed(found))


def test_a_time_counts_only_where_reading_begins_at_one() -> None:
    trigger = {"type": "kinesis", "stream": "clicks", "starting_time": "2026-11-01T00:00:00Z"}
    assert mapping(graph(trigger)).starting_time is None
    timed = mapping(graph({**trigger, "starting_position": "AT_TIMESTAMP"}))
    assert timed.starting_time == "2026-11-01T00:00:00Z"


@pytest.mark.parametrize("time", ["yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", ""])
@pytest.mark.parametrize("format_name", FORMATS)
def test_a_time_without_sense_is_still_exported(time: str, format_name: str) -> None:
    trigger = {"type": "kinesis", "stream": "clicks", "starting_position": "AT_TIMESTAMP"}
    assert exporter(format_name).export(graph({**trigger, "starting_time": time})).files


def test_a_role_reads_one_topic_as_one_group() -> None:
    found = graph({"type": "msk", "cluster": CLUSTER, "topic": "orders", "consumer_group": "bills"})
    name = CLUSTER.partition("cluster/")[2]
    place = "arn:aws:kafka:eu-west-1:123456789012"
    assert allowed(found)["kafka-cluster:ReadData"] == (f"{place}:topic/{name}/orders",)
    assert allowed(found)["kafka-cluster:AlterGroup"] == (f"{place}:group/{name}/bills",)
    assert allowed(found)["kafka-cluster:Connect"] == (CLUSTER,)
    assert allowed(found)["kafka:DescribeClusterV2"] == (CLUSTER,)
    assert "secretsmanager:GetSecretValue" not in allowed(found)


def test_a_secret_instead_of_the_role_needs_nothing_of_the_clusters_own_policy() -> None:
    trigger = {"type": "msk", "cluster": CLUSTER, "topic": "a", "authentication": "scram", "secret": "user"}
    found = graph(trigger)
    secret = Ref("secret.user", Attribute.ARN)
    assert mapping(found).access == (SourceAccess("SASL_SCRAM_512_AUTH", secret),)
    assert allowed(found)["secretsmanager:GetSecretValue"] == (secret,)
    assert not [action for action in allowed(found) if action.startswith("kafka-cluster:")]


def test_a_cluster_elsewhere_is_named_by_its_servers_and_joined_only_in_a_vpc() -> None:
    trigger = {"type": "kafka", "servers": ["a:9092", "b:9092"], "topic": "orders", "secret": "user"}
    found = graph(trigger)
    made = mapping(found)
    assert made.source is None
    assert made.kafka and made.kafka.servers == ("a:9092", "b:9092")
    assert "ec2:CreateNetworkInterface" not in allowed(found)
    network = {"subnets": {"a": "subnet-0a1b2c3d"}, "security_groups": {"own": "sg-0a1b2c3d"}}
    joined = graph({**trigger, **network})
    assert SourceAccess("VPC_SUBNET", "subnet:subnet-0a1b2c3d") in mapping(joined).access
    assert allowed(joined)["ec2:CreateNetworkInterface"] == ("*",)


def test_a_virtual_host_is_rabbits_only() -> None:
    trigger = {"type": "mq", "broker": BROKER, "queue": "q", "secret": "user", "virtual_host": "shop"}
    types = {
        engine: [each.type for each in mapping(graph({**trigger, "engine": engine})).access]
        for engine in ("activemq", "rabbitmq")
    }
    assert types == {"activemq": ["BASIC_AUTH"], "rabbitmq": ["BASIC_AUTH", "VIRTUAL_HOST"]}


def test_a_database_is_described_by_name() -> None:
    found = graph({"type": "documentdb", "cluster": DATABASE, "database": "shop", "secret": "user"})
    assert allowed(found)["rds:DescribeDBClusters"] == (DATABASE,)
    made = mapping(found)
    assert made.changes and made.changes.collection is None
    assert made.batching_window is None


def test_pollers_of_a_queue() -> None:
    trigger = {"type": "sqs", "queue": "jobs", "pollers": {"minimum": 3, "maximum": 9}, "metrics": True}
    made = mapping(graph(trigger))
    assert (made.pollers, made.metrics) == (Pollers(3, 9), ("EventCount",))


@pytest.mark.parametrize(
    ("trigger", "event"),
    [
        ({"type": "sqs", "queue": "jobs"}, "SQS"),
        ({"type": "kinesis", "stream": "clicks"}, "Kinesis"),
        ({"type": "kinesis", "stream": "clicks", "enhanced_fan_out": True}, "Kinesis"),
        ({"type": "dynamodb_stream", "table": "orders"}, "DynamoDB"),
        ({"type": "dynamodb_stream", "table": "old"}, "DynamoDB"),
        ({"type": "msk", "cluster": CLUSTER, "topic": "a"}, "MSK"),
        ({"type": "kafka", "servers": ["a:1"], "topic": "a", "secret": "user"}, "SelfManagedKafka"),
        # SAM wants a way in, although the role needs none.
        ({"type": "kafka", "servers": ["a:1"], "topic": "a", "authentication": "none"}, None),
        ({"type": "mq", "broker": BROKER, "queue": "q", "secret": "user"}, "MQ"),
        ({"type": "documentdb", "cluster": DATABASE, "database": "d", "secret": "user"}, "DocumentDB"),
        ({"type": "mq", "broker": "unfinished", "queue": "q", "secret": "user"}, None),
    ],
)
def test_sam_has_an_event_for_what_it_would_expand_to_the_same(
    trigger: dict[str, Any], event: str | None
) -> None:
    found = graph(trigger)
    assert event_type(mapping(found), found) == event


def test_a_stream_is_encrypted_and_on_demand() -> None:
    found = graph({"type": "kinesis", "stream": "clicks"}).resource("stream.clicks")
    assert isinstance(found, Stream)
    assert (found.shards, found.kms_key) == (None, "alias/aws/kinesis")


def test_stages_may_have_more_shards_and_never_change_the_mode() -> None:
    streams = {"clicks": {"shards": 2}}
    more = {"dev": {}, "prod": {"streams": {"clicks": {"shards": 8}}}}
    reading = {"type": "kinesis", "stream": "clicks"}
    found = build_graph(design(reading, streams=streams, stages=more)).resource("stream.clicks")
    assert isinstance(found, Stream)
    assert found.shards == Parameter("clicks_shards", (("dev", 2), ("prod", 8)))
    on_demand = {"dev": {}, "prod": {"streams": {"clicks": {"shards": None}}}}
    odd = design(reading, streams=streams, stages=on_demand)
    ((stage, misfit),) = odd.misfits()
    assert (stage, misfit.path) == ("prod", ("streams", "clicks", "shards"))


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        ({}, "BatchProcessor(event_type=EventType.KinesisDataStreams)"),
        # Nobody would look at what is reported.
        ({"partial_batch_response": False}, "one that fails fails them all"),
        # The state of a window is what the function returns.
        ({"tumbling_window": 60}, "-> dict[str, Any]:"),
    ],
)
def test_the_handler_reports_failures_where_lambda_listens(settings: dict[str, Any], part: str) -> None:
    assert part in handler({"type": "kinesis", "stream": "clicks", **settings})


def table(**settings: Any) -> Table:
    blueprint = {"blueprint": 1, "name": "shop", "tables": {"orders": settings}}
    made = build_graph(Blueprint.model_validate(blueprint)).resource("table.orders")
    assert isinstance(made, Table)
    return made


def test_an_index_has_the_tables_capacity_unless_it_says_its_own() -> None:
    indexes = {"own": {"partition_key": "a:S", "read_capacity": 1}, "same": {"partition_key": "b:S"}}
    made = table(billing="provisioned", read_capacity=7, write_capacity=8, global_indexes=indexes)
    found = {each.name: each.capacity for each in made.global_indexes}
    assert found["same"] == made.capacity
    assert found["own"] and (found["own"].read, found["own"].write) == (1, 8)


def test_on_demand_nothing_has_a_capacity() -> None:
    made = table(read_capacity=7, global_indexes={"same": {"partition_key": "b:S"}})
    assert made.capacity is made.global_indexes[0].capacity is None


def test_each_key_attribute_is_defined_once() -> None:
    made = table(
        partition_key="id:S",
        sort_key="at:N",
        global_indexes={"by-at": {"partition_key": "at:N", "sort_key": "id:S"}},
        local_indexes={"by-total": {"sort_key": "total:N"}},
    )
    assert [key.name for key in made.key_attributes()] == ["id", "at", "total"]


def test_only_one_projection_names_attributes() -> None:
    index = {"partition_key": "a:S", "projection": "KEYS_ONLY", "attributes": ["total"]}
    assert table(global_indexes={"a": index}).global_indexes[0].attributes == ()


def test_days_count_only_where_recovery_is_on() -> None:
    assert table(point_in_time_recovery=False, recovery_days=7).recovery_days is None
    assert table(recovery_days=7).recovery_days == 7
    assert table(recovery_days=35).recovery_days is None


def test_a_stage_reads_in_its_own_batches() -> None:
    found = graph(
        {"type": "kinesis", "stream": "clicks"},
        stages={
            "dev": {},
            "prod": {"functions": {"reader": {"triggers": {"read": {"batch_size": 1000}}}}},
        },
    )
    made = mapping(found)
    assert isinstance(made.batch_size, Parameter)
    assert made.batch_size.values == (("dev", 100), ("prod", 1000))


def test_what_two_triggers_need_is_granted_once() -> None:
    first = {"type": "kinesis", "stream": "clicks", "on_failure": "failed"}
    second = {"type": "dynamodb_stream", "table": "orders", "on_failure": "failed"}
    functions = {"reader": {"triggers": {"one": first, "two": second}}}
    role = graph(first, functions=functions).resource("role.reader")
    assert isinstance(role, Role)
    assert [each.sid for each in role.statements if each.actions == ("sqs:SendMessage",)] == ["SendToFailed"]
