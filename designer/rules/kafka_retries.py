"""Rules on what becomes of Kafka's records that a function fails on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.kafka import KafkaTrigger
from designer.rules.base import Finding, Rule, Severity, set_value
from designer.rules.polled import ordered

_SETTINGS = ("maximum_retries", "maximum_record_age", "bisect", "partial_batch_response")
_CLUSTER = "arn:aws:kafka:eu-west-1:123456789012:cluster/events/0a1b2c3d-4e5f-6789-abcd-ef0123456789-1"


def _example(settings: str) -> str:
    trigger = f"type: msk, cluster: '{_CLUSTER}', topic: orders, on_failure: failed, {settings}"
    return (
        f"{{name: shop, functions: {{bill: {{triggers: {{t: {{{trigger}}}}}}}}}, queues: {{failed: {{}}}}}}"
    )


class KafkaRetriesPollers(Rule):
    """Retries of Kafka's records are limited by pollers that are not kept ready.

    The deployment fails: of Kafka's records, Lambda limits retries and ages, splits batches and takes partial
    answers with provisioned pollers only.
    """

    id = "kafka-retries-pollers"
    severity = Severity.ERROR
    topic = "brokers"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html"
    bad = _example("maximum_retries: 3")
    good = _example("maximum_retries: 3, pollers: {minimum: 1, maximum: 2}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger with such a setting and without provisioned pollers."""
        del today
        for _, trigger in ordered(blueprint):
            kafka = trigger.value
            if not isinstance(kafka, KafkaTrigger) or kafka.pollers is not None:
                continue
            fields = type(kafka).model_fields
            said = [each for each in _SETTINGS if getattr(kafka, each) != fields[each].default]
            if said:
                fix = set_value("Keep pollers ready", trigger / "pollers", {}, safe=False)
                need = "need" if said[1:] else "needs"
                message = f"{' and '.join(said)} {need} provisioned pollers; say how many."
                yield self.finding(trigger / "pollers", message, fix)
