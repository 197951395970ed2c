"""Topics: who may be subscribed, what is delivered, what leads back."""

from __future__ import annotations

import pytest

from designer.blueprint.base import apply
from designer.capacity.flow import invoked_by
from designer.rules.review import review
from tests.rules.judging import TODAY, design, found, places

FAN_OUT = """
name: shop
functions:
  bill: {triggers: {heard: {type: sns, topic: orders, %s}}}
topics: {orders: {%s}}
queues:
  jobs: {%s, subscriptions: {orders: {%s}}}
  spare: {}
  ordered: {fifo: true}
"""


def fan_out(trigger: str = "", topic: str = "", queue: str = "delay: 0", subscription: str = "") -> str:
    return FAN_OUT % (trigger, topic, queue, subscription)


def test_a_function_behind_a_fifo_topic_gets_a_queue_between():
    bad = design(fan_out(topic="fifo: true, content_based_deduplication: true", queue="fifo: true"))
    (finding,) = found(bad, "sns-fifo-to-lambda")
    assert finding.fix
    healed = apply(bad, finding.fix.edits)
    queue = healed.queues["bill-orders-jobs"]
    assert queue.fifo
    assert queue.visibility_timeout == 6 * 30
    assert queue.subscriptions["orders"].raw
    assert healed.functions["bill"].triggers["heard"].type == "sqs"
    assert not found(healed, "sns-fifo-to-lambda")
    assert not found(healed, "sqs-visibility-six-times")


@pytest.mark.parametrize(
    ("topic", "queue", "places_"),
    [
        ("", "fifo: true", ["queues.jobs.subscriptions.orders"]),
        ("", "fifo: false", []),
        ("fifo: true", "fifo: true", []),
        ("fifo: true", "fifo: false", []),
    ],
)
def test_types_of_topic_and_queue(topic: str, queue: str, places_: list[str]):
    assert places(fan_out(topic=topic, queue=queue), "sns-subscription-endpoint-match") == places_


def test_types_are_read_off_arns():
    existing = fan_out(topic='existing: "arn:aws:sns:eu-west-1:123456789012:orders.fifo"', queue="fifo: true")
    assert not found(existing, "sns-subscription-endpoint-match")
    assert places(existing, "sns-fifo-to-lambda") == ["functions.bill.triggers.heard.topic"]


def test_both_subscribers_want_a_dead_letter_queue():
    bad = design(fan_out())
    findings = found(bad, "sns-subscription-without-dlq")
    assert [each.path[0] for each in findings] == ["functions", "queues"]
    assert findings[0].fix
    # The second one takes what was made for the first.
    healed = apply(bad, findings[0].fix.edits)
    (second,) = found(healed, "sns-subscription-without-dlq")
    assert second.fix
    assert second.fix.title == "Send it to orders-undelivered"


@pytest.mark.parametrize(
    ("topic", "queue", "subscription", "faulty"),
    [
        ("", "", "dead_letter: spare", False),
        ("", "", "dead_letter: ordered", True),
        ("fifo: true", "fifo: true", "dead_letter: ordered", False),
        ("fifo: true", "fifo: true", "dead_letter: spare", True),
        ("", "", "dead_letter: nothing", False),
    ],
)
def test_a_dead_letter_queue_is_as_its_topic(topic: str, queue: str, subscription: str, faulty: bool):
    bad = design(fan_out(topic=topic, queue=queue or "delay: 0", subscription=subscription))
    findings = [each for each in found(bad, "sns-dlq-type-and-place") if each.path[0] == "queues"]
    assert bool(findings) is faulty
    if findings:
        assert findings[0].fix
        healed = apply(bad, findings[0].fix.edits)
        assert not [each for each in found(healed, "sns-dlq-type-and-place") if each.path[0] == "queues"]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("filter: {kind: order}", "a single value"),
        ("filter: {kind: []}", "a list that is empty"),
        ("filter: {kind: [.inf]}", "a number that JSON does not have"),
        ("filter: {kind: {of: [order]}}", "nested"),
        ("filter: {kind: {of: [order]}}, filter_scope: MessageAttributes", "nested"),
    ],
)
def test_filters_that_sns_cannot_read(settings: str, says: str):
    (finding,) = found(fan_out(subscription=settings), "sns-filter-valid")
    assert says in finding.message
    assert finding.fix
    assert not found(apply(design(fan_out(subscription=settings)), finding.fix.edits), "sns-filter-valid")


