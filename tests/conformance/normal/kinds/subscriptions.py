"""Subscriptions to log groups, and rules of IoT Core."""

from __future__ import annotations

from tests.conformance.normal.exemption import argument, property_
from tests.conformance.normal.form import Json
from tests.conformance.normal.identification import about, named
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.structures import tags
from tests.conformance.normal.values import Found, block, fixed, flag, nested, only, text

_REQUIRED = "CloudFormation's own schema asks for it, so that no template goes without."

_LOGS = Spelling(
    "AWS::Logs::SubscriptionFilter",
    about("{LogGroupName} < {FilterName}"),
    {"FilterPattern": text("filter"), "DestinationArn": text("destination")},
    unnoticed=(property_("FilterPattern", "", reason=_REQUIRED),),
)

_AWS_LOGS = Spelling(
    "aws_cloudwatch_log_subscription_filter",
    about("{log_group_name} < {name}"),
    {
        "filter_pattern": text("filter"),
        "destination_arn": text("destination"),
        # It is for destinations that are streams.
        "distribution": fixed("ByLogStream"),
    },
    unnoticed=(argument("distribution", "ByLogStream"),),
)


def _disabled(value: Json) -> Found:
    for path, said in flag("enabled")(value):
        yield path, not said


_QUEUE = nested({"QueueUrl": text("error", "queue"), "RoleArn": text("error", "role")})

_RULE = Spelling(
    "AWS::IoT::TopicRule",
    named("RuleName"),
    {
        "TopicRulePayload": nested(
            {
                "Description": text("description"),
                "Sql": text("sql"),
                "AwsIotSqlVersion": text("sql_version"),
                "RuleDisabled": _disabled,
                "Actions": only(nested({"Lambda": nested({"FunctionArn": text("function")})})),
                "ErrorAction": nested({"Sqs": _QUEUE}),
            }
        ),
        "Tags": tags(),
    },
    asked={"Ref": "name", "Arn": "arn"},
)

_AWS_RULE = Spelling(
    "aws_iot_topic_rule",
    named("name"),
    {
        "description": text("description"),
        "sql": text("sql"),
        "sql_version": text("sql_version"),
        "enabled": flag("enabled"),
        "lambda": block({"function_arn": text("function")}),
        "error_action": block(
            {
                "sqs": block(
                    {
                        "queue_url": text("error", "queue"),
                        "role_arn": text("error", "role"),
                        "use_base64": fixed(expected=False),
                    }
                )
            }
        ),
        "tags": tags(),
    },
    asked={"arn": "arn"},
    unnoticed=(argument("enabled", True), argument("error_action/#/sqs/#/use_base64", False)),
)

KINDS = (
    Kind(
        name="log_subscription",
        cloudformation=(_LOGS,),
        terraform=(_AWS_LOGS,),
        # An empty pattern, which both formats want said, is no setting in a plan.
        defaults={("filter",): ""},
    ),
    Kind(
        name="iot_rule",
        cloudformation=(_RULE,),
        terraform=(_AWS_RULE,),
        answers={"arn": arn("iot", "rule/{name}"), "name": "{name}"},
        defaults={("description",): "", ("enabled",): True},
    ),
)
