"""Rules of the regulated profile: what audits ask for, which costs money or takes a decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.rules.base import AUDITED, Finding, Rule, Severity, set_value
from designer.rules.routed import new_apis

_CONTROLS = "https://docs.aws.amazon.com/securityhub/latest/userguide"


def _example(rest: str) -> str:
    return f"{{name: shop, profile: regulated, {rest}}}"


class LogRetentionOneYear(Rule):
    """Logs are gone before somebody asks for them.

    Audits look back a year. What was deleted cannot be shown.
    """

    id = "log-retention-one-year"
    severity = Severity.WARNING
    topic = "logs"
    source = f"{_CONTROLS}/cloudwatch-controls.html"
    profiles = AUDITED
    yields_to = ("log-retention-valid", "setting-choice")
    bad = _example("functions: {worker: {logging: {retention_days: 90}}}")
    good = _example("functions: {worker: {logging: {retention_days: 365}}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every log group of a function or a new API that keeps less than a year."""
        del today
        wanted = catalog.number("logs.audited_retention")
        for at, days in _retentions(blueprint):
            if days < wanted.value:
                message = f"{days} days, but audits ask for {wanted.value}."
                fix = set_value(f"Keep logs for {wanted.value} {wanted.unit}", at, wanted.value, safe=False)
                yield self.finding(at, message, fix)


def _retentions(blueprint: Blueprint) -> Iterator[tuple[Path, int]]:
    for function in blueprint.each_function():
        yield (*function.path, "logging", "retention_days"), function.value.logging.retention_days
    for api in new_apis(blueprint):
        if api.value.access_logs is not None:
            yield (*api.path, "access_logs", "retention_days"), api.value.access_logs.retention_days


class ApiAccessLogs(Rule):
    """Nobody can tell who called an API, and what came of it.

    Without access logs an incident leaves no trace of requests that never reached a function.
    """

    id = "api-access-logs"
    severity = Severity.WARNING
    topic = "api"
    source = f"{_CONTROLS}/apigateway-controls.html"
    profiles = AUDITED
    bad = _example("functions: {items: {}}, apis: {front: {access_logs: null}}")
    good = _example("functions: {items: {}}, apis: {front: {access_logs: {retention_days: 365}}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API without access logs."""
        del today
        for api in new_apis(blueprint):
            if api.value.access_logs is None:
                at, days = api / "access_logs", catalog.number("logs.audited_retention").value
                fix = set_value("Write access logs", at, {"retention_days": days}, safe=False)
                yield self.finding(at, f"{api.name} writes no access logs; audits ask for them.", fix)


class ApiCorsOpen(Rule):
    """Pages of every origin may call an API.

    Whoever makes a page that others open can call it from their browsers, inside their network too.
    """

    id = "api-cors"
    severity = Severity.WARNING
    topic = "api"
    source = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html"
    profiles = AUDITED
    bad = _example("functions: {items: {}}, apis: {front: {cors: {allow_origins: '*'}}}")
    good = _example("functions: {items: {}}, apis: {front: {cors: {allow_origins: 'https://shop.example'}}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new API with CORS for all origins."""
        del today
        for api in new_apis(blueprint):
            cors = getattr(api.value, "cors", None)
            if cors is not None and "*" in cors.allow_origins:
                at = (*api.path, "cors", "allow_origins", cors.allow_origins.index("*"))
                yield self.finding(at, f"Pages of every origin may call {api.name}; list those that may.")


class TablePitr(Rule):
    """A table cannot be restored to the minute before a mistake.

    Deleted or overwritten items are gone.
    """

    id = "table-pitr"
    severity = Severity.WARNING
    topic = "table"
    source = f"{_CONTROLS}/dynamodb-controls.html"
    profiles = AUDITED
    bad = _example("tables: {orders: {point_in_time_recovery: false}}")
    good = _example("tables: {orders: {point_in_time_recovery: true}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new table without point-in-time recovery."""
        del today
        yield from _switched_off(self, blueprint, "point_in_time_recovery", "Point-in-time recovery")


class TableDeletionProtection(Rule):
    """One wrong command deletes a table with all that is in it.

    Deletion protection makes it two.
    """

    id = "table-deletion-protection"
    severity = Severity.WARNING
    topic = "table"
    source = f"{_CONTROLS}/dynamodb-controls.html"
    profiles = AUDITED
    bad = _example("tables: {orders: {deletion_protection: false}}")
    good = _example("tables: {orders: {deletion_protection: true}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new table without deletion protection."""
        del today
        yield from _switched_off(self, blueprint, "deletion_protection", "Deletion protection")


def _switched_off(rule: Rule, blueprint: Blueprint, field: str, title: str) -> Iterator[Finding]:
    for name, table in blueprint.tables.items():
        if table.existing is None and not getattr(table, field):
            at = ("tables", name, field)
            fix = set_value("Switch it on", at, True, safe=False)
            yield rule.finding(at, f"{title} of {name} is off; audits ask for it.", fix)


class FunctionTracing(Rule):
    """A request cannot be followed through a function.

    With PassThrough the function is in a trace only where its caller has begun one.
    """

    id = "function-tracing"
    severity = Severity.WARNING
    topic = "function"
    source = f"{_CONTROLS}/lambda-controls.html"
    profiles = AUDITED
    bad = _example("functions: {worker: {tracing: PassThrough}}")
    good = _example("functions: {worker: {tracing: Active}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function that does not trace by itself."""
        del today
        for function in blueprint.each_function():
            if function.value.tracing == "PassThrough":
                at = blueprint.origin(function.name, "tracing")
                message = "The function traces nothing by itself; audits ask for Active."
                yield self.finding(at, message, set_value("Trace actively", at, "Active", safe=False))


class FunctionMemoryExplicit(Rule):
    """Nobody has decided how much memory a function gets.

    It takes this program's value. In an audited design the value is the author's, and is written down.
    """

    id = "function-memory-explicit"
    severity = Severity.INFO
    topic = "function"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"
    profiles = AUDITED
    bad = _example("functions: {worker: {timeout: 10}}")
    good = _example("functions: {worker: {timeout: 10, memory_size: 256}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function whose memory is written neither there nor in the defaults."""
        del today
        yield from _undecided(self, blueprint, "memory_size", "MB")


class FunctionTimeoutExplicit(Rule):
    """Nobody has decided how long a function may take.

    It takes this program's value. In an audited design the value is the author's, and is written down.
    """

    id = "function-timeout-explicit"
    severity = Severity.INFO
    topic = "function"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html"
    profiles = AUDITED
    yields_to = (
        "api-timeout-exceeds-integration",
        "api-timeout-no-headroom",
        "cognito-trigger-timeout",
        "sync-chain-timeouts",
    )
    bad = _example("functions: {worker: {memory_size: 256}}")
    good = _example("functions: {worker: {timeout: 10, memory_size: 256}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function whose timeout is written neither there nor in the defaults."""
        del today
        yield from _undecided(self, blueprint, "timeout", "s")


def _undecided(rule: Rule, blueprint: Blueprint, setting: str, unit: str) -> Iterator[Finding]:
    for function in blueprint.each_function():
        written = setting in function.value.model_fields_set
        if not written and blueprint.origin(function.name, setting)[0] == "functions":
            at, value = function / setting, getattr(function.value, setting)
            message = f"It is not written down; {value:,} {unit} is deployed."
            yield rule.finding(at, message)
