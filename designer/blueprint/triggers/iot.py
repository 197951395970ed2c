"""Messages of devices that invoke a function: a rule of IoT Core.

A rule selects messages by SQL over MQTT topics and hands them over asynchronously. What it could not
hand over goes to its error action; an invocation that fails is tried twice more by Lambda and then goes
to the function's on-failure destination. One does not replace the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Advanced, Bool, Matches, OneOf, RefersTo, SameInAllStages
from designer.blueprint.encryption import key_access
from designer.blueprint.triggers.base import Consumer, Delivery, Invocation, Trigger
from designer.graph import Attribute, Condition, Context, Join, Ref, Resource, Role, Statement


class IotTrigger(Trigger):
    """Messages of devices that a rule selects."""

    LABEL: ClassVar[str] = "IoT rule"
    INVOCATION: ClassVar[Invocation] = Invocation.ASYNCHRONOUS
    HANDLER: ClassVar[str] = "event"
    NAME_LENGTH: ClassVar[str | None] = "iot.rule_name_length"
    OWN_ROLE: ClassVar[bool] = True

    type: Annotated[Literal["iot"], SameInAllStages()] = Field(
        "iot", title="Type", description="Rule of IoT Core."
    )
    sql: Annotated[str, Matches("iot.sql")] = Field(
        title="SQL", description="Messages that matter, such as SELECT * FROM 'sensors/+/state'."
    )
    sql_version: Annotated[str, OneOf("iot.sql_version"), Advanced()] = Field(
        "2016-03-23", title="SQL version", description="Version of the rules engine that reads the SQL."
    )
    dead_letter: Annotated[str | None, RefersTo(("queues",))] = Field(
        None,
        title="Error queue",
        description="Queue (standard) for messages that the rule could not hand over.",
    )
    enabled: Annotated[Bool, SameInAllStages(), Advanced()] = Field(
        True, title="Enabled", description="Off keeps the rule and invokes nothing."
    )

    @property
    def delivery(self) -> Delivery:
        """As IoT Core sees fit."""
        return Delivery()

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The rule, the permission that it needs, and the role of its error action."""
        blueprint, label = consumer.blueprint, f"{consumer.name}-{name}"
        rule = Ref(f"iot_rule.{consumer.name}.{name}", Attribute.ARN)
        role = Ref(f"role.{consumer.name}.{name}", Attribute.ARN) if self.dead_letter else None
        if role is not None:
            yield self._role(name, consumer)
        yield graph.subscriptions.IotRule(
            id=rule.target,
            label=label,
            implied_by=f"function.{consumer.name}",
            name=_physical(label, consumer),
            sql=self.sql,
            sql_version=self.sql_version,
            enabled=self.enabled,
            function=consumer.ref,
            error_queue=blueprint.attribute(self.dead_letter, Attribute.URL) if self.dead_letter else None,
            error_role=role,
        )
        yield graph.compute.Permission(
            id=f"permission.{consumer.name}.{name}",
            label=label,
            implied_by=rule.target,
            function=consumer.ref,
            principal="iot.amazonaws.com",
            source_arn=rule,
            source_account=Context.ACCOUNT,
        )

    def _role(self, name: str, consumer: Consumer) -> Role:
        label = f"{consumer.name}-{name}"
        return Role(
            id=f"role.{consumer.name}.{name}",
            label=label,
            implied_by=f"function.{consumer.name}",
            because=f"What the rule {name} of {consumer.name} may do when it cannot hand over a message.",
            name=consumer.blueprint.physical_name(label),
            service="iot.amazonaws.com",
            trust_conditions=(Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),),
            statements=tuple(self._allowed(consumer)),
        )

    def _allowed(self, consumer: Consumer) -> Iterator[Statement]:
        queue, send = self.dead_letter or "", catalog.grant("send_to_queue")
        yield Statement(
            sid="SendToErrorQueue",
            actions=send.actions,
            resources=(consumer.blueprint.attribute(queue, Attribute.ARN),),
            because="What could not be handed over.",
        )
        for each in key_access([(queue, send.key)], consumer.blueprint):
            yield replace(each, sid="UseKey")

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: IoT Core invokes the function, by the function's own policy."""
        del name, consumer
        yield from ()

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """A message as a device might send it."""
        del consumer
        return {"device": "sensor-1", "temperature": 21.5, "at": "2026-11-04T00:00:00Z"}


def _physical(label: str, consumer: Consumer) -> Join:
    """The rule's name: letters, digits and ``_``, which no other name of ours has to do with."""
    parts = consumer.blueprint.physical_name(label).parts
    spelt = (each.replace("-", "_") if type(each) is str else each for each in parts)
    return Join(tuple(spelt))
