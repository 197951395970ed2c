"""What is told to functions as it happens: log events, and messages of devices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Ref, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class LogSubscription(Resource):
    """A filter on a log group that sends what matches to a function; an empty one sends everything."""

    KIND: ClassVar[str] = "log_subscription"

    name: Text
    group: Text
    """The log group's name."""
    filter: Text
    destination: Ref
    """ARN of the function or the alias that is invoked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IotRule(Resource):
    """A rule of IoT Core that invokes a function with what its SQL selects of each message."""

    KIND: ClassVar[str] = "iot_rule"

    name: Text
    description: Text | None = None
    sql: Text
    sql_version: Text
    enabled: bool = True
    function: Ref
    """ARN of the function or the alias that is invoked."""
    error_queue: Text | None = None
    """URL of the queue that gets what could not be handed over."""
    error_role: Ref | None = None
    """ARN of the role by which it is sent there."""
    tags: tuple[Entry, ...] = ()
