"""Schedules in Terraform."""

from __future__ import annotations

from designer.exporters.hcl import Block, Expression, Reference, arguments, flat
from designer.exporters.terraform_blocks import Blocks, inner
from designer.exporters.terraform_json import json_template
from designer.exporters.terraform_values import may_be_unset
from designer.graph import Parameter, Switch, Whole
from designer.graph.compute import Schedule

PERMISSIONS_FIRST = "The schedule may start only once its role has the permissions."


def schedule(made: Schedule, to: Blocks) -> Block:
    """The schedule, its window and its target."""
    return to.resource(
        made,
        arguments(
            name=to.of(made.name),
            description=to.of(made.description),
            state=_state(made.enabled, to),
        ),
        arguments(
            schedule_expression=to.of(made.expression),
            schedule_expression_timezone=to.of(made.timezone),
            start_date=to.of(made.start),
            end_date=to.of(made.end),
        ),
        _window(made.flexible_window, to),
        _target(made, to),
        to.permissions_first(made.role, PERMISSIONS_FIRST),
    )


def _state(enabled: Switch | None, to: Blocks) -> Expression:
    if not isinstance(enabled, Parameter):
        return None if enabled is None else _word(enabled)
    switch = flat(to.of(enabled))
    if may_be_unset(enabled):  # what is unset is enabled
        return Reference(f'{switch} == false ? "DISABLED" : "ENABLED"')
    return Reference(f'{switch} ? "ENABLED" : "DISABLED"')


def _word(enabled: bool) -> str:
    return "ENABLED" if enabled else "DISABLED"


def _window(minutes: Whole | None, to: Blocks) -> Block | None:
    """The provider wants the block also where the time is exact."""
    spelt = to.of(minutes)
    mode: Expression = "OFF" if minutes is None else "FLEXIBLE"
    if may_be_unset(minutes):
        mode = Reference(f'{flat(spelt)} == null ? "OFF" : "FLEXIBLE"')
    return inner("flexible_time_window", mode=mode, maximum_window_in_minutes=spelt)


def _target(made: Schedule, to: Blocks) -> Block:
    text = to.of(made.input)
    main = arguments(
        arn=to.of(made.function),
        role_arn=to.of(made.role),
        input=json_template(text) if isinstance(text, str) else text,
    )
    retries = inner(
        "retry_policy",
        maximum_retry_attempts=to.of(made.maximum_retries),
        maximum_event_age_in_seconds=to.of(made.maximum_event_age),
    )
    return Block("target", (), (main, retries, to.optional("dead_letter_config", "arn", made.dead_letter)))
