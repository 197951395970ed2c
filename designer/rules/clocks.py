"""Rules on what the clocks of a time zone do to schedules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.types import SCHEDULE
from designer.catalog.clocks import clock_changes
from designer.rules.base import LASTING, Finding, Rule, Severity, set_value
from designer.rules.schedule_grammar import in_hour, times

_TYPES = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html"


def _example(expression: str) -> str:
    nightly = f"{{type: schedule, expression: '{expression}', timezone: Europe/Berlin, dead_letter: failed}}"
    report = f"{{triggers: {{nightly: {nightly}}}, asynchronous: {{on_failure: failed}}}}"
    return f"{{name: shop, functions: {{report: {report}}}, queues: {{failed: {{}}}}}}"


class ScheduleClockChange(Rule):
    """A schedule is skipped on the day when clocks go forward.

    All its times of a day are in the hour that there is not, once a year, and the scheduler does not make up
    for it: nothing runs, and nobody is told.
    """

    id = "schedule-clock-change"
    severity = Severity.WARNING
    topic = "schedule"
    source = _TYPES
    profiles = LASTING
    bad = _example("cron(30 2 * * ? *)")
    good = _example("cron(30 3 * * ? *)")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every schedule of a function or a workflow that misses that day."""
        del today
        for at, expression, zone in _in_zones(blueprint):
            change, said = clock_changes().get(zone), times(expression)
            if change is None or said is None:
                continue
            missed = all(change.start <= minute < change.end for minute in said.minutes)
            if missed and change.month in said.months and change.weekday in said.weekdays:
                first, hour = _clock(change.start), -(-change.end // 60)
                message = f"Clocks in {zone} go from {first} to {_clock(change.end)} once a year; "
                message += "it misses that day."
                wanted = in_hour(expression, hour % 24)
                fix = set_value(f"Use {wanted}", at, wanted, safe=False) if hour < 24 else None
                yield self.finding(at, message, fix)


def _in_zones(blueprint: Blueprint) -> Iterator[tuple[Path, str, str]]:
    """Every schedule with a time zone: where its expression is, what it is, the zone."""
    for _, trigger in blueprint.each_trigger(SCHEDULE):
        if trigger.value.timezone:
            yield trigger / "expression", trigger.value.expression, trigger.value.timezone
    for name, workflow in blueprint.workflows.items():
        schedule = workflow.schedule if workflow.existing is None else None
        if schedule is not None and schedule.timezone:
            yield ("workflows", name, "schedule", "expression"), schedule.expression, schedule.timezone


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
