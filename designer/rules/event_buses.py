"""Rules on event buses: who may put events on them, and what becomes of what their key does not open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.event_bus import EventBus
from designer.rules.base import LASTING, Finding, Rule, Severity, all_of, remove
from designer.rules.creating import created, new_queue
from designer.rules.settings import fits, quoted

_POLICY = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html"
_DEAD = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-dlq.html"


def _bus(settings: str, queue: str = "{message_retention: 1209600}") -> str:
    return f"""
      name: shop
      event_buses: {{orders: {{{settings}}}}}
      queues: {{lost: {queue}}}
      keys: {{data: {{}}}}
    """


def _new_buses(blueprint: Blueprint) -> Iterator[Node[EventBus]]:
    """The buses that the design has and no ARN names, the default one included."""
    for name, bus in blueprint.event_buses.items():
        if bus.existing is None:
            yield Node(("event_buses", name), bus)


class EventBusSenders(Rule):
    """A bus's policy names nobody, or an account that is none.

    The deployment fails. Within the account roles may put events without it.
    """

    id = "event-bus-senders"
    severity = Severity.ERROR
    topic = "eventbridge"
    source = _POLICY
    bad = _bus("senders: {accounts: {billing: '4444-5555'}}")
    good = _bus("senders: {accounts: {billing: '444455556666'}, sources: billing.invoices}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every policy without account and organisation, every account that has not twelve digits."""
        del today
        form = catalog.pattern("callers.account")
        for bus in _new_buses(blueprint):
            senders = bus.value.senders
            if senders is None:
                continue
            if not senders.accounts and senders.organization is None:
                fix = remove("Do without a policy", bus / "senders", safe=False)
                yield self.finding(bus / "senders", "It names neither an account nor an organisation.", fix)
            for name, account in senders.accounts.items():
                if not fits(form, account):
                    at = (*bus.path, "senders", "accounts", name)
                    yield self.finding(at, f"{quoted(account)} has to be {form.says}.")


class EventBusSources(Rule):
    """Accounts that may put events on a bus may say that their events are anybody's.

    A rule that trusts ``source: [shop.orders]`` cannot tell theirs from yours.
    """

    id = "event-bus-sources"
    severity = Severity.INFO
    topic = "eventbridge"
    source = _POLICY
    profiles = LASTING
    bad = _bus("senders: {organization: o-a1b2c3d4e5}")
    good = _bus("senders: {organization: o-a1b2c3d4e5, sources: [billing.invoices]}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every policy that says no sources; which they are only its author knows."""
        del today
        for bus in _new_buses(blueprint):
            if bus.value.senders and not bus.value.senders.sources:
                at = (*bus.path, "senders", "sources")
                yield self.finding(at, "They may put events of any source; say which are theirs.")


class EventBusDefaultUnchanged(Rule):
    """The account's default bus is to have a key, a policy or a dead-letter queue.

    It is there already and gets no settings from this design: the setting does nothing.
    """

    id = "event-bus-default-unchanged"
    severity = Severity.ERROR
    topic = "eventbridge"
    source = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html"
    bad = _bus("default: true, kms_key: data")
    good = _bus("default: true")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every setting of a default bus that only a bus of the design's own can have."""
        del today
        for bus in _new_buses(blueprint):
            for field in ("kms_key", "senders", "dead_letter") if bus.value.default else ():
                if getattr(bus.value, field) is not None:
                    message = "The default bus is there already; take a bus of the design's own for this."
                    yield self.finding(bus / field, message, remove("Do without it", bus / field, safe=False))


class EventBusUndecrypted(Rule):
    """Events of an encrypted bus are lost when its key cannot be used.

    A key that is disabled, or whose policy is changed, stops every event; a dead-letter queue keeps them.
    """

    id = "event-bus-undecrypted"
    severity = Severity.WARNING
    topic = "eventbridge"
    source = _DEAD
    profiles = LASTING
    bad = _bus("kms_key: data")
    good = _bus("kms_key: data, dead_letter: lost")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every encrypted bus without a dead-letter queue."""
        del today
        for bus in _new_buses(blueprint):
            if bus.value.kms_key and not bus.value.default and bus.value.dead_letter is None:
                message = "Events that its key could not be used for are dropped; name a dead-letter queue."
                at, create = bus / "dead_letter", new_queue(blueprint, bus.name, "undelivered")
                fix = all_of(f"Create {created(create)}", [create, Edit(at, created(create))])
                yield self.finding(at, message, fix)


class EventBusDeadLetter(Rule):
    """A bus's dead-letter queue never gets anything, or cannot.

    It is for events that the bus's key could not be used for, and EventBridge sends to standard queues only.
    What a target did not take goes to the queue of its trigger.
    """

    id = "event-bus-dead-letter"
    severity = Severity.WARNING
    topic = "eventbridge"
    source = _DEAD
    bad = _bus("dead_letter: lost")
    good = _bus("kms_key: data, dead_letter: lost")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every queue of a bus without a key, every FIFO queue."""
        del today
        for bus in _new_buses(blueprint):
            name = bus.value.dead_letter
            queue = blueprint.queue(name) if name else None
            if name is None or bus.value.default:
                continue
            at = bus / "dead_letter"
            if bus.value.kms_key is None:
                message = "It gets only what the bus's KMS key could not be used for, and there is no key."
                fix = remove("Do without it", at, safe=False)
                yield self.finding(at, message, fix)
            elif queue is not None and queue.value.is_fifo:
                message = f"{name} is a FIFO queue; EventBridge takes standard queues."
                yield self.finding(at, message, severity=Severity.ERROR)
