"""What no blueprint can break of how things are closed, encrypted and kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from designer.exporters import FORMATS
from designer.graph import Ref, Resource, Statement
from designer.graph.buckets import Bucket, BucketPolicy
from designer.graph.events import EventBus
from designer.graph.keys import EncryptionKey
from designer.graph.messaging import Queue, QueuePolicy
from designer.graph.rest import RestApi
from designer.graph.tables import Table
from designer.graph.topics import Topic, TopicPolicy
from tests.conformance import designs
from tests.exporters.deployed import Deployed, deployed, every, everything
from tests.exporters.pieces import of_kind

EVERY_FORMAT = pytest.mark.parametrize("format_name", FORMATS)

QUEUES = {
    "terraform": ("aws_sqs_queue", r"sqs_managed_sse_enabled += true|kms_master_key_id "),
    "sam": ("AWS::SQS::Queue", r"SqsManagedSseEnabled: true|KmsMasterKeyId:"),
    "cdk-python": ("sqs.Queue", r"QueueEncryption\.SQS_MANAGED|encryption_master_key="),
}


@EVERY_FORMAT
def test_every_queue_says_how_it_is_encrypted(format_name: str) -> None:
    kind, said = QUEUES[format_name]
    found = of_kind(format_name, kind)
    assert [piece for piece in found if not re.search(said, piece.text)] == []
    assert len(found) == sum(1 for _ in every(Queue))


def policies(found: Deployed) -> Iterator[tuple[Resource, str | None, tuple[Statement, ...]]]:
    """Every resource policy of a design, with the id of what it is of."""
    for queue in found.all(QueuePolicy):
        yield queue, queue.queue.target if isinstance(queue.queue, Ref) else None, queue.statements
    for topic in found.all(TopicPolicy):
        yield topic, topic.topic.target if isinstance(topic.topic, Ref) else None, topic.statements
    for bucket in found.all(BucketPolicy):
        yield bucket, bucket.bucket.target, bucket.statements
    for bus in found.all(EventBus):
        yield bus, bus.id, bus.statements
    for api in found.all(RestApi):
        yield api, api.id, api.statements
    for key in found.all(EncryptionKey):
        yield key, key.id, key.statements


def test_nothing_is_taken_over_plain_http() -> None:
    closed = 0
    for found in deployed():
        denying = {
            target
            for _, target, statements in policies(found)
            for statement in statements
            for condition in statement.conditions
            if statement.effect == "Deny"
            and statement.principal is not None
            and statement.principal.value == "*"
            and (condition.operator, condition.key, condition.values)
            == ("Bool", "aws:SecureTransport", ("false",))
        }
        things = [*found.all(Queue), *found.all(Topic), *found.all(Bucket)]
        assert {each.id for each in things} == denying, found.name
        closed += len(things)
    assert closed > 50


def test_no_policy_lets_everybody_in() -> None:
    allowed = 0
    for found in deployed():
        for resource, _, statements in policies(found):
            for statement in statements:
                if statement.effect == "Deny":
                    continue
                assert statement.principal is not None, (found.name, resource.id)
                everyone = statement.principal.value == "*"
                assert statement.conditions or not everyone, (found.name, resource.id)
                assert statement.actions != ("*",), (found.name, resource.id)
                # To look a key up tells nothing of what it encrypts.
                if statement.principal.kind == "Service" and statement.actions != ("kms:DescribeKey",):
                    keys = {condition.key for condition in statement.conditions}
                    said = {each.lower() for each in map(str, keys)}
                    bounded = {"aws:sourcearn", "aws:sourceaccount"} & said or any(
                        each.startswith("kms:") for each in said
                    )
                    assert bounded, (found.name, resource.id, statement)
                allowed += 1
    assert allowed > 20


BLOCKED = {
    "terraform": (
        "aws_s3_bucket_public_access_block",
        r"(block_public_acls|block_public_policy|ignore_public_acls|restrict_public_buckets) += true",
    ),
    "sam": (
        "AWS::S3::Bucket",
        r"(BlockPublicAcls|BlockPublicPolicy|IgnorePublicAcls|RestrictPublicBuckets): true",
    ),
    "cdk-python": (
        "s3.CfnBucket",
        r"(block_public_acls|block_public_policy|ignore_public_acls|restrict_public_buckets)=True",
    ),
}


@EVERY_FORMAT
def test_no_bucket_is_open_to_the_public(format_name: str) -> None:
    kind, said = BLOCKED[format_name]
    found = of_kind(format_name, kind)
    assert [piece for piece in found if len(set(re.findall(said, piece.text))) != 4] == []
    assert len(found) == sum(1 for _ in every(Bucket))


OWNED = {
    "terraform": ("aws_s3_bucket_ownership_controls", '"BucketOwnerEnforced"'),
    "sam": ("AWS::S3::Bucket", "BucketOwnerEnforced"),
    "cdk-python": ("s3.CfnBucket", '"BucketOwnerEnforced"'),
}


@EVERY_FORMAT
def test_no_bucket_has_access_lists(format_name: str) -> None:
    kind, said = OWNED[format_name]
    found = of_kind(format_name, kind)
    assert [piece for piece in found if said not in piece.text] == []
    assert len(found) == sum(1 for _ in every(Bucket))
    listing = r"aws_s3_bucket_acl|AccessControl:|access_control="
    assert [piece for piece in everything() if re.search(listing, piece.text)] == []


def test_nothing_that_holds_data_is_emptied_or_destroyed_unasked() -> None:
    emptying = r"force_d|[aA]uto_?[dD]elete_?[oO]bjects|recovery_window_in_days += 0|empty_on_delete"
    assert [piece for piece in everything() if re.search(emptying, piece.text)] == []
    protected = 0
    for found, table in every(Table):
        wanted = designs.design(found.name).blueprint.tables[table.label].deletion_protection
        if wanted:
            assert table.deletion_protection is True or not isinstance(table.deletion_protection, bool)
            protected += 1
    assert protected > 10


TABLES = {
    "terraform": ("aws_dynamodb_table", "PAY_PER_REQUEST", r"(?:read|write)_capacity "),
    "sam": ("AWS::DynamoDB::Table", "PAY_PER_REQUEST", r"CapacityUnits:"),
    "cdk-python": ("dynamodb.Table", "PAY_PER_REQUEST", r"(?:read|write)_capacity="),
}


@EVERY_FORMAT
def test_a_table_is_paid_per_request_or_for_capacity(format_name: str) -> None:
    kind, on_demand, capacity = TABLES[format_name]
    found = of_kind(format_name, kind)
    for piece in found:
        units = len(re.findall(capacity, piece.text))
        assert units == 0 if on_demand in piece.text else units >= 2, piece.text
    modes = {on_demand in piece.text for piece in found}
    assert modes == {True, False}
