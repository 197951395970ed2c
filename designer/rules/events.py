"""Rules on event patterns: what EventBridge can read, and what they match."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from designer import catalog
from designer.blueprint.base import Edit, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.event_bus import EventBus
from designer.blueprint.triggers.eventbridge import EventBridgeTrigger
from designer.rules.base import Finding, Rule, Severity, all_of, remove, set_value
from designer.rules.filters import pattern_problem, with_lists
from designer.rules.settings import hint, nearest, quoted

_PATTERNS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html"
_BEST = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-patterns-best-practices.html"
_NULL = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-null-values.html"


def _example(pattern: str, bus: str = "") -> str:
    rule = f"{{type: eventbridge, {bus}pattern: {pattern}, dead_letter: undelivered}}"
    return f"""
name: shop
functions: {{bill: {{triggers: {{heard: {rule}}}, asynchronous: {{on_failure: failed}}}}}}
event_buses: {{orders: {{}}}}
queues: {{undelivered: {{}}, failed: {{}}}}
"""


def _patterns(blueprint: Blueprint) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every pattern of a rule or an archive, and where it is."""
    for _, trigger in blueprint.each_trigger(EventBridgeTrigger):
        yield trigger / "pattern", trigger.value.pattern
    for name, bus in blueprint.event_buses.items():
        if bus.existing is None and bus.archive is not None and bus.archive.pattern is not None:
            yield ("event_buses", name, "archive", "pattern"), bus.archive.pattern


