"""Rules on what tables have beside their keys, and on how streams keep their records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.table import GlobalIndex, LocalIndex, Table
from designer.blueprint.triggers.types import KINESIS
from designer.rules.base import LASTING, Finding, Rule, Severity, remove, set_value
from designer.rules.settings import quoted

_TABLE = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html"
_QUOTAS = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html"


def _example(table: str) -> str:
    return f"{{name: shop, tables: {{orders: {{{table}}}}}}}"


def _tables(blueprint: Blueprint) -> Iterator[Node[Table]]:
    """The tables that the design creates."""
    for name, table in blueprint.tables.items():
        if table.existing is None:
            yield Node(("tables", name), table)


class TableIndexValid(Rule):
    """A table has indexes that DynamoDB does not take.

    The deployment fails: names have a length, a table has a limited number of indexes, and a local one
    needs a table with a sort key.
    """

    id = "table-index-valid"
    severity = Severity.ERROR
    topic = "table"
    source = _TABLE
    bad = _example('local_indexes: {by-total: {sort_key: "total:N"}}')
    good = _example('sort_key: "at:N", local_indexes: {by-total: {sort_key: "total:N"}}')

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every index that cannot be created."""
        del today
        for table in _tables(blueprint):
            for field in ("global_indexes", "local_indexes"):
                indexes, allowed = getattr(table.value, field), catalog.limits(f"dynamodb.{field}")
                if len(indexes) not in allowed:
                    severity = Severity.WARNING if allowed.adjustable else None
                    message = f"{len(indexes)} {allowed.unit} is outside {allowed}."
                    yield self.finding(table / field, message, None, severity)
                for name, index in indexes.items():
                    yield from self._index((*table.path, field, name), name, index)
            if table.value.local_indexes and table.value.sort_key is None:
                fix = remove("Do without local indexes", table / "local_indexes", safe=False)
                message = "A local index is another order of a table's sort key, and there is none."
                yield self.finding(table / "local_indexes", message, fix)

    def _index(self, path: Path, name: str, index: GlobalIndex | LocalIndex) -> Iterator[Finding]:
        length = catalog.limits("dynamodb.index_name_length")
        if len(name) not in length:
            yield self.finding(path, f"{len(name)} characters is outside {length}.")
        count = catalog.limits("dynamodb.included_attributes")
        if index.projection == "INCLUDE" and len(index.attributes) not in count:
            message = f"INCLUDE names {len(index.attributes)} attributes, which is outside {count}."
            yield self.finding((*path, "attributes"), message)


class TableKeyTypes(Rule):
    """An attribute is of one type in one key and of another in another.

    The deployment fails: an attribute has one type in a table and all its indexes.
    """

    id = "table-key-types"
    severity = Severity.ERROR
    topic = "table"
    source = _TABLE
    bad = _example('partition_key: "id:S", global_indexes: {by-id: {partition_key: "id:N"}}')
    good = _example('partition_key: "id:S", global_indexes: {by-at: {partition_key: "at:N"}}')

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every key whose type is not that of its attribute elsewhere."""
        del today
        for table in _tables(blueprint):
            types: dict[str, str] = {}
            for path, key in _keys(table):
                name, _, kind = key.rpartition(":")
                first = types.setdefault(name, kind)
                if first != kind:
                    message = f"{quoted(name)} is of type {first} elsewhere in the table, not {kind}."
                    fix = set_value(f"Make it {first}", path, f"{name}:{first}", safe=False)
                    yield self.finding(path, message, fix)


def _keys(table: Node[Table]) -> Iterator[tuple[Path, str]]:
    yield table / "partition_key", table.value.partition_key
    if table.value.sort_key is not None:
        yield table / "sort_key", table.value.sort_key
    for name, index in table.value.global_indexes.items():
        at = (*table.path, "global_indexes", name)
        yield (*at, "partition_key"), index.partition_key
        if index.sort_key is not None:
            yield (*at, "sort_key"), index.sort_key
    for name, local in table.value.local_indexes.items():
        yield (*table.path, "local_indexes", name, "sort_key"), local.sort_key


class TableCapacityMode(Rule):
    """A table's capacity is fixed.

    A peak is throttled, and what is not used is paid for. By default a table takes what comes and is paid
    per request.
    """

    id = "table-capacity-mode"
    severity = Severity.INFO
    topic = "table"
    source = "https://docs.aws.amazon.com/securityhub/latest/userguide/dynamodb-controls.html#dynamodb-1"
    profiles = LASTING
    bad = "{name: shop, tables: {orders: {billing: provisioned}}}"
    good = "{name: shop, tables: {orders: {billing: on_demand}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new table with provisioned capacity."""
        del today
        for table in _tables(blueprint):
            if table.value.billing == "provisioned":
                at, own = table / "billing", table.value
                message = (
                    f"More than {own.read_capacity:,} reads or {own.write_capacity:,} writes a second are "
                    "throttled; on_demand takes what comes."
                )
                yield self.finding(at, message, set_value("Pay per request", at, "on_demand", safe=False))


