"""Settings that CDK wants as something else than a number or a text.

The table is the one source for both places where such a setting is spelt: in a resource, and, where
it differs between stages, in the settings of each stage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from designer.exporters.base import snake_case
from designer.exporters.cdk_folds import is_plain
from designer.exporters.python_source import Code, Expression, call
from designer.graph import Parameter, ResourceGraph, Scalar, walk
from designer.graph.compute import Function, LogGroup, LogSettings, Schedule
from designer.graph.custom import CustomResource
from designer.graph.event_sources import EventSourceMapping
from designer.graph.messaging import Queue
from designer.graph.tables import Key, Table


@dataclass(frozen=True, slots=True)
class Typed:
    """A type of CDK's, and how a scalar of the graph is spelt as a value of it."""

    name: str
    spell: Callable[[Scalar], Expression]


def _made(type_: str, factory: str) -> Typed:
    """A value made by calling ``factory`` with the scalar."""
    return Typed(type_, lambda value: call(factory, value))


def _enum(type_: str, members: dict[Scalar, str] | None = None) -> Typed:
    """A member of an enum, named after the scalar or by ``members``.

    What the enum does not know is looked up in it by value, which fails when the app is synthesised:
    AWS would refuse it too.
    """

    def spell(value: Scalar) -> Expression:
        if members is None:
            return Code(f"{type_}.{snake_case(str(value)).upper()}")
        return Code(f"{type_}.{members[value]}") if value in members else call(type_, value)

    return Typed(type_, spell)


def architecture(value: Scalar) -> Expression:
    """A member of CDK's architectures."""
    known = {"arm64": "ARM_64", "x86_64": "X86_64"}.get(str(value))
    return Code(f"lambda_.Architecture.{known}") if known else call("lambda_.Architecture.custom", value)


_RUNTIMES: dict[str, str] = {
    "python3.11": "PYTHON_3_11",
    "python3.12": "PYTHON_3_12",
    "python3.13": "PYTHON_3_13",
    "nodejs20.x": "NODEJS_20_X",
    "nodejs22.x": "NODEJS_22_X",
    "java21": "JAVA_21",
    "provided.al2023": "PROVIDED_AL2023",
}
"""Members that the oldest library has which the app asks for."""


def runtime(value: Scalar) -> Expression:
    """A member; one newer than the oldest library by its name, which needs no newer library."""
    known = _RUNTIMES.get(str(value))
    return Code(f"lambda_.Runtime.{known}") if known else call("lambda_.Runtime", value)


_RETENTION: dict[Scalar, str] = {
    1: "ONE_DAY",
    3: "THREE_DAYS",
    5: "FIVE_DAYS",
    7: "ONE_WEEK",
    14: "TWO_WEEKS",
    30: "ONE_MONTH",
    60: "TWO_MONTHS",
    90: "THREE_MONTHS",
    120: "FOUR_MONTHS",
    150: "FIVE_MONTHS",
    180: "SIX_MONTHS",
    365: "ONE_YEAR",
    400: "THIRTEEN_MONTHS",
    545: "EIGHTEEN_MONTHS",
    731: "TWO_YEARS",
    1096: "THREE_YEARS",
    1827: "FIVE_YEARS",
    2192: "SIX_YEARS",
    2557: "SEVEN_YEARS",
    2922: "EIGHT_YEARS",
    3288: "NINE_YEARS",
    3653: "TEN_YEARS",
}
"""What CDK calls the periods, in days."""

_UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60))


def duration(seconds: Scalar) -> Expression:
    """Seconds in the largest unit that they are a whole number of."""
    for unit, size in _UNITS:
        if isinstance(seconds, int) and seconds and seconds % size == 0:
            return call(f"Duration.{unit}", seconds // size)
    return call("Duration.seconds", seconds)


_SECONDS = Typed("Duration", duration)

TYPES: dict[tuple[type, str], Typed] = {
    (LogGroup, "retention_days"): _enum("logs.RetentionDays", _RETENTION),
    (Function, "architecture"): Typed("lambda_.Architecture", architecture),
    (Function, "runtime"): Typed("lambda_.Runtime", runtime),
    (Function, "timeout"): _SECONDS,
    (Function, "ephemeral_storage"): _made("Size", "Size.mebibytes"),
    (Function, "tracing"): _enum("lambda_.Tracing", {"Active": "ACTIVE", "PassThrough": "PASS_THROUGH"}),
    (LogSettings, "format"): _enum("lambda_.LoggingFormat", {"JSON": "JSON", "Text": "TEXT"}),
    (LogSettings, "application_level"): _enum("lambda_.ApplicationLogLevel"),
    (LogSettings, "system_level"): _enum("lambda_.SystemLogLevel"),
    (CustomResource, "service_timeout"): _SECONDS,
    (Queue, "visibility_timeout"): _SECONDS,
    (Queue, "message_retention"): _SECONDS,
    (Queue, "delay"): _SECONDS,
    (Queue, "receive_wait_time"): _SECONDS,
    (Queue, "deduplication_scope"): _enum("sqs.DeduplicationScope"),
    (Queue, "throughput_limit"): _enum("sqs.FifoThroughputLimit"),
    (EventSourceMapping, "batching_window"): _SECONDS,
    (Key, "type"): _enum("dynamodb.AttributeType", {"S": "STRING", "N": "NUMBER", "B": "BINARY"}),
    (Schedule, "enabled"): Typed("str", lambda value: "ENABLED" if value else "DISABLED"),
    (Table, "table_class"): _enum("dynamodb.TableClass"),
}
"""The type of each such field."""


_TYPED: dict[type, list[str]] = {}
for _kind, _name in TYPES:
    _TYPED.setdefault(_kind, []).append(_name)


def typed_parameters(graph: ResourceGraph) -> dict[Parameter, Typed]:
    """The parameters that stand in such a field, with its type."""
    found: dict[Parameter, Typed] = {}
    typed = (each for each in graph.resources if not isinstance(each, EventSourceMapping) or is_plain(each))
    for each in walk(tuple(typed)):
        for name in _TYPED.get(type(each), ()):
            value = getattr(each, name)
            if isinstance(value, Parameter):
                found[value] = TYPES[type(each), name]
    return found
