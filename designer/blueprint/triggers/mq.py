"""A queue of an Amazon MQ broker that a function reads in batches.

Lambda polls the broker and invokes the function synchronously. A batch that fails goes back to the queue
and is delivered again, as the broker is set up; Lambda has no destination for it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Int, Limits, RefersTo, SameInAllStages
from designer.blueprint.triggers.base import Consumer, Invocation
from designer.blueprint.triggers.polling import Polled, poll_network, read_credentials
from designer.graph import Attribute, Resource, Statement


class MqTrigger(Polled):
    """A queue of ActiveMQ or RabbitMQ."""

    LABEL: ClassVar[str] = "Amazon MQ queue"
    INVOCATION: ClassVar[Invocation] = Invocation.QUEUE
    HANDLER: ClassVar[str] = "event"

    type: Annotated[Literal["mq"], SameInAllStages()] = Field(
        "mq", title="Type", description="Queue of an Amazon MQ broker."
    )
    broker: str = Field(title="Broker", description="ARN of the broker.")
    engine: Annotated[Literal["activemq", "rabbitmq"], SameInAllStages()] = Field(
        "activemq", title="Engine", description="What the broker runs."
    )
    queue: Annotated[str, SameInAllStages()] = Field(title="Queue", description="Name of the broker's queue.")
    virtual_host: Annotated[str | None, SameInAllStages()] = Field(
        None, title="Virtual host", description="RabbitMQ only: virtual host that the queue is in."
    )
    secret: Annotated[str, RefersTo(("secrets",))] = Field(
        title="Secret", description="Secret with the broker's user name and password."
    )
    batch_size: Annotated[Int, Limits("polling.batch_size")] = Field(
        100, title="Batch size", description="Messages per invocation at most."
    )
    batching_window: Annotated[Int | None, Limits("polling.slow_window")] = Field(
        None,
        title="Batching window",
        description="Seconds to wait for a batch to fill; half a second unless said.",
    )

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The event source mapping."""
        yield self.mapping(
            name,
            consumer,
            source=self.broker,
            queues=(self.queue,),
            access=tuple(self._access(consumer)),
            batch_size=self.batch_size,
            batching_window=self.batching_window,
        )

    def _access(self, consumer: Consumer) -> Iterator[graph.event_sources.SourceAccess]:
        yield graph.event_sources.SourceAccess(
            "BASIC_AUTH", consumer.blueprint.attribute(self.secret, Attribute.ARN)
        )
        if self.virtual_host is not None and self.engine == "rabbitmq":
            yield graph.event_sources.SourceAccess("VIRTUAL_HOST", self.virtual_host)

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """What Lambda's poller does with the function's role."""
        yield Statement(
            sid=f"Describe broker of {name}",
            actions=catalog.grant("describe_broker").actions,
            resources=(self.broker,),
            because=f"Trigger {name} reads the queue {self.queue}.",
        )
        yield read_credentials(self.secret, consumer)
        yield poll_network(name)

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """One message."""
        del consumer
        data = base64.b64encode(json.dumps({"number": 1}).encode()).decode()
        if self.engine == "rabbitmq":
            properties = {"contentType": "application/json", "headers": {}, "deliveryMode": 1}
            message = {"basicProperties": properties, "redelivered": False, "data": data}
            queue = f"{self.queue}::{self.virtual_host or '/'}"
            return {
                "eventSource": "aws:rmq",
                "eventSourceArn": self.broker,
                "rmqMessagesByQueue": {queue: [message]},
            }
        message = {
            "messageID": "ID:b-1.mq.eu-west-1.amazonaws.com-1:1:1:1",
            "messageType": "jms/text-message",
            "deliveryMode": 1,
            "timestamp": 1793750400000,
            "redelivered": False,
            "destination": {"physicalName": self.queue},
            "data": data,
        }
        return {"eventSource": "aws:mq", "eventSourceArn": self.broker, "messages": [message]}
