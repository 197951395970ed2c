"""EventBridge: patterns, what a target gets, what cannot be delivered."""

from __future__ import annotations

import pytest

from designer.blueprint.base import apply
from tests.rules.judging import design, found, places

BUSES = """
  own: {}
  main: {default: true}
  there: {existing: "arn:aws:events:eu-west-1:123456789012:event-bus/there"}
  first: {existing: "arn:aws:events:eu-west-1:123456789012:event-bus/default"}
"""


def ruled(pattern: str = "{source: [shop]}", settings: str = "", bus: str = "") -> str:
    rule = f"{{type: eventbridge, bus: {bus or 'null'}, pattern: {pattern}{settings}}}"
    return f"""
name: shop
functions: {{f: {{triggers: {{t: {rule}}}}}}}
event_buses: {BUSES}
queues: {{spare: {{}}, ordered: {{fifo: true}}}}
"""


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("{}", "a field that is empty"),
        ("{source: shop}", "a single value"),
        ("{source: []}", "a list that is empty"),
        ("{detail: {}}", "a field that is empty"),
        ("{detail: {price: [.nan]}}", "a number that JSON does not have"),
        (f"{{source: [{'x' * 4096}]}}", "4,111 characters"),
    ],
)
def test_patterns_that_cannot_be_read(pattern: str, says: str):
    (finding,) = found(ruled(pattern), "eventbridge-pattern-valid")
    assert says in finding.message


@pytest.mark.parametrize(
    "pattern",
    [
        "{source: [{prefix: shop.}], detail: {price: [{numeric: ['>', 1]}], kind: [{anything-but: [a]}]}}",
        "{$or: [{source: [a]}, {detail-type: [b]}]}",
        "{resources: [{wildcard: 'arn:*'}], time: [{exists: true}], source: [a]}",
    ],
)
def test_patterns_that_are_fine(pattern: str):
    for rule in ("eventbridge-pattern-valid", "eventbridge-pattern-field", "eventbridge-pattern-too-broad"):
        assert not found(ruled(pattern), rule)


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("detail_type", "detail-type"),
        ("Source", "source"),
        ("sources", "source"),
        ("detailtype", "detail-type"),
    ],
)
def test_misspelt_fields(key: str, meant: str):
    bad = design(ruled(f"{{{key}: [x], account: ['1']}}"))
    (finding,) = found(bad, "eventbridge-pattern-field")
    assert finding.fix
    assert finding.fix.title == f"Use {meant}"
    pattern = apply(bad, finding.fix.edits).functions["f"].triggers["t"].pattern
    assert list(pattern) == [meant, "account"]


def test_a_field_that_is_there_already_is_not_suggested():
    (finding,) = found(ruled("{source: [a], Source: [b]}"), "eventbridge-pattern-field")
    assert finding.fix is None


@pytest.mark.parametrize(
    ("pattern", "bus", "broad"),
    [
        ("{account: ['1']}", "", True),
        ("{account: ['1']}", "main", True),
        ("{account: ['1']}", "first", True),
        ("{account: ['1']}", "own", False),
        ("{account: ['1']}", "there", False),
        ("{source: [{prefix: ''}]}", "own", True),
        ("{source: [{exists: true}], account: [{prefix: ''}]}", "own", True),
        ("{source: [{prefix: ''}], detail-type: [a]}", "own", False),
        ("{source: [shop]}", "", False),
    ],
)
def test_patterns_that_match_too_much(pattern: str, bus: str, broad: bool):
    assert bool(found(ruled(pattern, bus=bus), "eventbridge-pattern-too-broad")) is broad


@pytest.mark.parametrize(
    ("pattern", "bus", "places_"),
    [
        ("{source: [aws.s3]}", "own", ["functions.f.triggers.t.bus"]),
        ("{source: [aws.s3, shop]}", "own", []),
        ("{source: [aws.s3]}", "", []),
        ("{source: [aws.s3]}", "main", []),
        ("{source: [aws.s3]}", "there", []),
        ("{source: []}", "own", []),
    ],
)
def test_aws_tells_the_default_bus(pattern: str, bus: str, places_: list[str]):
    assert places(ruled(pattern, bus=bus), "eventbridge-aws-source") == places_


def test_null_is_found_in_rules_archives_and_filters():
    text = """
      name: shop
      functions: {f: {triggers: {t: {type: eventbridge, pattern: {detail: {a: [null]}}}}}}
      event_buses: {own: {archive: {pattern: {detail: {a: {b: [1, null]}}}}}, other: {archive: {}}}
      topics: {orders: {}}
      queues: {jobs: {subscriptions: {orders: {filter: {kind: [null]}}}}}
    """
    assert places(text, "pattern-null") == [
        "functions.f.triggers.t.pattern",
        "event_buses.own.archive.pattern",
    ]
    assert places(text, "sns-filter-valid") == ["queues.jobs.subscriptions.orders.filter"]


