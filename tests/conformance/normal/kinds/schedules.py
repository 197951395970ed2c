"""Schedules of EventBridge Scheduler."""

from __future__ import annotations

from tests.conformance.normal.exemption import CDK, argument, property_
from tests.conformance.normal.identification import named
from tests.conformance.normal.kind import Kind, Spelling
from tests.conformance.normal.values import block, document_text, nested, text, whole

_CLOUDFORMATION = Spelling(
    "AWS::Scheduler::Schedule",
    named("Name"),
    {
        "GroupName": text("group"),
        "Description": text("description"),
        "State": text("state"),
        "ScheduleExpression": text("expression"),
        "ScheduleExpressionTimezone": text("timezone"),
        "StartDate": text("start"),
        "EndDate": text("end"),
        "FlexibleTimeWindow": nested(
            {"Mode": text("window"), "MaximumWindowInMinutes": whole("window_minutes")}
        ),
        "Target": nested(
            {
                "Arn": text("target", "function"),
                "RoleArn": text("target", "role"),
                "Input": document_text("target", "input"),
                "RetryPolicy": nested(
                    {
                        "MaximumRetryAttempts": whole("target", "retries"),
                        "MaximumEventAgeInSeconds": whole("target", "event_age"),
                    }
                ),
                "DeadLetterConfig": nested({"Arn": text("target", "dead_letter")}),
            }
        ),
    },
    unnoticed=(property_("State", "ENABLED", CDK),),
)

_TERRAFORM = Spelling(
    "aws_scheduler_schedule",
    named("name"),
    {
        "group_name": text("group"),
        "description": text("description"),
        "state": text("state"),
        "schedule_expression": text("expression"),
        "schedule_expression_timezone": text("timezone"),
        "start_date": text("start"),
        "end_date": text("end"),
        "flexible_time_window": block(
            {"mode": text("window"), "maximum_window_in_minutes": whole("window_minutes")}
        ),
        "target": block(
            {
                "arn": text("target", "function"),
                "role_arn": text("target", "role"),
                "input": document_text("target", "input"),
                "retry_policy": block(
                    {
                        "maximum_retry_attempts": whole("target", "retries"),
                        "maximum_event_age_in_seconds": whole("target", "event_age"),
                    }
                ),
                "dead_letter_config": block({"arn": text("target", "dead_letter")}),
            }
        ),
    },
    unnoticed=(argument("schedule_expression_timezone", "UTC"), argument("state", "ENABLED")),
)

KINDS = (
    Kind(
        name="schedule",
        cloudformation=(_CLOUDFORMATION,),
        terraform=(_TERRAFORM,),
        defaults={
            ("description",): "",
            ("group",): "default",
            ("timezone",): "UTC",
            ("state",): "ENABLED",
            ("target", "retries"): 185,
            ("target", "event_age"): 86400,
        },
    ),
)
