"""Rules on triggers that read streams: where they begin, who else reads, what there is to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.dynamodb_stream import DynamoDbStreamTrigger
from designer.blueprint.triggers.kinesis import KinesisTrigger
from designer.blueprint.triggers.polling import Sharded
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, remove, set_value
from designer.rules.polled import positioned, sharded
from designer.rules.settings import fits, quoted

_KINESIS = "https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html"
_DYNAMODB = "https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html"
_API = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"
_EXISTING = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"


def _clicks(trigger: str = "", stream: str = "retention: 168") -> str:
    settings = f"type: kinesis, stream: clicks, on_failure: failed, maximum_retries: 3, {trigger}"
    return f"""
name: shop
functions: {{sums: {{triggers: {{clicks: {{{settings}}}}}}}}}
streams: {{clicks: {{{stream}}}}}
queues: {{failed: {{}}}}
"""


def _orders(trigger: str = "", table: str = "stream: NEW_IMAGE") -> str:
    settings = f"type: dynamodb_stream, table: orders, on_failure: failed, maximum_retries: 3, {trigger}"
    return f"""
name: shop
functions: {{count: {{triggers: {{changes: {{{settings}}}}}}}}}
tables: {{orders: {{{table}}}}}
queues: {{failed: {{}}}}
"""


_READS = "{triggers: {c: {type: dynamodb_stream, table: orders, on_failure: failed, maximum_retries: 3}}}"
_THREE = f"""
name: shop
functions: {{a: {_READS}, b: {_READS}, c: {_READS}}}
tables: {{orders: {{stream: NEW_IMAGE}}}}
queues: {{failed: {{}}}}
"""


class StreamStartingPosition(Rule):
    """A trigger begins at a time that it does not name, or at one that its source cannot find.

    The deployment fails: a time belongs to ``AT_TIMESTAMP``, and DynamoDB's streams know no times.
    """

    id = "stream-starting-position"
    severity = Severity.ERROR
    topic = "streams"
    source = _API
    bad = _clicks("starting_position: AT_TIMESTAMP")
    good = _clicks('starting_position: AT_TIMESTAMP, starting_time: "2026-11-01T00:00:00Z"')

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger whose position and time do not fit."""
        del today
        for _, trigger in positioned(blueprint):
            at, timed = trigger / "starting_position", trigger.value.starting_position == "AT_TIMESTAMP"
            fix = set_value("Begin at the oldest record", at, "TRIM_HORIZON", safe=False)
            if timed and isinstance(trigger.value, DynamoDbStreamTrigger):
                message = "A table's stream cannot be read from a time on; begin at the oldest record."
                yield self.finding(at, message, fix)
            elif timed and not _is_time(trigger.value.starting_time):
                found = quoted(trigger.value.starting_time or "")
                message = f"{found} has to be a time with its zone, such as 2026-11-01T00:00:00Z."
                yield self.finding(trigger / "starting_time", message, fix)
            elif trigger.value.starting_time is not None and not timed:
                message = f"Lambda begins at {trigger.value.starting_position}, whatever the time."
                remedy = remove("Remove the time", trigger / "starting_time", safe=False)
                yield self.finding(trigger / "starting_time", message, remedy, Severity.WARNING)


def _is_time(text: str | None) -> bool:
    """Whether ``text`` is a time in ISO 8601 with its zone."""
    try:
        return text is not None and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


