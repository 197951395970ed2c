"""Rules on tables: keys that DynamoDB takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.table import Table
from designer.rules.base import Finding, Rule, Severity, remove, set_value
from designer.rules.settings import quoted

_SOURCE = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html"


class TableKeyValid(Rule):
    """A table has keys that DynamoDB does not take.

    The deployment fails: the two keys are different attributes, and names have a length.
    """

    id = "table-key-valid"
    severity = Severity.ERROR
    topic = "table"
    source = _SOURCE
    bad = '{name: shop, tables: {orders: {partition_key: "id:S", sort_key: "id:S"}}}'
    good = '{name: shop, tables: {orders: {partition_key: "id:S", sort_key: "at:N"}}}'

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every key of a new table whose name is too long or used twice."""
        del today
        allowed = catalog.limits("dynamodb.key_length")
        for name, table in blueprint.tables.items():
            node: Node[Table] = Node(("tables", name), table)
            if table.existing is None:
                for field in ("partition_key", "sort_key"):
                    key = _attribute(getattr(table, field))
                    if key is not None and _size(key) not in allowed:
                        yield self.finding(node / field, f"{_size(key)} bytes is outside {_bytes(allowed)}.")
                yield from self._same(node)

    def _same(self, table: Node[Table]) -> Iterator[Finding]:
        partition, sort = table.value.partition_key, table.value.sort_key
        if sort is not None and _attribute(partition) == _attribute(sort):
            at = table / "sort_key"
            message = (
                f"{quoted(_attribute(sort))} is the partition key already; the sort key has to be another."
            )
            yield self.finding(at, message, remove("Do without a sort key", at, safe=False))


class TableTtlValid(Rule):
    """A table expires items by an attribute that cannot hold the time.

    The name is empty or too long, or it is a key that is no number: DynamoDB refuses the one and
    never expires anything by the other.
    """

    id = "table-ttl-valid"
    severity = Severity.ERROR
    topic = "table"
    source = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TimeToLiveSpecification.html"
    bad = '{name: shop, tables: {orders: {ttl_attribute: ""}}}'
    good = "{name: shop, tables: {orders: {ttl_attribute: expires_at}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every TTL attribute of a new table that DynamoDB cannot use."""
        del today
        allowed = catalog.limits("dynamodb.ttl_attribute_length")
        for name, table in blueprint.tables.items():
            ttl, at = table.ttl_attribute, ("tables", name, "ttl_attribute")
            if ttl is None or table.existing is not None:
                continue
            keys = {_attribute(key): key for key in (table.partition_key, table.sort_key) if key}
            if _size(ttl) not in allowed:
                fix = set_value("Never expire items", at, None, safe=not ttl)
                yield self.finding(at, f"{_size(ttl)} bytes is outside {_bytes(allowed)}.", fix)
            elif ttl in keys and not keys[ttl].endswith(":N"):
                message = f"{quoted(ttl)} is a key of type {keys[ttl][-1]}; the time has to be a number."
                fix = set_value("Never expire items", at, None, safe=False)
                yield self.finding(at, message, fix, Severity.WARNING)


def _attribute(key: str | None) -> str | None:
    return None if key is None else key.rpartition(":")[0]


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _bytes(allowed: catalog.Range) -> str:
    return f"{allowed.minimum:,} to {allowed.maximum:,} bytes"
