"""EventBridge's event buses: one's own, the account's default bus, and archives of what passed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field

from designer import graph
from designer.blueprint.base import (
    Advanced,
    Bool,
    Int,
    Limits,
    Node,
    Part,
    RefersTo,
    SameInAllStages,
    freeze,
)
from designer.blueprint.resources.base import Encrypted, Thing
from designer.blueprint.resources.event_access import Senders, encrypting, undecrypted
from designer.graph import Attribute, Context, Join, Resource, Statement, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


def _mapping(value: object) -> object:
    if not isinstance(value, Mapping):
        raise ValueError("a pattern is a mapping, such as {source: [shop.orders]}")
    return value


EventPattern = Annotated[Mapping[str, Any], BeforeValidator(_mapping), AfterValidator(freeze)]
"""An event pattern, as in EventBridge's documentation."""

DEFAULT_BUS = "default"
"""What the bus is called that every account has."""


class Archive(Part):
    """Events that are kept, to be sent to the bus again."""

    retention_days: Annotated[Int, Limits("events.archive_retention")] = Field(
        0, title="Retention", description="Days that events are kept; 0 is for ever."
    )
    pattern: Annotated[EventPattern | None, SameInAllStages()] = Field(
        None, title="Pattern", description="Which events are kept; all of them unless said."
    )


class EventBus(Encrypted):
    """An event bus: rules pick events of it for their targets."""

    KIND: ClassVar[str] = "event_bus"
    LABEL: ClassVar[str] = "Event bus"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.NAME,
        "Name of the {} event bus, to which producers put their events.",
    )
    NAME_LENGTH: ClassVar[str | None] = "events.bus_name_length"
    ARN: ClassVar[str] = "events.arn"
    OWN_KEYS_ONLY: ClassVar[bool] = True
    DELIVERY: ClassVar[str | None] = "put_events"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"arn": Attribute.ARN, "name": Attribute.NAME}
    )

    default: Annotated[Bool, SameInAllStages()] = Field(
        False,
        title="Default bus",
        description="It is the account's default bus, which is there already and gets AWS's own events.",
    )
    archive: Annotated[Archive | None, Advanced()] = Field(
        None, title="Archive", description="What of its events is kept, to be sent again."
    )
    senders: Annotated[Senders | None, Advanced()] = Field(
        None,
        title="Senders",
        description="Who outside the account may put events; nobody without one.",
    )
    dead_letter: Annotated[str | None, RefersTo(("queues",)), Advanced()] = Field(
        None,
        title="Dead-letter queue",
        description="With a KMS key only: queue (standard) for events that its key could not be used for.",
    )

    @property
    def is_default(self) -> bool:
        """Whether it is the account's default bus, also where only its ARN says so."""
        return self.existing.endswith(f"/{DEFAULT_BUS}") if self.existing else self.default

    def attribute(self, name: str, attribute: Attribute) -> Text:
        """An attribute as the graph says it; the default bus has the same name in every account."""
        if self.existing is not None or not self.default:
            return super().attribute(name, attribute)
        if attribute is Attribute.NAME:
            return DEFAULT_BUS
        place = ("arn:", Context.PARTITION, ":events:", Context.REGION, ":", Context.ACCOUNT)
        return Join((*place, f":event-bus/{DEFAULT_BUS}"))

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The bus, unless it is the default one, and its archive."""
        name, said = node.name, self.description or None
        if not self.default:
            yield graph.events.EventBus(
                id=f"event_bus.{name}",
                label=name,
                name=blueprint.physical_name(name),
                description=said,
                kms_key=self.key_arn(blueprint),
                dead_letter=blueprint.attribute(self.dead_letter, Attribute.ARN)
                if self.dead_letter
                else None,
                statements=self.senders.statements(name) if self.senders else (),
            )
        if self.archive is not None:
            pattern = self.archive.pattern
            yield graph.events.EventArchive(
                id=f"event_archive.{name}",
                label=name,
                because=f"Events of {name} can be sent again.",
                implied_by=None if self.default else f"event_bus.{name}",
                name=blueprint.physical_name(name),
                bus=self.attribute(name, Attribute.ARN),
                pattern=json.dumps(pattern, ensure_ascii=False) if pattern else None,
                retention_days=self.archive.retention_days,
            )

    def elsewhere(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[tuple[str, Statement]]:
        """What its key and its dead-letter queue have to let EventBridge do."""
        if self.existing is None and not self.default:
            if self.kms_key is not None:
                yield from ((self.kms_key, each) for each in encrypting(blueprint.physical_name(node.name)))
            if self.dead_letter is not None:
                yield self.dead_letter, undecrypted(node.name, self.dead_letter, blueprint)
