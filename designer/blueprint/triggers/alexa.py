"""An Alexa skill whose requests the function answers, while the user waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import graph
from designer.blueprint.base import SameInAllStages
from designer.blueprint.triggers.base import Consumer, Invocation, Trigger
from designer.graph import Resource, Statement

_PRINCIPALS: Mapping[str, str] = {
    "custom": "alexa-appkit.amazon.com",
    "smart_home": "alexa-connectedhome.amazon.com",
}


class AlexaTrigger(Trigger):
    """An Alexa skill."""

    LABEL: ClassVar[str] = "Alexa skill"
    INVOCATION: ClassVar[Invocation] = Invocation.SYNCHRONOUS
    HANDLER: ClassVar[str] = "direct"

    type: Annotated[Literal["alexa"], SameInAllStages()] = Field(
        "alexa", title="Type", description="An Alexa skill."
    )
    skill: str = Field(title="Skill", description="Id of the skill, from its developer console.")
    kind: Annotated[Literal["custom", "smart_home"], SameInAllStages()] = Field(
        "custom", title="Kind", description="custom skills talk; smart_home skills control devices."
    )

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The permission, for this skill only."""
        yield graph.compute.Permission(
            id=f"permission.{consumer.name}.{name}",
            label=f"{consumer.name}-{name}",
            implied_by=f"function.{consumer.name}",
            function=consumer.ref,
            principal=_PRINCIPALS[self.kind],
            event_source_token=self.skill,
        )

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: Alexa invokes the function, by the function's own policy."""
        del name, consumer
        yield from ()

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """A user who opens the skill, or asks which devices there are."""
        del consumer
        if self.kind == "smart_home":
            header = {"namespace": "Alexa.Discovery", "name": "Discover", "payloadVersion": "3"}
            payload = {"scope": {"type": "BearerToken", "token": "token"}}
            return {"directive": {"header": {**header, "messageId": "id"}, "payload": payload}}
        who = {"application": {"applicationId": self.skill}, "user": {"userId": "user"}}
        request = {"requestId": "id", "timestamp": "2026-11-04T00:00:00Z", "locale": "en-GB"}
        return {
            "version": "1.0",
            "session": {"new": True, "sessionId": "session", **who},
            "context": {"System": {**who, "device": {"deviceId": "device", "supportedInterfaces": {}}}},
            "request": {"type": "LaunchRequest", **request},
        }
