"""Tasks that tell others: a topic, a queue, an event bus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer.blueprint.base import Advanced, RefersTo
from designer.blueprint.states.base import Asl, Need, Value, Writing, put
from designer.blueprint.states.tasks import Callback, member
from designer.graph import Attribute, Context, Join


class Publish(Callback):
    """Publishes a message to a topic."""

    LABEL: ClassVar[str] = "Publish to topic"

    type: Literal["publish"] = Field("publish", title="Type", description="Publish to a topic.")
    topic: Annotated[str, RefersTo(("topics",))] = Field(title="Topic", description="Name of the topic.")
    message: Value = Field(None, title="Message", description="Message; all of the state's input when unset.")
    subject: str | None = Field(None, title="Subject", description="Subject line of e-mails.")
    message_group: Annotated[str | None, Advanced()] = Field(
        None, title="Message group", description="FIFO only: what is kept in order."
    )

    def integration(self) -> str:
        """SNS's publish."""
        return "sns:publish"

    def given(self, writing: Writing) -> Asl:
        """The topic and the message."""
        return {
            "TopicArn": writing.blueprint.attribute(self.topic, Attribute.ARN),
            **member("Message", self.handed(self.message, writing), writing),
            **put(Subject=writing.filled(self.subject), MessageGroupId=writing.filled(self.message_group)),
        }

    def needs(self, writing: Writing) -> Iterator[Need]:
        """To publish to the topic."""
        arn = writing.blueprint.attribute(self.topic, Attribute.ARN)
        yield Need("publish_to_topic", self.topic, arn)


class Send(Callback):
    """Sends a message to a queue."""

    LABEL: ClassVar[str] = "Send to queue"

    type: Literal["send"] = Field("send", title="Type", description="Send to a queue.")
    queue: Annotated[str, RefersTo(("queues",))] = Field(title="Queue", description="Name of the queue.")
    message: Value = Field(None, title="Message", description="Message; all of the state's input when unset.")
    message_group: Annotated[str | None, Advanced()] = Field(
        None, title="Message group", description="FIFO only: what is kept in order."
    )

    def integration(self) -> str:
        """SQS's send."""
        return "sqs:sendMessage"

    def given(self, writing: Writing) -> Asl:
        """The queue and the message."""
        return {
            "QueueUrl": writing.blueprint.attribute(self.queue, Attribute.URL),
            **member("MessageBody", self.handed(self.message, writing), writing),
            **put(MessageGroupId=writing.filled(self.message_group)),
        }

    def needs(self, writing: Writing) -> Iterator[Need]:
        """To send to the queue."""
        yield Need("send_to_queue", self.queue, writing.blueprint.attribute(self.queue, Attribute.ARN))


_PLACE = ("arn:", Context.PARTITION, ":events:", Context.REGION, ":", Context.ACCOUNT)
_DEFAULT_BUS = Join((*_PLACE, ":event-bus/default"))


class PutEvents(Callback):
    """Puts an event on an event bus."""

    LABEL: ClassVar[str] = "Put event"

    type: Literal["put_events"] = Field("put_events", title="Type", description="Event on an event bus.")
    bus: Annotated[str | None, RefersTo(("event_buses",))] = Field(
        None, title="Bus", description="Name of the event bus; the account's default bus when unset."
    )
    source: str = Field(title="Source", description="Who says it, such as shop.orders.")
    detail_type: str = Field(title="Detail type", description="What happened, such as OrderPlaced.")
    detail: Value = Field(
        None, title="Detail", description="What is told of it; all of the state's input when unset."
    )

    def integration(self) -> str:
        """EventBridge's put."""
        return "events:putEvents"

    def given(self, writing: Writing) -> Asl:
        """The one entry."""
        detail: Any = self.handed(self.detail, writing)
        entry = {
            "EventBusName": writing.blueprint.attribute(self.bus, Attribute.NAME) if self.bus else "default",
            "Source": writing.filled(self.source),
            "DetailType": writing.filled(self.detail_type),
            **member("Detail", detail, writing),
        }
        return {"Entries": [entry]}

    def needs(self, writing: Writing) -> Iterator[Need]:
        """To put events on the bus."""
        if self.bus is None:
            yield Need("put_events", "the default event bus", _DEFAULT_BUS)
        else:
            yield Need("put_events", self.bus, writing.blueprint.attribute(self.bus, Attribute.ARN))
