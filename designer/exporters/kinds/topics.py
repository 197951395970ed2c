"""Topics, their policies and their subscriptions."""

from __future__ import annotations

import json

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Got,
    Json,
    JsonText,
    Kind,
    Made,
    Policy,
    Shape,
    Terraform,
    group,
    made,
    shape,
)
from designer.graph import Attribute
from designer.graph.topics import Subscription, Topic, TopicPolicy


def _topic(topic: Topic) -> Shape:
    return shape(
        "Topic",
        TopicName=topic.name,
        DisplayName=topic.display_name,
        FifoTopic=topic.fifo or None,
        ContentBasedDeduplication=topic.content_based_deduplication,
        FifoThroughputScope=topic.throughput_scope,
        TracingConfig=topic.tracing,
        KmsMasterKeyId=topic.kms_key,
    )


def _topic_block(topic: Topic) -> tuple[Made, ...]:
    settings = group(
        name=topic.name,
        display_name=topic.display_name,
        fifo_topic=topic.fifo or None,
        content_based_deduplication=topic.content_based_deduplication,
        fifo_throughput_scope=topic.throughput_scope,
        tracing_config=topic.tracing,
        kms_master_key_id=topic.kms_key,
    )
    return (made("aws_sns_topic", settings),)


def _policy(policy: TopicPolicy) -> Shape:
    return shape("TopicPolicy", Topics=(policy.topic,), PolicyDocument=Policy(policy.statements))


def _policy_block(policy: TopicPolicy) -> tuple[Made, ...]:
    document = Policy(policy.statements, policy.because)
    return (made("aws_sns_topic_policy", group(arn=policy.topic), group(policy=document)),)


def _subscription(subscription: Subscription) -> Shape:
    dead_letter = subscription.dead_letter
    return shape(
        "Subscription",
        TopicArn=subscription.topic,
        Protocol=subscription.protocol,
        Endpoint=subscription.endpoint,
        RawMessageDelivery=subscription.raw,
        FilterPolicyScope=subscription.filter_scope,
        FilterPolicy=Json(json.loads(subscription.filter)) if subscription.filter else None,
        RedrivePolicy=Json({"deadLetterTargetArn": dead_letter}) if dead_letter else None,
    )


def _subscription_block(subscription: Subscription) -> tuple[Made, ...]:
    dead_letter = subscription.dead_letter
    settings = group(
        topic_arn=subscription.topic,
        protocol=subscription.protocol,
        endpoint=subscription.endpoint,
        raw_message_delivery=subscription.raw,
        filter_policy_scope=subscription.filter_scope,
        filter_policy=JsonText(json.loads(subscription.filter)) if subscription.filter else None,
        redrive_policy=JsonText({"deadLetterTargetArn": dead_letter}) if dead_letter else None,
    )
    return (made("aws_sns_topic_subscription", settings),)


KINDS = (
    Kind(
        Topic,
        CloudFormation("AWS::SNS::Topic", _topic, {Attribute.ARN: REF, Attribute.NAME: Got("TopicName")}),
        Terraform("aws_sns_topic", _topic_block, "topics.tf", {Attribute.ARN: "arn", Attribute.NAME: "name"}),
    ),
    Kind(
        TopicPolicy,
        CloudFormation("AWS::SNS::TopicPolicy", _policy),
        Terraform("aws_sns_topic_policy", _policy_block, "topics.tf"),
    ),
    Kind(
        Subscription,
        CloudFormation("AWS::SNS::Subscription", _subscription, {Attribute.ARN: REF}),
        Terraform("aws_sns_topic_subscription", _subscription_block, "topics.tf", {Attribute.ARN: "arn"}),
    ),
)
"""How topics and what belongs to them are spelt."""
