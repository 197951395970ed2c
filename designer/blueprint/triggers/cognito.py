"""Events of a user pool on which a function has a say: sign-up, sign-in, tokens, messages.

The user waits: Cognito gives the function five seconds, tries twice more and then gives the user an error.
The function answers with the event that it got, its ``response`` filled in.

A pool has one function for each event: the pool says those of all its triggers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import graph
from designer.blueprint.base import Advanced, RefersTo, SameInAllStages, Texts
from designer.blueprint.triggers.base import Consumer, Invocation, Trigger
from designer.graph import Attribute, Resource, Statement

EVENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "pre_sign_up": ("PreSignUp", "PreSignUp_SignUp"),
        "post_confirmation": ("PostConfirmation", "PostConfirmation_ConfirmSignUp"),
        "pre_authentication": ("PreAuthentication", "PreAuthentication_Authentication"),
        "post_authentication": ("PostAuthentication", "PostAuthentication_Authentication"),
        "pre_token_generation": ("PreTokenGeneration", "TokenGeneration_Authentication"),
        "custom_message": ("CustomMessage", "CustomMessage_SignUp"),
        "user_migration": ("UserMigration", "UserMigration_Authentication"),
        "define_auth_challenge": ("DefineAuthChallenge", "DefineAuthChallenge_Authentication"),
        "create_auth_challenge": ("CreateAuthChallenge", "CreateAuthChallenge_Authentication"),
        "verify_auth_challenge": (
            "VerifyAuthChallengeResponse",
            "VerifyAuthChallengeResponse_Authentication",
        ),
    }
)
"""Event to what the pool's settings call it, and to what the event calls itself."""

TOKENS = "pre_token_generation"
"""The event that has versions."""


_FIRST = "V1_0"


class CognitoTrigger(Trigger):
    """Events of a user pool."""

    LABEL: ClassVar[str] = "Cognito user pool"
    INVOCATION: ClassVar[Invocation] = Invocation.SYNCHRONOUS
    HANDLER: ClassVar[str] = "event"
    SOURCE: ClassVar[str | None] = "user_pool"
    PATIENCE: ClassVar[str | None] = "cognito.trigger_attempts"

    type: Annotated[Literal["cognito"], SameInAllStages()] = Field(
        "cognito", title="Type", description="Events of a user pool."
    )
    user_pool: Annotated[str, RefersTo(("user_pools",))] = Field(
        title="User pool", description="Name of the user pool."
    )
    events: Annotated[Texts, SameInAllStages()] = Field(
        title="Events", description="Events such as pre_sign_up, post_confirmation or pre_token_generation."
    )
    token_version: Annotated[Literal["V1_0", "V2_0", "V3_0"], SameInAllStages(), Advanced()] = Field(
        "V1_0",
        title="Token version",
        description="Of pre_token_generation: V1_0 changes ID tokens, V2_0 access tokens too, V3_0 also "
        "those of machines.",
    )

    @property
    def newer_tokens(self) -> bool:
        """Whether it wants token events of a version that not every tier has."""
        return self.token_version != _FIRST and TOKENS in self.events

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The permission; which events invoke the function is a setting of the pool."""
        yield graph.compute.Permission(
            id=f"permission.{consumer.name}.{name}",
            label=f"{consumer.name}-{name}",
            implied_by=f"function.{consumer.name}",
            function=consumer.ref,
            principal="cognito-idp.amazonaws.com",
            source_arn=consumer.blueprint.attribute(self.user_pool, Attribute.ARN),
        )

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: Cognito invokes the function, by the function's own policy."""
        del name, consumer
        yield from ()

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """The first of the events, for a user with an e-mail address."""
        event = next((each for each in self.events if each in EVENTS), "pre_sign_up")
        versions = {"V1_0": "1", "V2_0": "2", "V3_0": "3"}
        return {
            "version": versions[self.token_version] if event == TOKENS else "1",
            "triggerSource": EVENTS[event][1],
            "region": consumer.blueprint.region,
            "userPoolId": f"{consumer.blueprint.region}_AbCdEfGhI",
            "userName": "00000000-0000-0000-0000-000000000001",
            "callerContext": {"awsSdkVersion": "sample", "clientId": "client"},
            "request": {"userAttributes": {"email": "user@example.com"}},
            "response": {},
        }