class TableSettingUnused(Rule):
    """A table says something that counts only beside another setting.

    It has no effect: a capacity where requests are paid for, days of a recovery that is off, attributes of
    an index that holds all or none.
    """

    id = "table-setting-unused"
    severity = Severity.INFO
    topic = "table"
    source = _TABLE
    bad = "{name: shop, tables: {orders: {read_capacity: 50}}}"
    good = "{name: shop, tables: {orders: {billing: provisioned, read_capacity: 50}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every setting that was written and means nothing."""
        del today
        for table in _tables(blueprint):
            for path, because in _unused(table):
                yield self.finding(path, f"It has no effect: {because}.", remove("Remove it", path))


def _unused(table: Node[Table]) -> Iterator[tuple[Path, str]]:
    own, written = table.value, table.value.model_fields_set
    for field in ("read_capacity", "write_capacity"):
        if field in written and own.billing == "on_demand":
            yield table / field, "billing is on_demand"
    if "recovery_days" in written and not own.point_in_time_recovery:
        yield table / "recovery_days", "point-in-time recovery is off"
    for field in ("global_indexes", "local_indexes"):
        for name, index in getattr(own, field).items():
            if index.attributes and index.projection != "INCLUDE":
                yield (*table.path, field, name, "attributes"), f"the projection is {index.projection}"


class KinesisEncryption(Rule):
    """A stream keeps its records in the clear.

    Encryption with the key that AWS manages costs nothing beside its requests and changes no code.
    """

    id = "kinesis-encryption"
    severity = Severity.WARNING
    topic = "streams"
    source = "https://docs.aws.amazon.com/securityhub/latest/userguide/kinesis-controls.html#kinesis-1"
    bad = "{name: shop, streams: {clicks: {encrypted: false}}}"
    good = "{name: shop, streams: {clicks: {encrypted: true}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new stream that is not encrypted."""
        del today
        for name, stream in blueprint.streams.items():
            if stream.existing is None and not stream.encrypted:
                at = ("streams", name, "encrypted")
                fix = set_value("Encrypt it", at, True)
                yield self.finding(at, f"{name} is not encrypted at rest.", fix)


class StreamRetention(Rule):
    """A stream forgets its records within a day or so.

    An outage over a weekend loses what came in meanwhile, and what a failure destination points to is gone
    before anybody looks.
    """

    id = "stream-retention"
    severity = Severity.INFO
    topic = "streams"
    source = "https://docs.aws.amazon.com/securityhub/latest/userguide/kinesis-controls.html#kinesis-3"
    profiles = LASTING
    bad = """
      name: shop
      functions:
        sums: {triggers: {read: {type: kinesis, stream: clicks, maximum_retries: 3, on_failure: failed}}}
      streams: {clicks: {}}
      queues: {failed: {}}
    """
    good = bad.replace("clicks: {}", "clicks: {retention: 168}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new stream that a function reads, with a shorter retention than recommended."""
        del today
        read = {trigger.value.stream for _, trigger in blueprint.each_trigger(KINESIS)}
        for name, stream in blueprint.streams.items():
            wanted = catalog.number("kinesis.recommended_retention")
            if stream.existing is None and name in read and stream.retention < wanted.value:
                at = ("streams", name, "retention")
                message = f"{stream.retention} {wanted.unit}, but {wanted.value} outlast a long weekend."
                fix = set_value(f"Keep {wanted.value} {wanted.unit}", at, wanted.value, safe=False)
                yield self.finding(at, message, fix)
