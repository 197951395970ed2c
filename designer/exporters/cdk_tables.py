"""The spelling of tables as CDK's L2 construct, which makes exactly the graph's resource."""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.cdk_invoke import Beside
from designer.exporters.cdk_values import Values
from designer.exporters.python_source import Call, Code, Expression, array, call
from designer.graph.tables import Index, Key, Table

_RECOVERY = "dynamodb.PointInTimeRecoverySpecification"


def table(resource: Table, key: Expression, values: Values) -> Call:
    """The table without its indexes; ``key`` is what it is encrypted with, if not DynamoDB's own."""
    of, capacity = values.node, resource.capacity
    recovery = call(
        _RECOVERY,
        point_in_time_recovery_enabled=of(resource.point_in_time_recovery),
        recovery_period_in_days=of(resource.recovery_days),
    )
    return call(
        "dynamodb.Table",
        table_name=values.text(resource.name),
        billing_mode=None if capacity else Code("dynamodb.BillingMode.PAY_PER_REQUEST"),
        read_capacity=of(capacity.read) if capacity else None,
        write_capacity=of(capacity.write) if capacity else None,
        table_class=values.typed(resource, "table_class"),
        partition_key=_key(resource.partition_key, values),
        sort_key=_key(resource.sort_key, values),
        stream=Code(f"dynamodb.StreamViewType.{resource.stream}") if resource.stream else None,
        time_to_live_attribute=of(resource.ttl_attribute),
        point_in_time_recovery_specification=recovery,
        deletion_protection=of(resource.deletion_protection),
        encryption=Code("dynamodb.TableEncryption.CUSTOMER_MANAGED") if key else None,
        encryption_key=key,
        removal_policy=Code("RemovalPolicy.DESTROY"),
    )


def indexes_beside(resource: Table, variable: str, values: Values) -> Iterator[Beside]:
    """The indexes, each added to the table."""
    for each in resource.global_indexes:
        keys = {"partition_key": _key(each.partition_key, values)}
        yield None, _index(f"{variable}.add_global_secondary_index", each, keys, values)
    for each in resource.local_indexes:
        yield None, _index(f"{variable}.add_local_secondary_index", each, {}, values)


def _index(method: str, index: Index, keys: dict[str, Expression], values: Values) -> Call:
    capacity = index.capacity
    return call(
        method,
        index_name=index.name,
        **keys,
        sort_key=_key(index.sort_key, values),
        projection_type=Code(f"dynamodb.ProjectionType.{index.projection}"),
        non_key_attributes=array(index.attributes) if index.attributes else None,
        read_capacity=values.node(capacity.read) if capacity else None,
        write_capacity=values.node(capacity.write) if capacity else None,
    )


def _key(key: Key | None, values: Values) -> Expression:
    if key is None:
        return None
    return call("dynamodb.Attribute", name=values.text(key.name), type=values.typed(key, "type"))
