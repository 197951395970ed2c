"""From topics, buses and pipes to what is deployed: subscriptions, permissions, policies."""

from __future__ import annotations

import json
from typing import TypeVar

import pytest
import yaml

from designer.blueprint.base import apply
from designer.blueprint.document import Blueprint
from designer.blueprint.referring import renaming
from designer.blueprint.triggers.base import Invocation
from designer.build import build_graph
from designer.graph import Attribute, Join, Principal, Ref, Resource, ResourceGraph, Role
from designer.graph.compute import Permission
from designer.graph.events import EventArchive, EventRetry, EventRule
from designer.graph.messaging import QueuePolicy
from designer.graph.pipes import Pipe
from designer.graph.topics import Subscription, Topic, TopicPolicy

R = TypeVar("R", bound=Resource)

FAN_OUT = """
name: shop
stages: {dev: {}}
functions:
  bill: {alias: live, triggers: {heard: {type: sns, topic: orders, dead_letter: unheard}}}
  count: {triggers: {heard: {type: sns, topic: orders, filter: {}, dead_letter: unheard}}}
topics: {orders: {}}
queues:
  jobs: {subscriptions: {orders: {raw: true, filter: {kind: [large]}, dead_letter: unheard}}}
  unheard: {}
"""


def design(text: str) -> Blueprint:
    return Blueprint.model_validate(yaml.load(text, yaml.CSafeLoader))


def graph(text: str) -> ResourceGraph:
    return build_graph(design(text))


def one(found: ResourceGraph, identifier: str, kind: type[R]) -> R:
    resource = found.resource(identifier)
    assert isinstance(resource, kind)
    return resource


TOPIC = Ref("topic.orders", Attribute.ARN)


def test_a_function_hears_of_a_topic_by_its_alias() -> None:
    found = graph(FAN_OUT)
    subscription = one(found, "subscription.bill.heard", Subscription)
    assert (subscription.topic, subscription.protocol) == (TOPIC, "lambda")
    assert subscription.endpoint == Ref("alias.bill", Attribute.ARN)
    assert subscription.raw is None  # what AWS does anyway
    permission = one(found, "permission.bill.heard", Permission)
    assert (permission.principal, permission.source_arn) == ("sns.amazonaws.com", TOPIC)


def test_a_queue_is_subscribed_and_lets_only_that_topic_send() -> None:
    found = graph(FAN_OUT)
    subscription = one(found, "subscription.jobs.orders", Subscription)
    assert subscription.endpoint == Ref("queue.jobs", Attribute.ARN)
    assert subscription.raw is True
    assert json.loads(subscription.filter or "") == {"kind": ["large"]}
    assert subscription.implied_by == "queue.jobs"
    _, sends = one(found, "queue_policy.jobs", QueuePolicy).statements
    assert sends.principal == Principal("Service", "sns.amazonaws.com")
    assert sends.conditions[0].values == (TOPIC,)


def test_an_empty_filter_is_left_out() -> None:
    assert one(graph(FAN_OUT), "subscription.count.heard", Subscription).filter is None


def test_what_three_subscribers_need_of_one_queue_is_said_once() -> None:
    assert len(one(graph(FAN_OUT), "queue_policy.unheard", QueuePolicy).statements) == 2


def test_every_new_topic_is_closed_to_plain_http() -> None:
    (statement,) = one(graph(FAN_OUT), "topic_policy.orders", TopicPolicy).statements
    assert (statement.effect, statement.actions) == ("Deny", ("sns:Publish",))
    assert statement.conditions[0].key == "aws:SecureTransport"


def test_settings_of_fifo_topics_are_left_out_of_others() -> None:
    found = graph("{name: a, topics: {t: {content_based_deduplication: true, high_throughput: true}}}")
    topic = one(found, "topic.t", Topic)
    assert (topic.content_based_deduplication, topic.throughput_scope) == (None, None)


def test_an_existing_topic_is_subscribed_to_and_has_no_policy() -> None:
    arn = "arn:aws:sns:eu-west-1:123456789012:orders"
    found = graph(FAN_OUT.replace("{orders: {}}\n", f'{{orders: {{existing: "{arn}"}}}}\n'))
    assert one(found, "subscription.jobs.orders", Subscription).topic == arn
    assert found.resource("topic_policy.orders") is None


def test_a_topic_is_renamed_wherever_a_queue_names_it() -> None:
    said = design(FAN_OUT)
    renamed = apply(said, renaming(said, ("topics", "orders"), "news"))
    assert list(renamed.queues["jobs"].subscriptions) == ["news"]
    assert build_graph(renamed).resource("subscription.jobs.news") is not None


EVENTS = """
name: shop
stages: {dev: {}}
functions:
  put: {scopes: {own: put_events, main: put_events}, environment: {BUS: "${own.name} ${main.name}"}}
  bill:
    alias: live
    asynchronous: {on_failure: own}
    triggers:
      large:
        type: eventbridge
        bus: own
        pattern: {source: [shop]}
        maximum_retries: 5
        input_transformer: {paths: {id: $.detail.id}, template: "<id>"}
        dead_letter: spare
      all: {type: eventbridge, pattern: {source: [aws.ec2]}, enabled: false}
event_buses:
  own: {archive: {retention_days: 7}}
  main: {default: true, archive: {}}
queues: {spare: {}}
"""


