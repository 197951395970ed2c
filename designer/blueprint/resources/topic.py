"""SNS topics, standard and FIFO."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer.blueprint.base import Advanced, Bool, Node, SameInAllStages
from designer.blueprint.resources.base import Thing
from designer.graph import Attribute, Ref, Resource, Statement
from designer.graph.topics import Topic as TopicResource
from designer.graph.topics import TopicPolicy

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class Topic(Thing):
    """An SNS topic: whatever is published to it is delivered to every subscriber."""

    KIND: ClassVar[str] = "topic"
    LABEL: ClassVar[str] = "SNS topic"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (Attribute.ARN, "Topic {}.")
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
        yield TopicResource(
            id=f"topic.{node.name}",
            label=node.name,
            because=self.description,
            name=blueprint.physical_name(f"{node.name}{self.name_ending}"),
            display_name=self.display_name or None,
            fifo=self.fifo,
            content_based_deduplication=(self.content_based_deduplication or None) if self.fifo else None,
        )

    def policy(self, name: str, statements: tuple[Statement, ...]) -> Resource:
        """The topic's resource policy."""
        return TopicPolicy(
            id=f"topic_policy.{name}",
            label=name,
            implied_by=f"topic.{name}",
            topic=Ref(f"topic.{name}", Attribute.ARN),
            statements=statements,
        )
