"""Losses and idle protection, trigger by trigger: what the journeys say is found, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest

from designer.blueprint.base import Path, dotted
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers import TRIGGERS
from designer.build import build_graph
from designer.failures import End, Mishap, Protection, idle, journeys, silent
from designer.rules import registry
from designer.rules.review import review
from tests.rules.judging import TODAY, design

CLUSTER = "arn:aws:rds:eu-west-1:123456789012:cluster:docs"
BROKER = "arn:aws:mq:eu-west-1:123456789012:broker:orders:b-01234567-89ab-cdef-0123-456789abcdef"
MSK = "arn:aws:kafka:eu-west-1:123456789012:cluster/events/0a1b2c3d-4e5f-6789-abcd-ef0123456789-1"
LISTENER = (
    "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/0123456789abcdef/0123456789abcdef"
)

TRIGGER = {
    "sqs": "queue: jobs",
    "http_api": "api: front",
    "websocket": "api: socket",
    "rest_api": "api: rest",
    "schedule": "expression: rate(1 hour)",
    "iot": "sql: \"SELECT * FROM 'a'\"",
    "logs": "log_group: /aws/lambda/others",
    "secret_rotation": "secret: password",
    "s3": "bucket: files",
    "cognito": "user_pool: people, events: [pre_sign_up]",
    "alb": f"listener: '{LISTENER}', priority: 1, paths: [/a]",
    "appsync": "api: graph, fields: [Query.a]",
    "direct": "principal: '123456789012'",
    "alexa": "skill: amzn1.ask.skill.01234567-89ab-cdef-0123-456789abcdef",
    "function_url": "authorization: iam",
    "dynamodb_stream": "table: items",
    "kinesis": "stream: clicks",
    "pipe": "source: jobs",
    "eventbridge": "pattern: {source: [shop]}",
    "msk": f"cluster: '{MSK}', topic: orders",
    "kafka": "servers: ['kafka.example.com:9096'], topic: orders, secret: password",
    "mq": f"broker: '{BROKER}', queue: orders, secret: password",
    "documentdb": f"cluster: '{CLUSTER}', database: shop, secret: password",
    "sns": "topic: orders",
    "custom_resource": "service_timeout: 60",
}

VARIANTS = {
    "pipe of a stream": "type: pipe, source: clicks",
    "pipe of a table": "type: pipe, source: items",
    "pipe that forgets": "type: pipe, source: jobs, invocation_type: FIRE_AND_FORGET",
    "pipe that forgets a stream": "type: pipe, source: clicks, invocation_type: FIRE_AND_FORGET",
    "s3 by EventBridge": "type: s3, bucket: files, via: eventbridge",
    "caller that does not wait": "type: direct, principal: '123456789012', waits: false",
}
"""Triggers that invoke otherwise than their type mostly does."""

SHOP = """
name: shop
profile: regulated
stages: {{dev: {{}}}}
functions:
  worker: {{{function} triggers: {{t: {{{trigger}}}}}}}
queues:
  jobs: {{visibility_timeout: 180 {queue}}}
  dead: {{message_retention: 1209600}}
  failed: {{message_retention: 1209600}}
