"""S3 buckets: private, versioned, encrypted, tidied, and what they tell functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer import graph
from designer.blueprint.base import (
    Advanced,
    Bool,
    FrozenDict,
    Int,
    Limits,
    Named,
    Node,
    OneOf,
    Part,
    SameInAllStages,
    Texts,
)
from designer.blueprint.resources.base import Encrypted, Thing
from designer.blueprint.scopes import with_suffix
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer
from designer.blueprint.triggers.s3 import S3Trigger
from designer.graph import Attribute, Condition, Context, Join, Principal, Ref, Resource, Statement, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class Transition(Part):
    """When objects move to another storage class, and to which."""

    storage_class: Annotated[str, OneOf("s3.storage_class"), SameInAllStages()] = Field(
        title="Storage class", description="Storage class that objects move to, such as GLACIER_IR."
    )
    days: Annotated[Int, Limits("s3.lifecycle_days")] = Field(
        30, title="After", description="Days after which an object moves; the infrequent classes take 30 on."
    )


class Lifecycle(Part):
    """What becomes of objects as they age."""

    prefix: Annotated[str, SameInAllStages()] = Field(
        "", title="Prefix", description="Start of the keys of the objects it holds for; all without one."
    )
    transition: Transition | None = Field(
        None, title="Transition", description="Storage class that objects move to, and when."
    )
    expiration_days: Annotated[Int | None, Limits("s3.lifecycle_days")] = Field(
        None, title="Expiration", description="Days after which an object is deleted."
    )


class Cors(Part):
    """Which web pages of other origins may use the bucket."""

    allow_origins: Annotated[Texts, SameInAllStages()] = Field(
        title="Allowed origins", description="Origins such as https://shop.example.com."
    )
    allow_methods: Annotated[Texts, SameInAllStages()] = Field(
        ("GET",), title="Allowed methods", description="GET, PUT, POST, DELETE or HEAD."
    )
    allow_headers: Annotated[Texts, SameInAllStages()] = Field(
        (), title="Allowed headers", description="Headers that requests may have; * for any."
    )
    expose_headers: Annotated[Texts, SameInAllStages()] = Field(
        (), title="Exposed headers", description="Headers of answers that pages may read, such as ETag."
    )
    max_age: Annotated[Int | None, Limits("s3.cors_max_age")] = Field(
        None, title="Max age", description="Seconds that browsers remember the answer."
    )


class Bucket(Encrypted):
    """An S3 bucket: closed to the public and to plain HTTP, always encrypted (S3's own keys unless told)."""

    KIND: ClassVar[str] = "bucket"
    LABEL: ClassVar[str] = "S3 bucket"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.NAME,
        "Name of the {} bucket, where objects are put and fetched.",
    )
    NAME_LENGTH: ClassVar[str | None] = "s3.name_length"
    ARN: ClassVar[str] = "s3.arn"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"arn": Attribute.ARN, "name": Attribute.NAME}
    )

    versioning: Annotated[Bool, SameInAllStages()] = Field(
        True, title="Versioning", description="What is overwritten or deleted can be had back."
    )
    noncurrent_days: Annotated[Int | None, Limits("s3.lifecycle_days")] = Field(
        30,
        title="Old versions",
        description="Days that a version is kept once it was replaced or deleted; for ever without.",
    )
    unfinished_upload_days: Annotated[Int, Limits("s3.lifecycle_days"), Advanced()] = Field(
        7,
        title="Unfinished uploads",
        description="Days after which the parts of an upload that was never completed are deleted.",
    )
    lifecycle: Named[Lifecycle] = Field(
        default_factory=FrozenDict,
        title="Lifecycle",
        description="Rules by names of your own: what moves or is deleted, and when.",
    )
    eventbridge: Annotated[Bool, SameInAllStages()] = Field(
        False,
        title="EventBridge",
        description="Send every event to EventBridge; triggers that go by it need not say so.",
    )
    cors: Annotated[Cors | None, Advanced()] = Field(
        None, title="CORS", description="Web pages of other origins that may use the bucket."
    )

    @property
    def name_ending(self) -> str:
        """The account, since names of buckets are unique in the world; a sample of it."""
        return f"-{SAMPLE_ACCOUNT}"

    def deliveries(self, name: str) -> Iterator[tuple[str, Text]]:
        """Objects are put into it by who sees that it is there."""
        arn = self.attribute(name, Attribute.ARN)
        yield "put_into_bucket", with_suffix(arn, "/*")
        yield "see_bucket", arn

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The bucket."""
        notified = [
            (consumer, trigger)
            for function, trigger in blueprint.each_trigger(S3Trigger)
            if trigger.value.bucket == node.name and trigger.value.via == "notification"
            for consumer in (Consumer(blueprint, function),)
        ]
        yield graph.buckets.Bucket(
            id=f"bucket.{node.name}",
            label=node.name,
            because=self.description,
            name=physical_name(node.name, blueprint),
            versioning=self.versioning,
            lifecycle=tuple(self._lifecycle()),
            cors=self._cors(),
            eventbridge=self.eventbridge or _asked_for(node.name, blueprint),
            notifications=tuple(_notification(*each) for each in notified),
            after=tuple(
                f"permission.{consumer.name}.{trigger.name}"
                for consumer, trigger in notified
                if trigger.value.is_first(trigger.name, consumer)
            ),
            kms_key=self.key_arn(blueprint),
        )

    def _lifecycle(self) -> Iterator[graph.buckets.LifecycleRule]:
        noncurrent = self.noncurrent_days if self.versioning else None
        yield graph.buckets.LifecycleRule(
            "tidy-up", "", noncurrent=noncurrent, uploads=self.unfinished_upload_days
        )
        for name, rule in self.lifecycle.items():
            if rule.transition or rule.expiration_days is not None:
                yield graph.buckets.LifecycleRule(
                    name,
                    rule.prefix,
                    storage_class=rule.transition.storage_class if rule.transition else None,
                    transition=rule.transition.days if rule.transition else None,
                    expiration=rule.expiration_days,
                )

    def _cors(self) -> graph.buckets.CorsRule | None:
        cors = self.cors
        if cors is None:
            return None
        return graph.buckets.CorsRule(
            cors.allow_origins, cors.allow_methods, cors.allow_headers, cors.expose_headers, cors.max_age
        )

    def statements(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Statement]:
        """Nobody may use it without TLS."""
        del blueprint
        arn = Ref(f"bucket.{node.name}", Attribute.ARN)
        yield Statement(
            effect="Deny",
            principal=Principal("AWS", "*"),
            actions=("s3:*",),
            resources=(arn, Join((arn, "/*"))),
            conditions=(Condition("Bool", "aws:SecureTransport", ("false",)),),
            because="Nobody may use the bucket without TLS.",
        )

    def policy(self, name: str, statements: tuple[Statement, ...]) -> Resource:
        """The bucket's resource policy."""
        return graph.buckets.BucketPolicy(
            id=f"bucket_policy.{name}",
            label=name,
            implied_by=f"bucket.{name}",
            bucket=Ref(f"bucket.{name}", Attribute.NAME),
            statements=statements,
        )


def _asked_for(bucket: str, blueprint: Blueprint) -> bool:
    """Whether a trigger hears of the bucket by EventBridge."""
    triggers = (trigger.value for _, trigger in blueprint.each_trigger(S3Trigger))
    return any(each.bucket == bucket and each.via == "eventbridge" for each in triggers)


def physical_name(name: str, blueprint: Blueprint) -> Join:
    """``{blueprint}-{stage}-{name}-{account}``, in the letters that a bucket's name may have."""
    return Join((f"{_spelt(blueprint.name)}-", Context.STAGE, f"-{_spelt(name)}-", Context.ACCOUNT))


def _spelt(name: str) -> str:
    return name.lower().replace("_", "-")


def _notification(consumer: Consumer, trigger: Node[S3Trigger]) -> graph.buckets.Notification:
    told = trigger.value
    return graph.buckets.Notification(consumer.ref, told.events, told.prefix or None, told.suffix or None)
