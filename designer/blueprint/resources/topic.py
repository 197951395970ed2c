"""SNS topics, standard and FIFO.

A topic's own policy stands in the place of the one that AWS gives a topic without any, which lets the
account's owner do everything. Inside the account that changes nothing: the policy of a role is enough
to publish, as it is to subscribe. Services have no role; those that publish are let in by statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Advanced, Bool, Node, SameInAllStages
from designer.blueprint.resources.base import Encrypted, Thing
from designer.graph import Attribute, Condition, Principal, Ref, Resource, Statement

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class Topic(Encrypted):
    """An SNS topic: whatever is published to it is delivered to every subscriber."""

    KIND: ClassVar[str] = "topic"
    LABEL: ClassVar[str] = "SNS topic"
    TOLD: ClassVar[str] = "arn"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.ARN,
        "ARN of the {} topic, for publishers and subscribers elsewhere.",
    )
    NAME_LENGTH: ClassVar[str | None] = "sns.name_length"
    ARN: ClassVar[str] = "sns.arn"
    DELIVERY: ClassVar[str | None] = "publish_to_topic"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"arn": Attribute.ARN, "name": Attribute.NAME}
    )

    fifo: Annotated[Bool, SameInAllStages()] = Field(
        False, title="FIFO", description="In order within a message group; delivers to SQS queues only."
    )
    content_based_deduplication: Annotated[Bool, Advanced()] = Field(
        False,
        title="Deduplicate by content",
        description="FIFO only: equal bodies within five minutes are one message.",
    )
    high_throughput: Annotated[Bool, SameInAllStages(), Advanced()] = Field(
        False, title="High throughput", description="FIFO only: limits and deduplication per message group."
    )
    tracing: Annotated[Literal["PassThrough", "Active"], Advanced()] = Field(
        "PassThrough",
        title="Tracing",
        description="Active adds SNS's own segments to traces; PassThrough hands traces on.",
    )
    display_name: Annotated[str, Advanced()] = Field(
        "", title="Display name", description="Sender that e-mails and texts from the topic show."
    )

    @property
    def is_fifo(self) -> bool:
        """Whether it is a FIFO topic, also where only its ARN says so."""
        return self.existing.endswith(".fifo") if self.existing else self.fifo

    @property
    def name_ending(self) -> str:
        """``.fifo``, where it is one."""
        return ".fifo" if self.fifo else ""

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The topic."""
        yield graph.topics.Topic(
            id=f"topic.{node.name}",
            label=node.name,
            because=self.description,
            name=blueprint.physical_name(f"{node.name}{self.name_ending}"),
            display_name=self.display_name or None,
            fifo=self.fifo,
            content_based_deduplication=(self.content_based_deduplication or None) if self.fifo else None,
            throughput_scope="MessageGroup" if self.fifo and self.high_throughput else None,
            tracing=self.tracing,
            kms_key=self.key_arn(blueprint),
        )

    def statements(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Statement]:
        """Nobody may publish to it without TLS."""
        del blueprint
        yield Statement(
            effect="Deny",
            principal=Principal("AWS", "*"),
            actions=catalog.grant("publish_to_topic").actions,
            resources=(Ref(f"topic.{node.name}", Attribute.ARN),),
            conditions=(Condition("Bool", "aws:SecureTransport", ("false",)),),
            because="Nobody may publish to the topic without TLS.",
        )

    def policy(self, name: str, statements: tuple[Statement, ...]) -> Resource:
        """The topic's resource policy."""
        return graph.topics.TopicPolicy(
            id=f"topic_policy.{name}",
            label=name,
            implied_by=f"topic.{name}",
            topic=Ref(f"topic.{name}", Attribute.ARN),
            statements=statements,
        )