tables: {{items: {{stream: NEW_IMAGE}}}}
streams: {{clicks: {{}}}}
buckets: {{files: {{}}}}
topics: {{orders: {{}}, alerts: {{}}}}
apis: {{front: {{}}}}
rest_apis: {{rest: {{}}}}
websocket_apis: {{socket: {{}}}}
graphql_apis: {{graph: {{}}}}
user_pools: {{people: {{}}}}
secrets: {{password: {{}}}}
{alarms}
"""

LOSSES = {
    "async-without-failure-path": Protection.DESTINATION,
    "eventbridge-target-without-dlq": Protection.DELIVERY,
    "sns-subscription-without-dlq": Protection.DELIVERY,
    "iot-rule-without-error-queue": Protection.DELIVERY,
    "sqs-source-without-dlq": Protection.REDRIVE,
    "pipe-without-dlq": None,
    "stream-without-failure-destination": Protection.GIVEN_UP,
    "stream-unbounded-retries": Protection.LIMIT,
    "failure-without-place": Protection.NONE,
    "delivery-without-place": Protection.NONE,
}
"""The rules on losses, each with what is missing; a pipe misses one thing or the other by its source."""

IDLE = frozenset({"function-dlq-ineffective", "pipe-dlq-ineffective"})

FUNCTION = ("", "dead_letter: failed,", "asynchronous: {on_failure: failed},")
QUEUE = ("", ", dead_letter: {queue: dead}")
ALARMS = ("", "alarms: {topic: alerts}")
OWN = (
    "",
    "dead_letter: dead",
    "on_failure: failed",
    "maximum_retries: 2",
    "on_failure: failed, maximum_retries: 2",
    "dead_letter: dead, maximum_record_age: 60",
)


def _said(name: str) -> str:
    return VARIANTS.get(name) or f"type: {name}, {TRIGGER[name]}"


@cache
def _designs(name: str) -> tuple[Blueprint, ...]:
    """Every combination of what protects events that the trigger can have."""
    return tuple(_made(name))


def _made(name: str) -> Iterator[Blueprint]:
    for function, queue, alarms, own in product(FUNCTION, QUEUE, ALARMS, OWN):
        trigger = ", ".join(filter(None, (_said(name), own)))
        try:
            yield design(SHOP.format(function=function, queue=queue, alarms=alarms, trigger=trigger))
        except ValueError:
            assert own, "the trigger alone has to be legal"


EACH = pytest.mark.parametrize("name", [*TRIGGER, *VARIANTS])


def _found(blueprint: Blueprint, rules) -> set[tuple[str, Path]]:
    asked = [each for each in registry.rules() if each.id in rules]
    return {(each.rule, each.path) for each in review(blueprint, TODAY, asked).findings}


def test_every_trigger_type_is_looked_at() -> None:
    assert set(TRIGGER) == set(TRIGGERS)


@EACH
def test_every_loss_that_nobody_hears_of_is_found_and_no_other(name: str) -> None:
    for blueprint in _designs(name):
        found = _found(blueprint, LOSSES)
        places = {path for _, path in found}
        gaps = {gap.at for each in silent(blueprint) for gap in each.outcome.gaps}
        for journey in silent(blueprint):
            for gap in journey.outcome.gaps if journey.told is None else ():
                assert places & {gap.at, gap.at[:-1]}, f"{journey} is not found"
        for rule, path in found:
            near = {gap for gap in gaps if path in (gap, gap[:-1])}
            assert near, f"{rule} at {dotted(path)}, but nothing is lost there"


@EACH
def test_a_rule_on_losses_speaks_of_what_is_missing(name: str) -> None:
    for blueprint in _designs(name):
        missing = {gap.kind for each in silent(blueprint) for gap in each.outcome.gaps}
        for rule, _ in _found(blueprint, LOSSES):
            assert (LOSSES[rule] or Protection.REDRIVE) in missing or (
                LOSSES[rule] is None and Protection.GIVEN_UP in missing
            )


@EACH
def test_every_protection_that_never_acts_is_found_and_no_other(name: str) -> None:
    for blueprint in _designs(name):
        said = [("functions", "worker", field) for field in ("dead_letter", "asynchronous")]
        own = [("functions", "worker", "triggers", "t", field) for field in ("dead_letter",)]
        function, trigger = blueprint.functions["worker"], blueprint.functions["worker"].triggers["t"]
        filled = [at for at in said if getattr(function, at[-1])]
        filled += [at for at in own if getattr(trigger, at[-1], None)]
        unlimited = {
            gap.at[:-1] for each in silent(blueprint) for gap in each.outcome.gaps
            if gap.kind is Protection.LIMIT
        }  # fmt: skip
        idles = {at for at in idle(blueprint, "worker", *filled) if at[:-1] not in unlimited}
        assert {path for _, path in _found(blueprint, IDLE)} == idles


@EACH
def test_both_kinds_of_failure_have_a_journey(name: str) -> None:
    blueprint = _designs(name)[0]
    mishaps = {each.mishap for each in journeys(blueprint)}
    (_, trigger) = blueprint.every_trigger()[0]

    assert {Mishap.ERROR, Mishap.TIMEOUT, Mishap.THROTTLE} <= mishaps
    assert (Mishap.UNDELIVERED in mishaps) is (Mishap.REFUSED in mishaps)
    assert (Mishap.UNDELIVERED in mishaps) is (trigger.value.delivery is not None)


@pytest.mark.parametrize("name", ["sqs", "schedule", "kinesis", "sns", "documentdb"])
def test_who_is_told_is_told_by_an_alarm_that_is_built(name: str) -> None:
    for blueprint in _designs(name):
        alarms = {each.id for each in build_graph(blueprint).resources if each.id.startswith("alarm.")}
        for journey in journeys(blueprint):
            words = {"errors", "throttles"} if journey.mishap in _INVOKED else set()
            by_function = {f"alarm.worker.{word}" for word in words}
            by_queue = {f"alarm.{journey.kept_in}.dead-letters"}
            assert bool(alarms & (by_function | by_queue)) is (journey.told == "alerts"), journey


_INVOKED = (Mishap.ERROR, Mishap.TIMEOUT, Mishap.THROTTLE)


def test_alarms_that_are_off_tell_nobody() -> None:
    text = SHOP.format(function="", queue="", trigger=_said("sqs"), alarms="alarms: {topic: alerts, %s}")

    assert {each.told for each in journeys(design(text % "period: 60"))} == {"alerts"}
    for off in ("enabled: false", "functions: false", "without: [worker]"):
        assert {each.told for each in journeys(design(text % off))} == {None}


def test_a_topic_that_takes_what_failed_is_told() -> None:
    text = SHOP.format(function="dead_letter: orders,", queue="", trigger=_said("schedule"), alarms="")
    journey = next(each for each in journeys(design(text)) if each.mishap is Mishap.ERROR)

    assert (journey.end, journey.told, journey.ends) == (End.HANDED_ON, "orders", "handed on to orders")


UNHEARD = """
name: shop
functions:
  worker:
    asynchronous: {{on_failure: {target}}}
    triggers: {{t: {{type: schedule, expression: rate(1 hour)}}}}
  other: {{triggers: {{{listens}}}}}
