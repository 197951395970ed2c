"""S3 buckets, what they tell functions, and who may use them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.iam import Statement
from designer.graph.resource import Resource
from designer.graph.values import Attribute, Context, Entry, Join, Ref, Switch, Text, Whole


@dataclass(frozen=True, slots=True)
class LifecycleRule:
    """What becomes of objects as they age; all times in days.

    ``prefix`` is empty where it holds for every object. ``noncurrent`` counts from when a version was
    replaced or deleted, ``uploads`` from when an upload in parts began that was never completed.
    """

    name: str
    prefix: str
    storage_class: Text | None = None
    transition: Whole | None = None
    expiration: Whole | None = None
    noncurrent: Whole | None = None
    uploads: Whole | None = None


@dataclass(frozen=True, slots=True)
class CorsRule:
    """Which web pages may use a bucket, and how; ``max_age`` in seconds."""

    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...]
    exposed: tuple[str, ...]
    max_age: Whole | None


@dataclass(frozen=True, slots=True)
class Notification:
    """Events that invoke a function; ``prefix`` and ``suffix`` of the object's key, unset for any."""

    function: Ref
    """The function's or the alias's ARN."""
    events: tuple[str, ...]
    prefix: str | None = None
    suffix: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Bucket(Resource):
    """A bucket without public access or access lists, encrypted with ``kms_key`` or with S3's own keys."""

    KIND: ClassVar[str] = "bucket"

    name: Join
    versioning: Switch = False
    kms_key: Text | None = None
    """ARN of the key that objects are encrypted with."""
    lifecycle: tuple[LifecycleRule, ...] = ()
    cors: CorsRule | None = None
    eventbridge: bool = False
    """Whether its events go to EventBridge."""
    notifications: tuple[Notification, ...] = ()
    tags: tuple[Entry, ...] = ()

    def by_name(self, attribute: Attribute) -> Text | None:
        """Name and ARN; the ARN of a bucket is its name."""
        if attribute is Attribute.NAME:
            return self.name
        head = ("arn:", Context.PARTITION, ":s3:::")
        return Join((*head, *self.name.parts)) if attribute is Attribute.ARN else None


@dataclass(frozen=True, kw_only=True, slots=True)
class BucketPolicy(Resource):
    """The resource policy of one bucket: all statements that anything needs on it."""

    KIND: ClassVar[str] = "bucket_policy"

    bucket: Ref
    """The bucket's name."""
    statements: tuple[Statement, ...]
