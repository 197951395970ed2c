"""Event buses, archives, and rules with their targets."""

from __future__ import annotations

import json

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Got,
    Json,
    JsonText,
    Kind,
    Leaf,
    Made,
    Named,
    Policy,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute, Ref
from designer.graph.documents import nested
from designer.graph.events import EventArchive, EventBus, EventRule, InputTransformer


def _bus(bus: EventBus) -> Shape:
    dead_letter = shape("DeadLetterConfig", Arn=bus.dead_letter)
    return shape(
        "EventBus",
        Name=bus.name,
        Description=bus.description,
        KmsKeyIdentifier=bus.kms_key,
        DeadLetterConfig=dead_letter if bus.dead_letter else None,
        Policy=Policy(bus.statements) if bus.statements else None,
    )


def _bus_block(bus: EventBus) -> tuple[Made, ...]:
    settings = group(name=bus.name, description=bus.description, kms_key_identifier=bus.kms_key)
    dead_letter = block("dead_letter_config", arn=bus.dead_letter) if bus.dead_letter else None
    found = made("aws_cloudwatch_event_bus", settings, dead_letter)
    if not bus.statements:
        return (found,)
    of = group(event_bus_name=Ref(bus.id, Attribute.NAME))
    policy = made("aws_cloudwatch_event_bus_policy", of, group(policy=Policy(bus.statements)))
    return found, policy


def _archive(archive: EventArchive) -> Shape:
    return shape(
        "Archive",
        ArchiveName=archive.name,
        Description=archive.description,
        SourceArn=archive.bus,
        EventPattern=Json(json.loads(archive.pattern)) if archive.pattern else None,
        RetentionDays=archive.retention_days,
    )


def _archive_block(archive: EventArchive) -> tuple[Made, ...]:
    settings = group(
        name=archive.name,
        description=archive.description,
        event_source_arn=archive.bus,
        event_pattern=JsonText(json.loads(archive.pattern)) if archive.pattern else None,
        retention_days=archive.retention_days,
    )
    return (made("aws_cloudwatch_event_archive", settings),)


def _rule(rule: EventRule) -> Shape:
    return shape(
        "Rule",
        Name=rule.name,
        EventBusName=rule.bus,
        EventPattern=Json(nested(rule.pattern)),
        State=rule.state,
        Targets=(
            shape(
                "Target",
                Id=rule.target_id,
                Arn=rule.target,
                Input=JsonText(json.loads(rule.input)) if rule.input else None,
                InputPath=rule.input_path,
                InputTransformer=transformed(rule.transformer),
                RetryPolicy=retried(rule),
                DeadLetterConfig=dead_letters(rule),
            ),
        ),
    )


def transformed(transformer: InputTransformer | None) -> Shape | None:
    """What is made of the event, as CloudFormation and SAM spell it alike."""
    if transformer is None:
        return None
    paths = Named(tuple((each.key, each.value) for each in transformer.paths))
    return shape(
        "InputTransformer",
        InputPathsMap=paths if transformer.paths else None,
        InputTemplate=transformer.template,
    )


def retried(rule: EventRule) -> Shape:
    """How a delivery is tried again, as CloudFormation and SAM spell it alike."""
    retry = rule.retry
    return shape(
        "RetryPolicy",
        when=retry.attempts,
        MaximumRetryAttempts=retry.attempts,
        MaximumEventAgeInSeconds=retry.event_age,
    )


def dead_letters(rule: EventRule) -> Shape:
    """Where undeliverable events go, as CloudFormation and SAM spell it alike."""
    return shape("DeadLetterConfig", when=rule.dead_letter, Arn=rule.dead_letter)


def _rule_blocks(rule: EventRule) -> tuple[Made, ...]:
    settings = group(
        name=rule.name,
        event_bus_name=rule.bus,
        state=rule.state,
    )
    picks = group(event_pattern=JsonText(nested(rule.pattern)))
    return made("aws_cloudwatch_event_rule", settings, picks), _target(rule)


def _target(rule: EventRule) -> Made:
    retry, transformer = rule.retry, rule.transformer
    return made(
        "aws_cloudwatch_event_target",
        group(
            rule=Ref(rule.id, Attribute.NAME),
            event_bus_name=rule.bus,
            target_id=rule.target_id,
            arn=rule.target,
        ),
        group(
            input=JsonText(json.loads(rule.input)) if rule.input else None,
            input_path=rule.input_path,
        ),
        block("input_transformer", input_paths=_paths(transformer), input_template=transformer.template)
        if transformer
        else None,
        block(
            "retry_policy",
            when=retry.attempts,
            maximum_retry_attempts=retry.attempts,
            maximum_event_age_in_seconds=retry.event_age,
        ),
        block("dead_letter_config", when=rule.dead_letter, arn=rule.dead_letter),
    )


def _paths(transformer: InputTransformer) -> Leaf:
    return Named(tuple((each.key, each.value) for each in transformer.paths)) if transformer.paths else None


_FILE = "event_buses.tf"

KINDS = (
    Kind(
        EventBus,
        CloudFormation("AWS::Events::EventBus", _bus, {Attribute.ARN: Got("Arn"), Attribute.NAME: REF}),
        Terraform(
            "aws_cloudwatch_event_bus", _bus_block, _FILE, {Attribute.ARN: "arn", Attribute.NAME: "name"}
        ),
    ),
    Kind(
        EventArchive,
        CloudFormation("AWS::Events::Archive", _archive, {Attribute.ARN: Got("Arn"), Attribute.NAME: REF}),
        Terraform("aws_cloudwatch_event_archive", _archive_block, _FILE, {Attribute.ARN: "arn"}),
    ),
    Kind(
        EventRule,
        CloudFormation("AWS::Events::Rule", _rule, {Attribute.ARN: Got("Arn")}),
        Terraform(
            "aws_cloudwatch_event_rule", _rule_blocks, _FILE, {Attribute.ARN: "arn", Attribute.NAME: "name"}
        ),
    ),
)
"""How event buses and what belongs to them are spelt."""
