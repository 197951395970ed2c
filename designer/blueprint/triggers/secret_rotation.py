"""A secret that the function renews, step by step, whenever Secrets Manager asks it to.

Secrets Manager waits for each of the four steps: create, set, test and finish. What fails is tried again
within the same day; until then the old value stays the valid one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Int, Limits, RefersTo, SameInAllStages
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer, Invocation, Trigger
from designer.graph import Attribute, Context, Resource, Statement


class SecretRotationTrigger(Trigger):
    """A secret that the function renews."""

    LABEL: ClassVar[str] = "Secret rotation"
    INVOCATION: ClassVar[Invocation] = Invocation.SYNCHRONOUS
    HANDLER: ClassVar[str] = "event"
    EVENT_CLASS: ClassVar[str | None] = "SecretsManagerEvent"
    SOURCE: ClassVar[str | None] = "secret"
    ANSWERS: ClassVar[bool] = False

    type: Annotated[Literal["secret_rotation"], SameInAllStages()] = Field(
        "secret_rotation", title="Type", description="Rotation of a secret."
    )
    secret: Annotated[str, RefersTo(("secrets",))] = Field(
        title="Secret", description="Name of the secret; put a value there by hand first."
    )
    days: Annotated[Int, Limits("rotation.days")] = Field(
        30, title="Every", description="Days between two rotations."
    )

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The schedule, and the permission that has to be there first."""
        secret, label = consumer.blueprint.attribute(self.secret, Attribute.ARN), f"{consumer.name}-{name}"
        yield graph.compute.Permission(
            id=f"permission.{consumer.name}.{name}",
            label=label,
            implied_by=f"function.{consumer.name}",
            function=consumer.ref,
            principal="secretsmanager.amazonaws.com",
            source_arn=secret,
            source_account=Context.ACCOUNT,
        )
        yield graph.rotation.SecretRotation(
            id=f"secret_rotation.{consumer.name}.{name}",
            label=label,
            implied_by=f"function.{consumer.name}",
            secret=secret,
            function=consumer.ref,
            days=self.days,
            after=(f"permission.{consumer.name}.{name}",),
        )

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """What the four steps do with the secret."""
        password = catalog.grant("make_password")
        yield Statement(
            sid=f"rotate {self.secret}",
            actions=catalog.grant("rotate_secret").actions,
            resources=(consumer.blueprint.attribute(self.secret, Attribute.ARN),),
            because=f"Trigger {name} renews the secret {self.secret}.",
        )
        yield Statement(
            sid=f"make up {self.secret}",
            actions=password.actions,
            resources=("*",),
            because=f"The new value of {self.secret} is made up. {password.reason}",
        )

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """The first of the four steps."""
        region = consumer.blueprint.region
        name = f"{consumer.blueprint.name}-dev-{self.secret}-a1b2c3"
        return {
            "SecretId": f"arn:aws:secretsmanager:{region}:{SAMPLE_ACCOUNT}:secret:{name}",
            "ClientRequestToken": "00000000-0000-0000-0000-000000000001",
            "Step": "createSecret",
        }
