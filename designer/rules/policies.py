"""Rules on resource policies of what exists already: exports do not change them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer.blueprint.asked import asked_of_others
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding, Rule, Severity

_THEIRS = "arn:aws:sqs:eu-west-1:444455556666:undelivered"


def _example(queue: str) -> str:
    return f"""
name: shop
functions:
  worker:
    triggers: {{heard: {{type: sns, topic: orders, dead_letter: undelivered}}}}
    asynchronous: {{on_failure: failed}}
topics: {{orders: {{}}}}
queues: {{undelivered: {{{queue}}}, failed: {{}}}}
"""


class QueuePolicyExisting(Rule):
    """The policy of a queue that exists already has to let a service send to it.

    Exports do not change what exists. Without the statement the service is refused, and what it should keep
    there is lost without a word.
    """

    id = "queue-policy-existing"
    severity = Severity.WARNING
    topic = "queues"
    source = (
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
        "sqs-creating-custom-policies.html"
    )
    bad = _example(f'existing: "{_THEIRS}"')
    good = _example("")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every existing queue that some service has to be let at, with what its policy has to say."""
        del today
        for name, statements in asked_of_others(blueprint).items():
            if name in blueprint.queues:
                message = f"Exports do not change its policy, which has to say {' and '.join(statements)}."
                yield self.finding(("queues", name), message)
