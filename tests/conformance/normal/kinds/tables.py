"""DynamoDB tables."""

from __future__ import annotations

from typing import Any

from tests.conformance.normal.exemption import CDK, argument, deletion, property_
from tests.conformance.normal.form import Identity, Settings, UnreadableError
from tests.conformance.normal.identification import named
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.structures import keyed
from tests.conformance.normal.values import (
    Found,
    block,
    entries,
    fixed,
    flag,
    members,
    nested,
    pairs,
    read_all,
    text,
    whole,
)


def _keys(value: Any) -> Found:
    for key in value:
        yield ("key", key["KeyType"]), key["AttributeName"]


def _attributes(value: Any) -> Found:
    for attribute in value:
        yield ("attribute", attribute["AttributeName"]), attribute["AttributeType"]


def _time_to_live(value: Any) -> Found:
    if value["Enabled"] is not True:
        raise UnreadableError("a time to live that is off")
    yield ("ttl",), value["AttributeName"]


def _schema(value: Any) -> Found:
    for key in value:
        yield (key["KeyType"],), key["AttributeName"]


def _whole_schema(value: Any) -> Found:
    """The keys of a local index, which needs both."""
    if {key["KeyType"] for key in value} != {"HASH", "RANGE"}:
        raise UnreadableError(f"{value!r} are not the two keys of a local index")
    yield from _schema(value)


def _stream(value: Any) -> Found:
    """A stream is on where it is specified; Terraform turns it on as well."""
    yield ("stream_on",), True
    yield from read_all({"StreamViewType": text("stream")}, value)


def _perhaps_a_key(value: Any) -> Found:
    """A sort key; plans say an empty one for none."""
    if value != "":
        yield ("RANGE",), value


_PROJECTION = {"ProjectionType": text("projection"), "NonKeyAttributes": members("included")}
_THROUGHPUT = {"ReadCapacityUnits": whole("read"), "WriteCapacityUnits": whole("write")}
_INDEX = {
    "KeySchema": _schema,
    "Projection": nested(_PROJECTION),
    "ProvisionedThroughput": nested(_THROUGHPUT),
}
_AWS_INDEX = {
    "hash_key": text("HASH"),
    "range_key": _perhaps_a_key,
    "projection_type": text("projection"),
    "non_key_attributes": members("included"),
    "read_capacity": whole("read"),
    "write_capacity": whole("write"),
}


def _local_index_blocks(value: Any) -> Found:
    """Terraform takes the partition key for granted, which is the table's."""
    yield from keyed("name", _AWS_INDEX, "local_index")(value)


def _local_indexes(value: Any) -> Found:
    """The same where the partition key has to be said: ``assemble`` checks that it is the table's."""
    yield from keyed("IndexName", {**_INDEX, "KeySchema": _whole_schema}, "local_index")(value)


def _partition_of_local_indexes(names: list[Identity], settings: dict[Identity, Settings]) -> None:
    for name in names:
        said = settings[name]
        for path in [each for each in said if each[0] == "local_index" and each[-1] == "HASH"]:
            if said.pop(path) != said.get(("key", "HASH")):
                raise UnreadableError(f"{path} is not the table's partition key")


def _attribute_blocks(value: Any) -> Found:
    for attribute in value:
        yield ("attribute", attribute["name"]), attribute["type"]


def _time_to_live_blocks(value: Any) -> Found:
    for each in value:
        if each["enabled"] is not True:
            raise UnreadableError("a time to live that is off")
        yield ("ttl",), each["attribute_name"]


_CLOUDFORMATION = Spelling(
    "AWS::DynamoDB::Table",
    named("TableName"),
    {
        "BillingMode": text("billing_mode"),
        "KeySchema": _keys,
        "AttributeDefinitions": _attributes,
        "ProvisionedThroughput": nested(_THROUGHPUT),
        "TableClass": text("table_class"),
        "GlobalSecondaryIndexes": keyed("IndexName", _INDEX, "global_index"),
        "LocalSecondaryIndexes": _local_indexes,
        "StreamSpecification": _stream,
        "TimeToLiveSpecification": _time_to_live,
        "PointInTimeRecoverySpecification": nested(
            {
                "PointInTimeRecoveryEnabled": flag("point_in_time_recovery"),
                "RecoveryPeriodInDays": whole("recovery_days"),
            }
        ),
        "DeletionProtectionEnabled": flag("deletion_protection"),
        "SSESpecification": nested(
            {
                "SSEEnabled": flag("encryption", "own_key"),
                "SSEType": fixed("KMS"),
                "KMSMasterKeyId": text("encryption", "key"),
            }
        ),
        "Tags": pairs("tags"),
    },
    asked={"Ref": "name", "Arn": "arn", "StreamArn": "stream_arn"},
    unnoticed=(
        *deletion(),
        property_("SSESpecification/SSEType", "KMS"),
        property_("DeletionProtectionEnabled", False, CDK),
        property_("PointInTimeRecoverySpecification", {"PointInTimeRecoveryEnabled": False}, CDK),
        property_("PointInTimeRecoverySpecification/RecoveryPeriodInDays", 35, CDK),
    ),
)

_TERRAFORM = Spelling(
    "aws_dynamodb_table",
    named("name"),
    {
        "billing_mode": text("billing_mode"),
        "hash_key": text("key", "HASH"),
        "range_key": text("key", "RANGE"),
        "attribute": _attribute_blocks,
        "ttl": _time_to_live_blocks,
        "read_capacity": whole("read"),
        "write_capacity": whole("write"),
        "table_class": text("table_class"),
        "global_secondary_index": keyed("name", _AWS_INDEX, "global_index"),
        "local_secondary_index": _local_index_blocks,
        "stream_enabled": flag("stream_on"),
        "stream_view_type": text("stream"),
        "point_in_time_recovery": block(
            {
                "enabled": flag("point_in_time_recovery"),
                "recovery_period_in_days": whole("recovery_days"),
            }
        ),
        "deletion_protection_enabled": flag("deletion_protection"),
        "server_side_encryption": block(
            {"enabled": flag("encryption", "own_key"), "kms_key_arn": text("encryption", "key")}
        ),
        "tags": entries("tags"),
    },
    asked={"id": "name", "arn": "arn", "stream_arn": "stream_arn"},
    unnoticed=(
        argument("deletion_protection_enabled", False),
        argument("billing_mode", "PROVISIONED"),
        argument("global_secondary_index/#/range_key", ""),
        argument("point_in_time_recovery/#/recovery_period_in_days", 35),
        argument("point_in_time_recovery", [{"enabled": False}]),
        argument("point_in_time_recovery/#", {"enabled": False}),
    ),
)

KINDS = (
    Kind(
        name="table",
        cloudformation=(_CLOUDFORMATION,),
        terraform=(_TERRAFORM,),
        answers={
            "arn": arn("dynamodb", "table/{name}"),
            "name": "{name}",
            "stream_arn": arn("dynamodb", "table/{name}/stream/2026-11-01T00:00:00.000"),
        },
        defaults={
            ("billing_mode",): "PROVISIONED",
            ("point_in_time_recovery",): False,
            ("deletion_protection",): False,
            ("recovery_days",): 35,
            ("table_class",): "STANDARD",
        },
        assemble=_partition_of_local_indexes,
    ),
)