class EventbridgePatternValid(Rule):
    """An event pattern is none that EventBridge can read, or it is too long.

    The deployment fails: what a field may be is always a list, such as ``{source: [shop.orders]}``.
    """

    id = "eventbridge-pattern-valid"
    severity = Severity.ERROR
    topic = "eventbridge"
    source = _PATTERNS
    bad = _example("{source: shop.orders}")
    good = _example("{source: [shop.orders]}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every pattern with a value outside a list, with nothing in it, or with too many characters."""
        del today
        allowed = catalog.limits("events.pattern_length")
        for at, pattern in _patterns(blueprint):
            problem = pattern_problem(pattern)
            size = len(json.dumps(pattern, ensure_ascii=False, default=str, separators=(",", ":")))
            if problem:
                message = f"The pattern has {problem}; it needs lists of values, such as [shop]."
                yield self.finding(at, message, with_lists(at, pattern))
            elif size not in allowed:
                yield self.finding(at, f"The pattern has {size:,} characters; AWS takes {allowed}.")


class PatternNull(Rule):
    """A pattern matches what is null, which CloudFormation cannot say.

    Its templates hold no null: the value would be left out, and something else would match.
    """

    id = "pattern-null"
    severity = Severity.ERROR
    topic = "eventbridge"
    source = _NULL
    bad = _example("{source: [shop.orders], detail: {note: [null]}}")
    good = _example("{source: [shop.orders], detail: {note: [{exists: false}]}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every pattern with a null in it."""
        del today
        for at, pattern in _patterns(blueprint):
            if has_null(pattern):
                message = "The pattern matches null, which a template cannot say; match another value."
                fix = set_value("Match what lacks the field", at, _absent(pattern), safe=False)
                yield self.finding(at, message, fix)


def has_null(value: object) -> bool:
    """Whether there is a null anywhere in free JSON."""
    if isinstance(value, Mapping):
        return any(map(has_null, value.values()))
    return any(map(has_null, value)) if isinstance(value, tuple) else value is None


def _absent(value: Any) -> Any:  # free JSON
    """The same with ``{exists: false}`` in place of each null."""
    if isinstance(value, Mapping):
        return {key: _absent(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_absent, value))
    return {"exists": False} if value is None else value


class EventbridgePatternField(Rule):
    """A pattern asks for a field that no event has.

    Nothing ever matches, and nobody is told. An event's own fields are few; what it is about is in
    ``detail``, and its type in ``detail-type``, with a hyphen.
    """

    id = "eventbridge-pattern-field"
    severity = Severity.ERROR
    topic = "eventbridge"
    source = "https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html"
    bad = _example("{source: [shop.orders], detail_type: [Order Placed]}")
    good = _example("{source: [shop.orders], detail-type: [Order Placed]}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every top-level key of a pattern that is no field of events."""
        del today
        known = catalog.choices("events.fields").values
        for at, pattern in _patterns(blueprint):
            for key in pattern:
                if key in known or key.startswith("$"):
                    continue
                near = nearest(key.replace("_", "-"), known)
                fix = None
                if near and near not in pattern:
                    renamed = {near if each == key else each: found for each, found in pattern.items()}
                    fix = all_of(f"Use {near}", [Edit(at, renamed)], safe=False)
                message = f"No event has a field {quoted(key)}{hint(key, known)}"
                yield self.finding(at, message, fix)


class EventbridgePatternTooBroad(Rule):
    """A pattern matches events that nobody thought of.

    On the default bus those are all of AWS's own events of the account. Each one invokes the function,
    and what the function does may be the next event.
    """

    id = "eventbridge-pattern-too-broad"
    severity = Severity.WARNING
    topic = "eventbridge"
    source = _BEST
    yields_to = ("eventbridge-pattern-field", "eventbridge-pattern-valid")
    bad = _example("{account: ['123456789012']}")
    good = _example("{account: ['123456789012'], source: [aws.ec2]}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every rule that names neither source nor type on the default bus, or matches every event."""
        del today
        for _, trigger in blueprint.each_trigger(EventBridgeTrigger):
            pattern, at = trigger.value.pattern, trigger / "pattern"
            if pattern and all(map(_matches_all, pattern.values())):
                yield self.finding(at, "Every event matches; name its source and its detail-type.")
            elif _bus(trigger.value, blueprint) is None and not _NAMING & {*pattern}:
                message = (
                    "It names neither source nor detail-type, and the default bus gets all of AWS's events."
                )
                yield self.finding(at, message)


_NAMING = frozenset({"source", "detail-type", "$or"})
"""Fields that tell events apart."""


def _matches_all(values: object) -> bool:
    """Whether a list of a pattern matches whatever the field of an event is."""
    everything: tuple[object, ...] = ({"prefix": ""}, {"suffix": ""}, {"exists": True}, {"wildcard": "*"})
    return isinstance(values, tuple) and any(each in everything for each in values)


def _bus(trigger: EventBridgeTrigger, blueprint: Blueprint) -> EventBus | None:
    """The bus of one's own that a rule is on; ``None`` for the default one."""
    bus = blueprint.event_buses.get(trigger.bus) if trigger.bus else None
    return None if bus is None or bus.is_default else bus


class EventbridgeAwsSource(Rule):
    """A rule waits on a bus of one's own for events that AWS sends to the default bus.

    It never matches: events of AWS's services reach other buses only where a rule hands them on.
    """

    id = "eventbridge-aws-source"
    severity = Severity.WARNING
    topic = "eventbridge"
    source = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event.html"
    bad = _example("{source: [aws.ec2]}", "bus: orders, ")
    good = _example("{source: [aws.ec2]}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every rule on a new bus of one's own whose sources are all AWS's."""
        del today
        for _, trigger in blueprint.each_trigger(EventBridgeTrigger):
            bus, sources = _bus(trigger.value, blueprint), trigger.value.pattern.get("source")
            if bus is None or bus.existing is not None or not isinstance(sources, tuple) or not sources:
                continue
            if all(isinstance(each, str) and each.startswith("aws.") for each in sources):
                message = f"AWS sends events of {quoted(sources[0])} to the default bus only."
                fix = remove("Listen to the default bus", trigger / "bus", safe=False)
                yield self.finding(trigger / "bus", message, fix)


class EventArchiveNameLength(Rule):
    """An archive's name is longer than EventBridge allows once blueprint and stage stand before it.

    The deployment fails. An archive has the name of its bus, which may itself be much longer.
    """

    id = "event-archive-name-length"
    severity = Severity.ERROR
    topic = "eventbridge"
    source = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html"
    bad = "{name: shop, event_buses: {everything-that-happens-to-orders-of-the-shop: {archive: {}}}}"
    good = "{name: shop, event_buses: {everything-that-happens-to-orders: {archive: {}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new archive whose name does not fit in the stage with the longest name."""
        del today
        allowed = catalog.limits("events.archive_name_length")
        stage = max(blueprint.stage_names, key=len)
        for name, bus in blueprint.event_buses.items():
            length = len(f"{blueprint.name}-{stage}-{name}")
            if bus.existing is None and bus.archive is not None and length not in allowed:
                message = f"In stage {stage} its archive's name has {length} characters; AWS takes {allowed}."
                yield self.finding(("event_buses", name), message)


class EventBusDefaultSettings(Rule):
    """The default bus has an ARN of its own as well.

    One of the two is meant: what is named by an ARN is not looked up.
    """

    id = "event-bus-default-settings"
    severity = Severity.WARNING
    topic = "eventbridge"
    source = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html"
    bad = """
      name: shop
      event_buses: {main: {default: true, existing: "arn:aws:events:eu-west-1:123456789012:event-bus/x"}}
    """
    good = "{name: shop, event_buses: {main: {default: true}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every bus that is said to be the default one and named by an ARN."""
        del today
        for name, bus in blueprint.event_buses.items():
            if bus.default and bus.existing is not None:
                at = ("event_buses", name, "existing")
                message = "It is the default bus, which needs no ARN."
                yield self.finding(at, message, remove("Use the default bus", at, safe=False))
