"""Log events that invoke a function: a subscription filter on a log group.

CloudWatch Logs hands over batches of matching events asynchronously, compressed and in Base64. What it
could not hand over it tries again for a day and then drops; what the function fails at is tried twice
more by Lambda and then goes to the function's on-failure destination.
"""

from __future__ import annotations

import json
import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Matches, RefersTo, SameInAllStages
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer, Delivery, Invocation, Trigger
from designer.graph import Attribute, Context, Join, Ref, Resource, Statement, Text

_IN_ARN = ":log-group:"
_EVERY_STREAM = ":*"


class LogsTrigger(Trigger):
    """A log group whose events invoke the function."""

    LABEL: ClassVar[str] = "Log events"
    INVOCATION: ClassVar[Invocation] = Invocation.ASYNCHRONOUS
    HANDLER: ClassVar[str] = "event"
    EVENT_CLASS: ClassVar[str | None] = "CloudWatchLogsEvent"
    NAME_LENGTH: ClassVar[str | None] = "logs.filter_name_length"

    type: Annotated[Literal["logs"], SameInAllStages()] = Field(
        "logs", title="Type", description="Subscription to a log group."
    )
    logs_of: Annotated[str | None, RefersTo(("functions",))] = Field(
        None, title="Logs of", description="Name of the function whose logs matter."
    )
    log_group: Annotated[str | None, Matches("logs.group"), SameInAllStages()] = Field(
        None, title="Log group", description="Name or ARN of an existing log group, instead of a function's."
    )
    filter: Annotated[str | None, Matches("logs.filter")] = Field(
        None, title="Filter", description='Pattern such as { $.level = "ERROR" }; every event without one.'
    )

    @property
    def delivery(self) -> Delivery:
        """For a day, where it may be tried again."""
        return Delivery(seconds=catalog.number("logs.delivery_time").value)

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The subscription, and the permission that has to be there first."""
        label = f"{consumer.name}-{name}"
        yield graph.compute.Permission(
            id=f"permission.{consumer.name}.{name}",
            label=label,
            implied_by=f"function.{consumer.name}",
            function=consumer.ref,
            principal="logs.amazonaws.com",
            source_arn=self._streams(consumer),
            source_account=Context.ACCOUNT,
        )
        yield graph.subscriptions.LogSubscription(
            id=f"log_subscription.{consumer.name}.{name}",
            label=label,
            implied_by=f"function.{consumer.name}",
            name=consumer.blueprint.physical_name(label),
            group=self._group(consumer),
            filter=self.filter or "",
            destination=consumer.ref,
            after=(f"permission.{consumer.name}.{name}",),
        )

    def existing_group(self, consumer: Consumer) -> str | None:
        """Name or ARN of the log group where the design does not make it."""
        function = consumer.blueprint.function(self.logs_of) if self.logs_of else None
        return function.value.logging.group if function else None if self.logs_of else self.log_group or ""

    def _group(self, consumer: Consumer) -> Text:
        """The log group's name."""
        existing = self.existing_group(consumer)
        if existing is None:
            return Ref(f"log_group.{self.logs_of}", Attribute.NAME)
        return existing.rpartition(_IN_ARN)[2].removesuffix(_EVERY_STREAM)

    def _streams(self, consumer: Consumer) -> Text:
        """ARN pattern of every stream of the group."""
        existing = self.existing_group(consumer)
        if existing is None:
            return Ref(f"log_group.{self.logs_of}", Attribute.STREAMS_ARN)
        if existing.startswith("arn:"):
            return f"{existing.removesuffix(_EVERY_STREAM)}{_EVERY_STREAM}"
        place = ("arn:", Context.PARTITION, ":logs:", Context.REGION, ":", Context.ACCOUNT)
        return Join((*place, f"{_IN_ARN}{existing}{_EVERY_STREAM}"))

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: CloudWatch Logs invokes the function, by the function's own policy."""
        del name, consumer
        yield from ()

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """One log event, packed as CloudWatch Logs packs them."""
        message = {"level": "ERROR", "message": "It went wrong.", "number": 1}
        told = {
            "messageType": "DATA_MESSAGE",
            "owner": SAMPLE_ACCOUNT,
            "logGroup": self.log_group or f"/aws/lambda/{consumer.blueprint.name}-dev-{self.logs_of}",
            "logStream": "2026/11/04/[$LATEST]0123456789abcdef0123456789abcdef",
            "subscriptionFilters": [f"{consumer.blueprint.name}-dev-{consumer.name}"],
            "logEvents": [
                {
                    "id": "00000000000000000000000000000000000000000000000000000001",
                    "timestamp": 1793750400000,
                    "message": json.dumps(message),
                }
            ],
        }
        packed = _gzip(json.dumps(told, ensure_ascii=True).encode())
        return {"awslogs": {"data": b64encode(packed).decode()}}


def _gzip(text: bytes) -> bytes:
    """``text`` in gzip's format, but stored: every version of zlib would compress it in its own way."""
    stored = zlib.compressobj(level=0, wbits=-zlib.MAX_WBITS)
    body = stored.compress(text) + stored.flush()
    header = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    return header + body + struct.pack("<II", zlib.crc32(text), len(text))