@pytest.mark.parametrize(
    "settings",
    [
        "filter: {kind: [order, {prefix: a}, {anything-but: [b]}, {exists: false}]}",
        "filter: {kind: {of: [order]}}, filter_scope: MessageBody",
        "filter: {price: [{numeric: ['>', 100]}]}",
    ],
)
def test_filters_that_sns_reads(settings: str):
    assert not found(fan_out(subscription=settings), "sns-filter-valid")


@pytest.mark.parametrize(
    ("filter_", "says"),
    [
        ("{a: [1], b: [1], c: [1], d: [1], e: [1], f: [1]}", ["6 keys is outside 1 to 5 keys."]),
        (f"{{a: {list(range(76))}, b: [1, 2]}}", ["152 combinations is outside 1 to 150 combinations."]),
        (f"{{a: {list(range(75))}, b: [1, 2]}}", []),
    ],
)
def test_limits_of_filters(filter_: str, says: list[str]):
    findings = found(fan_out(subscription=f"filter: {filter_}"), "sns-filter-limits")
    assert [each.message for each in findings] == says


def test_an_empty_filter_is_none():
    assert places(fan_out(trigger="filter: {}, filter_scope: MessageBody"), "sns-filter-empty") == [
        "functions.bill.triggers.heard.filter",
        "functions.bill.triggers.heard.filter_scope",
    ]


def test_what_leads_where():
    said = design(fan_out())
    assert invoked_by("orders", said) == {"bill"}
    assert invoked_by("jobs", said) == set()
    assert invoked_by("nothing", said) == set()


@pytest.mark.parametrize(("target", "faulty"), [("orders", True), ("spare", False), ("front", True)])
def test_a_failed_event_does_not_come_back(target: str, faulty: bool):
    text = f"""
      name: shop
      functions:
        worker: {{triggers: {{a: {{type: sns, topic: orders}}, b: {{type: sqs, queue: jobs}}}},
                  asynchronous: {{on_failure: {target}}}}}
      topics: {{orders: {{}}, front: {{}}}}
      queues: {{jobs: {{subscriptions: {{front: {{}}}}}}, spare: {{}}}}
    """
    assert bool(found(text, "failure-target-is-source")) is faulty


def test_an_unknown_topic_of_a_subscription_is_found_and_renamed():
    bad = design("{name: a, topics: {orders: {}}, queues: {jobs: {subscriptions: {order: {raw: true}}}}}")
    (finding,) = found(bad, "dangling-reference")
    assert finding.message == "'order' is not one of the topics; did you mean orders?"
    assert finding.fix
    assert apply(bad, finding.fix.edits).queues["jobs"].subscriptions["orders"].raw
    far = design("{name: a, topics: {orders: {}}, queues: {jobs: {subscriptions: {x: {}}}}}")
    (finding,) = found(far, "dangling-reference")
    assert finding.fix
    assert finding.fix.title == "Remove the subscription"
    assert not apply(far, finding.fix.edits).queues["jobs"].subscriptions


def test_a_subscription_and_a_trigger_of_one_name():
    text = """
      name: a
      functions: {jobs-all: {triggers: {new: {type: sns, topic: all-new}}}}
      topics: {all-new: {}}
      queues: {jobs: {subscriptions: {all-new: {}}}}
    """
    assert places(text, "resource-id-unique") == ["queues.jobs.subscriptions.all-new"]


def test_subscriptions_of_existing_queues_are_not_judged_but_told():
    text = """
      name: a
      topics: {orders: {}}
      queues: {jobs: {existing: "arn:aws:sqs:eu-west-1:123456789012:jobs", subscriptions: {orders: {}}}}
    """
    rules = {each.rule for each in review(design(text), TODAY).findings}
    assert "existing-settings-ignored" in rules
    assert "sns-subscription-without-dlq" not in rules
