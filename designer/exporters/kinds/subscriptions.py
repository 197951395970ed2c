"""Subscriptions to log groups, and rules on messages of devices."""

from __future__ import annotations

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Got,
    Kind,
    Made,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute
from designer.graph.subscriptions import IotRule, LogSubscription


def _logs(subscription: LogSubscription) -> Shape:
    return shape(
        "SubscriptionFilter",
        FilterName=subscription.name,
        LogGroupName=subscription.group,
        FilterPattern=subscription.filter,
        DestinationArn=subscription.destination,
    )


def _logs_block(subscription: LogSubscription) -> tuple[Made, ...]:
    settings = group(
        name=subscription.name,
        log_group_name=subscription.group,
        filter_pattern=subscription.filter,
        destination_arn=subscription.destination,
    )
    return (made("aws_cloudwatch_log_subscription_filter", settings),)


def _rule(rule: IotRule) -> Shape:
    queue = shape("SqsAction", QueueUrl=rule.error_queue, RoleArn=rule.error_role)
    return shape(
        "TopicRule",
        RuleName=rule.name,
        TopicRulePayload=shape(
            "TopicRulePayload",
            Description=rule.description,
            Sql=rule.sql,
            AwsIotSqlVersion=rule.sql_version,
            RuleDisabled=None if rule.enabled else True,
            Actions=(shape("Action", Lambda=shape("LambdaAction", FunctionArn=rule.function)),),
            ErrorAction=shape("Action", Sqs=queue) if rule.error_queue else None,
        ),
    )


def _rule_block(rule: IotRule) -> tuple[Made, ...]:
    settings = group(
        name=rule.name,
        description=rule.description,
        enabled=rule.enabled,
        sql=rule.sql,
        sql_version=rule.sql_version,
    )
    # Neither is optional: a message goes to the queue as it is, or in Base64.
    queue = block("sqs", queue_url=rule.error_queue, role_arn=rule.error_role, use_base64=False)
    error = block("error_action", sqs=queue) if rule.error_queue else None
    return (made("aws_iot_topic_rule", settings, block("lambda", function_arn=rule.function), error),)


KINDS = (
    Kind(
        LogSubscription,
        CloudFormation("AWS::Logs::SubscriptionFilter", _logs, {Attribute.NAME: REF}, tags=None),
        Terraform("aws_cloudwatch_log_subscription_filter", _logs_block, "logs.tf", {Attribute.NAME: "name"}),
    ),
    Kind(
        IotRule,
        CloudFormation("AWS::IoT::TopicRule", _rule, {Attribute.ARN: Got("Arn"), Attribute.NAME: REF}),
        Terraform(
            "aws_iot_topic_rule", _rule_block, "iot.tf", {Attribute.ARN: "arn", Attribute.NAME: "name"}
        ),
    ),
)
"""How subscriptions to logs and rules on devices are spelt."""
