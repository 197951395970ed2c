"""Both sides of what rules on handlers, filters, layers and places count."""

from __future__ import annotations

import pytest

from designer.blueprint.base import apply
from designer.rules.base import Severity
from tests.rules.judging import design, found, places


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("handler: handler", 1),
        ("handler: a.b", 0),
        ("handler: handler, runtime: nodejs24.x", 1),
        ("handler: handler, runtime: java21", 0),
        ("handler: bootstrap, runtime: provided.al2023", 0),
        ("handler: ''", 0),  # another rule's
        ("handler: handler, image: {uri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/w:1'}", 0),
    ],
)
def test_a_handler_is_a_module_and_a_function(function: str, expected: int):
    assert len(found(f"{{name: a, functions: {{f: {{{function}}}}}}}", "function-handler-module")) == expected


NUMBERED = (
    "{name: a, functions: {f: {triggers: {t: {type: dynamodb_stream, table: o, filters: [%s]}}}}, "
    "tables: {o: {stream: NEW_IMAGE}}}"
)


@pytest.mark.parametrize(
    ("pattern", "fixed"),
    [
        ("{dynamodb: {NewImage: {n: {N: [5]}}}}", ["5"]),
        ("{dynamodb: {NewImage: {n: {N: [5, 7]}}}}", ["5", "7"]),
        ("{dynamodb: {NewImage: {n: {N: ['5']}}}}", []),
        ("{dynamodb: {NewImage: {n: {N: [{exists: true}]}}}}", []),
        ("{dynamodb: {NewImage: {m: {M: {n: {N: [5]}}}}}}", ["5"]),
        ("{dynamodb: {NewImage: {n: {S: [a]}}}}", []),
        ("{$or: [{dynamodb: {Keys: {n: {N: [1]}}}}, {eventName: [INSERT]}]}", ["1"]),
    ],
)
def test_numbers_of_a_stream_are_text(pattern: str, fixed: list[str]):
    findings = found(NUMBERED % pattern, "dynamodb-filter-number")
    assert [each.fix.edits[0].value for each in findings if each.fix] == fixed
    for each in findings:
        assert each.fix is not None
        healed = apply(design(NUMBERED % pattern), each.fix.edits)
        assert each.path not in [other.path for other in found(healed, "dynamodb-filter-number")]


def test_text_cannot_be_compared_by_size():
    pattern = "{dynamodb: {NewImage: {n: {N: [{numeric: ['>', 5]}]}}}}"
    (finding,) = found(NUMBERED % pattern, "dynamodb-filter-number")
    assert finding.fix is None
    assert '{"numeric": [">", 5]}' in finding.message


@pytest.mark.parametrize(("size", "expected"), [(3500, 0), (3501, 1)])
def test_references_need_room(size: int, expected: int):
    value = "x" * (size - len("TEXT") - len("URL") - 1)
    environment = f"{{TEXT: {value}, URL: '${{q.url}}'}}"
    text = f"{{name: a, functions: {{f: {{environment: {environment}}}}}, queues: {{q: {{}}}}}}"
    findings = found(text, "env-size-limit")
    assert [each.severity for each in findings] == [Severity.WARNING] * expected
    assert not found(text.replace("${q.url}", "x"), "env-size-limit")


@pytest.mark.parametrize(
    ("name", "architecture", "expected"),
    [
        ("LambdaInsightsExtension-Arm64", "x86_64", 1),
        ("LambdaInsightsExtension-Arm64", "arm64", 0),
        ("aws-otel-python-amd64-ver-1", "arm64", 1),
        ("tools-x86_64", "arm64", 1),
        ("tools-x86_64", "x86_64", 0),
        ("tools", "arm64", 0),
    ],
)
def test_names_of_layers_say_their_architecture(name: str, architecture: str, expected: int):
    arn = f"arn:aws:lambda:us-east-1:580247275435:layer:{name}:20"
    text = f"{{name: a, functions: {{f: {{architecture: {architecture}, layers: ['{arn}']}}}}}}"
    assert len(found(text, "layers-architecture-compatible")) == expected


ELSEWHERE = "queues: {away: {existing: 'arn:aws:sqs:us-west-2:123456789012:away'}, q: {%s}}"


@pytest.mark.parametrize(
    ("trigger", "queue", "expected"),
    [
        ("{type: schedule, expression: rate(1 day), dead_letter: away}", "", 1),
        ("{type: eventbridge, pattern: {source: [shop]}, dead_letter: away}", "", 1),
        ("{type: sns, topic: t, dead_letter: away}", "", 1),
        ("{type: sns, topic: t}", "subscriptions: {t: {dead_letter: away}}", 1),
        ("{type: sns, topic: t}", "dead_letter: {queue: away}", 1),
        ("{type: sns, topic: t}", "", 0),
    ],
)
def test_dead_letters_stay_in_the_region(trigger: str, queue: str, expected: int):
    function = f"f: {{triggers: {{t: {trigger}}}}}"
    text = f"{{name: a, functions: {{{function}}}, topics: {{t: {{}}}}, {ELSEWHERE % queue}}}"
    findings = found(text, "other-region")
    assert [each.severity for each in findings] == [Severity.ERROR] * expected


def express(states: str) -> str:
    return f"{{name: a, workflows: {{w: {{type: express, states: {{{states}}}}}}}}}"


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ("a: {type: wait, seconds: 150, next: b}, b: {type: wait, seconds: 150}", []),
        ("a: {type: wait, seconds: 150, next: b}, b: {type: wait, seconds: 151}", ["b"]),
        ("a: {type: wait, seconds: 300, next: b}, b: {type: wait, seconds: 1}", ["b"]),
        ("a: {type: wait, seconds: 301, next: b}, b: {type: wait, seconds: 1}", ["a"]),
        # One of two ways is too long; a way back is not counted again.
        (
            (
                "c: {type: choice, rules: [{when: 'true', next: a}], otherwise: b}, "
                "a: {type: wait, seconds: 200, next: b}, b: {type: wait, seconds: 200}"
            ),
            ["b"],
        ),
        (
            (
                "a: {type: wait, seconds: 200, next: c}, "
                "c: {type: choice, rules: [{when: 'true', next: a}], otherwise: e}, e: {type: succeed}"
            ),
            [],
        ),
    ],
)
def test_waits_of_an_express_workflow_add_up(states: str, expected: list[str]):
    wanted = [f"workflows.w.states.{name}.seconds" for name in expected]
    assert places(express(states), "workflow-express-duration") == wanted


def test_a_very_long_workflow_is_judged_too():
    chain = ", ".join(f"s{n}: {{type: wait, seconds: 1, next: s{n + 1}}}" for n in range(3000))
    assert len(found(express(f"{chain}, s3000: {{type: succeed}}"), "workflow-express-duration")) == 1
