"""SQS queues, standard and FIFO, and their dead-letter queues."""

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
    KeysReferTo,
    Limits,
    Named,
    Node,
    Part,
    RefersTo,
    SameInAllStages,
)
from designer.blueprint.resources.base import Encrypted, Thing
from designer.blueprint.resources.subscription import (
    TopicSubscription,
    delivered,
    queue_subscriptions,
    undelivered,
)
from designer.graph import (
    Attribute,
    Condition,
    Join,
    Piece,
    Principal,
    Ref,
    Resource,
    Statement,
    Text,
    Variable,
)

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class DeadLetter(Part):
    """Where a queue moves messages that could not be processed."""

    queue: Annotated[str, RefersTo(("queues",))] = Field(
        title="Dead-letter queue", description="Name of a queue of the same type (standard or FIFO)."
    )
    max_receive_count: Annotated[Int, Limits("sqs.max_receive_count")] = Field(
        5, title="Max receives", description="Times a message is received before it is moved."
    )


class Queue(Encrypted):
    """An SQS queue, encrypted with SQS's own keys and closed to plain HTTP."""

    KIND: ClassVar[str] = "queue"
    LABEL: ClassVar[str] = "SQS queue"
    TOLD: ClassVar[str] = "url"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.URL,
        "URL of the {} queue, by which messages are sent to it and received from it.",
    )
    NAME_LENGTH: ClassVar[str | None] = "sqs.name_length"
    ARN: ClassVar[str] = "arn.queue"
    DELIVERY: ClassVar[str | None] = "send_to_queue"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"arn": Attribute.ARN, "name": Attribute.NAME, "url": Attribute.URL}
    )

    visibility_timeout: Annotated[Int, Limits("sqs.visibility_timeout")] = Field(
        30,
        title="Visibility timeout",
        description="Seconds that a received message stays hidden from other consumers.",
    )
    message_retention: Annotated[Int, Limits("sqs.message_retention")] = Field(
        345600,
        title="Retention",
        description="Seconds that an unread message is kept (14 days are 1,209,600).",
    )
    subscriptions: Annotated[Named[TopicSubscription], KeysReferTo(("topics",))] = Field(
        default_factory=FrozenDict,
        title="Subscriptions",
        description="Topics whose messages it gets, by name, such as orders: {raw: true}.",
    )
    dead_letter: DeadLetter | None = Field(
        None, title="Dead letter", description="Where messages go that could not be processed."
    )
    fifo: Annotated[Bool, SameInAllStages()] = Field(
        False, title="FIFO", description="First in, first out, exactly once, within a message group."
    )
    content_based_deduplication: Annotated[Bool, Advanced()] = Field(
        False,
        title="Deduplicate by content",
        description="FIFO only: equal bodies within five minutes are one message.",
    )
    high_throughput: Annotated[Bool, Advanced()] = Field(
        False, title="High throughput", description="FIFO only: limits and deduplication per message group."
    )
    delay: Annotated[Int, Limits("sqs.delay"), Advanced()] = Field(
        0, title="Delay", description="Seconds before a new message can be received."
    )
    receive_wait_time: Annotated[Int, Limits("sqs.receive_wait_time"), Advanced()] = Field(
        0,
        title="Receive wait",
        description="Seconds that a receive call of yours waits for messages; Lambda's poller always waits.",
    )
    maximum_message_size: Annotated[Int, Limits("sqs.maximum_message_size"), Advanced()] = Field(
        262144,
        title="Message size",
        description="Largest message in bytes; above 262,144 Terraform needs AWS provider 6.8 or newer.",
    )

    @property
    def is_fifo(self) -> bool:
        """Whether it is a FIFO queue, also where only its ARN says so."""
        return self.existing.endswith(".fifo") if self.existing else self.fifo

    @property
    def name_ending(self) -> str:
        """``.fifo``, where it is one."""
        return ".fifo" if self.fifo else ""

    def given_attribute(self, arn: Variable, attribute: Attribute) -> Text:
        """Name or URL, cut out of the ARN."""
        if attribute is not Attribute.URL:
            return super().given_attribute(arn, attribute)
        region, account, name = (Piece(arn, ":", index) for index in (3, 4, 5))
        return Join(("https://sqs.", region, ".amazonaws.com/", account, "/", name))

    def existing_attribute(self, arn: str, attribute: Attribute) -> Text:
        """Name or URL, from the ARN."""
        parts = arn.split(":")
        if attribute is not Attribute.URL or len(parts) < 6:
            return super().existing_attribute(arn, attribute)
        domain = "amazonaws.com.cn" if parts[1] == "aws-cn" else "amazonaws.com"
        return f"https://sqs.{parts[3]}.{domain}/{parts[4]}/{parts[5]}"

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The queue."""
        name = node.name
        yield graph.messaging.Queue(
            id=f"queue.{name}",
            label=name,
            because=self.description or _purpose(name, blueprint),
            name=blueprint.physical_name(f"{name}{self.name_ending}"),
            fifo=self.fifo,
            visibility_timeout=self.visibility_timeout,
            message_retention=self.message_retention,
            delay=self.delay,
            receive_wait_time=self.receive_wait_time,
            maximum_message_size=self.maximum_message_size,
            content_based_deduplication=self.content_based_deduplication if self.fifo else None,
            deduplication_scope="messageGroup" if self.fifo and self.high_throughput else None,
            throughput_limit="perMessageGroupId" if self.fifo and self.high_throughput else None,
            redrive=self._redrive(blueprint),
            tags=(),
            kms_key=self.key_arn(blueprint),
        )
        yield from queue_subscriptions(node, self.subscriptions, blueprint)

    def statements(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Statement]:
        """Nobody may use it without TLS; the topics that it is subscribed to deliver to it."""
        yield tls_only(Ref(f"queue.{node.name}", Attribute.ARN))
        for topic in self.subscriptions:
            yield delivered(topic, node.name, blueprint)

    def elsewhere(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[tuple[str, Statement]]:
        """SNS may send what it could not deliver to the dead-letter queues of the subscriptions."""
        del node
        for topic, settings in self.subscriptions.items() if self.existing is None else ():
            if settings.dead_letter:
                yield settings.dead_letter, undelivered(topic, settings.dead_letter, blueprint)

    def policy(self, name: str, statements: tuple[Statement, ...]) -> Resource:
        """The queue's resource policy."""
        return graph.messaging.QueuePolicy(
            id=f"queue_policy.{name}",
            label=name,
            implied_by=f"queue.{name}",
            queue=Ref(f"queue.{name}", Attribute.URL),
            statements=statements,
        )

    def _redrive(self, blueprint: Blueprint) -> graph.messaging.Redrive | None:
        if self.dead_letter is None:
            return None
        target = blueprint.attribute(self.dead_letter.queue, Attribute.ARN)
        return graph.messaging.Redrive(target, self.dead_letter.max_receive_count)


def tls_only(arn: Ref) -> Statement:
    """Nobody may use the queue without TLS."""
    return Statement(
        effect="Deny",
        principal=Principal("AWS", "*"),
        actions=("sqs:*",),
        resources=(arn,),
        conditions=(Condition("Bool", "aws:SecureTransport", ("false",)),),
        because="Nobody may use the queue without TLS.",
    )


def _sources(blueprint: Blueprint) -> Mapping[str, list[str]]:
    """The queues that give up their messages to a queue, by its name."""
    found: dict[str, list[str]] = {}
    for queue in blueprint.each_queue():
        target = dead_letter_name(queue.value)
        if target is not None:
            found.setdefault(target, []).append(queue.name)
    return found


def _purpose(name: str, blueprint: Blueprint) -> str:
    sources = blueprint.once(_sources).get(name)
    return f"Messages that {' and '.join(sources)} could not get processed." if sources else ""


def dead_letter_name(queue: Queue) -> str | None:
    """The name of a queue's dead-letter queue."""
    return queue.dead_letter.queue if queue.dead_letter else None
