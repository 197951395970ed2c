"""Somebody who invokes the function itself: an account, a role, a service, an organisation.

This lets callers invoke that are not of this design, by the function's own policy. Functions of the design
invoke each other by scopes. A caller of another account needs a policy in that account, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import graph
from designer.blueprint.base import Advanced, Bool, SameInAllStages
from designer.blueprint.triggers.base import Consumer, Invocation, Trigger
from designer.graph import Resource, Statement


class DirectTrigger(Trigger):
    """A caller that invokes the function itself."""

    LABEL: ClassVar[str] = "Direct invocation"
    INVOCATION: ClassVar[Invocation] = Invocation.SYNCHRONOUS
    HANDLER: ClassVar[str] = "direct"

    type: Annotated[Literal["direct"], SameInAllStages()] = Field(
        "direct", title="Type", description="A caller that invokes the function itself."
    )
    principal: Annotated[str, SameInAllStages()] = Field(
        title="Principal",
        description="Who may invoke: an account's id, the ARN of a role or user, a service such as "
        "config.amazonaws.com, or * together with an organisation.",
    )
    source: Annotated[str | None, SameInAllStages()] = Field(
        None, title="Source ARN", description="Of a service: the resource on whose behalf it invokes."
    )
    source_account: Annotated[str | None, SameInAllStages(), Advanced()] = Field(
        None, title="Source account", description="Of a service: the account on whose behalf it invokes."
    )
    organization: Annotated[str | None, SameInAllStages(), Advanced()] = Field(
        None, title="Organisation", description="Id of the organisation that callers must be of: o-..."
    )
    waits: Annotated[Bool, SameInAllStages(), Advanced()] = Field(
        True, title="Waits", description="Whether the caller waits for the answer, or hands an event over."
    )

    @property
    def invocation(self) -> Invocation:
        """Synchronous where the caller waits."""
        return Invocation.SYNCHRONOUS if self.waits else Invocation.ASYNCHRONOUS

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The permission."""
        yield graph.compute.Permission(
            id=f"permission.{consumer.name}.{name}",
            label=f"{consumer.name}-{name}",
            implied_by=f"function.{consumer.name}",
            function=consumer.ref,
            principal=self.principal,
            principal_organization=self.organization,
            source_arn=self.source,
            source_account=self.source_account,
        )

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: the caller invokes the function, by the function's own policy."""
        del name, consumer
        yield from ()

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """Whatever the caller sends; the form is up to the two."""
        return {"message": f"an event for {consumer.name}"}
