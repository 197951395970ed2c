"""DynamoDB tables."""

from __future__ import annotations

from typing import Any

from tests.conformance.normal.exemption import CDK, argument, deletion, property_
from tests.conformance.normal.form import UnreadableError
from tests.conformance.normal.identification import named
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.values import Found, block, entries, flag, nested, pairs, text


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
        "TimeToLiveSpecification": _time_to_live,
        "PointInTimeRecoverySpecification": nested(
            {"PointInTimeRecoveryEnabled": flag("point_in_time_recovery")}
        ),
        "DeletionProtectionEnabled": flag("deletion_protection"),
        "Tags": pairs("tags"),
    },
    asked={"Ref": "name", "Arn": "arn"},
    unnoticed=(
        *deletion(),
        property_("DeletionProtectionEnabled", False, CDK),
        property_("PointInTimeRecoverySpecification", {"PointInTimeRecoveryEnabled": False}, CDK),
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
        "point_in_time_recovery": block({"enabled": flag("point_in_time_recovery")}),
        "deletion_protection_enabled": flag("deletion_protection"),
        "tags": entries("tags"),
    },
    asked={"id": "name", "arn": "arn"},
    unnoticed=(
        argument("deletion_protection_enabled", False),
        argument("point_in_time_recovery", [{"enabled": False}]),
        argument("point_in_time_recovery/#", {"enabled": False}),
    ),
)

KINDS = (
    Kind(
        name="table",
        cloudformation=(_CLOUDFORMATION,),
        terraform=(_TERRAFORM,),
        answers={"arn": arn("dynamodb", "table/{name}"), "name": "{name}"},
        defaults={
            ("billing_mode",): "PROVISIONED",
            ("point_in_time_recovery",): False,
            ("deletion_protection",): False,
        },
    ),
)
