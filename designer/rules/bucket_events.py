"""Rules on what buckets tell functions: S3 takes it, nothing goes round, and somebody connects it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.s3 import S3Trigger
from designer.blueprint.wording import listed
from designer.rules.base import Finding, Rule, Severity, set_value
from designer.rules.settings import hint, nearest, quoted

_NOTIFICATIONS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html"
_MADE, _REMOVED = "s3:ObjectCreated:", "s3:ObjectRemoved:"
_LOOPS = {_MADE: ("write", "read_write"), _REMOVED: ("delete",)}
"""Which access levels make which events."""


def _example(trigger: str, more: str = "", buckets: str = "uploads: {}") -> str:
    failed = "failed: {message_retention: 1209600}"
    function = f"{{asynchronous: {{on_failure: failed}}, triggers: {{{trigger}}}{more}}}"
    return f"name: shop\nfunctions: {{shrink: {function}}}\nbuckets: {{{buckets}}}\nqueues: {{{failed}}}\n"


class S3EventValid(Rule):
    """A trigger waits for an event that S3 does not have, or for none at all.

    The deployment fails.
    """

    id = "s3-event-valid"
    severity = Severity.ERROR
    topic = "buckets"
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html"
    bad = _example("new: {type: s3, bucket: uploads, events: s3:ObjectCreate}")
    good = _example("new: {type: s3, bucket: uploads, events: s3:ObjectCreated:Put}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every event that is none of S3's, and every trigger without one."""
        del today
        known = catalog.choices("s3.event").values
        for _, trigger in blueprint.each_trigger(S3Trigger):
            at = trigger / "events"
            if not trigger.value.events:
                fix = set_value("Take new objects", at, (f"{_MADE}*",), safe=False)
                yield self.finding(at, "It waits for no event; it needs at least one.", fix)
            for index, event in enumerate(trigger.value.events):
                if event not in known:
                    chosen = nearest(event, known) or f"{_MADE}*"
                    fix = set_value(f"Use {chosen}", (*at, index), chosen, safe=False)
                    message = f"{quoted(event)} is no event of S3{hint(event, known)}"
                    yield self.finding((*at, index), message, fix)


