"""DynamoDB tables. In CDK, ``cdk_tables`` says the same by the L2 construct."""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Got,
    Kind,
    Made,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute
from designer.graph.tables import Capacity, Index, Table

ON_DEMAND = "PAY_PER_REQUEST"


def _table(table: Table) -> Shape:
    ttl, stream = table.ttl_attribute, table.stream
    return shape(
        "Table",
        TableName=table.name,
        BillingMode=None if table.capacity else ON_DEMAND,
        ProvisionedThroughput=_throughput(table.capacity),
        TableClass=table.table_class,
        AttributeDefinitions=tuple(
            shape("AttributeDefinition", AttributeName=key.name, AttributeType=key.type)
            for key in table.key_attributes()
        ),
        KeySchema=_schema(table),
        GlobalSecondaryIndexes=tuple(_index("GlobalSecondaryIndex", each) for each in table.global_indexes),
        LocalSecondaryIndexes=tuple(
            _index("LocalSecondaryIndex", each, table) for each in table.local_indexes
        ),
        StreamSpecification=shape("StreamSpecification", StreamViewType=stream) if stream else None,
        TimeToLiveSpecification=shape("TimeToLiveSpecification", when=ttl, AttributeName=ttl, Enabled=True),
        PointInTimeRecoverySpecification=shape(
            "PointInTimeRecoverySpecification",
            PointInTimeRecoveryEnabled=table.point_in_time_recovery,
            RecoveryPeriodInDays=table.recovery_days,
        ),
        DeletionProtectionEnabled=table.deletion_protection,
        SSESpecification=shape(
            "SSESpecification", SSEEnabled=True, SSEType="KMS", KMSMasterKeyId=table.kms_key
        )
        if table.kms_key
        else None,
    )


def _throughput(capacity: Capacity | None) -> Shape | None:
    if capacity is None:
        return None
    return shape("ProvisionedThroughput", ReadCapacityUnits=capacity.read, WriteCapacityUnits=capacity.write)


def _schema(keyed: Table | Index, table: Table | None = None) -> tuple[Shape, ...]:
    """The keys of a table or an index; what has no partition key has that of ``table``."""
    partition = keyed.partition_key or (table.partition_key if table else None)
    keys = ((partition, "HASH"), (keyed.sort_key, "RANGE"))
    return tuple(shape("KeySchema", AttributeName=key.name, KeyType=kind) for key, kind in keys if key)


def _index(kind: str, index: Index, table: Table | None = None) -> Shape:
    return shape(
        kind,
        IndexName=index.name,
        KeySchema=_schema(index, table),
        Projection=shape("Projection", ProjectionType=index.projection, NonKeyAttributes=index.attributes),
        ProvisionedThroughput=_throughput(index.capacity),
    )


def _table_block(table: Table) -> tuple[Made, ...]:
    ttl, capacity = table.ttl_attribute, table.capacity
    settings = group(
        name=table.name,
        billing_mode=None if capacity else ON_DEMAND,
        read_capacity=capacity.read if capacity else None,
        write_capacity=capacity.write if capacity else None,
        table_class=table.table_class,
        hash_key=table.partition_key.name,
        range_key=table.sort_key.name if table.sort_key else None,
        stream_enabled=True if table.stream else None,
        stream_view_type=table.stream,
        deletion_protection_enabled=table.deletion_protection,
    )
    attributes = tuple(block("attribute", name=key.name, type=key.type) for key in table.key_attributes())
    recovery = block(
        "point_in_time_recovery",
        enabled=table.point_in_time_recovery,
        recovery_period_in_days=table.recovery_days,
    )
    expiry = block("ttl", when=ttl, attribute_name=ttl, enabled=True)
    encryption = block("server_side_encryption", enabled=True, kms_key_arn=table.kms_key)
    more = (encryption,) if table.kms_key else ()
    return (made("aws_dynamodb_table", settings, attributes, *_indexes(table), expiry, recovery, *more),)


def _indexes(table: Table) -> Iterator[Shape]:
    kinds = (("global_secondary_index", table.global_indexes), ("local_secondary_index", table.local_indexes))
    for kind, indexes in kinds:
        for each in indexes:
            yield block(
                kind,
                name=each.name,
                hash_key=each.partition_key.name if each.partition_key else None,
                range_key=each.sort_key.name if each.sort_key else None,
                projection_type=each.projection,
                non_key_attributes=each.attributes,
                read_capacity=each.capacity.read if each.capacity else None,
                write_capacity=each.capacity.write if each.capacity else None,
            )


KINDS = (
    Kind(
        Table,
        CloudFormation(
            "AWS::DynamoDB::Table",
            _table,
            {Attribute.ARN: Got("Arn"), Attribute.NAME: REF, Attribute.STREAM_ARN: Got("StreamArn")},
        ),
        Terraform(
            "aws_dynamodb_table",
            _table_block,
            "tables.tf",
            {Attribute.ARN: "arn", Attribute.NAME: "name", Attribute.STREAM_ARN: "stream_arn"},
        ),
    ),
)
"""How tables are spelt."""