class StreamLatestSkips(Rule):
    """A new trigger begins with what comes next.

    A trigger takes minutes until it polls. What is written while it is created is never read by it.
    """

    id = "stream-latest-skips"
    severity = Severity.INFO
    topic = "streams"
    source = _KINESIS
    profiles = LASTING
    bad = _clicks("starting_position: LATEST")
    good = _clicks("starting_position: TRIM_HORIZON")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger that begins at the end."""
        del today
        for _, trigger in positioned(blueprint):
            if trigger.value.starting_position == "LATEST":
                at = trigger / "starting_position"
                message = "LATEST misses what is written until the trigger polls; TRIM_HORIZON does not."
                yield self.finding(
                    at, message, set_value("Begin at the oldest record", at, "TRIM_HORIZON", safe=False)
                )


class StreamPartialBatchResponse(Rule):
    """One record that fails brings its whole batch back.

    Records that were processed are processed again. With partial batch responses a batch is tried again
    from the first record that failed.
    """

    id = "stream-partial-batch-response"
    severity = Severity.INFO
    topic = "streams"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html"
    bad = _clicks("partial_batch_response: false")
    good = _clicks("partial_batch_response: true")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger in shards without it, unless a batch is one record."""
        del today
        for _, trigger in sharded(blueprint):
            size = trigger.value.batch_size
            if not trigger.value.partial_batch_response and size > 1:
                at = trigger / "partial_batch_response"
                message = f"All of up to {size:,} records come back when one fails; report which did."
                # Not safe: the handler has to return what failed.
                yield self.finding(at, message, set_value("Report partial failures", at, True, safe=False))


class StreamDuplicateMapping(Rule):
    """A function reads one stream by two triggers.

    Lambda refuses a second mapping of the same stream to the same function.
    """

    id = "stream-duplicate-mapping"
    severity = Severity.ERROR
    topic = "streams"
    source = _API
    bad = _clicks().replace("triggers: {", "triggers: {again: {type: kinesis, stream: clicks}, ")
    good = _clicks()

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger whose function reads its stream already, in the same way."""
        del today
        seen: dict[tuple[str, str, bool], str] = {}
        for function, trigger in sharded(blueprint):
            source = getattr(trigger.value, trigger.value.SOURCE) if trigger.value.SOURCE else ""
            fan_out = isinstance(trigger.value, KinesisTrigger) and trigger.value.enhanced_fan_out
            first = seen.setdefault((function.name, source, fan_out), trigger.name)
            if first != trigger.name:
                message = f"Trigger {first} of {function.name} reads {source} already."
                fix = remove("Remove the trigger", trigger.path, safe=False)
                yield self.finding(trigger.path, message, fix)


class DynamodbStreamEnabled(Rule):
    """A function reads the stream of a table that has none.

    The deployment fails. Of a table that exists already, the stream has an ARN of its own.
    """

    id = "dynamodb-stream-enabled"
    severity = Severity.ERROR
    topic = "streams"
    source = _DYNAMODB
    bad = _orders(table="")
    good = _orders(table="stream: NEW_AND_OLD_IMAGES")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger on a table without a stream, and every stream's ARN without the form."""
        del today
        for _, trigger in blueprint.each_trigger(DynamoDbStreamTrigger):
            name = trigger.value.table
            table, at = blueprint.tables.get(name), ("tables", name)
            if table is None:
                continue
            if table.existing is None and table.stream is None:
                fix = set_value("Turn the stream on", (*at, "stream"), "NEW_AND_OLD_IMAGES", safe=False)
                yield self.finding(trigger / "table", f"{name} has no stream; turn it on.", fix)
            elif table.existing is not None:
                form, arn = catalog.pattern("dynamodb.stream_arn"), table.existing_stream or ""
                if not fits(form, arn):
                    message = f"{quoted(arn)} has to be {form.says}."
                    yield self.finding((*at, "existing_stream"), message)


