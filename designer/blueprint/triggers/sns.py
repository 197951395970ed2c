"""A topic whose messages invoke a function.

SNS hands each message over asynchronously. What it cannot deliver goes to the subscription's dead-letter
queue; an invocation that fails is tried twice more by Lambda and then goes to the function's on-failure
destination. One does not replace the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import graph
from designer.blueprint.base import Advanced, RefersTo, SameInAllStages
from designer.blueprint.resources.subscription import (
    FilterPolicy,
    FilterScope,
    TopicSubscription,
    delivering,
    subscription,
    undelivered,
)
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer, Delivery, Invocation, Trigger
from designer.graph import Attribute, Resource, Statement


class SnsTrigger(Trigger):
    """A topic that the function subscribes to."""

    LABEL: ClassVar[str] = "SNS topic"
    INVOCATION: ClassVar[Invocation] = Invocation.ASYNCHRONOUS
    HANDLER: ClassVar[str] = "records"
    EVENT_CLASS: ClassVar[str | None] = "SNSEvent"
    SOURCE: ClassVar[str | None] = "topic"

    type: Annotated[Literal["sns"], SameInAllStages()] = Field("sns", title="Type", description="SNS topic.")
    topic: Annotated[str, RefersTo(("topics",))] = Field(title="Topic", description="Name of the topic.")
    filter: Annotated[FilterPolicy, SameInAllStages()] = Field(
        None, title="Filter", description="Filter policy; a message that does not match is not delivered."
    )
    filter_scope: Annotated[FilterScope | None, SameInAllStages(), Advanced()] = Field(
        None, title="Filter scope", description="What the filter reads; attributes unless said."
    )
    dead_letter: Annotated[str | None, RefersTo(("queues",))] = Field(
        None,
        title="Dead-letter queue",
        description="Queue (standard) for messages that SNS could not deliver.",
    )

    @property
    def delivery(self) -> Delivery:
        """For weeks where AWS is at fault."""
        return Delivery(*delivering())

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The subscription, and the permission that it needs."""
        blueprint = consumer.blueprint
        topic = blueprint.attribute(self.topic, Attribute.ARN)
        settings = TopicSubscription(
            filter=self.filter, filter_scope=self.filter_scope, dead_letter=self.dead_letter
        )
        endpoint = ("lambda", consumer.ref)
        yield subscription((consumer.name, name), settings, topic, endpoint, blueprint)
        yield graph.compute.Permission(
            id=f"permission.{consumer.name}.{name}",
            label=f"{consumer.name}-{name}",
            implied_by=f"subscription.{consumer.name}.{name}",
            function=consumer.ref,
            principal="sns.amazonaws.com",
            source_arn=topic,
        )

    def elsewhere(self, name: str, consumer: Consumer) -> Iterator[tuple[str, Statement]]:
        """SNS may send what it could not deliver to the dead-letter queue."""
        del name
        if self.dead_letter:
            yield self.dead_letter, undelivered(self.topic, self.dead_letter, consumer.blueprint)

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: SNS invokes the function, by the function's own policy."""
        del name, consumer
        yield from ()

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """One message."""
        topic = f"arn:aws:sns:{consumer.blueprint.region}:{SAMPLE_ACCOUNT}:{self.topic}"
        message: dict[str, Any] = {
            "Type": "Notification",
            "MessageId": "00000000-0000-0000-0000-000000000001",
            "TopicArn": topic,
            "Subject": None,
            "Message": json.dumps({"number": 1}),
            "Timestamp": "2026-11-04T00:00:00.000Z",
            "SignatureVersion": "1",
            "Signature": "signature",
            "SigningCertUrl": "https://sns.example/certificate.pem",
            "UnsubscribeUrl": "https://sns.example/unsubscribe",
            "MessageAttributes": {},
        }
        record = {"EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": f"{topic}:1"}
        return {"Records": [{**record, "Sns": message}]}
