"""Both sides of what rules on listeners, alarms and definitions of one's own count."""

from __future__ import annotations

import pytest

from designer.blueprint.base import apply
from designer.rules.base import Severity
from tests.rules.judging import design, found, places


@pytest.mark.parametrize(
    ("functions", "expected"),
    [
        ("f: {triggers: {t: {type: s3, bucket: b, prefix: a/}, u: {type: s3, bucket: b, prefix: b/}}}", []),
        (
            (
                "f: {triggers: {t: {type: s3, bucket: b, prefix: a/}}}, "
                "g: {triggers: {t: {type: s3, bucket: b, prefix: b/}}}"
            ),
            ["functions.f.triggers.t.via"],
        ),
        (
            (
                "f: {triggers: {t: {type: s3, bucket: b, via: eventbridge}}}, "
                "g: {triggers: {t: {type: s3, bucket: b}}}"
            ),
            [],
        ),
        ("f: {triggers: {t: {type: s3, bucket: b}}}, g: {triggers: {t: {type: s3, bucket: c}}}", []),
    ],
)
def test_several_functions_at_one_bucket(functions: str, expected: list[str]):
    text = f"{{name: a, functions: {{{functions}}}, buckets: {{b: {{}}, c: {{}}}}}}"
    assert places(text, "s3-fanout-use-eventbridge") == expected


def test_what_eventbridge_does_not_tell_apart_stays_a_notification():
    one = "triggers: {t: {type: s3, bucket: b, prefix: a/, events: 's3:ObjectCreated:Post'}}"
    text = f"{{name: a, functions: {{f: {{{one}}}, g: {{{one.replace('a/', 'b/')}}}}}, buckets: {{b: {{}}}}}}"
    (finding,) = found(text, "s3-fanout-use-eventbridge")
    assert finding.fix is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("", "", 1), ("filter: {kind: [a]}", "", 0), ("", "filter: {kind: [a]}", 0)],
)
def test_one_filter_shows_that_somebody_chose(first: str, second: str, expected: int):
    text = (
        "{name: a, profile: regulated, topics: {t: {}}, queues: "
        f"{{q: {{subscriptions: {{t: {{{first}}}}}}}, r: {{subscriptions: {{t: {{{second}}}}}}}}}}}"
    )
    assert len(found(text, "sns-no-filter-policy")) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{source: [shop]}", 1),
        ("{source: [aws.s3]}", 0),
        ("{source: [shop, aws.s3]}", 0),
        ("{source: [{prefix: shop}]}", 0),
        ("{detail-type: [Order]}", 0),
        ("{source: []}", 0),
    ],
)
@pytest.mark.parametrize(("bus", "counts"), [("", True), ("bus: account, ", True), ("bus: own, ", False)])
def test_events_of_ones_own_on_the_default_bus(pattern: str, expected: int, bus: str, counts: bool):
    trigger = f"{{type: eventbridge, {bus}pattern: {pattern}}}"
    buses = "event_buses: {account: {default: true}, own: {}}"
    text = f"{{name: a, functions: {{f: {{triggers: {{t: {trigger}}}}}}}, {buses}}}"
    findings = found(text, "eventbridge-default-bus-custom")
    assert len(findings) == (expected if counts else 0)
    assert all(each.fix and each.fix.edits[-1].value == "own" for each in findings)


def test_a_bus_is_created_where_there_is_none():
    trigger = "{type: eventbridge, pattern: {source: [shop]}}"
    bad = design(f"{{name: a, functions: {{f: {{triggers: {{t: {trigger}}}}}}}, queues: {{events: {{}}}}}}")
    (finding,) = found(bad, "eventbridge-default-bus-custom")
    assert finding.fix is not None
    healed = apply(bad, finding.fix.edits)
    assert [*healed.event_buses] == ["events-2"]
    assert not found(healed, "eventbridge-default-bus-custom")


FAMILIES = {
    "alarm-function-errors": ("functions", "f"),
    "alarm-iterator-age": ("streams", "f"),
    "alarm-queue-age": ("queues", "q"),
    "alarm-api-errors": ("apis", "front"),
    "alarm-workflow-failures": ("workflows", "w"),
}
EVERYTHING = """
name: a
alarms: {topic: t, %s}
topics: {t: {}}
functions: {f: {triggers: {s: {type: kinesis, stream: s}, q: {type: sqs, queue: q}}}}
streams: {s: {}}
queues: {q: {}, other: {}}
apis: {front: {}}
workflows: {w: {states: {done: {type: succeed}}}}
"""


@pytest.mark.parametrize("rule", FAMILIES)
def test_a_family_that_is_off_is_found_by_its_own_rule_only(rule: str):
    family, name = FAMILIES[rule]
    off = EVERYTHING % f"{family}: false"
    assert [each for each in FAMILIES if found(off, each)] == [rule]
    (finding,) = found(off, rule)
    assert name in finding.message
    assert finding.fix is not None
    assert not found(apply(design(off), finding.fix.edits), rule)


@pytest.mark.parametrize("rule", FAMILIES)
def test_what_is_left_out_by_name_is_a_note(rule: str):
    family, name = FAMILIES[rule]
    text = EVERYTHING % f"without: [other, {name}]"
    (finding,) = found(text, rule)
    assert (finding.severity, finding.path) == (Severity.INFO, ("alarms", "without", 1))
    assert finding.fix is not None
    healed = apply(design(text), finding.fix.edits)
    assert healed.alarms is not None
    assert healed.alarms.without == ("other",)
    assert getattr(healed.alarms, family)


@pytest.mark.parametrize("rule", FAMILIES)
def test_what_the_design_does_not_have_is_not_missed(rule: str):
    family, _ = FAMILIES[rule]
    assert not found(f"{{name: a, alarms: {{topic: t, {family}: false}}, topics: {{t: {{}}}}}}", rule)
    assert not found("{name: a, functions: {f: {}}}", rule)


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("${f.arn}", 1),
        ("arn:aws:lambda:eu-west-1:123456789012:function:other", 1),
        ("arn:aws:states:::lambda:invoke", 0),
        ("arn:aws:states:::sqs:sendMessage", 0),
    ],
)
def test_definitions_call_functions_by_the_integration(resource: str, expected: int):
    state = f"{{Type: Task, Resource: '{resource}', End: true}}"
    inner = f"{{Type: Parallel, Branches: [{{StartAt: W, States: {{W: {state}}}}}], End: true}}"
    definition = f"{{StartAt: P, States: {{P: {inner}}}}}"
    text = f"{{name: a, functions: {{f: {{}}}}, workflows: {{w: {{definition: {definition}}}}}}}"
    findings = found(text, "workflow-lambda-integration")
    assert len(findings) == expected
    assert all(each.path[-1] == "Resource" for each in findings)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("{type: send, queue: q}", 1),
        ("{type: publish, topic: t}", 1),
        ("{type: put_item, table: o, item: {pk: {S: a}}}", 1),
        ("{type: get_item, table: o, key: {pk: {S: a}}}", 0),
        ("{type: task, function: f}", 0),
    ],
)
@pytest.mark.parametrize(("kind", "counts"), [("express", True), ("standard", False)])
def test_what_an_express_workflow_may_do_twice(state: str, expected: int, kind: str, counts: bool):
    text = (
        f"{{name: a, profile: regulated, workflows: {{w: {{type: {kind}, states: {{s: {state}}}}}}}, "
        "functions: {f: {}}, queues: {q: {}}, topics: {t: {}}, tables: {o: {}}}"
    )
    assert len(found(text, "workflow-express-idempotent")) == (expected if counts else 0)