def test_what_a_target_gets_is_said_once():
    text = ruled(settings=", input: {}, input_path: $.detail, input_transformer: {template: x}")
    assert places(text, "eventbridge-input-once") == [
        "functions.f.triggers.t.input_path",
        "functions.f.triggers.t.input_transformer",
    ]


@pytest.mark.parametrize(
    ("transformer", "undefined", "unused"),
    [
        ('{paths: {a: $.a}, template: "<a> <b> <b> <aws.events.rule-arn>"}', ["b"], []),
        ('{paths: {a: $.a, b: $.b}, template: "<a>"}', [], ["b"]),
        ('{template: "a < b and c > d"}', [], []),
    ],
)
def test_names_of_a_template(transformer: str, undefined: list[str], unused: list[str]):
    text = ruled(settings=f", input_transformer: {transformer}")
    wrong = [each.message.split(">")[0][1:] for each in found(text, "eventbridge-transformer-undefined")]
    spare = [str(each.path[-1]) for each in found(text, "eventbridge-transformer-unused")]
    assert (wrong, spare) == (undefined, unused)


@pytest.mark.parametrize(
    ("path", "fine"),
    [
        ("$", True),
        ("$.detail", True),
        ("$.a[0].b-c", True),
        ("$.a['b c']", True),
        ("detail", False),
        ("$.", False),
    ],
)
def test_paths(path: str, fine: bool):
    settings = f', input_transformer: {{paths: {{a: "{path}"}}, template: "<a>"}}'
    assert bool(found(ruled(settings=settings), "eventbridge-path-valid")) is not fine
    said = found(ruled(settings=f', input_path: "{path}"'), "eventbridge-path-valid")
    assert bool(said) is not fine


def test_limits_of_what_is_handed_over():
    assert found(ruled(settings=f", input: {{a: {'x' * 8192}}}"), "eventbridge-input-limits")
    assert found(ruled(settings=", input_transformer: {template: ''}"), "eventbridge-input-limits")
    many = ", ".join(f"p{number}: $.a" for number in range(101))
    settings = f", input_transformer: {{paths: {{{many}}}, template: x}}"
    assert places(ruled(settings=settings), "eventbridge-input-limits") == [
        "functions.f.triggers.t.input_transformer.paths"
    ]


def test_a_rule_takes_the_queue_that_a_schedule_of_the_function_has():
    text = """
      name: shop
      functions:
        f:
          triggers:
            s: {type: schedule, expression: rate(1 day), dead_letter: spare}
            t: {type: eventbridge, pattern: {source: [a]}}
      queues: {spare: {}}
    """
    (finding,) = found(text, "eventbridge-target-without-dlq")
    assert finding.fix
    assert finding.fix.title == "Send it to spare"


def test_a_function_may_not_put_events_on_the_bus_that_it_listens_to():
    text = ruled(bus="own").replace("triggers:", "scopes: {own: put_events}, triggers:")
    (finding,) = found(text, "resource-recursion-cycle")
    assert "nothing stops such a loop" in finding.message


@pytest.mark.parametrize(
    ("senders", "at"),
    [
        ("{}", [""]),
        ("{sources: [a.b]}", [""]),
        ("{organization: o-a1b2c3d4e5}", []),
        ("{accounts: {one: '123456789012', two: '12345678901'}}", [".accounts.two"]),
    ],
)
def test_senders_are_accounts_or_an_organisation(senders: str, at: list[str]):
    text = f"{{name: shop, event_buses: {{b: {{senders: {senders}}}}}}}"
    assert places(text, "event-bus-senders") == [f"event_buses.b.senders{each}" for each in at]


@pytest.mark.parametrize(
    ("bus", "queue", "severities"),
    [
        ("kms_key: k, dead_letter: q", "{}", []),
        ("kms_key: k, dead_letter: q", "{fifo: true}", ["error"]),
        ("dead_letter: q", "{}", ["warning"]),
        ("default: true, dead_letter: q", "{}", []),
    ],
)
def test_a_bus_gives_up_to_a_standard_queue_what_its_key_does_not_open(
    bus: str, queue: str, severities: list[str]
):
    text = f"{{name: shop, event_buses: {{b: {{{bus}}}}}, queues: {{q: {queue}}}, keys: {{k: {{}}}}}}"
    assert [each.severity.value for each in found(text, "event-bus-dead-letter")] == severities
