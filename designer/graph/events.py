"""Event buses, what they keep, and the rules that pick events of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.documents import Document
from designer.graph.iam import Statement
from designer.graph.resource import Resource
from designer.graph.values import Attribute, Context, Entry, Join, Text, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class EventBus(Resource):
    """A bus of one's own; the account's default bus is no resource."""

    KIND: ClassVar[str] = "event_bus"

    name: Text
    description: Text | None = None
    kms_key: Text | None = None
    dead_letter: Text | None = None
    """ARN of the queue that gets events for which that key could not be used."""
    statements: tuple[Statement, ...] = ()
    """Its resource policy."""
    tags: tuple[Entry, ...] = ()

    def by_name(self, attribute: Attribute) -> Text | None:
        """Its ARN and its name follow from the name."""
        if attribute is Attribute.NAME:
            return self.name
        name = self.name.parts if isinstance(self.name, Join) else (self.name,)
        place = ("arn:", Context.PARTITION, ":events:", Context.REGION, ":", Context.ACCOUNT)
        return Join((*place, ":event-bus/", *name)) if attribute is Attribute.ARN else None


@dataclass(frozen=True, kw_only=True, slots=True)
class EventArchive(Resource):
    """Events of a bus that are kept to be sent again; ``pattern`` is a JSON object, ``None`` keeps all."""

    KIND: ClassVar[str] = "event_archive"

    name: Text
    bus: Text
    """The bus's ARN."""
    description: Text | None = None
    pattern: str | None = None
    retention_days: Whole | None = None
    """``None`` keeps events for ever."""


@dataclass(frozen=True, slots=True)
class InputTransformer:
    """A text that is made of an event: ``template`` says ``<name>`` where the value at a path belongs."""

    paths: tuple[Entry, ...]
    template: str


@dataclass(frozen=True, slots=True)
class EventRetry:
    """How often, and for how many seconds, a delivery is tried again: both or neither is set.

    Terraform's AWS provider sends 0 for the one that is left out, and AWS refuses an age of 0 s.
    Source: https://github.com/hashicorp/terraform-provider-aws/issues/38265
    """

    attempts: Whole | None = None
    event_age: Whole | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EventRule(Resource):
    """A rule with the one target that it hands events to, a function or its alias.

    ``pattern`` is an object. Of ``input`` (JSON), ``input_path`` and ``transformer`` at most one is set.
    """

    KIND: ClassVar[str] = "event_rule"

    name: Text
    bus: Text | None = None
    """The bus's name; ``None`` is the account's default bus."""
    pattern: Document
    state: Text | None = None
    """``ENABLED`` or ``DISABLED``."""
    target_id: str
    target: Text
    """ARN of what is invoked."""
    input: str | None = None
    input_path: Text | None = None
    transformer: InputTransformer | None = None
    retry: EventRetry = EventRetry()
    dead_letter: Text | None = None
    """ARN of the queue that gets what could not be delivered."""
    tags: tuple[Entry, ...] = ()