topics: {{topic: {{{topic}}}}}
event_buses: {{bus: {{{bus}}}}}
queues: {{queue: {{{queue}}}}}
{alarms}
"""


@pytest.mark.parametrize(
    ("target", "settings", "finds"),
    [
        ("topic", {}, 1),
        ("bus", {}, 1),
        ("queue", {}, 0),
        ("other", {}, 0),
        ("topic", {"listens": "t: {type: sns, topic: topic}"}, 0),
        ("topic", {"queue": "subscriptions: {topic: {}}"}, 0),
        ("topic", {"topic": "existing: 'arn:aws:sns:eu-west-1:123456789012:theirs'"}, 0),
        ("topic", {"alarms": "alarms: {topic: topic}"}, 1),
        ("topic", {"alarms": "alarms: {topic: topic, email: a@example.com}"}, 0),
        ("bus", {"listens": "t: {type: eventbridge, bus: bus, pattern: {a: [1]}}"}, 0),
        ("bus", {"listens": "t: {type: eventbridge, bus: bus, pattern: {a: [1]}, enabled: false}"}, 1),
        ("bus", {"bus": "archive: {}"}, 0),
        ("bus", {"bus": "default: true"}, 0),
    ],
)
def test_what_is_handed_on_to_nobody_is_found(target: str, settings: dict[str, str], finds: int) -> None:
    parts = dict.fromkeys(("listens", "topic", "bus", "queue", "alarms"), "") | settings

    assert len(_found(design(UNHEARD.format(target=target, **parts)), {"failure-unheard"})) == finds
