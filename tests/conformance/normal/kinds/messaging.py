"""SNS topics, who may publish to them, and who is told."""

from __future__ import annotations

from tests.conformance.normal.exemption import CDK, argument, property_
from tests.conformance.normal.identification import about, named
from tests.conformance.normal.kind import Kind, Spelling, When, arn
from tests.conformance.normal.policies import document
from tests.conformance.normal.structures import encoded, matching, tags, tree
from tests.conformance.normal.values import fixed, flag, nested, text, whole

_TOPIC = Spelling(
    "AWS::SNS::Topic",
    named("TopicName"),
    {
        "ContentBasedDeduplication": flag("content_based_deduplication"),
        "DisplayName": text("display_name"),
        "FifoThroughputScope": text("throughput_scope"),
        "FifoTopic": flag("fifo"),
        "KmsMasterKeyId": text("key"),
        "SignatureVersion": whole("signature_version"),
        "Tags": tags(),
        "TracingConfig": text("tracing"),
    },
    asked={"Ref": "arn", "TopicArn": "arn", "TopicName": "name"},
    unnoticed=(property_("TracingConfig", "PassThrough", CDK),),
)

_AWS_TOPIC = Spelling(
    "aws_sns_topic",
    named("name"),
    {
        "content_based_deduplication": flag("content_based_deduplication"),
        "display_name": text("display_name"),
        "fifo_throughput_scope": text("throughput_scope"),
        "fifo_topic": flag("fifo"),
        "kms_master_key_id": text("key"),
        "signature_version": whole("signature_version"),
        "tags": tags(),
        "tracing_config": text("tracing"),
    },
    asked={"arn": "arn", "id": "arn"},
    unnoticed=(
        argument("content_based_deduplication", False),
        argument("fifo_topic", False),
        argument("tracing_config", "PassThrough"),
    ),
)

_POLICY = Spelling("AWS::SNS::TopicPolicy", about("{Topics}"), {"PolicyDocument": document("policy")})

_AWS_POLICY = Spelling("aws_sns_topic_policy", about("{arn}"), {"policy": document("policy")})

_REDRIVE = encoded(nested({"deadLetterTargetArn": text("dead_letter")}))

_SUBSCRIPTION = Spelling(
    "AWS::SNS::Subscription",
    about("{TopicArn} < {Protocol} {Endpoint}"),
    {
        "DeliveryPolicy": tree("delivery"),
        "FilterPolicy": matching("filter"),
        "FilterPolicyScope": text("filter_scope"),
        "RawMessageDelivery": flag("raw"),
        "RedrivePolicy": _REDRIVE,
        "SubscriptionRoleArn": text("role"),
    },
    asked={"Ref": "arn", "Arn": "arn"},
    unnoticed=(property_("RawMessageDelivery", False, CDK),),
)

_AWS_SUBSCRIPTION = Spelling(
    "aws_sns_topic_subscription",
    about("{topic_arn} < {protocol} {endpoint}"),
    {
        # How the provider waits for a confirmation; no message is delivered otherwise.
        "confirmation_timeout_in_minutes": fixed(1),
        "delivery_policy": tree("delivery"),
        "endpoint_auto_confirms": fixed(expected=False),
        "filter_policy": matching("filter"),
        "filter_policy_scope": text("filter_scope"),
        "raw_message_delivery": flag("raw"),
        "redrive_policy": _REDRIVE,
        "subscription_role_arn": text("role"),
    },
    asked={"arn": "arn", "id": "arn"},
    unnoticed=(
        argument("confirmation_timeout_in_minutes", 1),
        argument("endpoint_auto_confirms", False),
        argument("raw_message_delivery", False),
    ),
)

KINDS = (
    Kind(
        name="topic",
        cloudformation=(_TOPIC,),
        terraform=(_AWS_TOPIC,),
        answers={"arn": arn("sns"), "name": "{name}"},
        defaults={
            ("content_based_deduplication",): False,
            ("display_name",): "",
            ("fifo",): False,
            ("signature_version",): 1,
            ("tracing",): "PassThrough",
        },
        defaults_when=(When(("fifo",), True, {("throughput_scope",): "Topic"}),),
    ),
    Kind(name="topic_policy", cloudformation=(_POLICY,), terraform=(_AWS_POLICY,)),
    Kind(
        name="subscription",
        cloudformation=(_SUBSCRIPTION,),
        terraform=(_AWS_SUBSCRIPTION,),
        answers={"arn": "<arn of subscription {name}>"},
        defaults={("raw",): False},
        defaults_when=(When(("filter",), None, {("filter_scope",): "MessageAttributes"}),),
    ),
)
