"""Rules on settings that are fit for one stage and not for another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.rules.base import LASTING, UNAUDITED, Finding, Rule, Severity, all_of
from designer.rules.production import is_production, overlay_edit, written

_TALKATIVE = frozenset({"DEBUG", "TRACE"})
_LEVELS = frozenset({"AWS_LAMBDA_LOG_LEVEL", "LOG_LEVEL", "POWERTOOLS_LOG_LEVEL"})
_WHOLE_EVENTS = "POWERTOOLS_LOGGER_LOG_EVENT"
_TRUE = frozenset({"1", "on", "t", "true", "y", "yes"})


def _kept(table: str) -> str:
    """A table of a design with a stage for production."""
    function = "{environment: {ORDERS: '${orders.name}'}, scopes: {orders: read}}"
    stages = "stages: {dev: {}, prod: {}}"
    return f"{{name: shop, {stages}, functions: {{front: {function}}}, tables: {{orders: {{{table}}}}}}}"


class ProvisionedInNonprod(Rule):
    """Copies of a function are kept ready where nobody waits for it.

    Provisioned concurrency is billed around the clock, in each stage that has it.
    """

    id = "provisioned-in-nonprod"
    severity = Severity.WARNING
    topic = "concurrency"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html"
    profiles = LASTING
    whole = True
    yields_to = ("provisioned-needs-alias",)
    bad = """
      name: shop
      stages: {dev: {}, prod: {}}
      functions: {front: {alias: live, concurrency: {provisioned: 5}}}
    """
    good = """
      name: shop
      stages: {dev: {}, prod: {functions: {front: {concurrency: {provisioned: 5}}}}}
      functions: {front: {alias: live}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function of another stage that has some, in a design with a stage for production."""
        del today
        if not any(map(is_production, blueprint.stage_names)):
            return
        counted = catalog.limits("lambda.provisioned_concurrency")
        for stage in blueprint.stage_names:
            for function in () if is_production(stage) else blueprint.for_stage(stage).each_function():
                ready = function.value.concurrency.provisioned
                path = (*function.path, "concurrency", "provisioned")
                if ready is not None and ready > 0:
                    message = f"{stage} pays for {counted.said(ready)} around the clock, used or not."
                    fix = all_of(
                        f"Keep none ready in {stage}",
                        [overlay_edit(blueprint, stage, path, None)],
                        safe=False,
                    )
                    yield self.finding(written(blueprint, stage, path), message, fix)


class StatefulRemovalPolicy(Rule):
    """One wrong command deletes what production keeps.

    CloudFormation deletes a table with its stack, and when a changed key makes it a new one; Terraform
    does, too. Deletion protection refuses both until somebody takes it off.
    """

    id = "stateful-removal-policy"
    severity = Severity.WARNING
    topic = "table"
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html"
    )
    profiles = UNAUDITED
    whole = True
    bad = _kept("deletion_protection: false")
    good = _kept("")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new table of a stage for production without it; audits ask for it in every stage."""
        del today
        message = "Deletion protection is off: deleting the stack of {stage} deletes all of {name}."
        yield from _unprotected(self, blueprint, "deletion_protection", message)


class TableUnrecoverable(Rule):
    """What production loses by mistake stays lost.

    Point-in-time recovery is the only way back from a deployment that writes nonsense.
    """

    id = "table-unrecoverable"
    severity = Severity.WARNING
    topic = "table"
    source = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html"
    profiles = UNAUDITED
    whole = True
    bad = _kept("point_in_time_recovery: false")
    good = _kept("")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new table of a stage for production without it; what expires by itself is spared."""
        del today
        message = "Point-in-time recovery is off: nothing that {name} of {stage} loses can be had back."
        yield from _unprotected(self, blueprint, "point_in_time_recovery", message)


def _unprotected(rule: Rule, blueprint: Blueprint, setting: str, message: str) -> Iterator[Finding]:
    for stage in filter(is_production, blueprint.stage_names):
        for name, table in blueprint.for_stage(stage).tables.items():
            spared = table.existing is not None or (
                table.ttl_attribute and setting == "point_in_time_recovery"
            )
            if not getattr(table, setting) and not spared:
                path = ("tables", name, setting)
                edit = overlay_edit(blueprint, stage, path, True)
                fix = all_of(f"Switch it on in {stage}", [edit], safe=False)
                said = message.format(stage=stage, name=name)
                yield rule.finding(written(blueprint, stage, path), said, fix)


class SensitiveDataInLogs(Rule):
    """What users send stands in the logs of production.

    Debug logs and whole events hold names, addresses and tokens, are kept for weeks, and are read by
    more people than the data itself.
    """

    id = "sensitive-data-in-logs"
    severity = Severity.WARNING
    topic = "logs"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html"
    profiles = LASTING
    whole = True
    bad = "{name: shop, stages: {dev: {}, prod: {}}, functions: {front: {environment: {LOG_LEVEL: DEBUG}}}}"
    good = """
      name: shop
      stages: {dev: {functions: {front: {environment: {LOG_LEVEL: DEBUG}}}}, prod: {}}
      functions: {front: {environment: {LOG_LEVEL: INFO}}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every level below INFO of a stage for production, and every function that logs its events."""
        del today
        for stage in blueprint.stage_names:
            for function in blueprint.for_stage(stage).each_function() if is_production(stage) else ():
                for below, value, wanted in _telling(function):
                    path = (*function.path, *below)
                    message = (
                        f"{below[-1]} is {value} in {stage}, so what users send is logged; {wanted} is not."
                    )
                    edit = overlay_edit(blueprint, stage, path, wanted)
                    fix = all_of(f"Take {wanted} in {stage}", [edit])
                    yield self.finding(written(blueprint, stage, path), message, fix)


def _telling(function: Node[Function]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """The settings that log what a function gets: their paths, their values, and better ones."""
    for name, value in function.value.environment.items():
        if name in _LEVELS and value.upper() in _TALKATIVE:
            yield ("environment", name), value, "INFO"
        if name == _WHOLE_EVENTS and value.lower() in _TRUE:
            yield ("environment", name), value, "false"
    logging = function.value.logging
    if logging.format == "JSON" and logging.application_level in _TALKATIVE:
        yield ("logging", "application_level"), str(logging.application_level), "INFO"
