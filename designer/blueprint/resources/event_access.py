"""Who may put events on a bus, and what EventBridge must be let do for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from designer import catalog
from designer.blueprint.base import FrozenDict, Matches, Named, Part, SameInAllStages, Texts
from designer.blueprint.statements import unique_sids
from designer.graph import Attribute, Condition, Context, Join, Principal, Ref, Statement

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

_SERVICE = Principal("Service", "events.amazonaws.com")


class Senders(Part):
    """Who outside the account may put events on a bus, and which."""

    accounts: Annotated[Named[str], SameInAllStages()] = Field(
        default_factory=FrozenDict,
        title="Accounts",
        description="Account ids (12 digits) by names of your own, such as billing.",
    )
    organization: Annotated[str | None, Matches("callers.organization"), SameInAllStages()] = Field(
        None,
        title="Organisation",
        description="Id of an organisation, such as o-a1b2c3d4e5: all its accounts.",
    )
    sources: Annotated[Texts, SameInAllStages()] = Field(
        (),
        title="Sources",
        description="Sources that they may name in their events, such as billing.invoices; any when empty.",
    )

    def statements(self, bus: str) -> tuple[Statement, ...]:
        """What the bus's resource policy says."""
        return unique_sids([*self._accounts(bus), *self._organization(bus)])

    def _accounts(self, bus: str) -> Iterator[Statement]:
        for name, account in self.accounts.items():
            arn = Join(("arn:", Context.PARTITION, ":iam::", account, ":root"))
            yield self._allowed(bus, f"put events of {name}", arn, (), f"The account {name} puts events.")

    def _organization(self, bus: str) -> Iterator[Statement]:
        if self.organization is not None:
            members = (Condition("StringEquals", "aws:PrincipalOrgID", (self.organization,)),)
            because = "Every account of the organisation puts events."
            yield self._allowed(bus, "put events of organization", "*", members, because)

    def _allowed(
        self, bus: str, sid: str, who: Join | str, conditions: tuple[Condition, ...], because: str
    ) -> Statement:
        claimed = (Condition("StringEquals", "events:source", self.sources),) if self.sources else ()
        return Statement(
            sid=sid,
            principal=Principal("AWS", who),
            actions=catalog.grant("put_events").actions,
            # In CloudFormation the policy is a part of the bus.
            resources=(Ref(f"event_bus.{bus}", Attribute.ARN, by_name=True),),
            conditions=(*conditions, *claimed),
            because=because,
        )


def encrypting(bus: Join) -> Iterator[Statement]:
    """What the key of a bus of that name has to let: by name, for the bus itself waits for the key."""
    arn = Join(
        (
            "arn:",
            Context.PARTITION,
            ":events:",
            Context.REGION,
            ":",
            Context.ACCOUNT,
            ":event-bus/",
            *bus.parts,
        )
    )
    yield Statement(
        principal=_SERVICE,
        actions=catalog.grant("check_key").actions,
        resources=("*",),
        because="EventBridge looks the key up before there is a bus.",
    )
    yield Statement(
        principal=_SERVICE,
        actions=catalog.grant("deliver_encrypted").actions,
        resources=("*",),
        conditions=(
            Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),
            Condition("StringEquals", "aws:SourceArn", (arn,)),
            Condition("StringEquals", "kms:EncryptionContext:aws:events:event-bus:arn", (arn,)),
        ),
        because="EventBridge encrypts the events of this bus, and no other's.",
    )


def undecrypted(bus: str, queue: str, blueprint: Blueprint) -> Statement:
    """What the dead-letter queue of a bus has to let."""
    return Statement(
        principal=_SERVICE,
        actions=catalog.grant("send_to_queue").actions,
        resources=(blueprint.attribute(queue, Attribute.ARN),),
        conditions=(
            Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),
            Condition("ArnEquals", "aws:SourceArn", (Ref(f"event_bus.{bus}", Attribute.ARN),)),
        ),
        because=f"Events of {bus} that its key could not be used for.",
    )