class DynamodbStreamView(Rule):
    """A filter reads what the stream does not hold of an item.

    It matches nothing, so the function is never invoked, and nothing says why.
    """

    id = "dynamodb-stream-view"
    severity = Severity.WARNING
    topic = "streams"
    source = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html"
    bad = _orders("filters: [{dynamodb: {OldImage: {state: {S: [open]}}}}]")
    good = _orders("filters: [{dynamodb: {NewImage: {state: {S: [open]}}}}]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every filter of a new table's stream that reads an image which is not there."""
        del today
        for _, trigger in blueprint.each_trigger(DynamoDbStreamTrigger):
            table = blueprint.tables.get(trigger.value.table)
            held = _IMAGES.get(table.stream or "") if table and table.existing is None else None
            for index, each in enumerate(trigger.value.filters if held is not None else ()):
                inside = each.get("dynamodb")
                read = {"NewImage", "OldImage"} & set(inside if isinstance(inside, Mapping) else ())
                if table is not None and held is not None and (missing := sorted(read - held)):
                    at = ("tables", trigger.value.table, "stream")
                    message = f"The stream holds {table.stream}, so no record has {missing[0]}."
                    fix = set_value("Hold both images", at, "NEW_AND_OLD_IMAGES", safe=False)
                    yield self.finding((*(trigger / "filters"), index), message, fix)


_IMAGES: Mapping[str, frozenset[str]] = {
    "KEYS_ONLY": frozenset(),
    "NEW_IMAGE": frozenset({"NewImage"}),
    "OLD_IMAGE": frozenset({"OldImage"}),
    "NEW_AND_OLD_IMAGES": frozenset({"NewImage", "OldImage"}),
}


class DynamodbStreamReaders(Rule):
    """More functions read a table's stream than a shard serves.

    They are throttled in turn and fall behind. One function that hands on to a bus or a topic serves any
    number of others.
    """

    id = "dynamodb-stream-readers"
    severity = Severity.WARNING
    topic = "streams"
    source = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.Lambda.html"
    bad = _THREE
    good = _orders()

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every table that too many functions read."""
        del today
        most = catalog.number("dynamodb.stream_readers")
        for name, readers in _readers(blueprint, DynamoDbStreamTrigger).items():
            if len(readers) > most.value and name in blueprint.tables:
                message = f"{len(readers)} functions read {name}; a shard serves {most.value} {most.unit}."
                yield self.finding(("tables", name), message)


class KinesisSharedThroughput(Rule):
    """Several functions share what a stream gives.

    Readers without enhanced fan-out share 2 MB and five calls a second of each shard, so each is slower
    the more there are.
    """

    id = "kinesis-shared-throughput"
    severity = Severity.INFO
    topic = "streams"
    source = "https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html"
    profiles = LASTING
    bad = DynamodbStreamReaders.bad.replace("type: dynamodb_stream, table", "type: kinesis, stream").replace(
        "tables: {orders: {stream: NEW_IMAGE}}", "streams: {orders: {retention: 168}}"
    )
    good = _clicks()

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every stream that too many functions read without a consumer of their own."""
        del today
        most = catalog.number("kinesis.sharing_readers")
        for name, readers in _readers(blueprint, KinesisTrigger).items():
            behind = [
                (each, trigger)
                for each, trigger in readers
                if not (isinstance(trigger, KinesisTrigger) and trigger.enhanced_fan_out)
            ]
            sharing = [each.name for each, _ in behind]
            if len(sharing) > most.value and name in blueprint.streams:
                message = (
                    f"{', '.join(sharing)} share its throughput; with more than {most.value} {most.unit}, "
                    "give one enhanced fan-out."
                )
                yield self.finding(("streams", name), message, _fanned_out(*behind[-1]))


def _fanned_out(function: Node[Function], reading: Sharded) -> Fix:
    """The fix that gives the last reader its own throughput, which is billed by the shard and hour."""
    name = next(key for key, each in function.value.triggers.items() if each is reading)
    at = (*function.path, "triggers", name, "enhanced_fan_out")
    return set_value(f"Give {function.name} its own", at, True, safe=False)


def _readers(blueprint: Blueprint, kind: type[Sharded]) -> Mapping[str, list[tuple[Node[Function], Sharded]]]:
    """The functions that read each source, and by which trigger."""
    found: dict[str, list[tuple[Node[Function], Sharded]]] = {}
    for function, trigger in sharded(blueprint):
        if not isinstance(trigger.value, kind):
            continue
        source = getattr(trigger.value, trigger.value.SOURCE) if trigger.value.SOURCE else ""
        found.setdefault(source, []).append((function, trigger.value))
    return found
