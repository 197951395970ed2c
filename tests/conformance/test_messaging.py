"""Topics, their policies and subscriptions say one thing in either spelling."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance.normal.cloudformation import Template
from tests.conformance.normal.comparison import compare
from tests.conformance.normal.form import Deployment, Identity, Place, UnreadableError
from tests.conformance.normal.symbols import symbol
from tests.conformance.normal.terraform import deployment

PLACE = Place("eu-west-1")
TOPIC, QUEUE = "aws_sns_topic.news", "aws_sqs_queue.jobs"
STATEMENT = {"Sid": "Publish", "Effect": "Allow", "Principal": "*", "Action": "sns:Publish"}
FILTER = {"store": ["books", {"prefix": "toys"}]}


def ours(**changed: dict[str, Any]) -> Deployment:
    """CloudFormation's; ``changed`` are properties by logical id."""
    arn = {"Fn::GetAtt": ["Jobs", "Arn"]}
    said: dict[str, tuple[str, dict[str, Any]]] = {
        "Jobs": ("AWS::SQS::Queue", {"QueueName": "jobs"}),
        "News": (
            "AWS::SNS::Topic",
            {
                "TopicName": "news.fifo",
                "FifoTopic": True,
                "SignatureVersion": "2",
                "Tags": [{"Key": "team", "Value": "a"}],
            },
        ),
        "Policy": (
            "AWS::SNS::TopicPolicy",
            {
                "Topics": [{"Ref": "News"}],
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [{**STATEMENT, "Resource": {"Ref": "News"}}],
                },
            },
        ),
        "Told": (
            "AWS::SNS::Subscription",
            {
                "TopicArn": {"Fn::GetAtt": ["News", "TopicArn"]},
                "Protocol": "sqs",
                "Endpoint": arn,
                "FilterPolicy": FILTER,
                "RedrivePolicy": {"deadLetterTargetArn": arn},
            },
        ),
    }
    resources = {
        name: {"Type": type_, "Properties": {**properties, **changed.get(name, {})}}
        for name, (type_, properties) in said.items()
    }
    return Template({"Resources": resources}, {}, PLACE).deployment()


def theirs() -> Deployment:
    """Terraform's, as a plan shows it."""
    topic, queue = symbol(TOPIC, "arn"), symbol(QUEUE, "arn")
    statement = {**STATEMENT, "Principal": {"AWS": "*"}, "Resource": topic}
    said: dict[str, dict[str, Any]] = {
        QUEUE: {"name": "jobs"},
        TOPIC: {
            "name": "news.fifo",
            "content_based_deduplication": False,
            "fifo_topic": True,
            "signature_version": 2,
            "tags": {"team": "a"},
        },
        "aws_sns_topic_policy.news": {
            "arn": topic,
            "policy": json.dumps({"Version": "2012-10-17", "Statement": statement}),
        },
        "aws_sns_topic_subscription.jobs": {
            "topic_arn": topic,
            "protocol": "sqs",
            "endpoint": queue,
            "confirmation_timeout_in_minutes": 1,
            "endpoint_auto_confirms": False,
            "filter_policy": json.dumps(FILTER),
            "filter_policy_scope": "MessageAttributes",
            "raw_message_delivery": False,
            "redrive_policy": json.dumps({"deadLetterTargetArn": queue}),
        },
    }
    return deployment(said, {}, PLACE)


def differences(**changed: dict[str, Any]) -> list[str]:
    found = compare(("sam", ours(**changed)), ("terraform", theirs())).differences
    return [f"{each.resource.kind}: {' / '.join(each.setting)}" for each in found]


def test_either_spelling_says_the_same() -> None:
    assert differences() == []
    subscription = (
        "arn:aws:sns:eu-west-1:111122223333:news.fifo < sqs arn:aws:sqs:eu-west-1:111122223333:jobs"
    )
    assert Identity("subscription", subscription) in theirs()


@pytest.mark.parametrize(
    ("logical_id", "change", "found"),
    [
        ("News", {"SignatureVersion": "1"}, ["topic: signature_version"]),
        ("News", {"DisplayName": "News"}, ["topic: display_name"]),
        ("News", {"FifoTopic": False}, ["topic: fifo", "topic: throughput_scope"]),
        ("News", {"TracingConfig": "Active"}, ["topic: tracing"]),
        ("News", {"KmsMasterKeyId": "alias/mine"}, ["topic: key"]),
        ("Told", {"RawMessageDelivery": True}, ["subscription: raw"]),
        ("Told", {"FilterPolicyScope": "MessageBody"}, ["subscription: filter_scope"]),
        (
            "Told",
            {"FilterPolicy": {"store": ["books"]}},
            ['subscription: filter / store / {"prefix":"toys"}'],
        ),
        ("Told", {"RedrivePolicy": {"deadLetterTargetArn": "other"}}, ["subscription: dead_letter"]),
        ("Told", {"Protocol": "lambda"}, ["subscription: exists", "subscription: exists"]),
    ],
)
def test_a_change_is_noticed(logical_id: str, change: dict[str, Any], found: list[str]) -> None:
    assert differences(**{logical_id: change}) == found


def test_a_policy_of_two_topics_cannot_be_read() -> None:
    with pytest.raises(UnreadableError, match="Policy: Topics is"):
        ours(Policy={"Topics": [{"Ref": "News"}, "another"]})