def test_a_rule_hands_events_to_the_alias_and_may() -> None:
    found = graph(EVENTS)
    rule = one(found, "event_rule.bill.large", EventRule)
    assert rule.bus == Ref("event_bus.own", Attribute.NAME)
    assert rule.target == Ref("alias.bill", Attribute.ARN)
    assert rule.state is None  # what AWS does anyway
    permission = one(found, "permission.bill.large", Permission)
    assert permission.source_arn == Ref("event_rule.bill.large", Attribute.ARN)
    assert one(found, "event_rule.bill.all", EventRule).state == "DISABLED"


def test_either_number_of_retries_brings_the_other() -> None:
    found = graph(EVENTS)
    assert one(found, "event_rule.bill.large", EventRule).retry == EventRetry(5, 86400)
    assert one(found, "event_rule.bill.all", EventRule).retry == EventRetry()


def test_only_that_rule_may_send_to_its_dead_letter_queue() -> None:
    _, sends = one(graph(EVENTS), "queue_policy.spare", QueuePolicy).statements
    assert sends.principal == Principal("Service", "events.amazonaws.com")
    assert sends.conditions[0].values == (Ref("event_rule.bill.large", Attribute.ARN),)


def test_the_default_bus_is_not_created_and_can_be_kept() -> None:
    found = graph(EVENTS)
    assert found.resource("event_bus.main") is None
    archive = one(found, "event_archive.main", EventArchive)
    assert isinstance(archive.bus, Join)
    assert archive.bus.parts[-1] == ":event-bus/default"
    assert archive.retention_days is None
    assert "main_event_bus_name" not in {each.name for each in found.outputs}


def test_access_to_buses_is_one_action_on_one_bus() -> None:
    found = graph(EVENTS)
    puts = [each for each in one(found, "role.put", Role).statements if "events:PutEvents" in each.actions]
    assert [each.resources for each in puts] == [
        (Ref("event_bus.own", Attribute.ARN),),
        (one(found, "event_archive.main", EventArchive).bus,),
    ]
    (sends,) = [
        each for each in one(found, "role.bill", Role).statements if "own" in (each.sid or "").lower()
    ]
    assert sends.actions == ("events:PutEvents",)


def test_a_rule_on_an_existing_bus_names_it() -> None:
    arn = "arn:aws:events:eu-west-1:123456789012:event-bus/theirs"
    found = graph(EVENTS.replace("{archive: {retention_days: 7}}", f'{{existing: "{arn}"}}'))
    assert one(found, "event_rule.bill.large", EventRule).bus == "theirs"


PIPES = """
name: shop
stages: {dev: {}}
functions:
  pack: {alias: live, triggers: {jobs: {type: pipe, source: %s, enrichment: look, dead_letter: spare}}}
  look: {}
queues: {jobs: {}, spare: {}}
tables: {items: {stream: NEW_IMAGE}}
streams: {clicks: {}}
"""


@pytest.mark.parametrize(
    ("source", "arn", "polls", "reports"),
    [
        ("jobs", Ref("queue.jobs", Attribute.ARN), "sqs:ReceiveMessage", False),
        ("clicks", Ref("stream.clicks", Attribute.ARN), "kinesis:GetRecords", True),
        ("items", Ref("table.items", Attribute.STREAM_ARN), "dynamodb:GetRecords", True),
    ],
)
def test_a_pipe_has_a_role_that_does_what_it_needs(source: str, arn: Ref, polls: str, reports: bool) -> None:
    found = graph(PIPES % source)
    pipe = one(found, "pipe.pack.jobs", Pipe)
    assert (pipe.source, pipe.target) == (arn, Ref("alias.pack", Attribute.ARN))
    assert (pipe.stream is not None, pipe.table_stream is not None) == (
        source == "clicks",
        source == "items",
    )
    role = one(found, "role.pack.jobs", Role)
    assert role.service == "pipes.amazonaws.com"
    allowed = {each.sid: each for each in role.statements}
    assert allowed["Poll"].resources == (arn,)
    assert polls in allowed["Poll"].actions
    assert allowed["Enrich"].resources == (Ref("function.look", Attribute.ARN),)
    assert allowed["Invoke"].resources == (Ref("alias.pack", Attribute.ARN),)
    assert ("SendToDeadLetterQueue" in allowed) is reports


def test_a_pipe_that_does_not_wait_leaves_failures_to_the_function() -> None:
    said = design(PIPES % "jobs, invocation_type: FIRE_AND_FORGET")
    assert said.functions["pack"].triggers["jobs"].invocation is Invocation.ASYNCHRONOUS
    assert one(build_graph(said), "pipe.pack.jobs", Pipe).invocation == "FIRE_AND_FORGET"
