"""From topics, buses and pipes to what is deployed: subscriptions, permissions, policies."""

from __future__ import annotations

import json
from typing import TypeVar

import yaml

from designer.blueprint.base import apply
from designer.blueprint.document import Blueprint
from designer.blueprint.referring import renaming
from designer.build import build_graph
from designer.graph import Attribute, Permission, Principal, QueuePolicy, Ref, Resource, ResourceGraph
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
    return Blueprint.model_validate(yaml.safe_load(text))


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
