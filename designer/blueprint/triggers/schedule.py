"""A schedule of EventBridge Scheduler that invokes a function: once, or again and again.

The scheduler hands the event over asynchronously and tries that for a day unless told otherwise;
what it cannot deliver goes to the schedule's dead-letter queue. An invocation that fails is tried
twice more by Lambda and then goes to the function's on-failure destination. One does not replace the
other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from designer import catalog, graph
from designer.blueprint.base import Advanced, Bool, Int, Limits, RefersTo, SameInAllStages, freeze
from designer.blueprint.encryption import key_access
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer, Delivery, Invocation, Trigger, retried
from designer.graph import Attribute, Condition, Context, Ref, Resource, Role, Statement


def _mapping(value: object) -> object:
    if value is not None and not isinstance(value, Mapping):
        raise ValueError("the event is a mapping, such as {kind: daily}")
    return value


Event = Annotated[Mapping[str, Any] | None, BeforeValidator(_mapping), AfterValidator(freeze)]
"""What the function is invoked with."""


class ScheduleTrigger(Trigger):
    """A time, or times, at which the function is invoked."""

    LABEL: ClassVar[str] = "Schedule"
    INVOCATION: ClassVar[Invocation] = Invocation.ASYNCHRONOUS
    HANDLER: ClassVar[str] = "schedule"
    NAME_LENGTH: ClassVar[str | None] = "scheduler.name_length"
    OWN_ROLE: ClassVar[bool] = True

    type: Annotated[Literal["schedule"], SameInAllStages()] = Field(
        "schedule", title="Type", description="Schedule of EventBridge Scheduler."
    )
    expression: str = Field(
        title="Expression",
        description="rate(5 minutes), cron(0 3 * * ? *) or, once, at(2027-01-01T03:00:00).",
    )
    timezone: str | None = Field(
        None, title="Time zone", description="Of cron and at, such as Europe/Berlin; UTC when unset."
    )
    flexible_window: Annotated[Int | None, Limits("scheduler.flexible_window")] = Field(
        None, title="Flexible window", description="Minutes within which it may start; unset is on time."
    )
    dead_letter: Annotated[str | None, RefersTo(("queues",))] = Field(
        None,
        title="Dead-letter queue",
        description="Queue (standard) for events that could not be delivered.",
    )
    maximum_retries: Annotated[Int | None, Limits("scheduler.retries")] = Field(
        None,
        title="Delivery retries",
        description="Times that a delivery is tried again; AWS tries 185 times.",
    )
    maximum_event_age: Annotated[Int | None, Limits("scheduler.event_age")] = Field(
        None, title="Event age", description="Seconds after which a delivery is given up; AWS waits a day."
    )
    input: Annotated[Event, SameInAllStages()] = Field(
        None, title="Event", description="What the function is invoked with; a JSON object."
    )
    start: Annotated[str | None, Advanced()] = Field(
        None, title="Start", description="Not before this time, such as 2027-01-01T00:00:00Z."
    )
    end: Annotated[str | None, Advanced()] = Field(
        None, title="End", description="Not after this time, such as 2028-01-01T00:00:00Z."
    )
    enabled: Annotated[Bool, Advanced()] = Field(
        True, title="Enabled", description="Off keeps the schedule and invokes nothing."
    )

    @property
    def delivery(self) -> Delivery:
        """For a day unless it says otherwise."""
        retries, age = self.maximum_retries, self.maximum_event_age
        return retried("scheduler", retries, age)

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The schedule, and the role that the scheduler assumes for it."""
        label, blueprint = f"{consumer.name}-{name}", consumer.blueprint
        yield Role(
            id=f"role.{consumer.name}.{name}",
            label=label,
            because=f"What the scheduler may do for the schedule {name} of {consumer.name}.",
            name=blueprint.physical_name(label),
            service="scheduler.amazonaws.com",
            trust_conditions=(Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),),
            statements=tuple(self._allowed(name, consumer)),
        )
        yield graph.compute.Schedule(
            id=f"schedule.{consumer.name}.{name}",
            label=label,
            implied_by=f"function.{consumer.name}",
            name=blueprint.physical_name(label),
            function=consumer.ref,
            role=Ref(f"role.{consumer.name}.{name}", Attribute.ARN),
            expression=self.expression,
            timezone=self.timezone,
            start=self.start,
            end=self.end,
            flexible_window=self.flexible_window,
            maximum_retries=self.maximum_retries,
            maximum_event_age=self.maximum_event_age,
            dead_letter=blueprint.attribute(self.dead_letter, Attribute.ARN) if self.dead_letter else None,
            input=json.dumps(self.input, ensure_ascii=False) if self.input is not None else None,
            enabled=self.enabled,
        )

    def _allowed(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        yield Statement(
            sid="Invoke",
            actions=catalog.grant("invoke").actions,
            resources=(consumer.ref,),
            because=f"Schedule {name} invokes {consumer.name}.",
        )
        if self.dead_letter:
            yield Statement(
                sid="SendToDeadLetterQueue",
                actions=catalog.grant("send_to_queue").actions,
                resources=(consumer.blueprint.attribute(self.dead_letter, Attribute.ARN),),
                because="What could not be delivered.",
            )
            asked = catalog.grant("send_to_queue").key
            for each in key_access([(self.dead_letter, asked)], consumer.blueprint):
                yield replace(each, sid="UseKey")

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """The event of the design, or what the scheduler sends without one."""
        if self.input is not None:
            found: Mapping[str, Any] = self.input
            return found
        region, name = consumer.blueprint.region, consumer.blueprint.name
        return {
            "version": "0",
            "id": "00000000-0000-0000-0000-000000000000",
            "detail-type": "Scheduled Event",
            "source": "aws.scheduler",
            "account": SAMPLE_ACCOUNT,
            "time": "2026-11-04T00:00:00Z",
            "region": region,
            "resources": [f"arn:aws:scheduler:{region}:{SAMPLE_ACCOUNT}:schedule/default/{name}"],
            "detail": "{}",
        }

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: the scheduler invokes the function by a role of its own."""
        del name, consumer
        yield from ()
