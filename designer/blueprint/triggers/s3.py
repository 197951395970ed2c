"""Objects of a bucket that invoke a function as they are made, removed or restored.

S3 hands each event over asynchronously, at least once and in no order. What the function fails at is
tried twice more by Lambda and then goes to the function's on-failure destination.

A bucket has one notification configuration: the bucket says the events of all its triggers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer.blueprint.base import RefersTo, SameInAllStages, Texts
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer, Invocation, Trigger
from designer.graph import Attribute, Context, Permission, Resource, Statement


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

    def is_first(self, name: str, consumer: Consumer) -> bool:
        """Whether no trigger of the function before this one is on the same bucket."""
        triggers = consumer.function.value.triggers.items()
        same = (each for each, one in triggers if isinstance(one, S3Trigger) and one.bucket == self.bucket)
        return next(same, name) == name

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The permission, which further triggers on the same bucket share."""
        if not self.is_first(name, consumer):
            return
        yield Permission(
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
        blueprint = consumer.blueprint
        bucket = f"{blueprint.name}-dev-{self.bucket}-{SAMPLE_ACCOUNT}".lower()
        described = {
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
        record = {
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": blueprint.region,
            "eventTime": "2026-11-04T00:00:00.000Z",
            "eventName": "ObjectCreated:Put",
            "userIdentity": {"principalId": "EXAMPLE"},
            "requestParameters": {"sourceIPAddress": "127.0.0.1"},
            "responseElements": {"x-amz-request-id": "C3D13FE58DE4C810", "x-amz-id-2": "EXAMPLE"},
            "s3": described,
        }
        return {"Records": [record]}