class S3OverlappingNotifications(Rule):
    """Two triggers want the same event of the same objects.

    S3 tells each event to one target only and refuses the configuration. Where several have to know,
    they go by EventBridge.
    """

    id = "s3-overlapping-notifications"
    severity = Severity.ERROR
    topic = "buckets"
    source = _NOTIFICATIONS
    bad = _example("all: {type: s3, bucket: uploads}, jpegs: {type: s3, bucket: uploads, suffix: .jpg}")
    good = _example(
        "pngs: {type: s3, bucket: uploads, suffix: .png}, jpegs: {type: s3, bucket: uploads, suffix: .jpg}"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger that wants what one before it wants, and every one that wants it twice."""
        del today
        by_bucket: dict[str, list[Node[S3Trigger]]] = {}
        for _, trigger in blueprint.each_trigger(S3Trigger):
            if trigger.value.via == "eventbridge":
                continue
            by_bucket.setdefault(trigger.value.bucket, []).append(trigger)
            twice = _shared(combinations(trigger.value.events, 2))
            if twice:
                message = f"{listed(twice)} are said together, but S3 takes an event once."
                yield self.finding(trigger / "events", message)
        for triggers in by_bucket.values():
            for one, other in combinations(triggers, 2):
                if _overlap(one.value, other.value):
                    message = f"It overlaps {one.path[1]}'s {one.name}; S3 takes one target for an object."
                    fix = set_value("Go by EventBridge", other / "via", "eventbridge", safe=False)
                    yield self.finding(other.path, message, fix)


def _shared(pairs: Iterator[tuple[str, str]]) -> tuple[str, ...]:
    """The first pair of events of which one holds the other."""
    return next((pair for pair in pairs if _same_event(*pair)), ())


def _same_event(one: str, other: str) -> bool:
    return one == other or any(
        wide.endswith("*") and narrow.startswith(wide[:-1]) for wide, narrow in ((one, other), (other, one))
    )


def _overlap(one: S3Trigger, other: S3Trigger) -> bool:
    """Whether some object's event would be told to both."""
    events = any(_same_event(mine, theirs) for mine in one.events for theirs in other.events)
    starts = one.prefix.startswith(other.prefix) or other.prefix.startswith(one.prefix)
    ends = one.suffix.endswith(other.suffix) or other.suffix.endswith(one.suffix)
    return events and starts and ends


class S3RecursiveTrigger(Rule):
    """A function may do to a bucket what it is invoked for.

    Each object that it writes invokes it again, and the bill grows until Lambda stops it. Write to
    another bucket, or to keys that the trigger's prefix and suffix leave out.
    """

    id = "s3-recursive-trigger"
    severity = Severity.ERROR
    topic = "buckets"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html"
    bad = _example("new: {type: s3, bucket: uploads}", ", scopes: {uploads: [read, write]}")
    good = _example(
        "new: {type: s3, bucket: uploads}",
        ", scopes: {uploads: read, small: write}",
        "uploads: {}, small: {}",
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such scope; a warning where the trigger is limited, since keys may lie outside."""
        del today
        for function, trigger in blueprint.each_trigger(S3Trigger):
            told = trigger.value
            for level in _looping(function.value, told):
                limited = bool(told.prefix or told.suffix)
                at = (*function.path, "scopes", told.bucket)
                reason = "every key" if not limited else f"{told.prefix}*{told.suffix}"
                message = f"With {level} it may invoke itself: {trigger.name} is told of {reason}."
                yield self.finding(at, message, severity=Severity.WARNING if limited else None)


def _looping(function: Function, trigger: S3Trigger) -> Iterator[str]:
    """The access levels by which the function causes what the trigger waits for."""
    levels = function.scopes.get(trigger.bucket, ())
    for kind, causes in _LOOPS.items():
        if any(event.startswith(kind) for event in trigger.events):
            yield from (level for level in levels if level in causes)


class S3ExistingBucket(Rule):
    """A bucket that exists already is to tell a function of its objects.

    Its one notification configuration belongs to whoever made it: CloudFormation cannot change it,
    Terraform would replace what is there, and CDK would need a helper function that may change every
    bucket of the account. Exports give the permission only; the bucket's owner has to add the
    notification. By EventBridge the bucket stays as it is, if its events go there.
    """

    id = "s3-existing-bucket"
    severity = Severity.WARNING
    topic = "buckets"
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html"
    bad = _example(
        "new: {type: s3, bucket: uploads}", buckets='uploads: {existing: "arn:aws:s3:::their-uploads"}'
    )
    good = _example("new: {type: s3, bucket: uploads}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger on an existing bucket."""
        del today
        for _, trigger in blueprint.each_trigger(S3Trigger):
            bucket = blueprint.buckets.get(trigger.value.bucket)
            if bucket is not None and bucket.existing is not None and trigger.value.via == "notification":
                message = f"{trigger.value.bucket} is there already; its owner has to send it the events."
                fix = set_value("Go by EventBridge", trigger / "via", "eventbridge", safe=False)
                yield self.finding(trigger / "via", message, fix)


class S3ExistingEventbridge(Rule):
    """A bucket that exists already has to send its events to EventBridge.

    It does not unless its owner said so; then the function hears of nothing, and nobody is told.
    """

    id = "s3-existing-eventbridge"
    severity = Severity.INFO
    topic = "buckets"
    source = (
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-event-notifications-eventbridge.html"
    )
    bad = _example(
        "new: {type: s3, bucket: uploads, via: eventbridge}",
        buckets='uploads: {existing: "arn:aws:s3:::their-uploads"}',
    )
    good = _example("new: {type: s3, bucket: uploads, via: eventbridge}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger on an existing bucket that goes by EventBridge."""
        del today
        for _, trigger in blueprint.each_trigger(S3Trigger):
            bucket = blueprint.buckets.get(trigger.value.bucket)
            if bucket is not None and bucket.existing is not None and trigger.value.via == "eventbridge":
                message = f"The owner of {trigger.value.bucket} has to have its events sent to EventBridge."
                yield self.finding(trigger / "bucket", message)


class S3EventbridgeEvent(Rule):
    """A trigger by way of EventBridge waits for what EventBridge does not tell apart.

    It tells that an object was made, not how; the rule would match nothing.
    """

    id = "s3-eventbridge-event"
    severity = Severity.ERROR
    topic = "buckets"
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html"
    bad = _example("new: {type: s3, bucket: uploads, via: eventbridge, events: s3:ObjectCreated:Put}")
    good = _example("new: {type: s3, bucket: uploads, via: eventbridge}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every event of S3's that has no name of its own there."""
        del today
        known = catalog.choices("s3.eventbridge_event").values
        for _, trigger in blueprint.each_trigger(S3Trigger):
            events = trigger.value.events if trigger.value.via == "eventbridge" else ()
            for index, event in enumerate(events):
                if event in catalog.choices("s3.event").values and event not in known:
                    at, whole = (*trigger.path, "events", index), f"{event.rpartition(':')[0]}:*"
                    fix = set_value(f"Use {whole}", at, whole, safe=False) if whole in known else None
                    yield self.finding(at, f"EventBridge does not tell {event} from others of its kind.", fix)
