"""KMS keys: rotated, named by an alias, and open to exactly the services that need them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Advanced, Bool, Int, Limits, Node, SameInAllStages
from designer.blueprint.encryption import admitted, logging_with
from designer.blueprint.resources.base import Thing
from designer.graph import Attribute, Condition, Context, Join, Principal, Ref, Resource, Statement, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class Key(Thing):
    """A KMS key of your own: it costs per month and per call, and its policy is yours."""

    KIND: ClassVar[str] = "key"
    LABEL: ClassVar[str] = "KMS key"
    TOLD: ClassVar[str] = "arn"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.ARN,
        "ARN of the {} key, for others who encrypt or decrypt with it.",
    )
    NAME_LENGTH: ClassVar[str | None] = "kms.alias_length"
    ARN: ClassVar[str] = "kms.arn"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"arn": Attribute.ARN, "id": Attribute.ID}
    )

    rotation: Bool = Field(
        True,
        title="Rotation",
        description="KMS makes new key material once a period; the key stays the same.",
    )
    rotation_period: Annotated[Int, Limits("kms.rotation_period"), Advanced()] = Field(
        365, title="Rotation period", description="Days between two rotations."
    )
    deletion_window: Annotated[Int, Limits("kms.deletion_window"), Advanced()] = Field(
        30, title="Deletion window", description="Days that a deleted key can still be had back."
    )
    multi_region: Annotated[Bool, SameInAllStages(), Advanced()] = Field(
        False, title="Multi-Region", description="Copies in other regions can decrypt what it encrypted."
    )

    @property
    def is_aws_managed(self) -> bool:
        """Whether AWS made it for one of its services; nobody can change its policy."""
        return self.existing is not None and catalog.pattern("kms.aws_managed").matches(self.existing)

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The alias; the key itself is made with its policy."""
        yield graph.keys.KeyAlias(
            id=f"key_alias.{node.name}",
            label=node.name,
            implied_by=f"key.{node.name}",
            name=Join(("alias/", *blueprint.physical_name(node.name).parts)),
            key=Ref(f"key.{node.name}", Attribute.ID),
        )

    def statements(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Statement]:
        """The account's own policies decide, and some services may use it."""
        yield Statement(
            principal=Principal("AWS", Join(("arn:", Context.PARTITION, ":iam::", Context.ACCOUNT, ":root"))),
            actions=("kms:*",),
            resources=("*",),
            because="Roles of this account use it as far as their own policies let them.",
        )
        for service, targets in admitted(blueprint).get(node.name, {}).items():
            yield Statement(
                principal=Principal("Service", service),
                actions=catalog.grant("deliver_encrypted").actions,
                resources=("*",),
                conditions=(Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),),
                because=f"What is delivered to {' and '.join(targets)} is encrypted with it.",
            )
        names = logging_with(node.name, blueprint)
        if names:
            yield _logs(tuple(_log_group(name, blueprint) for name in names))

    def policy(self, name: str, statements: tuple[Statement, ...]) -> Resource:
        """The key, of which its policy is a part."""
        return graph.keys.EncryptionKey(
            id=f"key.{name}",
            label=name,
            description=self.description or None,
            rotation=self.rotation,
            rotation_period=self.rotation_period if self.rotation else None,
            deletion_window=self.deletion_window,
            multi_region=self.multi_region,
            statements=statements,
        )


def _logs(groups: tuple[Text, ...]) -> Statement:
    return Statement(
        principal=Principal("Service", Join(("logs.", Context.REGION, ".amazonaws.com"))),
        actions=catalog.grant("encrypt_logs").actions,
        resources=("*",),
        conditions=(Condition("ArnEquals", "kms:EncryptionContext:aws:logs:arn", groups),),
        because="CloudWatch Logs encrypts these log groups with it.",
    )


def _log_group(function: str, blueprint: Blueprint) -> Text:
    """The ARN of a function's log group, by name: the group itself waits for the key."""
    place = ("arn:", Context.PARTITION, ":logs:", Context.REGION, ":", Context.ACCOUNT)
    return Join((*place, ":log-group:/aws/lambda/", *blueprint.physical_name(function).parts))
