"""A rule of EventBridge that hands events of a bus to a function.

EventBridge hands each event over asynchronously and tries that for a day unless told otherwise; what it
cannot deliver goes to the target's dead-letter queue. An invocation that fails is tried twice more by
Lambda and then goes to the function's on-failure destination. One does not replace the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from designer import catalog, graph
from designer.blueprint.base import (
    Advanced,
    Bool,
    FrozenDict,
    Int,
    Limits,
    Named,
    Part,
    RefersTo,
    SameInAllStages,
    SeveralLines,
    freeze,
)
from designer.blueprint.resources.event_bus import EventPattern
from designer.blueprint.triggers.base import SAMPLE_ACCOUNT, Consumer, Delivery, Invocation, Trigger, retried
from designer.graph import Attribute, Condition, Entry, Principal, Ref, Resource, Statement


def _mapping(value: object) -> object:
    if value is not None and not isinstance(value, Mapping):
        raise ValueError("the event is a mapping, such as {kind: daily}")
    return value


Event = Annotated[Mapping[str, Any] | None, BeforeValidator(_mapping), AfterValidator(freeze)]
"""What the function is invoked with."""


class InputTransformer(Part):
    """What is made of an event before the function gets it."""

    paths: Annotated[Named[str], SameInAllStages()] = Field(
        default_factory=FrozenDict,
        title="Paths",
        description="Values of the event by a name of your own, such as order: $.detail.order.",
    )
    template: Annotated[str, SameInAllStages(), SeveralLines()] = Field(
        title="Template", description='JSON with <name> where a value belongs, such as {"order": <order>}.'
    )


class EventBridgeTrigger(Trigger):
    """Events of a bus that match a pattern."""

    LABEL: ClassVar[str] = "EventBridge rule"
    INVOCATION: ClassVar[Invocation] = Invocation.ASYNCHRONOUS
    HANDLER: ClassVar[str] = "event"
    EVENT_CLASS: ClassVar[str | None] = "EventBridgeEvent"
    SOURCE: ClassVar[str | None] = "bus"
    NAME_LENGTH: ClassVar[str | None] = "events.rule_name_length"

    type: Annotated[Literal["eventbridge"], SameInAllStages()] = Field(
        "eventbridge", title="Type", description="Rule of EventBridge."
    )
    bus: Annotated[str | None, RefersTo(("event_buses",))] = Field(
        None, title="Bus", description="Name of the event bus; the account's default bus when unset."
    )
    pattern: Annotated[EventPattern, SameInAllStages()] = Field(
        title="Pattern", description="Events that match it invoke the function, such as {source: [shop]}."
    )
    dead_letter: Annotated[str | None, RefersTo(("queues",))] = Field(
        None,
        title="Dead-letter queue",
        description="Queue (standard) for events that could not be delivered.",
    )
    maximum_retries: Annotated[Int | None, Limits("events.retries")] = Field(
        None,
        title="Delivery retries",
        description="Times that a delivery is tried again; AWS tries 185 times.",
    )
    maximum_event_age: Annotated[Int | None, Limits("events.event_age")] = Field(
        None, title="Event age", description="Seconds after which a delivery is given up; AWS waits a day."
    )
    input: Annotated[Event, SameInAllStages(), Advanced()] = Field(
        None, title="Constant event", description="What the function gets instead of the event."
    )
    input_path: Annotated[str | None, SameInAllStages(), Advanced()] = Field(
        None, title="Part of the event", description="Path of what the function gets, such as $.detail."
    )
    input_transformer: Annotated[InputTransformer | None, Advanced()] = Field(
        None, title="Input transformer", description="What is made of the event for the function."
    )
    enabled: Annotated[Bool, Advanced()] = Field(
        True, title="Enabled", description="Off keeps the rule and invokes nothing."
    )

    @property
    def event_class(self) -> str | None:
        """The data class of whole events; what is made of an event has none."""
        changed = (self.input, self.input_path, self.input_transformer)
        return self.EVENT_CLASS if all(each is None for each in changed) else None

    @property
    def delivery(self) -> Delivery:
        """For a day unless it says otherwise."""
        retries, age = self.maximum_retries, self.maximum_event_age
        return retried("events", retries, age)

    def exactly(self, field: str) -> tuple[str, ...]:
        """The values of a field that the pattern lists word for word; none if it says anything else."""
        values = self.pattern.get(field)
        if isinstance(values, tuple) and all(isinstance(each, str) for each in values):
            return values
        return ()

    def resources(self, name: str, consumer: Consumer) -> Iterator[Resource]:
        """The rule with the function as its target, and the permission that it needs."""
        blueprint, label = consumer.blueprint, f"{consumer.name}-{name}"
        transformer = self.input_transformer
        yield graph.events.EventRule(
            id=_rule(name, consumer).target,
            label=label,
            implied_by=f"function.{consumer.name}",
            name=blueprint.physical_name(label),
            bus=blueprint.attribute(self.bus, Attribute.NAME) if self.bus else None,
            pattern=graph.documents.document(self.pattern),
            state="ENABLED" if self.enabled else "DISABLED",
            target_id=label,
            target=consumer.ref,
            input=json.dumps(self.input, ensure_ascii=False) if self.input is not None else None,
            input_path=self.input_path,
            transformer=_transformer(transformer) if transformer else None,
            retry=self._retry(),
            dead_letter=blueprint.attribute(self.dead_letter, Attribute.ARN) if self.dead_letter else None,
        )
        yield graph.compute.Permission(
            id=f"permission.{consumer.name}.{name}",
            label=label,
            implied_by=_rule(name, consumer).target,
            function=consumer.ref,
            principal="events.amazonaws.com",
            source_arn=_rule(name, consumer),
        )

    def _retry(self) -> graph.events.EventRetry:
        """Both numbers where one of them is not AWS's own."""
        retries, age = catalog.limits("events.retries"), catalog.limits("events.event_age")
        said = (
            retries.default if self.maximum_retries is None else self.maximum_retries,
            age.default if self.maximum_event_age is None else self.maximum_event_age,
        )
        return (
            graph.events.EventRetry()
            if said == (retries.default, age.default)
            else graph.events.EventRetry(*said)
        )

    def elsewhere(self, name: str, consumer: Consumer) -> Iterator[tuple[str, Statement]]:
        """EventBridge may send what this rule could not deliver to the dead-letter queue."""
        if self.dead_letter:
            yield (
                self.dead_letter,
                Statement(
                    principal=Principal("Service", "events.amazonaws.com"),
                    actions=catalog.grant("send_to_queue").actions,
                    resources=(consumer.blueprint.attribute(self.dead_letter, Attribute.ARN),),
                    conditions=(Condition("ArnEquals", "aws:SourceArn", (_rule(name, consumer),)),),
                    because=f"EventBridge sends what the rule {name} of {consumer.name} could not deliver.",
                ),
            )

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """Nothing: EventBridge invokes the function, by the function's own policy."""
        del name, consumer
        yield from ()

    def sample_event(self, consumer: Consumer) -> Mapping[str, Any]:
        """The constant event, or one that looks as the pattern wants it where the pattern names values."""
        if self.input is not None:
            constant: Mapping[str, Any] = self.input
            return constant
        return {
            "version": "0",
            "id": "00000000-0000-0000-0000-000000000001",
            "detail-type": _first(self.pattern.get("detail-type"), "Order Placed"),
            "source": _first(self.pattern.get("source"), consumer.blueprint.name),
            "account": SAMPLE_ACCOUNT,
            "time": "2026-11-04T00:00:00Z",
            "region": consumer.blueprint.region,
            "resources": [],
            "detail": {"number": 1},
        }


def _rule(name: str, consumer: Consumer) -> Ref:
    return Ref(f"event_rule.{consumer.name}.{name}", Attribute.ARN)


def _transformer(said: InputTransformer) -> graph.events.InputTransformer:
    return graph.events.InputTransformer(
        tuple(Entry(key, path) for key, path in said.paths.items()), said.template
    )


def _first(values: object, otherwise: str) -> str:
    """The first value that a pattern names for a field, if it names one."""
    named = [each for each in values if isinstance(each, str)] if isinstance(values, tuple) else []
    return named[0] if named else otherwise
