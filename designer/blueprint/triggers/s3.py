"""Objects of a bucket that invoke a function as they are made, removed or restored.

S3 hands each event over asynchronously, at least once and in no order. What the function fails at is
tried twice more by Lambda and then goes to the function's on-failure destination.

A bucket has one notification configuration: the bucket says the events of all its triggers. By way of
EventBridge any number of functions hears of the same objects, and an existing bucket stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Advanced, RefersTo, SameInAllStages, Texts
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer, Delivery, Invocation, Trigger, retried
from designer.graph import Attribute, Context, Ref, Resource, Statement


class S3Trigger(Trigger):
    """A bucket that tells the function of its objects."""

    LABEL: ClassVar[str] = "S3 bucket"
    INVOCATION: ClassVar[Invocation] = Invocation.ASYNCHRONOUS
    HANDLER: ClassVar[str] = "records"
    EVENT_CLASS: ClassVar[str | None] = "S3Event"
    SOURCE: ClassVar[str | None] = "bucket"

    type: Annotated[Literal["s3"], SameInAllStages()] = Field("s3", title="Type", description="S3 bucket.")
    bucket: Annotated[str, RefersTo(("buckets",))] = Field(title="Bucket", description="Name of the bucket.")
    events: Annotated[Texts, SameInAllStages()] = Field(
        ("s3:ObjectCreated:*",), title="Events", description="Events such as s3:ObjectCreated:*."
    )
    prefix: Annotated[str, SameInAllStages()] = Field(
        "", title="Prefix", description="Start of the keys of the objects that matter; all without one."
    )
    suffix: Annotated[str, SameInAllStages()] = Field(
        "", title="Suffix", description="End of the keys of the objects that matter, such as .jpg."
    )

    via: Annotated[Literal["notification", "eventbridge"], SameInAllStages(), Advanced()] = Field(
        "notification",
        title="Via",
        description="How S3 tells the function: by a notification of its own, or by a rule of EventBridge.",
    )

    @property
    def handler(self) -> str:
        """Notifications come as records, EventBridge's events one by one."""
        return "event" if self.via == "eventbridge" else self.HANDLER

    @property
    def event_class(self) -> str | None:
        """What comes from EventBridge has a form of its own."""
        return "S3EventBridgeNotificationEvent" if self.via == "eventbridge" else self.EVENT_CLASS

    @property
    def name_length(self) -> str | None:
        """Only a rule has a name."""
        return "events.rule_name_length" if self.via == "eventbridge" else None

    @property
    def delivery(self) -> Delivery:
        """As S3 sees fit, or as a rule of EventBridge does unless told otherwise."""
        return retried("events") if self.via == "eventbridge" else Delivery()

    def is_first(self, name: str, consumer: Consumer) -> bool:
        """Whether no trigger of the function before this one is on the same bucket."""
        triggers = consumer.function.value.triggers.items()
        same = (each for each, one in triggers if self._shares(one))
        return next(same, name) == name

    def _shares(self, other: Trigger) -> bool:
        """Whether one permission lets both invoke the function."""
        return isinstance(other, S3Trigger) and (other.bucket, other.via) == (self.bucket, "notification")

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The permission, which further notifications of the bucket share; or a rule with its own."""
        if self.via == "eventbridge":
            yield from self._rule(name, consumer)
        elif self.is_first(name, consumer):
            yield self._permission(name, consumer)

    def _rule(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        rule, label = Ref(f"event_rule.{consumer.name}.{name}", Attribute.ARN), f"{consumer.name}-{name}"
        yield graph.events.EventRule(
            id=rule.target,
            label=label,
            implied_by=f"function.{consumer.name}",
            name=consumer.blueprint.physical_name(label),
            pattern=graph.documents.document(self._pattern(consumer)),
            target_id=label,
            target=consumer.ref,
        )
        yield graph.compute.Permission(
            id=f"permission.{consumer.name}.{name}",
            label=label,
            implied_by=rule.target,
            function=consumer.ref,
            principal="events.amazonaws.com",
            source_arn=rule,
        )

    def _pattern(self, consumer: Consumer) -> Mapping[str, Any]:
        """What EventBridge has to find in an event."""
        detail: dict[str, Any] = {
            "bucket": {"name": [consumer.blueprint.attribute(self.bucket, Attribute.NAME)]}
        }
        if self.prefix and self.suffix:
            detail["object"] = {"key": [{"wildcard": f"{_literal(self.prefix)}*{_literal(self.suffix)}"}]}
        elif self.prefix or self.suffix:
            limit = {"prefix": self.prefix} if self.prefix else {"suffix": self.suffix}
            detail["object"] = {"key": [limit]}
        return {"source": ["aws.s3"], "detail-type": self._detail_types(), "detail": detail}

    def _detail_types(self) -> list[str]:
        """What EventBridge calls the events; one that it does not tell apart has no name there."""
        known = catalog.choices("s3.eventbridge_event").values
        names = dict(zip(known, catalog.choices("s3.detail_type").values, strict=True))
        return [str(names.get(event, event)) for event in self.events]

    def _permission(self, name: str, consumer: Consumer) -> graph.compute.Permission:
        return graph.compute.Permission(
            id=f"permission.{consumer.name}.{name}",
            label=f"{consumer.name}-{name}",
            implied_by=f"function.{consumer.name}",
            # The ARN of a bucket names no account: a deleted bucket's name may become somebody else's.
            because="The account too, since a bucket's ARN names none and its name can change hands.",
            function=consumer.ref,
            principal="s3.amazonaws.com",
            source_arn=consumer.blueprint.attribute(self.bucket, Attribute.ARN),
            source_account=Context.ACCOUNT,
        )

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: S3 invokes the function, by the function's own policy; to read objects is a scope."""
        del name, consumer
        yield from ()

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """One object that was made."""
        if self.via == "eventbridge":
            return self._eventbridge_event(consumer)
        record = {
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": consumer.blueprint.region,
            "eventTime": "2026-11-04T00:00:00.000Z",
            "eventName": "ObjectCreated:Put",
            "userIdentity": {"principalId": "EXAMPLE"},
            "requestParameters": {"sourceIPAddress": "127.0.0.1"},
            "responseElements": {"x-amz-request-id": "C3D13FE58DE4C810", "x-amz-id-2": "EXAMPLE"},
        }
        return {"Records": [{**record, "s3": self._object(consumer)}]}

    def _object(self, consumer: Consumer) -> Mapping[str, Any]:
        """The object, whose key comes encoded as in a URL."""
        bucket = f"{consumer.blueprint.name}-dev-{self.bucket}-{SAMPLE_ACCOUNT}".lower()
        return {
            "s3SchemaVersion": "1.0",
            "configurationId": "sample",
            "bucket": {
                "name": bucket,
                "ownerIdentity": {"principalId": "EXAMPLE"},
                "arn": f"arn:aws:s3:::{bucket}",
            },
            "object": {
                "key": f"{self.prefix}a+first+object{self.suffix}",
                "size": 1024,
                "eTag": "d41d8cd98f00b204e9800998ecf8427e",
                "versionId": "096fKKXTRTtl3on89fVO.nfljtsv6qko",
                "sequencer": "0055AED6DCD90281E5",
            },
        }

    def _eventbridge_event(self, consumer: Consumer) -> Mapping[str, Any]:
        bucket = f"{consumer.blueprint.name}-dev-{self.bucket}-{SAMPLE_ACCOUNT}".lower()
        return {
            "version": "0",
            "id": "00000000-0000-0000-0000-000000000001",
            "detail-type": self._detail_types()[0] if self.events else "Object Created",
            "source": "aws.s3",
            "account": SAMPLE_ACCOUNT,
            "time": "2026-11-04T00:00:00Z",
            "region": consumer.blueprint.region,
            "resources": [f"arn:aws:s3:::{bucket}"],
            "detail": {
                "version": "0",
                "bucket": {"name": bucket},
                "object": {
                    "key": f"{self.prefix}a first object{self.suffix}",
                    "size": 1024,
                    "etag": "d41d8cd98f00b204e9800998ecf8427e",
                    "version-id": "096fKKXTRTtl3on89fVO.nfljtsv6qko",
                    "sequencer": "0055AED6DCD90281E5",
                },
                "request-id": "C3D13FE58DE4C810",
                "requester": SAMPLE_ACCOUNT,
                "source-ip-address": "127.0.0.1",
                "reason": "PutObject",
            },
        }


def _literal(text: str) -> str:
    """Text in a wildcard of EventBridge's, where a star and a backslash stand for more."""
    return text.replace("\\", "\\\\").replace("*", "\\*")
