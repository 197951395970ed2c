"""Event buses, archives, and rules with the target that they hand events to."""

from __future__ import annotations

from tests.conformance.normal.exemption import CDK, argument, property_
from tests.conformance.normal.form import Json
from tests.conformance.normal.identification import named
from tests.conformance.normal.kind import Kind, Spelling, When, arn
from tests.conformance.normal.policies import document
from tests.conformance.normal.structures import encoded, matching, tags, tree
from tests.conformance.normal.values import (
    Found,
    block,
    entries,
    fixed,
    nested,
    only,
    text,
    whole,
)


def _both_buses(value: Json) -> Found:
    """Terraform says the bus of the rule, and that of the rule of the target."""
    yield from text("bus")(value)
    yield from text("target", "bus")(value)


_BUS = Spelling(
    "AWS::Events::EventBus",
    named("Name"),
    {
        "DeadLetterConfig": nested({"Arn": text("dead_letter")}),
        "Description": text("description"),
        "KmsKeyIdentifier": text("key"),
        "Policy": document("policy"),
        "Tags": tags(),
    },
    asked={"Ref": "name", "Name": "name", "Arn": "arn"},
)

_AWS_BUS = Spelling(
    "aws_cloudwatch_event_bus",
    named("name"),
    {
        "dead_letter_config": block({"arn": text("dead_letter")}),
        "description": text("description"),
        "kms_key_identifier": text("key"),
        "tags": tags(),
    },
    asked={"arn": "arn", "id": "name", "name": "name"},
)

_AWS_BUS_POLICY = Spelling(
    "aws_cloudwatch_event_bus_policy", named("event_bus_name"), {"policy": document("policy")}
)

_ARCHIVE = Spelling(
    "AWS::Events::Archive",
    named("ArchiveName"),
    {
        "Description": text("description"),
        "SourceArn": text("bus"),
        "EventPattern": matching("pattern"),
        "RetentionDays": whole("retention"),
    },
    asked={"Ref": "name", "Arn": "arn"},
)

_AWS_ARCHIVE = Spelling(
    "aws_cloudwatch_event_archive",
    named("name"),
    {
        "description": text("description"),
        "event_source_arn": text("bus"),
        "event_pattern": matching("pattern"),
        "retention_days": whole("retention"),
    },
    asked={"arn": "arn", "id": "name"},
)

_RULE = Spelling(
    "AWS::Events::Rule",
    named("Name"),
    {
        "Description": text("description"),
        "EventBusName": _both_buses,
        "EventPattern": matching("pattern"),
        "State": text("state"),
        "Tags": tags(),
        "Targets": only(
            nested(
                {
                    "Id": text("target", "id"),
                    "Arn": text("target", "invoked"),
                    "Input": encoded(tree("target", "input")),
                    "InputPath": text("target", "input_path"),
                    "InputTransformer": nested(
                        {
                            "InputPathsMap": entries("target", "paths"),
                            "InputTemplate": text("target", "template"),
                        }
                    ),
                    "RetryPolicy": nested(
                        {
                            "MaximumRetryAttempts": whole("target", "retries"),
                            "MaximumEventAgeInSeconds": whole("target", "event_age"),
                        }
                    ),
                    "DeadLetterConfig": nested({"Arn": text("target", "dead_letter")}),
                }
            )
        ),
    },
    asked={"Arn": "arn"},
    unnoticed=(
        property_("State", "ENABLED", CDK),
        property_("Targets/#/RetryPolicy/MaximumRetryAttempts", 185, CDK),
    ),
)

_AWS_RULE = Spelling(
    "aws_cloudwatch_event_rule",
    named("name"),
    {
        "description": text("description"),
        "event_bus_name": text("bus"),
        "event_pattern": matching("pattern"),
        "force_destroy": fixed(expected=False),
        "state": text("state"),
        "tags": tags(),
    },
    asked={"arn": "arn", "id": "name"},
    unnoticed=(
        argument("event_bus_name", "default"),
        argument("force_destroy", False),
        argument("state", "ENABLED"),
    ),
)

_AWS_TARGET = Spelling(
    "aws_cloudwatch_event_target",
    named("rule"),
    {
        "event_bus_name": text("target", "bus"),
        "force_destroy": fixed(expected=False),
        "target_id": text("target", "id"),
        "arn": text("target", "invoked"),
        "input": encoded(tree("target", "input")),
        "input_path": text("target", "input_path"),
        "input_transformer": block(
            {"input_paths": entries("target", "paths"), "input_template": text("target", "template")}
        ),
        "retry_policy": block(
            {
                "maximum_retry_attempts": whole("target", "retries"),
                "maximum_event_age_in_seconds": whole("target", "event_age"),
            }
        ),
        "dead_letter_config": block({"arn": text("target", "dead_letter")}),
    },
    unnoticed=(
        argument("event_bus_name", "default"),
        argument("force_destroy", False),
        argument("retry_policy/#/maximum_retry_attempts", 185),
    ),
)

KINDS = (
    Kind(
        name="event_bus",
        cloudformation=(_BUS,),
        terraform=(_AWS_BUS, _AWS_BUS_POLICY),
        answers={"arn": arn("events", "event-bus/{name}"), "name": "{name}"},
        defaults={("description",): ""},
    ),
    Kind(
        name="event_archive",
        cloudformation=(_ARCHIVE,),
        terraform=(_AWS_ARCHIVE,),
        answers={"arn": arn("events", "archive/{name}"), "name": "{name}"},
        defaults={("description",): "", ("retention",): 0},
    ),
    Kind(
        name="event_rule",
        cloudformation=(_RULE,),
        terraform=(_AWS_RULE, _AWS_TARGET),
        # On another bus than the default one, its name stands between.
        answers={"arn": arn("events", "rule/{name}"), "name": "{name}"},
        defaults={
            ("bus",): "default",
            ("description",): "",
            ("state",): "ENABLED",
            ("target", "bus"): "default",
        },
        defaults_when=(
            When(("target",), None, {("target", "retries"): 185, ("target", "event_age"): 86400}),
        ),
    ),
)
