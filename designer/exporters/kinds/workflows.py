"""Workflows and their schedules."""

from __future__ import annotations

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    FileText,
    Got,
    Json,
    JsonText,
    Kind,
    Leaf,
    Made,
    Named,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute, Parameter, walk
from designer.graph.documents import nested
from designer.graph.workflows import StateMachine, WorkflowSchedule

_OWN_KEY = "CUSTOMER_MANAGED_KMS_KEY"
_EXACT, _WITHIN = "OFF", "FLEXIBLE"
"""The words for a time that is exact, and for one within a window."""


def _machine(machine: StateMachine) -> Shape:
    group_ = shape("CloudWatchLogsLogGroup", LogGroupArn=machine.log_destination)
    logging = shape(
        "LoggingConfiguration",
        Level=machine.log_level,
        IncludeExecutionData=machine.log_data,
        Destinations=(shape("LogDestination", CloudWatchLogsLogGroup=group_),),
    )
    settings = shape(
        "StateMachine",
        StateMachineName=machine.name,
        StateMachineType=machine.type,
        RoleArn=machine.role,
        LoggingConfiguration=logging if machine.log_destination else None,
        TracingConfiguration=shape("TracingConfiguration", Enabled=machine.tracing),
        EncryptionConfiguration=_encryption(machine) if machine.kms_key else None,
    )
    return Shape("StateMachine", (*settings.fields, *_definition(machine).fields))


def _definition(machine: StateMachine) -> Shape:
    """The definition: as an object, as text where it has a null, or in a file of its own."""
    if machine.file is not None:
        values = tuple((each.key, each.value) for each in machine.substitutions)
        return shape(
            "StateMachine",
            DefinitionS3Location=FileText(machine.file, "DefinitionString"),
            DefinitionSubstitutions=Named(values) if values else None,
        )
    as_text = _is_text_only(machine)
    return shape(
        "StateMachine",
        Definition=None if as_text else Json(nested(machine.definition)),
        DefinitionString=JsonText(nested(machine.definition)) if as_text else None,
    )


def _text(machine: StateMachine) -> Leaf:
    if machine.file is None:
        return JsonText(nested(machine.definition))
    values = tuple((each.key, each.value) for each in machine.substitutions)
    return FileText(machine.file, "", values)


def _encryption(machine: StateMachine) -> Shape:
    return shape(
        "EncryptionConfiguration",
        Type=_OWN_KEY,
        KmsKeyId=machine.kms_key,
        KmsDataKeyReusePeriodSeconds=machine.key_reuse,
    )


def _is_text_only(machine: StateMachine) -> bool:
    """Whether CloudFormation could not say the definition as an object.

    A template has no null, and what it looks up for a stage is a text, also where a number is meant.
    """
    return any(each is None or isinstance(each, Parameter) for each in walk(machine.definition))


def _machine_block(machine: StateMachine) -> tuple[Made, ...]:
    logging = block(
        "logging_configuration",
        level=machine.log_level,
        include_execution_data=machine.log_data,
        log_destination=machine.log_destination,
    )
    encryption = block(
        "encryption_configuration",
        type=_OWN_KEY,
        kms_key_id=machine.kms_key,
        kms_data_key_reuse_period_seconds=machine.key_reuse,
    )
    body = (
        group(name=machine.name, type=machine.type, role_arn=machine.role),
        group(definition=_text(machine)),
        logging if machine.log_destination else None,
        block("tracing_configuration", enabled=machine.tracing),
        encryption if machine.kms_key else None,
    )
    return (made("aws_sfn_state_machine", *body),)


def _schedule(schedule: WorkflowSchedule) -> Shape:
    window = schedule.flexible_window
    dead_letter = shape("DeadLetterConfig", Arn=schedule.dead_letter)
    return shape(
        "Schedule",
        Name=schedule.name,
        ScheduleExpression=schedule.expression,
        ScheduleExpressionTimezone=schedule.timezone,
        State=schedule.state,
        FlexibleTimeWindow=shape(
            "FlexibleTimeWindow",
            Mode=_EXACT if window is None else _WITHIN,
            MaximumWindowInMinutes=window,
        ),
        Target=shape(
            "Target",
            Arn=schedule.workflow,
            RoleArn=schedule.role,
            Input=JsonText(nested(schedule.input)) if schedule.input is not None else None,
            DeadLetterConfig=dead_letter if schedule.dead_letter else None,
        ),
    )


def _schedule_block(schedule: WorkflowSchedule) -> tuple[Made, ...]:
    window = schedule.flexible_window
    target = block(
        "target",
        arn=schedule.workflow,
        role_arn=schedule.role,
        input=JsonText(nested(schedule.input)) if schedule.input is not None else None,
        dead_letter_config=block("dead_letter_config", arn=schedule.dead_letter)
        if schedule.dead_letter
        else None,
    )
    body = (
        group(
            name=schedule.name,
            schedule_expression=schedule.expression,
            schedule_expression_timezone=schedule.timezone,
            state=schedule.state,
        ),
        block(
            "flexible_time_window",
            mode=_EXACT if window is None else _WITHIN,
            maximum_window_in_minutes=window,
        ),
        target,
    )
    return (made("aws_scheduler_schedule", *body),)


KINDS = (
    Kind(
        StateMachine,
        CloudFormation(
            "AWS::StepFunctions::StateMachine", _machine, {Attribute.ARN: REF, Attribute.NAME: Got("Name")}
        ),
        Terraform(
            "aws_sfn_state_machine",
            _machine_block,
            "workflows.tf",
            {Attribute.ARN: "arn", Attribute.NAME: "name"},
        ),
    ),
    Kind(
        WorkflowSchedule,
        CloudFormation("AWS::Scheduler::Schedule", _schedule, tags=None),
        Terraform("aws_scheduler_schedule", _schedule_block, "workflows.tf", {Attribute.ARN: "arn"}),
        suffix="Schedule",
    ),
)
"""How workflows and what belongs to them are spelt."""
