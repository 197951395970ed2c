"""What the guide can have invoke a function, besides queues: each with what it takes to be sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

_WEEK = 168
"""Hours that a new stream keeps records: a fault on Friday evening can still be mended on Monday."""
_RATE, _BURST = 100, 200
"""Requests per second, and at once, that a new API takes; the account's limit is left to others."""
_THROTTLED = MappingProxyType({"throttling": {"rate": _RATE, "burst": _BURST}})


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of trigger: how the guide offers it, and what it needs beside itself.

    ``field`` of the trigger names a new thing of ``collection``, proposed as ``thing`` and ``made`` thus.
    """

    type: str
    title: str
    consequence: str
    name: str
    settings: Mapping[str, Any] | None = None
    collection: str = ""
    field: str = ""
    thing: str = ""
    made: Mapping[str, Any] | None = None
    waits: str | None = None
    """The catalog's limit of the seconds that who invokes it waits for the answer."""


SOURCES = (
    Source(
        "http_api",
        "An HTTP API",
        "A caller waits for the answer; nothing is retried.",
        "http",
        # Signed requests: open to nobody until the user says to whom.
        {"routes": ["ANY /{proxy+}"], "authorization": "iam"},
        "apis",
        "api",
        "front",
        _THROTTLED,
        "http_api.integration_timeout",
    ),
    Source(
        "function_url",
        "A URL of its own",
        "A caller waits, up to 15 minutes; requests are signed with IAM.",
        "url",
    ),
    Source(
        "schedule",
        "A schedule",
        "Asynchronous: Lambda retries by itself.",
        "hourly",
        {"expression": "rate(1 hour)"},
    ),
    Source(
        "s3",
        "Objects in an S3 bucket",
        "Asynchronous: one invocation for each new object.",
        "objects",
        None,
        "buckets",
        "bucket",
        "uploads",
    ),
    Source(
        "sns",
        "Messages of an SNS topic",
        "Asynchronous: every subscriber gets every message.",
        "news",
        None,
        "topics",
        "topic",
        "news",
    ),
    Source(
        "eventbridge",
        "Events on the account's event bus",
        "Asynchronous: those that match a pattern; set yours below.",
        "events",
        {"pattern": {"source": ["shop.orders"]}},
    ),
    Source(
        "dynamodb_stream",
        "Changes of a DynamoDB table",
        "In order within a key; a bad record blocks what is behind it until it is given up.",
        "changes",
        {"maximum_retries": 5, "bisect": True},
        "tables",
        "table",
        "entries",
        {"partition_key": "pk:S", "stream": "NEW_AND_OLD_IMAGES"},
    ),
    Source(
        "kinesis",
        "Records of a Kinesis stream",
        "In order within a shard; a bad record blocks what is behind it until it is given up.",
        "records",
        {"maximum_retries": 5, "bisect": True},
        "streams",
        "stream",
        "records-stream",
        {"retention": _WEEK},
    ),
)
"""In the order in which they are offered."""
